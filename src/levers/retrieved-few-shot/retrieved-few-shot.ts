/** Retrieved few-shot: for each request the most similar training cases stand in the prompt. */
import { z } from 'zod';
import type { Bench } from '../../domain/bench.ts';
import { type PooledExample, putExamplePool } from '../../stacks/examples/example-pool.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { expectedOutput } from '../expected-output.ts';
import type { Lever } from '../lever.ts';

const settings = z.strictObject({
  k: z.int().min(1).max(64).default(8),
  /** How cases are found; `random` is the control that shows what similarity buys. */
  by: z.enum(['embedding', 'bm25', 'both', 'random']).default('embedding'),
});

type Settings = z.infer<typeof settings>;

const asksEmbedding = (by: Settings['by']) => by === 'embedding' || by === 'both';

const rungName = ({ k, by }: Settings) =>
  by === 'random' ? `random few-shot (${k})` : `retrieved few-shot (${k}, ${by})`;

export const retrievedFewShot: Lever<Settings> = {
  name: 'retrieved-few-shot',
  summary: 'the most similar training cases stand in the prompt, found anew for each request',
  byDefault: true,
  settings,
  inapplicable: (task, { by }) =>
    needsChatModel(task) ??
    (asksEmbedding(by) && task.embeddingModel === undefined
      ? 'the task names no embedding model (`models.embedding`)'
      : undefined),
  needs: ({ by }) => ({ models: asksEmbedding(by) ? ['chat', 'embedding'] : ['chat'] }),
  rungNames: (given) => [rungName(given)],
  async propose(task, { k, by }, stacks, bench) {
    const examples = await collectExamples(bench);
    if (examples.length === 0) return [];
    const { examples: _fixed, ...base } = baseStack(task, stacks, (s) => s.reasoning === undefined);
    const pool = await putExamplePool(bench.artefacts, examples);
    const how = by === 'random' ? 'random' : 'retrieved';
    return [
      {
        name: rungName({ k, by }),
        stack: {
          ...base,
          examples: {
            kind: 'retrieved',
            pool,
            k,
            by,
            ...(asksEmbedding(by) && task.embeddingModel && { embedding: task.embeddingModel }),
          },
        },
        why: `${k} ${how} examples per request from ${examples.length} training cases`,
        ...(by === 'random' && { referenceLine: true }),
      },
    ];
  },
};

async function collectExamples(bench: Bench): Promise<PooledExample[]> {
  const examples: PooledExample[] = [];
  for await (const c of bench.cases('train')) {
    const output = expectedOutput(c);
    if (output === undefined) continue;
    examples.push({
      caseId: c.id,
      input: c.input,
      output,
      ...(c.principal !== undefined && { principal: c.principal }),
    });
  }
  return examples;
}
