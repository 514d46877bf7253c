/** The port through which imported cases are kept and read back as a stream. Knows nothing of files or of Postgres. */
import type { Case, Split } from '../case.ts';

/** A case as imported: where it stands in the set and what identifies its input. */
export interface StoredCase extends Case {
  readonly split: Split;
  /** 0-based position in the import. */
  readonly ordinal: number;
  readonly inputHash: string;
}

export interface CaseSetInfo {
  /** Content hash over the source files' bytes, the mapping and the split settings. */
  readonly hash: string;
  readonly sources: readonly string[];
  readonly counts: Readonly<Record<Split, number>>;
  /** Cases per expected label, for sets of labels. */
  readonly labelCounts?: Readonly<Record<string, number>>;
  /** Hash over ids, inputs and expectations of the sealed cases. */
  readonly sealedHash?: string;
}

export interface CaseQuery {
  readonly split: Split;
  /** The first so many, in import order. */
  readonly limit?: number;
  /** Only these ids. */
  readonly ids?: readonly string[];
}

export interface CaseSetStore {
  find(hash: string): Promise<CaseSetInfo | undefined>;
  /** Writes the whole set or nothing; `summarise` is called after the last case. Importing a hash that is there already is a no-op. */
  import(hash: string, cases: AsyncIterable<StoredCase>, summarise: () => CaseSetInfo): Promise<CaseSetInfo>;
  /** In import order, page by page, in bounded memory. */
  stream(hash: string, query: CaseQuery): AsyncIterable<StoredCase>;
}
