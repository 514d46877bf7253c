import { describe, expect, it } from 'vitest';
import { type ClassifiedPair, classificationReport, outsideLabelsName } from './classification-report.ts';

const names: Readonly<Record<string, string>> = {
  b: 'billing',
  d: 'delivery',
  r: 'returns',
  o: 'other',
  x: 'gibberish',
};
const labels = ['billing', 'delivery', 'returns', 'other', 'never'];

/** One letter per pair; `-` is an abstention, `x` an output that is no label. */
function pairs(expected: string, got: string): ClassifiedPair[] {
  return [...expected].map((letter, i) => {
    const given = names[got[i] as string];
    return { expected: names[letter] as string, ...(given !== undefined && { got: given }) };
  });
}

const sixty = pairs(
  'robbdodobbodddrddbdoodbooborobroboboorobddoororoddddbrdoooob',
  'xbbxdodoxbodddrddbdoodbxobororooxbroxrobddooxxr-ddddbrbxooo-',
);

describe('classificationReport', () => {
  // scikit-learn 1.9.1: precision_recall_fscore_support(…, labels=labels, zero_division=nan) on these pairs, abstentions and outputs
  // outside the labels given to it as two labels more.
  it('agrees with scikit-learn per class', () => {
    const { classes } = classificationReport(sixty, labels);
    expect(classes.map((c) => c.label)).toEqual(labels);
    expect(classes.map((c) => c.support)).toEqual([13, 16, 8, 23, 0]);
    const expected = {
      precision: [0.7, 1.0, 0.7142857142857143, 0.9411764705882353, undefined],
      recall: [0.5384615384615384, 0.9375, 0.625, 0.6956521739130435, undefined],
      f1: [0.6086956521739131, 0.967741935483871, 0.6666666666666666, 0.8, undefined],
    };
    for (const [name, values] of Object.entries(expected)) {
      values.forEach((value, i) => {
        const got = classes[i]?.[name as keyof typeof expected];
        if (value === undefined) expect(got).toBeUndefined();
        else expect(got).toBeCloseTo(value, 12);
      });
    }
  });

  it('agrees with scikit-learn on the averages', () => {
    const report = classificationReport(sixty, labels);
    expect(report.accuracy).toBeCloseTo(0.7166666666666667, 12);
    expect(report.macroF1).toBeCloseTo(0.7607760635811127, 12);
    expect(report.weightedF1).toBeCloseTo(0.7855041296556025, 12);
  });

  it('leaves out of the macro mean only what is undefined: a class never predicted counts with F1 0', () => {
    // scikit-learn: f1 [0.66666667, 0.72727273, 0, 0], macro 0.3484848484848485, weighted 0.5575757575757576
    const given = [...'aaaabbbbcc'].map((expected, i) => ({ expected, got: 'aabbbbbbbd'[i] as string }));
    const report = classificationReport(given);
    expect(report.macroF1).toBeCloseTo(0.3484848484848485, 12);
    expect(report.weightedF1).toBeCloseTo(0.5575757575757576, 12);
    expect(report.classes[2]).toEqual({ label: 'c', support: 2, predicted: 0, recall: 0, f1: 0 });
    expect(report.classes[3]).toEqual({ label: 'd', support: 0, predicted: 1, precision: 0, f1: 0 });
  });

  it('shows abstentions and outputs outside the labels apart', () => {
    const report = classificationReport(sixty, labels);
    expect(report).toMatchObject({ n: 60, abstained: 2, outsideLabels: 9 });
    expect(report.accuracyWhenAnswered).toBeCloseTo(43 / 58, 12);
    expect(report.confusions.filter((c) => c.got === outsideLabelsName)).toContainEqual({
      expected: 'other',
      got: outsideLabelsName,
      count: 4,
    });
  });

  it('sorts confusions by count', () => {
    const { confusions } = classificationReport(sixty, labels);
    const counts = confusions.map((c) => c.count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts.reduce((sum, c) => sum + c, 0)).toBe(60 - 43 - 2);
  });

  it('is undefined, not 0, without pairs', () => {
    expect(classificationReport([])).toEqual({
      n: 0,
      abstained: 0,
      outsideLabels: 0,
      classes: [],
      confusions: [],
    });
  });

  it('refuses an expected label that is not listed', () => {
    expect(() => classificationReport([{ expected: 'refund', got: 'billing' }], labels)).toThrow(/refund/);
  });
});
