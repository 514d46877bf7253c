/** What a sync did, in lines for whoever keeps the documents, or in counts for whoever only asks. Prints nothing. */
import type { SyncReport } from '../../knowledge/sync/sync-report.ts';

/** Names documents, their problems and access lists: for the keeper alone. */
export function syncNotes(report: SyncReport): string[] {
  const { failed, denied, warnings } = report;
  const changes = changesOf(report);
  return [
    ...(changes === '' ? [] : [`documents: ${changes}`]),
    ...failed.map(({ name, problem }) => `${name} ${problem}`),
    ...denied.map(({ name, reason }) => `${name}: ${reason ?? 'nobody may read it'}`),
    ...warnings.map((warning) => warning.message),
  ];
}

/** Names nothing: a document must not be known by those who may not read it. `undefined` where there is nothing to say. */
export function syncCounts(report: SyncReport): string | undefined {
  const counts = [
    [changesOf(report), ''],
    [report.failed.length, report.failed.length === 1 ? ' file failed' : ' files failed'],
    [report.warnings.length, report.warnings.length === 1 ? ' warning' : ' warnings'],
  ] as const;
  const said = counts.flatMap(([n, what]) => (n === 0 || n === '' ? [] : [`${n}${what}`])).join('; ');
  const isIncomplete = report.failed.length + report.warnings.length > 0;
  if (said === '') return undefined;
  return `documents: ${said}${isIncomplete ? ' (`fulcrum documents sync` says more)' : ''}`;
}

function changesOf({ added, changed, removed, renamed, accessChanged }: SyncReport): string {
  return [
    [added, 'added'],
    [changed, 'changed'],
    [renamed, 'renamed'],
    [removed, 'removed'],
    [accessChanged, 'with other readers'],
  ]
    .flatMap(([names = [], what]) => (names.length === 0 ? [] : [`${names.length} ${what}`]))
    .join(', ');
}
