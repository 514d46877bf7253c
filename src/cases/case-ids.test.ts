import { expect, it } from 'vitest';
import { CaseIds, type PlacedDraft, refuseDuplicate } from './case-ids.ts';

const draft = (input: string, more: Partial<PlacedDraft> = {}): PlacedDraft => ({
  line: 2,
  file: 'a.csv',
  input,
  tags: [],
  ...more,
});

it('makes ids of what is asked and expected, whatever stands around', () => {
  const ids = new CaseIds();
  const first = ids.next(draft('a', { expected: { value: 'x' } })).id;
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(ids.next(draft('a', { expected: { value: 'y' } })).id).not.toBe(first);
  expect(ids.next(draft('a', { expected: { value: 'x' }, principal: 'ann' })).id).not.toBe(first);
  expect(ids.next(draft('a', { expected: { value: 'x' }, tags: ['t'] })).id).toBe(`${first}-2`);
  expect(ids.next(draft('a', { expected: { value: 'x' } })).id).toBe(`${first}-3`);
  expect(new CaseIds().next(draft('a', { line: 9, expected: { value: 'x' } })).id).toBe(first);
});

it('suspects an id that was there before, given or made', () => {
  const ids = new CaseIds();
  const made = ids.next(draft('a')).id;
  expect(ids.next(draft('b', { id: 'b' })).suspect).toBeUndefined();
  expect(ids.next(draft('c', { id: made })).suspect).toEqual({ id: made, firstOrdinal: 0 });
});

it('acquits a suspect whose 64-bit key only collided', async () => {
  async function* drafts() {
    yield draft('a', { id: 'first' });
    yield draft('b', { id: 'second', line: 3 });
  }
  const place = { file: 'a.csv', line: 7 };
  await expect(
    refuseDuplicate({ id: 'collides', firstOrdinal: 1 }, place, drafts()),
  ).resolves.toBeUndefined();
  await expect(refuseDuplicate({ id: 'second', firstOrdinal: 1 }, place, drafts())).rejects.toMatchObject({
    code: 'CASES_DUPLICATE_ID',
    details: { line: 7, firstLine: 3 },
  });
});
