/** Brings planned cases into a store, whole or not at all, and seals them the first time. Does not know databases. */
import type { Split } from '../domain/case.ts';
import type { CaseSetInfo, CaseSetStore, StoredCase } from '../domain/ports/case-set-store.ts';
import type { InferredContract } from './expected/contract-inference.ts';
import type { LoadReport } from './load-report.ts';
import type { ImportPlan } from './plan-import.ts';
import { prepareImport } from './prepare-import.ts';
import { caseContentHash } from './seal/case-content-hash.ts';
import { SealedCheck } from './seal/sealed-check.ts';
import { sealedSetHash, writeSealedSet } from './seal/sealed-set.ts';

export interface ImportResult extends CaseSetInfo {
  /** The store had this very set: nothing was read but the bytes for its hash. */
  readonly reused: boolean;
  /** Drafts left out until a person decides on them. */
  readonly waiting: ImportPlan['waiting'];
  /** Absent when reused. */
  readonly report?: LoadReport;
  /** The contract, when the plan stated none. Absent when reused. */
  readonly inferred?: InferredContract;
}

/**
 * Reads each file twice, writes once; the first import of a task writes `sealed-set.json`, later ones are held against it. Throws what
 * preparing throws and `SEALED_CHANGED`; the store is then left as it was.
 */
export async function importCases(plan: ImportPlan, store: CaseSetStore): Promise<ImportResult> {
  const { waiting } = plan;
  const known = await store.find(plan.hash);
  if (known !== undefined) {
    await sealAgain(plan, known, store);
    return { ...known, waiting, reused: true };
  }
  const prepared = await prepareImport(plan);
  const tally = new Tally(plan);
  const info = await store.import(plan.hash, tally.follow(prepared.cases()), () => tally.info());
  await seal(plan, tally.sealed);
  const { report, inferred } = prepared;
  return { ...info, waiting, reused: false, report, ...(inferred !== undefined && { inferred }) };
}

/** Counts the cases on their way into the store and holds the sealed ones against the frozen set. */
class Tally {
  /** Content hash by id of the sealed cases. */
  readonly sealed = new Map<string, string>();
  readonly #plan: ImportPlan;
  readonly #counts: Record<Split, number> = { train: 0, dev: 0, sealed: 0 };
  readonly #labels = new Map<string, number>();

  constructor(plan: ImportPlan) {
    this.#plan = plan;
  }

  async *follow(cases: AsyncIterable<StoredCase>): AsyncGenerator<StoredCase> {
    const check = this.#plan.sealed && new SealedCheck(this.#plan.sealed);
    for await (const one of cases) {
      this.#counts[one.split] += 1;
      if (one.expected?.kind === 'label') {
        this.#labels.set(one.expected.label, (this.#labels.get(one.expected.label) ?? 0) + 1);
      }
      if (one.split === 'sealed') {
        this.sealed.set(one.id, caseContentHash(one));
        check?.observe(one);
      }
      yield one;
    }
    check?.finish();
  }

  info(): CaseSetInfo {
    return {
      hash: this.#plan.hash,
      sources: this.#plan.sources.map(({ source }) => source.name),
      counts: { ...this.#counts },
      ...(this.#labels.size > 0 && { labelCounts: Object.fromEntries([...this.#labels].sort()) }),
      ...(this.sealed.size > 0 && { sealedHash: sealedSetHash(this.sealed) }),
    };
  }
}

async function seal(plan: ImportPlan, cases: ReadonlyMap<string, string>): Promise<void> {
  if (plan.sealed !== undefined || cases.size === 0) return;
  await writeSealedSet(plan.folder, {
    generation: plan.archived.length,
    split: plan.split,
    drawnFrom: plan.hash,
    cases,
    hash: sealedSetHash(cases),
  });
}

/** Writes the file anew when the store has the set and the folder has lost it. */
async function sealAgain(plan: ImportPlan, known: CaseSetInfo, store: CaseSetStore): Promise<void> {
  if (plan.sealed !== undefined || known.counts.sealed === 0) return;
  const cases = new Map<string, string>();
  for await (const one of store.stream(plan.hash, { split: 'sealed' }))
    cases.set(one.id, caseContentHash(one));
  await seal(plan, cases);
}
