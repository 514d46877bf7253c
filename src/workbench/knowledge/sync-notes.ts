/** What a sync did, in lines for whoever keeps the documents, or in counts for whoever only asks. Prints nothing. */
import type { SyncReport } from '../../knowledge/sync/sync-report.ts';

/** Names documents, their problems and access lists: for the keeper alone. */
export function syncNotes(report: SyncReport): string[] {
  const { failed, denied, warnings } = report;
  const [changes, contexts] = [changesOf(report), contextsOf(report)];
  return [
    ...(changes === '' ? [] : [`documents: ${changes}`]),
    ...(contexts === undefined ? [] : [contexts]),
    ...failed.map(({ name, problem }) => `${name} ${problem}`),
    ...denied.map(({ name, reason }) => `${name}: ${reason ?? 'nobody may read it'}`),
    ...warnings.map((warning) => warning.message),
  ];
}

/** Names nothing: a document must not be known by those who may not read it. `undefined` where there is nothing to say. */
export function syncCounts(report: SyncReport): string | undefined {
  const { written = 0, unreadable = 0, failed = 0 } = report.contexts ?? {};
  const counts = [
    [changesOf(report), ''],
    [report.failed.length, report.failed.length === 1 ? ' file failed' : ' files failed'],
    [report.warnings.length, report.warnings.length === 1 ? ' warning' : ' warnings'],
    [written, written === 1 ? ' passage described' : ' passages described'],
    [unreadable + failed, unreadable + failed === 1 ? ' passage not described' : ' passages not described'],
  ] as const;
  const said = counts.flatMap(([n, what]) => (n === 0 || n === '' ? [] : [`${n}${what}`])).join('; ');
  const isIncomplete = report.failed.length + report.warnings.length > 0;
  if (said === '') return undefined;
  return `documents: ${said}${isIncomplete ? ' (`fulcrum documents sync` says more)' : ''}`;
}

/** Of the passages stored; `undefined` where nothing was to be written. */
function contextsOf({ contexts }: SyncReport): string | undefined {
  if (contexts === undefined) return undefined;
  const { written, unreadable, failed, reason } = contexts;
  const counts = [
    [written, ' described by the model'],
    [unreadable, ' not, as no sentence came'],
    [failed, ` not, as the call failed (${reason})`],
  ] as const;
  const said = counts.flatMap(([n, what]) => (n === 0 ? [] : [`${n}${what}`])).join(', ');
  return said === '' ? undefined : `passages: ${said}`;
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
