/** The seam that every file format implements; does not know the formats. A loader is one file and one line in `loaders.ts`. */
import type { CaseMapping } from '../case-mapping.ts';
import type { CaseSource } from '../case-source.ts';
import type { DraftCase } from '../draft-case.ts';
import type { LoadReportCollector } from '../load-report.ts';

export interface CaseLoader {
  readonly name: string;
  /** Set where a file may name others to be read with it, so that their bytes count as well. */
  readonly followsReferences?: true;
  /** Whether it reads such a file. `path` is as the user wrote it; `head` is the beginning of the text, up to 64 kB. */
  accepts(path: string, head: string): boolean;
  /**
   * The cases in file order, in bounded memory. Throws a `FulcrumError` naming file and line on the first record it cannot read; what it
   * leaves out or reads in its own way goes to the report. Never decides what an expected value means: that is the contract's.
   */
  load(source: CaseSource, mapping: CaseMapping, report: LoadReportCollector): AsyncIterable<DraftCase>;
}
