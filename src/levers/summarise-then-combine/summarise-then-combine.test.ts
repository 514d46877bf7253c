import { expect, test } from 'vitest';
import type { RetrievedKnowledge, StackSpec } from '../../domain/stack.ts';
import { fakeBench } from '../../testing/fake-bench.ts';
import type { MeasuredStack, TaskSettings } from '../lever.ts';
import { summariseThenCombine } from './summarise-then-combine.ts';

const task: TaskSettings = {
  folder: '.',
  contract: { kind: 'text' },
  chatModel: { id: 'test/chat' },
  scoresLabels: false,
  embeddingModel: { id: 'test/embedding' },
  maxOutputTokens: 16,
  documents: { abstention: 'Not known.' },
};
const narrow = ['How long is the warranty?', 'Who pays?', 'What is the deposit?'];
const wide = 'Compare the warranty across all products';
const searched: RetrievedKnowledge = {
  kind: 'retrieved',
  corpus: { name: 'pages', settings: { chunking: { maxTokens: 120 } } },
  fusion: { kind: 'words' },
  k: 3,
  maxTokens: 300,
  sections: true,
  grounding: { abstention: 'Not known.' },
};

const below = (name: string, knowledge: RetrievedKnowledge, meanScore: number): MeasuredStack => {
  const answerer = { kind: 'chat', model: { id: 'test/chat' }, maxOutputTokens: 16 } as const;
  const stack: StackSpec = { answerer, contract: task.contract, knowledge };
  const dev = { stackHash: name, split: 'dev', cases: [], meanScore, scored: 4, unscored: 0 } as const;
  return { name, lever: 'retrieval', stack, dev };
};

async function propose(given: object, questions: readonly string[], stacks: readonly MeasuredStack[] = []) {
  const dev = questions.map((input, i) => ({ id: `${i}`, input, label: 'x' }));
  const bench = fakeBench({ contract: task.contract, train: [], dev });
  const settings = summariseThenCombine.settings.parse(given);
  return summariseThenCombine.propose(task, settings, stacks, bench);
}

test('adds notes to the best stack below that searches, which stays as it is otherwise', async () => {
  const stacks = [
    below('retrieval', searched, 0.5),
    below('retrieval + examples', { ...searched, k: 4 }, 0.6),
  ];
  const [candidate] = await propose({}, [...narrow, wide], stacks);
  expect(candidate?.stack).toEqual({
    ...stacks[1]?.stack,
    knowledge: {
      ...searched,
      k: 4,
      synthesis: {
        model: { id: 'test/chat' },
        when: 'needed',
        documents: 8,
        passagesPerDocument: 3,
        maxTokensPerNote: 80,
      },
    },
  });
  expect(candidate?.why).toBe(
    '1 of 4 questions of dev seem to need many documents put together; for these alone, notes on up to 8 documents from the best 3 passages of each',
  );
});

test('searches as retrieval does by default where no rung below searches', async () => {
  const [candidate] = await propose({ documents: 4 }, [wide]);
  expect(candidate?.stack.knowledge).toMatchObject({
    kind: 'retrieved',
    corpus: { name: 'fake' },
    fusion: { kind: 'weighted', vectorWeight: 0.5 },
    k: 5,
    maxTokens: 800,
    synthesis: { documents: 4, when: 'needed' },
  });
});

test('is left out, with its reason, where no question of dev needs it; unless it is for all', async () => {
  await expect(propose({}, narrow)).rejects.toMatchObject({
    code: 'SYNTHESIS_NOT_NEEDED',
    message: 'none of the 3 questions of dev seems to need many documents put together',
  });
  const [candidate] = await propose({ when: 'always' }, narrow);
  expect(candidate?.stack.knowledge).toMatchObject({ synthesis: { when: 'always' } });
});
