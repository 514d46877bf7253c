import { describe, expect, test } from 'vitest';
import { sampleLadder } from '../report/testing/sample-ladder.ts';
import { ids } from '../report/testing/sample-rungs/sample-rung.ts';
import { findRung } from './find-rung.ts';

const thrown = (wanted: string) => {
  try {
    return findRung(sampleLadder, wanted).name;
  } catch (error) {
    return error;
  }
};

describe('findRung', () => {
  test.each([
    ['naive Bayes on words', 'naive Bayes on words'],
    [ids.classifier, 'embedding + logistic regression'],
    ['classifier', 'embedding + logistic regression'],
    ['Majority', 'majority class'],
    ['EMBEDDING +', 'embedding + logistic regression'],
    ['retrieved examples', 'retrieved examples (8), 1.7B'],
    ['2', 'naive Bayes on words'],
    ['#6', 'embedding + logistic regression'],
    // Two rungs are of this lever; the whole name of one still names it.
    ['instruction, hosted model', 'instruction, hosted model'],
  ])('%s', (wanted, name) => {
    expect(findRung(sampleLadder, wanted).name).toBe(name);
  });

  test.each(['instruction', 'Instr'])('%s fits two and is refused with both', (wanted) => {
    expect(thrown(wanted)).toMatchObject({
      code: 'RUNG_AMBIGUOUS',
      message: expect.stringMatching(/#3 instruction.*, #5 instruction, hosted model/),
    });
  });

  test.each(['naive Bias', 'niave', '7', '0', ''])('"%s" is refused with the nearest', (wanted) => {
    expect(thrown(wanted)).toMatchObject({ code: 'RUNG_UNKNOWN' });
  });

  test('the nearest comes first, three at most', () => {
    expect(thrown('niave')).toMatchObject({
      details: { rungs: expect.stringMatching(/^#2 naive Bayes on words(, #\d [^#]+){2}$/) },
    });
  });
});
