/** The drafts of several files one after another, all but what a model drafted and no person approved, each checked to be storable. Does not know contracts, ids or splits. */
import { FulcrumError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { counts } from './approval/approval.ts';
import type { PlacedDraft } from './case-ids.ts';
import type { CaseMapping } from './case-mapping.ts';
import type { CaseSource } from './case-source.ts';
import { LoadReportCollector } from './load-report.ts';
import { loaderFor } from './loaders/loaders.ts';
import { assertStorable } from './storable.ts';

/** Throws `CASES_EMPTY` for a file without a single case, and whatever its loader throws. */
export async function* readDrafts(
  sources: readonly CaseSource[],
  mapping: CaseMapping,
  report = new LoadReportCollector(),
): AsyncGenerator<PlacedDraft> {
  for (const source of sources) {
    const loader = await loaderFor(source);
    report.format(source.name, loader.name);
    let empty = true;
    for await (const draft of loader.load(source, mapping, report)) {
      empty = false;
      const { approval, ...rest } = draft;
      if (!counts(approval)) continue;
      const placed: PlacedDraft = { ...rest, file: source.name };
      assertStorable(placed as unknown as Json, placed);
      yield placed;
    }
    if (empty) throw new FulcrumError('CASES_EMPTY', { file: source.name });
  }
}
