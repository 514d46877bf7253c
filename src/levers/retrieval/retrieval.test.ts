import { expect, test } from 'vitest';
import type { SearchComparison } from '../../domain/bench.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import { fakeBench } from '../../testing/fake-bench.ts';
import type { TaskSettings } from '../lever.ts';
import { retrieval } from './retrieval.ts';

const task: TaskSettings = {
  folder: '.',
  contract: { kind: 'text' },
  instruction: { text: 'Answer.', inputTag: 'question' },
  chatModel: { id: 'test/chat' },
  scoresLabels: false,
  embeddingModel: { id: 'test/embedding' },
  maxOutputTokens: 16,
  documents: { abstention: 'Not known.' },
};
const found = (verdict: SearchComparison['verdict']): SearchComparison => ({
  verdict,
  candidateNdcg: 0.8,
  referenceNdcg: 0.7,
  interval: { low: 0.02, high: 0.18 },
  pValue: 0.01,
  questions: 40,
  usdPerQuestion: 0.0003,
  reranked: { questions: 40, reranked: 9, unreadable: 3 },
});

async function propose(
  given: object,
  compare: (candidate: RetrievedKnowledge) => SearchComparison | undefined,
  on = task,
) {
  const compared: RetrievedKnowledge[] = [];
  const bench = fakeBench({
    contract: task.contract,
    train: [],
    compareSearch: (candidate) => {
      compared.push(candidate);
      return compare(candidate);
    },
  });
  const [candidate] = await retrieval.propose(on, retrieval.settings.parse(given), [], bench);
  return { compared, why: candidate?.why, knowledge: candidate?.stack.knowledge as RetrievedKnowledge };
}

test('searches plainly unless told to try something, and compares nothing', async () => {
  const { compared, knowledge } = await propose({}, () => found('better'));
  expect(compared).toEqual([]);
  expect(knowledge).not.toHaveProperty('rerank');
  expect(knowledge).not.toHaveProperty('queries');
});

test('keeps reranking only where dev shows it better, and says what was found', async () => {
  const kept = await propose({ rerank: 'try' }, () => found('better'));
  expect(kept.knowledge.rerank).toEqual({
    kind: 'listwise',
    model: { id: 'test/chat' },
    depth: 10,
    gate: { margin: 0.1 },
  });
  expect(kept.why).toContain(
    'reranking (listwise): kept, nDCG@10 0.800 against 0.700 on 40 questions of dev, difference 0.020 to 0.180, asked for 12 of 40, 3 replies unreadable, $0.30 per 1,000 questions',
  );
  for (const verdict of ['no worse', 'worse', 'cannot tell'] as const) {
    const { knowledge, why } = await propose({ rerank: 'try' }, () => found(verdict));
    expect(knowledge).not.toHaveProperty('rerank');
    expect(why).toContain('reranking (listwise): left out, nDCG@10 0.800');
  }
  const blind = await propose({ rerank: 'try' }, () => undefined);
  expect(blind.knowledge).not.toHaveProperty('rerank');
  expect(blind.why).toContain('left out, as no question of dev names its documents');
});

test('tries queries first, and reranking on top of what was kept, by the task’s own reranker', async () => {
  const on = { ...task, rerankingModel: { id: 'test/reranker' } };
  const given = { queries: 'multi', rerank: 'try', rerankMargin: 1, rerankDepth: 4 };
  const { compared, knowledge } = await propose(
    given,
    ({ rerank }) => found(rerank ? 'worse' : 'better'),
    on,
  );
  expect(compared[1]).toMatchObject({
    queries: { kind: 'multi', model: { id: 'test/chat' } },
    rerank: { kind: 'reranker', model: { id: 'test/reranker' }, depth: 4, gate: { margin: 1 } },
  });
  expect(knowledge).toHaveProperty('queries');
  expect(knowledge).not.toHaveProperty('rerank');
});

test('tries what the chat model writes of passages before all else, on another corpus of the same chunks', async () => {
  const given = { contextLine: 'try', queries: 'multi' };
  const chunking = { maxTokens: 200, overlapTokens: 0 };
  const contextLine = { kind: 'written', model: { id: 'test/chat' }, maxTokens: 60 };
  const kept = await propose(given, () => found('better'));
  expect(kept.compared.map(({ corpus, queries }) => [corpus.settings, queries?.kind])).toEqual([
    [{ chunking, embedding: 'test/embedding', contextLine }, undefined],
    [{ chunking, embedding: 'test/embedding', contextLine }, 'multi'],
  ]);
  expect(kept.knowledge.corpus.settings).toHaveProperty('contextLine');
  expect(kept.why).toContain('written contexts: kept, nDCG@10 0.800 against 0.700 on 40 questions of dev');
  for (const verdict of ['no worse', 'worse', 'cannot tell'] as const) {
    const { knowledge, why } = await propose({ contextLine: 'try' }, () => found(verdict));
    expect(knowledge.corpus.settings).not.toHaveProperty('contextLine');
    expect(why).toContain('written contexts: left out, nDCG@10 0.800');
  }
});

test('has nothing written where no question of dev could show it better', async () => {
  const bench = fakeBench({ contract: task.contract, train: [] });
  const asked: unknown[] = [];
  const blind = {
    ...bench,
    documents: async (...[chunking, line]: Parameters<typeof bench.documents>) => {
      asked.push(line);
      return bench.documents(chunking, line);
    },
    chooseFusion: async () => undefined,
  };
  const settings = retrieval.settings.parse({ contextLine: 'try' });
  const [candidate] = await retrieval.propose(task, settings, [], blind);
  expect(asked).toEqual([undefined]);
  expect(candidate?.why).toContain('written contexts: left out, as no question of dev names its documents');
});
