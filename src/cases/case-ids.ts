/** Gives every case its id: the file's own, or one made of its content; refuses an id used twice. Does not know formats or splits. */
import { contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { DraftCase } from './draft-case.ts';
import { GrowingArray } from './growing-array.ts';
import { KeyIndex } from './key-index.ts';

/** A draft with the file it came from. */
export interface PlacedDraft extends DraftCase {
  readonly file: string;
}

/** A place that holds the same 64-bit key as an earlier id: a duplicate, or one chance in 10⁷ that it is not. */
export interface SuspectedDuplicate {
  readonly id: string;
  /** 0-based position of the first case with that key, over all files. */
  readonly firstOrdinal: number;
}

/**
 * Feed it every draft in order. A made id covers input, expected value and acting user, so it survives reordering and new rows; the
 * second case with the same three gets `-2` and so on.
 */
export class CaseIds {
  readonly #ids = new KeyIndex();
  readonly #firstOrdinal = new GrowingArray();
  readonly #made = new KeyIndex();
  readonly #occurrences = new GrowingArray();
  #ordinal = 0;

  next(draft: DraftCase): { readonly id: string; readonly suspect?: SuspectedDuplicate } {
    const id = draft.id ?? this.#make(draft);
    const known = this.#ids.size;
    const number = this.#ids.add(id);
    const ordinal = this.#ordinal;
    this.#ordinal += 1;
    if (this.#ids.size === known) return { id, suspect: { id, firstOrdinal: this.#firstOrdinal.at(number) } };
    this.#firstOrdinal.push(ordinal);
    return { id };
  }

  #make({ input, expected, principal }: DraftCase): string {
    const base = contentHash({ input, expected, principal }).slice(0, 16);
    const number = this.#made.add(base);
    if (number === this.#occurrences.length) this.#occurrences.push(0);
    const occurrence = this.#occurrences.at(number) + 1;
    this.#occurrences.set(number, occurrence);
    return occurrence === 1 ? base : `${base}-${occurrence}`;
  }
}

/** Reads `drafts` anew up to the first case of the suspicion and throws `CASES_DUPLICATE_ID` when it really has the same id. */
export async function refuseDuplicate(
  suspect: SuspectedDuplicate,
  place: { readonly file: string; readonly line: number },
  drafts: AsyncIterable<PlacedDraft>,
): Promise<void> {
  const ids = new CaseIds();
  let ordinal = 0;
  for await (const draft of drafts) {
    const { id } = ids.next(draft);
    if (ordinal === suspect.firstOrdinal) {
      if (id !== suspect.id) return;
      throw new FulcrumError('CASES_DUPLICATE_ID', {
        ...place,
        id: suspect.id,
        firstLine: draft.file === place.file ? draft.line : `${draft.line} of ${draft.file}`,
      });
    }
    ordinal += 1;
  }
}
