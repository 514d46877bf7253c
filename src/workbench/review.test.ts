import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../domain/json.ts';
import { type Decision, type Reviewer, review, type ShownDraft } from './review.ts';

const drafting = { model: 'local/tiny', draftedAt: '2026-11-21T10:00:00.000Z' };
const draft = (id: string, more: object = {}) => ({
  id,
  input: `question ${id}?`,
  expected: { answer: `answer ${id}`, source: 'rules.md' },
  principal: 'care',
  goldDocuments: ['rules.md'],
  goldPassages: [{ document: 'rules.md', quote: 'the quote' }],
  approval: { status: 'drafted', ...drafting },
  passage: { document: 'rules.md', over: 'Rules', text: 'Here is the quote.', start: 7, end: 25 },
  ...more,
});
const own = '{ "input": "own question",  "expected": "x" }';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-review-'));
  file = path.join(folder, 'drafts.jsonl');
  await write('a', 'b', 'c');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (...ids: string[]) =>
  writeFile(file, [own, ...ids.map((id) => JSON.stringify(draft(id))), ''].join('\n'));
const text = () => readFile(file, 'utf8');
const records = async (): Promise<JsonObject[]> =>
  (await text())
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
const statuses = async () =>
  (await records()).map(({ id, approval }) => `${id} ${(approval as JsonObject).status}`);

/** Decides as scripted; what was shown, and what the file held at each decision. */
function scripted(...script: (Decision | [Decision, string | undefined])[]) {
  const shown: ShownDraft[] = [];
  const held: string[][] = [];
  let reworded: string | undefined;
  const reviewer: Reviewer = {
    async decide(one) {
      shown.push(one);
      held.push(await statuses());
      const next = script.shift();
      if (next === undefined) throw new Error('not scripted');
      if (typeof next === 'string') return next;
      reworded = next[1];
      return next[0];
    },
    reword: async () => reworded,
  };
  return { reviewer, shown, held };
}
const run = (reviewer: Reviewer, by = 'ann') =>
  review({ file, by, now: () => new Date('2026-11-22T09:00:00.000Z') }, reviewer);

describe('a review', () => {
  it('shows each draft with all that is needed to judge it, and keeps each decision before the next', async () => {
    const { reviewer, shown, held } = scripted('approve', 'reject', 'skip');
    expect(await run(reviewer)).toEqual({ approved: 1, rejected: 1, waiting: 1, approvedInAll: 1 });
    expect(shown[0]).toEqual({
      number: 1,
      waiting: 3,
      question: 'question a?',
      answer: 'answer a',
      quotes: ['the quote'],
      passage: draft('a').passage,
      principal: 'care',
      model: 'local/tiny',
    });
    expect(held).toEqual([
      ['a drafted', 'b drafted', 'c drafted'],
      ['a approved', 'b drafted', 'c drafted'],
      ['a approved', 'b rejected', 'c drafted'],
    ]);
    const decided = { ...drafting, by: 'ann', decidedAt: '2026-11-22T09:00:00.000Z' };
    expect((await records()).slice(0, 2)).toEqual([
      { ...draft('a'), approval: { status: 'approved', ...decided } },
      { ...draft('b'), approval: { status: 'rejected', ...decided } },
    ]);
    expect(await text()).toContain(`${own}\n`);
  });

  it('goes on where it stopped, with what was skipped', async () => {
    const first = scripted('skip', 'approve', 'quit');
    expect(await run(first.reviewer)).toMatchObject({ approved: 1, waiting: 2 });
    const second = scripted('approve', 'quit');
    expect(await run(second.reviewer, 'ben')).toMatchObject({ approved: 1, waiting: 1, approvedInAll: 2 });
    expect(second.shown.map(({ question }) => question)).toEqual(['question a?', 'question c?']);
    expect((await records()).map(({ approval }) => (approval as JsonObject).by)).toEqual([
      'ben',
      'ann',
      undefined,
    ]);
  });

  it('rewords question and answer, shows what became of it, and approves nothing by that', async () => {
    const { reviewer, shown } = scripted(
      ['edit question', 'better?'],
      ['edit answer', 'better'],
      ['edit answer', undefined],
      'quit',
    );
    await run(reviewer);
    expect(shown.at(-1)).toMatchObject({ number: 1, question: 'better?', answer: 'better' });
    expect((await records())[0]).toEqual({
      ...draft('a'),
      input: 'better?',
      expected: { answer: 'better', source: 'rules.md' },
    });
  });

  it('rewords an answer that is a text', async () => {
    await writeFile(file, `${own}\n${JSON.stringify(draft('a', { expected: 'plain' }))}\n`);
    const { reviewer, shown } = scripted(['edit answer', 'plainer'], 'approve');
    await run(reviewer);
    expect(shown[0]?.answer).toBe('plain');
    expect((await records())[0]).toMatchObject({ expected: 'plainer', approval: { status: 'approved' } });
  });

  it('keeps what is added meanwhile, and stops where somebody else decided', async () => {
    const adding = scripted('quit').reviewer;
    adding.decide = async () => {
      await writeFile(file, `${await text()}${JSON.stringify(draft('d'))}\n`);
      adding.decide = async () => 'quit';
      return 'approve';
    };
    await run(adding);
    expect(await statuses()).toEqual(['a approved', 'b drafted', 'c drafted', 'd drafted']);
    const late: Reviewer = {
      decide: async () => {
        await write('a');
        return 'approve';
      },
      reword: async () => undefined,
    };
    await expect(run(late)).rejects.toMatchObject({ code: 'DRAFTS_CHANGED' });
  });

  it('shows a draft of another making by its quotes', async () => {
    await writeFile(file, `${own}\n${JSON.stringify(draft('a', { passage: 'none of ours' }))}\n`);
    const { reviewer, shown } = scripted('quit');
    await run(reviewer);
    expect(shown[0]).toMatchObject({ quotes: ['the quote'] });
    expect(shown[0]).not.toHaveProperty('passage');
  });
});
