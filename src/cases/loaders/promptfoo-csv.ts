/** promptfoo's CSV dialect: `__expected…` columns are assertions, columns without `__` are variables. Does not know how CSV is parsed. */
import type { DraftCase } from '../draft-case.ts';
import type { LoadReportCollector } from '../load-report.ts';
import { malformed } from '../malformed.ts';
import { assertionFromText } from './promptfoo-assertion.ts';
import { draftFromTest } from './promptfoo-test.ts';

export function isPromptfooHeader(header: readonly string[]): boolean {
  return header.some((name) => /^__expected\d*$/.test(name));
}

/** `__description` and `__metric` only name things in promptfoo's own report; they are reported as left out. */
export function promptfooRowReader(
  header: readonly string[],
  file: string,
  report: LoadReportCollector,
): (row: readonly string[], line: number) => DraftCase {
  const variables = header.flatMap((name, at) =>
    name.startsWith('__') || name === '' ? [] : [{ name, at }],
  );
  const assertions = header.flatMap((name, at) => (/^__expected\d*$/.test(name) ? [at] : []));
  const thresholdAt = header.indexOf('__threshold');
  for (const name of header) {
    if (name.startsWith('__') && !/^__(expected\d*|threshold)$/.test(name)) report.ignoredColumn(name);
  }
  return (row, line) => {
    const place = { file, line };
    if (variables.length === 0) throw malformed(place, 'there is no column for the input', header.join(', '));
    const threshold = row[thresholdAt]?.trim() ?? '';
    return draftFromTest(
      {
        vars: Object.fromEntries(variables.map(({ name, at }) => [name, row[at] ?? ''])),
        assert: assertions
          .map((at) => row[at] ?? '')
          .filter((text) => text.trim() !== '')
          .map(assertionFromText),
        ...(threshold !== '' && { threshold: Number(threshold) }),
      },
      place,
      report,
    );
  };
}
