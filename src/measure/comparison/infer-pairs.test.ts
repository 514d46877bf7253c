import { describe, expect, it } from 'vitest';
import { constantMeanInterval } from '../stats/constant-mean-interval.ts';
import { inferPairs, type PairedInference, scoresByCase } from './infer-pairs.ts';
import { outcomesOf, pairedScores } from './testing/outcomes.ts';

const settings = { binary: false, margin: 0.05, confidence: 0.95, seed: 'test' };

function infer(
  first: readonly (number | undefined)[],
  second: readonly (number | undefined)[],
  changed: object = {},
  groups?: string,
): PairedInference {
  const more = (i: number) => (groups?.[i] === undefined ? {} : { group: groups[i] });
  const inference = inferPairs(outcomesOf(first, more), scoresByCase(outcomesOf(second)), {
    ...settings,
    ...changed,
  });
  if (inference === undefined) throw new Error('nothing was scored for both');
  return inference;
}

const eighths = [2, -1, 4, 0, 3, 3, -2, 4, 1, 0, 4, -3].map((d) => 0.5 + d / 8);
const half = eighths.map(() => 0.5);

describe('inferPairs', () => {
  it('reads right and wrong from the paired table', () => {
    // Cavo et al. 2012, complete response: −0.0621 (−0.1186 to −0.0046), test suite of R's contingencytables;
    // exact McNemar: SciPy 1.17.1, 2 * binom.cdf(6, 22, 0.5).
    const { first, second } = pairedScores({ both: 59, onlyFirst: 6, onlySecond: 16, neither: 80 });
    const inference = infer(first, second, { binary: true });
    expect(inference).toMatchObject({ pairs: 161, won: 6, lost: 16 });
    expect(inference.mean).toBeCloseTo(-10 / 161, 12);
    expect(inference.variance).toBeCloseTo(22 / 161 - (10 / 161) ** 2, 12);
    expect(inference.interval?.low).toBeCloseTo(-0.1186, 4);
    expect(inference.interval?.high).toBeCloseTo(-0.0046, 4);
    expect(inference.pValue).toBeCloseTo(0.0524787903, 9);
    expect(inference.method).toMatch(/Newcombe.*McNemar/);
  });

  it('bootstraps other scores and tests their ranks', () => {
    // SciPy 1.17.1: all sign patterns of the midranks; ttest_1samp(d, -0.05, alternative='greater').
    const inference = infer(eighths, half);
    expect(inference).toMatchObject({ pairs: 12, mean: 0.15625, won: 7, lost: 3 });
    expect(inference.variance).toBeCloseTo(0.08626302083, 10);
    expect(inference.pValue).toBeCloseTo(0.107421875, 12);
    expect(inference.nonInferiorityPValue).toBeCloseTo(0.019968102590246672, 10);
    expect(inference.interval?.low).toBeGreaterThan(-0.05);
    expect(inference.interval?.high).toBeLessThan(0.35);
  });

  it('clusters cases of one group, whatever the sizes of the groups', () => {
    // statsmodels 0.15.0: OLS(d, 1).fit(cov_type='cluster', use_t=True); t.sf((mean + 0.05) / bse, 5). Ranks of the six group means as above.
    const inference = infer(eighths, half, {}, 'aaaabbcdddef');
    expect(inference.mean).toBe(0.15625);
    expect(inference.nonInferiorityPValue).toBeCloseTo(0.025441468030871047, 10);
    expect(inference.variance).toBeCloseTo(0.06510416666666673, 12);
    expect(inference.pValue).toBe(0.625);
    expect(inference.method).toMatch(/clustered/);
  });

  it('clusters right and wrong too, and widens for what groups repeat', () => {
    const { first, second } = pairedScores({ both: 60, onlyFirst: 12, onlySecond: 8, neither: 20 });
    const alone = infer(first, second, { binary: true });
    const inTens = first.map((_, i) => String.fromCharCode(97 + Math.floor(i / 10))).join('');
    const grouped = infer(first, second, { binary: true }, inTens);
    const width = ({ interval }: PairedInference) => (interval?.high ?? 0) - (interval?.low ?? 0);
    expect(width(grouped)).toBeGreaterThan(1.3 * width(alone));
    expect(grouped.variance).toBeGreaterThan(2 * alone.variance);
  });

  it('takes a group of one case for no group, and a group called like a case for another', () => {
    const { first, second } = pairedScores({ both: 5, onlyFirst: 2 });
    expect(infer(first, second, { binary: true }, 'abcdefg').method).toMatch(/Newcombe/);
    const named = outcomesOf(first, (i) => (i === 0 ? { group: 'case c1' } : {}));
    const inference = inferPairs(named, scoresByCase(outcomesOf(second)), { ...settings, binary: true });
    expect(inference?.method).toMatch(/Newcombe/);
  });

  it('claims no certainty from differences that are all alike', () => {
    const same = infer([0.3, 0.7, 0.5, 0.2], [0.3, 0.7, 0.5, 0.2]);
    expect(same.interval).toEqual(constantMeanInterval(0, 4, { low: -1, high: 1 }, 0.95));
    expect(same).toMatchObject({ pValue: 1, variance: 0 });
    // None of n cases lost; a true share of 5 % lost all would show none with probability 0.95^n.
    expect(same.nonInferiorityPValue).toBeCloseTo(0.95 ** 4, 12);
    const long = infer(Array(200).fill(0.5), Array(200).fill(0.5));
    expect(long.nonInferiorityPValue).toBeCloseTo(0.95 ** 200, 12);
    expect(long.interval?.low).toBeGreaterThan(-0.05);
    expect(infer([0, 0, 0], [1, 1, 1])).toMatchObject({ mean: -1, nonInferiorityPValue: 1 });
  });

  it('bounds alike differences as its p-value does, at every number of cases', () => {
    for (const n of [1, 10, 71, 72, 73, 200])
      for (const value of [0.5, 0.48, 0.9]) {
        const { interval, nonInferiorityPValue } = infer(Array(n).fill(value), Array(n).fill(0.5));
        expect((interval?.low ?? 0) > -0.05).toBe(nonInferiorityPValue < 0.025);
      }
  });

  it('counts groups, not cases, where all groups are alike', () => {
    const { interval } = infer([1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1], {}, 'aabbcc');
    expect(interval).toEqual(constantMeanInterval(0, 3, { low: -1, high: 1 }, 0.95));
    const single = infer([1, 0.5, 1], [0.5, 1, 0.25], {}, 'aaa');
    expect((single.interval?.high ?? 0) - (single.interval?.low ?? 0)).toBeGreaterThan(1.9);
  });

  it('leaves out cases that one of the two has no score for', () => {
    expect(infer([1, undefined, 1, 0], [0, 1, undefined, 0], { binary: true })).toMatchObject({
      pairs: 2,
      mean: 0.5,
    });
    expect(
      inferPairs(outcomesOf([1, undefined]), scoresByCase(outcomesOf([undefined, 1])), settings),
    ).toBeUndefined();
  });
});
