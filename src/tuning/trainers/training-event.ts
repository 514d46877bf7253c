/** The lines a trainer writes, as `trainer/README.md` lists them. New fields and events are passed over; a known one that lacks a field is refused. */
import { z } from 'zod';

const count = z.int().min(0);
const seconds = z.number();
const bytes = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Under the base and, of a finished run, under its adapter. */
const sides = <T extends z.ZodType>(of: T) => z.object({ base: of, adapter: of.optional() });
const token = z.object({ token: z.int(), text: z.string(), log_probability: z.number() });

const schemas = {
  hello: z.object({
    event: z.literal('hello'),
    protocol: z.literal(1),
    device: z.string(),
    versions: z.record(z.string(), z.string()),
  }),
  setting: z.object({
    event: z.literal('setting'),
    name: z.string(),
    value: z.json().optional(),
    source: z.string(),
    reason: z.string(),
  }),
  phase: z.object({ event: z.literal('phase'), name: z.string() }),
  base: z.object({ event: z.literal('base'), name: z.string(), sha256: digest }),
  data: z.object({
    event: z.literal('data'),
    name: z.string(),
    rows: count,
    tokens: count,
    answer_tokens: count,
    too_long: count,
    sha256: digest,
  }),
  model: z.object({ event: z.literal('model'), parameters: count, trainable_parameters: count }),
  shortcut: z.object({
    event: z.literal('shortcut'),
    name: z.string(),
    used: z.boolean(),
    reason: z.string(),
  }),
  lower_layers: z.object({ event: z.literal('lower_layers'), rows: count, bytes, elapsed_s: seconds }),
  resumed: z.object({ event: z.literal('resumed'), step: count, of: count, checkpoint: z.string() }),
  step: z.object({
    event: z.literal('step'),
    step: count,
    of: count,
    loss: z.number(),
    learning_rate: z.number(),
    gradient_norm: z.number(),
    examples: count,
    tokens: count,
    tokens_per_s: z.number(),
    eta_s: seconds,
    elapsed_s: seconds,
  }),
  dev: z.object({
    event: z.literal('dev'),
    step: count,
    loss: z.number(),
    perplexity: z.number().optional(),
    best_step: count,
    readings_without_gain: count,
  }),
  checkpoint: z.object({ event: z.literal('checkpoint'), step: count, checkpoint: z.string(), bytes }),
  warning: z.object({
    event: z.literal('warning'),
    code: z.string(),
    message: z.string(),
    ids: z.array(z.string()).optional(),
  }),
  paused: z.object({ event: z.literal('paused'), step: count, of: count, checkpoint: z.string() }),
  cancelled: z.object({ event: z.literal('cancelled') }),
  done: z.object({
    event: z.literal('done'),
    sha256: digest,
    stopped: z.string(),
    steps: count,
    best_step: count,
    dev_loss: z.number().optional(),
    elapsed_s: seconds,
  }),
  memory: z.object({
    event: z.literal('memory'),
    way: z.string(),
    rows: count,
    tokens_per_row: count,
    weights_bytes: bytes,
    gradients_bytes: bytes,
    optimiser_bytes: bytes,
    activations_bytes: bytes,
    logits_bytes: bytes,
    runtime_bytes: bytes,
    total_bytes: bytes,
    available_bytes: bytes,
    fits: z.boolean(),
  }),
  time: z.object({
    event: z.literal('time'),
    steps: count,
    tokens_per_s: z.number(),
    loading_s: seconds,
    training_s: seconds,
    dev_s: seconds,
    total_s: seconds,
    peak_memory_bytes: bytes.optional(),
  }),
  row: z.object({
    event: z.literal('row'),
    id: z.string(),
    answer_tokens: count,
    loss: sides(z.number()),
  }),
  evaluated: z.object({
    event: z.literal('evaluated'),
    rows: count,
    too_long: count,
    answer_tokens: count,
    loss: sides(z.number()),
    perplexity: sides(z.number().nullish()),
  }),
  first_token: z.object({
    event: z.literal('first_token'),
    id: z.string(),
    prompt_sha256: digest,
    ...sides(z.object({ top: z.array(token), completion: token.nullish() })).shape,
  }),
  error: z.object({
    event: z.literal('error'),
    code: z.string(),
    message: z.string(),
    advice: z.string(),
    status: z.int(),
  }),
};

type Schemas = typeof schemas;
export type TrainingEvent = { [Name in keyof Schemas]: z.infer<Schemas[Name]> }[keyof Schemas];
export type EventOf<Name extends keyof Schemas> = z.infer<Schemas[Name]>;

const named = z.object({ event: z.string() });

/** `undefined` for an event that is not known. Throws `Error` on a line that is none, or that another protocol wrote. */
export function readTrainingEvent(line: string): TrainingEvent | undefined {
  const value: unknown = JSON.parse(line);
  const { event } = named.parse(value);
  return Object.hasOwn(schemas, event) ? schemas[event as keyof Schemas].parse(value) : undefined;
}
