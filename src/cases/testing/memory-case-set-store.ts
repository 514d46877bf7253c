/** A case set store in memory for tests of this folder: all or nothing like the real one. Knows no database. */
import type { CaseSetInfo, CaseSetStore, StoredCase } from '../../domain/ports/case-set-store.ts';

export function memoryCaseSetStore(): CaseSetStore {
  const sets = new Map<string, { readonly info: CaseSetInfo; readonly cases: readonly StoredCase[] }>();
  return {
    find: async (hash) => sets.get(hash)?.info,
    async import(hash, cases, summarise) {
      const known = sets.get(hash);
      if (known !== undefined) return known.info;
      const all: StoredCase[] = [];
      for await (const one of cases) all.push(one);
      const info = summarise();
      sets.set(hash, { info, cases: all });
      return info;
    },
    async *stream(hash, { split, limit, ids }) {
      const found = (sets.get(hash)?.cases ?? []).filter(
        (one) => one.split === split && (ids === undefined || ids.includes(one.id)),
      );
      yield* found.slice(0, limit);
    },
  };
}
