/** Accuracy, F1, per-class figures and confusions of (expected, got) pairs. Knows nothing of stacks, and gives no intervals. */

export interface ClassifiedPair {
  readonly expected: string;
  /** Absent when the stack abstained. */
  readonly got?: string;
}

export interface ClassFigures {
  readonly label: string;
  /** Pairs that expect it. */
  readonly support: number;
  /** Pairs that got it. */
  readonly predicted: number;
  /** Undefined where nothing was predicted (0/0). */
  readonly precision?: number;
  /** Undefined where nothing was expected (0/0). */
  readonly recall?: number;
  /** Undefined where it was neither expected nor predicted. */
  readonly f1?: number;
}

export interface ClassificationReport {
  readonly n: number;
  readonly abstained: number;
  /** Outputs that are none of `labels`; they are wrong, and false positives of no class. 0 when no labels were given. */
  readonly outsideLabels: number;
  /** Right answers among all pairs: an abstention is not right. Undefined without pairs. */
  readonly accuracy?: number;
  /** Right answers among those given. Undefined without any. */
  readonly accuracyWhenAnswered?: number;
  /** Plain mean of F1 over the classes where it is defined. */
  readonly macroF1?: number;
  /** Mean of F1 weighted by support. */
  readonly weightedF1?: number;
  /** In the order of `labels`, else by code unit. */
  readonly classes: readonly ClassFigures[];
  /** Wrong answers by expected and got, most frequent first, then by label. Outputs outside `labels` are summed under `outsideLabelsName`. */
  readonly confusions: readonly Confusion[];
}

export interface Confusion {
  readonly expected: string;
  readonly got: string;
  readonly count: number;
}

/** What an output that is no label is called among the confusions. */
export const outsideLabelsName = '(no label)';

/**
 * As scikit-learn's `precision_recall_fscore_support(…, labels, zero_division=nan)`, where an abstention, like an output outside `labels`,
 * takes from the recall of the expected class and adds to no other class. Without `labels` the classes are those that occur.
 * @throws RangeError for an expected label that is not in `labels`.
 */
export function classificationReport(
  pairs: Iterable<ClassifiedPair>,
  labels?: readonly string[],
): ClassificationReport {
  const tally = countPairs(pairs, labels);
  const order = labels ?? [...tally.classes.keys()].sort((a, b) => (a < b ? -1 : 1));
  const classes = order.map((label) => figures(label, tally.classes.get(label) ?? emptyCounts()));
  const right = [...tally.classes.values()].reduce((sum, c) => sum + c.right, 0);
  const defined = classes.filter((c) => c.f1 !== undefined);
  return {
    n: tally.n,
    abstained: tally.abstained,
    outsideLabels: tally.outside,
    ...ratio('accuracy', right, tally.n),
    ...ratio('accuracyWhenAnswered', right, tally.n - tally.abstained),
    ...ratio(
      'macroF1',
      sumOf(defined, (c) => c.f1 ?? 0),
      defined.length,
    ),
    ...ratio(
      'weightedF1',
      sumOf(defined, (c) => (c.f1 ?? 0) * c.support),
      sumOf(defined, (c) => c.support),
    ),
    classes,
    confusions: sortConfusions(tally.confusions),
  };
}

interface Counts {
  support: number;
  predicted: number;
  right: number;
}

interface Tally {
  n: number;
  abstained: number;
  outside: number;
  readonly classes: Map<string, Counts>;
  readonly confusions: Map<string, Map<string, number>>;
}

function emptyCounts(): Counts {
  return { support: 0, predicted: 0, right: 0 };
}

function countPairs(pairs: Iterable<ClassifiedPair>, labels: readonly string[] | undefined): Tally {
  const known = labels && new Set(labels);
  const tally: Tally = { n: 0, abstained: 0, outside: 0, classes: new Map(), confusions: new Map() };
  for (const { expected, got } of pairs) {
    if (known && !known.has(expected))
      throw new RangeError(`the expected label "${expected}" is not in labels`);
    tally.n++;
    const want = entry(tally.classes, expected, emptyCounts);
    want.support++;
    if (got === undefined) {
      tally.abstained++;
    } else if (got === expected) {
      want.predicted++;
      want.right++;
    } else {
      const outside = known !== undefined && !known.has(got);
      if (outside) tally.outside++;
      else entry(tally.classes, got, emptyCounts).predicted++;
      const row = entry(tally.confusions, expected, () => new Map<string, number>());
      const column = outside ? outsideLabelsName : got;
      row.set(column, (row.get(column) ?? 0) + 1);
    }
  }
  return tally;
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function figures(label: string, { support, predicted, right }: Counts): ClassFigures {
  return {
    label,
    support,
    predicted,
    ...ratio('precision', right, predicted),
    ...ratio('recall', right, support),
    ...ratio('f1', 2 * right, support + predicted),
  };
}

/** `{ [name]: part / whole }`, or nothing where the whole is 0. */
function ratio<Name extends string>(name: Name, part: number, whole: number): { [K in Name]?: number } {
  return (whole > 0 ? { [name]: part / whole } : {}) as { [K in Name]?: number };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function sortConfusions(confusions: Tally['confusions']): Confusion[] {
  return [...confusions]
    .flatMap(([expected, row]) => [...row].map(([got, count]) => ({ expected, got, count })))
    .sort((a, b) => b.count - a.count || compare(a.expected, b.expected) || compare(a.got, b.got));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
