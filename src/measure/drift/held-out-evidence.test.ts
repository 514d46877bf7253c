import { expect, it } from 'vitest';
import { heldOutEvidence } from './held-out-evidence.ts';

const set = (...words: number[]) => Uint32Array.from(words);

it('scores each text by the others alone', () => {
  // Two parts. Words: 0 in the first side, 1 in the second, 2 in both.
  const texts = [set(0, 2), set(1, 2), set(0), set(1), set(2), set(3)];
  const folded = { texts, vocabularySize: 4, folds: [0, 0, 1, 1, 0, 1], foldCount: 2 };
  const read = heldOutEvidence(folded, Uint8Array.from([0, 1, 0, 1, 0, 1]));
  // Part 0 is judged by {0} against {1}, {3}: word 0 has z² = 1 / (1/3 · 2/3 · 3/2) = 3 and speaks for the first side, word 1 has
  // z² = 1/4 / (1/3) < 1 and says nothing. So of the first side one text is below and one level with that of the second.
  // Part 1 is judged by {0, 2}, {2} against {1, 2}: there word 0 says nothing and word 1 speaks for the second side: the same.
  expect(read?.auc.estimate).toBe(0.75);
  // Words of part 0 that part 1 has not in the first side: 2 twice of three of the first side, 1 and 2 of the second. Of part 1: none; 1 and 3.
  expect(read?.unknownWords).toEqual([2 / 4, 4 / 4]);
});

it('does not take words it never saw for those of the smaller side', () => {
  const texts = Array.from({ length: 40 }, (_, at) => set(at));
  const folded = { texts, vocabularySize: 40, folds: texts.map((_, at) => at % 2), foldCount: 2 };
  const smaller = Uint8Array.from(texts, (_, at) => (at < 4 ? 1 : 0));
  expect(heldOutEvidence(folded, smaller)?.auc.estimate).toBe(0.5);
});

it('says nothing where no part has texts of both sides', () => {
  const folded = { texts: [set(0), set(1)], vocabularySize: 2, folds: [0, 1], foldCount: 2 };
  expect(heldOutEvidence(folded, Uint8Array.from([0, 1]))).toBeUndefined();
});
