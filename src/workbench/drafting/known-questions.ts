/** The questions there are already: those of the cases, of earlier drafts whatever became of them, and of this draft so far. Knows no answers. */
import { nearDuplicateOverlap } from '../../cases/audit/near-duplicates/near-duplicate-index.ts';
import type { CaseMapping } from '../../cases/case-mapping.ts';
import { fileSource } from '../../cases/case-source.ts';
import { LoadReportCollector } from '../../cases/load-report.ts';
import { loaderFor } from '../../cases/loaders/loaders.ts';
import { inputText } from '../../domain/case.ts';
import { BandBuckets } from '../../domain/text/band-buckets.ts';
import { jaccard, shingles } from '../../domain/text/shingles.ts';

export class KnownQuestions {
  readonly #ids = new Set<string>();
  readonly #kept = new BandBuckets<{ readonly set: Uint32Array }>();

  /** False where it is there already: by its id, as of a draft that was reworded since, or nearly word for word. */
  add(question: string, id?: string): boolean {
    if (id !== undefined && this.#ids.has(id)) return false;
    const set = shingles(question);
    const alike = this.#kept.findOrKeep({ set }, (kept) => jaccard(kept.set, set) >= nearDuplicateOverlap);
    if (id !== undefined) this.#ids.add(id);
    return alike === undefined;
  }

  /** Every question of a file of cases. Throws what loading it throws. */
  async read(file: string, mapping: CaseMapping): Promise<void> {
    const source = await fileSource(file, '.');
    const loader = await loaderFor(source);
    for await (const { input, id } of loader.load(source, mapping, new LoadReportCollector()))
      this.add(inputText(input), id);
  }
}
