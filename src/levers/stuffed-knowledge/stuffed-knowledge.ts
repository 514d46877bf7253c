/** Small, stable knowledge put whole into the cached part of the prompt. */
import { z } from 'zod';
import { everyone } from '../../domain/access.ts';
import type { Bench } from '../../domain/bench.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { StuffedKnowledge } from '../../domain/stack.ts';
import { estimateTokens } from '../../models/count-tokens.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { defaultChunking } from '../default-chunk-tokens.ts';
import type { Lever } from '../lever.ts';

const rungName = 'knowledge in the prompt';

const settings = z.strictObject({
  /** Of documents that are searched as well; more of them do not belong into every prompt. */
  maxTokens: z.int().min(1).default(10_000),
});

type Documents = StuffedKnowledge['documents'];

export const stuffedKnowledge: Lever<z.infer<typeof settings>> = {
  name: 'stuffed-knowledge',
  summary: "the task's documents stand whole in the system prompt, before anything that changes",
  byDefault: true,
  settings,
  inapplicable: (task) =>
    needsChatModel(task) ??
    (task.documents === undefined && (task.knowledge ?? []).length === 0
      ? 'the task names no `knowledge`'
      : undefined),
  needs: () => ({ models: ['chat'] }),
  corpora: () => [{ chunking: defaultChunking }],
  rungNames: () => [rungName],
  async propose(task, { maxTokens }, stacks, bench) {
    const { documents: grounding } = task;
    const documents = grounding === undefined ? (task.knowledge ?? []) : await readAll(bench, maxTokens);
    const base = baseStack(task, stacks, (s) => s.knowledge === undefined && s.reasoning === undefined);
    const characters = documents.reduce((sum, d) => sum + d.text.length, 0);
    const whose = grounding === undefined ? '' : ' that everyone may read';
    return [
      {
        name: rungName,
        stack: { ...base, knowledge: { kind: 'stuffed', documents, ...(grounding && { grounding }) } },
        why: `${documents.length} documents${whose}, ${characters.toLocaleString('en')} characters, in the shared prefix`,
      },
    ];
  },
};

/** What everyone may read: one prompt is shown to all. Throws `DOCUMENTS_TOO_LONG` once that is more than may stand in it. */
async function readAll(bench: Bench, most: number): Promise<Documents> {
  bench.signal.throwIfAborted();
  const { corpus } = await bench.documents(defaultChunking);
  const documents: Documents[number][] = [];
  let tokens = 0;
  for (const { name } of await corpus.documents()) {
    const text = await corpus.readText(name, { start: 0, end: Number.POSITIVE_INFINITY }, [everyone]);
    if (text === undefined) continue;
    documents.push({ name, text });
    tokens += estimateTokens(text).tokens;
  }
  if (tokens > most) throw new FulcrumError('DOCUMENTS_TOO_LONG', { tokens, most });
  return documents;
}
