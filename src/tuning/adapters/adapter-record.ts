/** What is kept of a trained adapter: where it came from, what it was trained by, its files and what it must say. Knows no store. */
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';

/** Kind of the artefact. */
export const adapterKind = 'adapter';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({ sha256: hash, bytes: z.int().min(1) });
const messages = z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }));

const schema = z.object({
  version: z.literal(1),
  /** Of the model it computes on top of. */
  base: z.object({ id: z.string(), digest: hash }),
  /** Of the stack that rendered its prompts, without the adapter. */
  stack: hash,
  data: z.object({
    rows: z.int().min(1),
    /** Of what was trained on. */
    ids: z.array(z.string()).readonly(),
    /** Of train, kept back to see when to stop. */
    heldOut: z.int().min(0),
    /** Over the rows in order, as the trainer was given them. */
    sha256: hash,
    /** Content hashes of the prompts as messages, as answers carry them: sorted, and hashed again. */
    prompts: hash,
  }),
  /** As the trainer was told. */
  settings: z.record(z.string(), z.json()),
  seed: z.int(),
  trainer: z.object({ name: z.string(), versions: z.record(z.string(), z.string()).optional() }),
  metrics: z.object({
    steps: z.int().min(1),
    bestStep: z.int().min(1).optional(),
    /** Mean cross-entropy of an answer token in nats, on the rows held out. */
    heldOutLoss: z.number().optional(),
    /** The same as a perplexity, without the adapter and with it. */
    perplexity: z.object({ base: z.number(), tuned: z.number() }).optional(),
    stopped: z.enum(['epochs', 'early stopping']).optional(),
    trainedParameters: z.int().optional(),
    seconds: z.number().nonnegative(),
  }),
  /** Adapters it was trained on from. */
  parents: z.array(hash),
  files: z.object({
    weights: file,
    config: file,
    /** Absent where that form cannot hold it. */
    gguf: file.optional(),
    /** The whole model with the adapter in its weights, of one that only so can be served here. */
    merged: file.optional(),
  }),
  canary: z.object({
    messages: messages.readonly(),
    continuations: z.array(z.string()).min(1).readonly(),
    base: z.array(z.number()).readonly(),
    adapted: z.array(z.number()).readonly(),
  }),
});

export type AdapterRecord = z.infer<typeof schema>;

/** Throws `ADAPTER_UNSOUND`. */
export function readAdapterRecord(body: Json): AdapterRecord {
  const read = schema.safeParse(body);
  if (!read.success)
    throw new FulcrumError('ADAPTER_UNSOUND', { file: 'its record', problem: z.prettifyError(read.error) });
  return read.data;
}
