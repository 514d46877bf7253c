/** Exact and near duplicates, within and across splits, and those whose labels contradict. Does not know how similarity is computed. */
import { type Split, splits } from '../../domain/case.ts';
import { GrowingArray } from '../growing-array.ts';
import { KeyIndex } from '../key-index.ts';
import { normaliseText } from '../text/normalise.ts';
import type { AuditedCase, Auditor } from './auditor.ts';
import type { CaseNames } from './case-names.ts';
import type { AuditFinding } from './finding.ts';
import { NearDuplicateIndex, type SimilarPair } from './near-duplicates/near-duplicate-index.ts';
import { Tally } from './tally.ts';

export class DuplicatesAudit implements Auditor {
  readonly #names: CaseNames;
  readonly #threshold: number;
  readonly #heldOut: readonly Split[];
  readonly #texts = new KeyIndex();
  readonly #near: NearDuplicateIndex;
  /** By text: its first case. By case: the next with the same text, plus 1. */
  readonly #first = new GrowingArray();
  readonly #last = new GrowingArray();
  readonly #next = new GrowingArray();

  /** `heldOut`: the splits of which nothing may stand in the others. */
  constructor(names: CaseNames, threshold: number, heldOut: readonly Split[] = ['sealed']) {
    this.#names = names;
    this.#threshold = threshold;
    this.#heldOut = heldOut;
    this.#near = new NearDuplicateIndex(threshold);
  }

  observe({ index, text, case: one }: AuditedCase): void {
    // Two users may ask the same: the acting user is part of the question.
    const number = this.#texts.add(`${one.principal ?? ''}\n${normaliseText(text)}`);
    this.#next.push(0);
    if (number === this.#first.length) {
      this.#first.push(index);
      this.#last.push(index);
      this.#near.add(text);
    } else {
      this.#next.set(this.#last.at(number), index + 1);
      this.#last.set(number, index);
    }
  }

  /** Over what was observed so far; more may follow. */
  findings(): AuditFinding[] {
    return [...this.#exactFindings(), ...this.#nearFindings()].filter(({ count }) => count > 0);
  }

  #exactFindings(): AuditFinding[] {
    const [within, across, contradicting] = [new Tally(), new Tally(), new Tally()];
    for (let text = 0; text < this.#first.length; text += 1) {
      const cases = [...this.#casesOf(text)];
      if (cases.length === 1) continue;
      const describe = () =>
        cases
          .slice(0, 3)
          .map((at) => this.#names.described(at))
          .join(' = ');
      const heldOut = cases.filter((at) => this.#isHeldOut(at)).length;
      within.add(describe, cases.length - 1);
      if (heldOut > 0 && heldOut < cases.length) across.add(describe, heldOut);
      if (new Set(cases.map((at) => this.#names.labelOf(at))).size > 1) contradicting.add(describe);
    }
    const { held, others } = this.#sides();
    return [
      {
        level: 'error',
        code: 'DUPLICATES_ACROSS_SPLITS',
        message: `${across.count} ${held} cases stand word for word in ${others.join(' or ')}`,
        ...across,
        advice: `Remove them from ${others.join(' and ')}: an answer that was learnt by heart would count as understood.`,
      },
      {
        level: 'error',
        code: 'CONTRADICTORY_LABELS',
        message: `${contradicting.count} inputs stand several times with different labels`,
        ...contradicting,
        advice: 'Decide each one; no stack can be right on both, and training on both teaches neither.',
      },
      {
        level: 'warning',
        code: 'DUPLICATES',
        message: `${within.count} cases repeat an earlier input word for word`,
        ...within,
        advice: 'Remove them, or give them a common group: as they stand they count as independent evidence.',
      },
    ];
  }

  #nearFindings(): AuditFinding[] {
    const [within, across, contradicting] = [new Tally(), new Tally(), new Tally()];
    for (const cluster of this.#near.clusters()) {
      const head = this.#first.at(cluster[0] as number);
      for (const text of cluster.slice(1)) {
        within.add(() => `${this.#names.described(this.#first.at(text))} ≈ ${this.#names.described(head)}`);
      }
      const leaked = new Set<number>();
      for (const pair of this.#near.pairs(
        cluster,
        (a, b) => this.#isHeldOutText(a) !== this.#isHeldOutText(b),
      )) {
        const heldOut = this.#isHeldOutText(pair.a) ? pair.a : pair.b;
        if (!leaked.has(heldOut)) across.add(() => this.#describe(pair));
        leaked.add(heldOut);
      }
      for (const pair of this.#near.pairs(cluster, (a, b) => this.#labelOf(a) !== this.#labelOf(b))) {
        contradicting.add(() => this.#describe(pair));
      }
    }
    const percent = Math.round(this.#threshold * 100);
    const { held, others } = this.#sides();
    return [
      {
        level: 'warning',
        code: 'NEAR_DUPLICATES_ACROSS_SPLITS',
        message: `${across.count} ${held} inputs are nearly the same (${percent} % of their letter groups) as one in ${others.join(' or ')}`,
        ...across,
        advice: 'Give variants of one text a common group, so that they are kept in one split.',
      },
      {
        level: 'warning',
        code: 'NEARLY_CONTRADICTORY_LABELS',
        message: `${contradicting.count} pairs of nearly the same input have different labels`,
        ...contradicting,
        advice:
          'Look at each pair: either a small difference decides, which is worth a rule, or one label is wrong.',
      },
      {
        level: 'info',
        code: 'NEAR_DUPLICATES',
        message: `${within.count} inputs are nearly the same as an earlier one`,
        ...within,
        advice:
          'Many of them make intervals look narrower than they are; group them if they come from one source.',
      },
    ];
  }

  *#casesOf(text: number): Generator<number> {
    for (let at = this.#first.at(text); at !== -1; at = this.#next.at(at) - 1) yield at;
  }

  #sides(): { readonly held: string; readonly others: readonly Split[] } {
    const others = splits.filter((split) => !this.#heldOut.includes(split));
    return { held: this.#heldOut.join(' or '), others };
  }

  #isHeldOut(index: number): boolean {
    return this.#heldOut.includes(splits[this.#names.split(index)] as Split);
  }

  #isHeldOutText(text: number): boolean {
    return this.#isHeldOut(this.#first.at(text));
  }

  #labelOf(text: number): number {
    return this.#names.labelOf(this.#first.at(text));
  }

  #describe({ a, b, similarity }: SimilarPair): string {
    const [first, second] = [this.#first.at(a), this.#first.at(b)];
    return `${this.#names.described(first)} ≈ ${this.#names.described(second)} (${Math.round(similarity * 100)} %)`;
  }
}
