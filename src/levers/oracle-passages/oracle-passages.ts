/** The ceiling of retrieval: the passages that are known to answer stand in the prompt. Knows what no stack can know in production. */
import { z } from 'zod';
import type { BenchDocuments } from '../../domain/bench.ts';
import { inputText } from '../../domain/case.ts';
import type { Passage } from '../../domain/passage.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import { type GivenPassages, putGivenPassages } from '../../stacks/knowledge/given-passages.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import { defaultChunkTokens } from '../default-chunk-tokens.ts';
import type { Lever } from '../lever.ts';
import { needsDocuments } from '../needs-documents.ts';

const settings = z.strictObject({
  /** Tokens of a chunk at most; as for retrieval, or the ceiling is another's. */
  chunkTokens: z.int().min(20).default(defaultChunkTokens),
  overlapTokens: z.int().min(0).default(0),
});

const rungName = 'oracle passages';

export const oraclePassages: Lever<z.infer<typeof settings>> = {
  name: 'oracle-passages',
  summary: 'the passages known to answer, given to the model: the ceiling that better search could reach',
  byDefault: true,
  settings,
  inapplicable: (task) => needsChatModel(task) ?? needsDocuments(task),
  needs: () => ({ models: ['chat', 'embedding'] }),
  corpora: (_, { chunkTokens: maxTokens, overlapTokens }) => [{ chunking: { maxTokens, overlapTokens } }],
  rungNames: () => [rungName],
  async propose(task, { chunkTokens, overlapTokens }, stacks, bench) {
    bench.signal.throwIfAborted();
    const documents = await bench.documents({ maxTokens: chunkTokens, overlapTokens });
    const given: GivenPassages[] = [];
    let withGold = 0;
    for await (const one of bench.cases('dev')) {
      const passages = await goldPassagesOf(one, documents);
      if (passages.length > 0) withGold++;
      given.push({
        inputHash: one.inputHash,
        passages,
        ...(one.principal !== undefined && { principal: one.principal }),
      });
    }
    if (withGold === 0) return [];
    const base = baseStack(task, stacks, (s) => s.knowledge === undefined && s.reasoning === undefined);
    return [
      {
        name: rungName,
        stack: {
          ...base,
          knowledge: {
            kind: 'given',
            passages: await putGivenPassages(bench.artefacts, given),
            grounding: task.documents ?? { abstention: '' },
          },
        },
        why: `the passages that answer, known for ${withGold} of ${given.length} questions of dev; on dev alone`,
        ceiling: true,
      },
    ];
  },
};

/** For each quote the chunk of its document that shares most words with it; without quotes, for each document what is nearest to the question. */
async function goldPassagesOf(one: StoredCase, { corpus, groupsOf }: BenchDocuments): Promise<Passage[]> {
  const groups = groupsOf(one.principal);
  const wanted =
    one.goldPassages ??
    (one.goldDocuments ?? []).map((document) => ({ document, quote: inputText(one.input) }));
  const passages = new Map<string, Passage>();
  for (const { document, quote } of wanted) {
    const [best] = await corpus.searchWords(quote, { groups, limit: 1, sources: [document] });
    if (best !== undefined) passages.set(best.passage.chunkId, best.passage);
  }
  return [...passages.values()];
}
