import { expect, it } from 'vitest';
import { FulcrumError } from '../../domain/errors.ts';
import { memoryCorpus } from '../../knowledge/testing/memory-corpus.ts';
import { documentOf } from '../../store/testing/corpus-documents.ts';
import type { AskedPassage } from './ask-for-questions.ts';
import { KnownQuestions } from './known-questions.ts';
import { siftQuestions } from './sift-questions.ts';

const lines = {
  'deposit.md': 'The deposit is 40 euro and comes back within 14 days.',
  'old.md': 'Last year, money came back to you after 21 days.',
  'new.md': 'Your money is on its way in 21 days.',
};

it('counts each passage under the first reason that holds, and keeps the rest in order', async () => {
  const corpus = memoryCorpus();
  for (const [name, text] of Object.entries(lines)) await corpus.put(documentOf(name, ['everyone'], [text]));
  const stored = await corpus.documents();
  const to = async (name: keyof typeof lines, reply: AskedPassage['reply']): Promise<AskedPassage> => {
    const document = stored.find((one) => one.name === name);
    const passage = await corpus.readPassage(name, 0, ['everyone']);
    if (document === undefined || passage === undefined) throw new Error(name);
    return { drawn: { document, passage, groups: ['everyone'] }, reply };
  };
  const fetching = { question: 'What do I leave at your shop when fetching my ride?', answer: '40 euro' };
  const again = { question: 'What do I leave in your shop when fetching my ride?', answer: '14 days' };
  const money = { question: 'How soon would I see my money?', answer: '21 days' };
  const asked = [
    await to('deposit.md', new FulcrumError('MODEL_REQUEST_REFUSED')),
    await to('deposit.md', 'unreadable'),
    await to('deposit.md', { ...fetching, question: 'What is the deposit?' }),
    await to('deposit.md', { ...fetching, answer: '50 euro' }),
    await to('deposit.md', { ...fetching, answer: 'deposit 40 euro within 14 days' }),
    await to('deposit.md', fetching),
    await to('deposit.md', again),
    await to('old.md', money),
  ];
  const { drafts, leftOut } = await siftQuestions(asked, {
    corpus,
    known: new KnownQuestions(),
    form: (answer) => (answer.length > 20 ? undefined : answer),
    written: { model: 'm', draftedAt: '2026-11-21T10:00:00.000Z' },
  });
  expect(drafts).toMatchObject([
    { input: fetching.question, expected: '40 euro', goldDocuments: ['deposit.md'] },
  ]);
  expect(drafts[0]).not.toHaveProperty('principal');
  expect(leftOut).toEqual({
    failed: 1,
    unreadable: 1,
    'no question': 1,
    'names the passage': 0,
    copied: 0,
    unsupported: 1,
    'gives the answer': 0,
    'against the contract': 1,
    repeated: 1,
    ambiguous: 1,
  });
});
