/** Holds imported cases against the frozen sealed set. Does not read files. */
import type { Case } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import { caseContentHash } from './case-content-hash.ts';
import type { SealedSet } from './sealed-set.ts';

/** Feed it every case that is about to be sealed, then `finish`. */
export class SealedCheck {
  readonly #set: SealedSet;
  readonly #unseen: Set<string>;
  readonly #differing: { readonly id: string; readonly what: 'changed' | 'added' }[] = [];

  constructor(set: SealedSet) {
    this.#set = set;
    this.#unseen = new Set(set.cases.keys());
  }

  observe(one: Case): void {
    this.#unseen.delete(one.id);
    const expected = this.#set.cases.get(one.id);
    if (expected === undefined) this.#differing.push({ id: one.id, what: 'added' });
    else if (expected !== caseContentHash(one)) this.#differing.push({ id: one.id, what: 'changed' });
  }

  /** Throws `SEALED_CHANGED` with the first case and how many are affected. */
  finish(): void {
    const affected = [
      ...this.#differing,
      ...[...this.#unseen].map((id) => ({ id, what: 'removed' }) as const),
    ];
    const [first] = affected;
    if (first === undefined) return;
    throw new FulcrumError('SEALED_CHANGED', {
      id: first.id,
      what: first.what,
      count: affected.length,
      total: this.#set.cases.size,
    });
  }
}
