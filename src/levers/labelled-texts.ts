/** The training cases as texts with classes, for levers that learn a label. Knows nothing of features or models. */

import type { Bench } from '../domain/bench.ts';
import { inputText } from '../domain/case.ts';
import { expectedOutput } from './expected-output.ts';

export interface LabelledTexts {
  readonly texts: readonly string[];
  /** Position of each text's label in `labels`. */
  readonly classes: readonly number[];
  /** Those that occur, in the order of the contract. */
  readonly labels: readonly string[];
  /** What must not be parted in cross-validation: the case's group, or the case alone. */
  readonly units: readonly string[];
}

/** Cases without a label of the contract are left out. Throws when the bench's signal is aborted. */
export async function labelledTexts(bench: Bench): Promise<LabelledTexts> {
  const known = bench.contract.kind === 'label' ? bench.contract.labels : [];
  const rows: { readonly text: string; readonly label: string; readonly unit: string }[] = [];
  for await (const c of bench.cases('train')) {
    bench.signal.throwIfAborted();
    const label = expectedOutput(c);
    if (label === undefined || !known.includes(label)) continue;
    rows.push({
      text: inputText(c.input),
      label,
      unit: c.group === undefined ? `case ${c.id}` : `group ${c.group}`,
    });
  }
  const seen = new Set(rows.map((r) => r.label));
  const labels = known.filter((l) => seen.has(l));
  const position = new Map(labels.map((l, k) => [l, k]));
  return {
    labels,
    texts: rows.map((r) => r.text),
    classes: rows.map((r) => position.get(r.label) as number),
    units: rows.map((r) => r.unit),
  };
}
