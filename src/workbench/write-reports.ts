/** Writes a ladder to files whose endings name the format. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../domain/errors.ts';
import type { Ladder } from '../domain/ladder.ts';
import { reportFormat, reportFormats } from '../report/report-format.ts';
import { makeFolders } from './make-folders.ts';

/** Returns the files as given. Throws `REPORT_FORMAT` before any is written. */
export async function writeReports(ladder: Ladder, files: readonly string[]): Promise<readonly string[]> {
  const named = files.map((file) => {
    const format = reportFormat(file);
    if (format === undefined) {
      throw new FulcrumError('REPORT_FORMAT', {
        file,
        formats: reportFormats.map((f) => `.${f}`).join(', '),
      });
    }
    return { file, format };
  });
  if (named.length === 0) return [];
  // Loaded when asked for: the chart library is large.
  const { renderReport } = await import('../report/render-report.ts');
  for (const { file, format } of named) {
    await makeFolders(path.dirname(path.resolve(file)));
    await writeFile(file, renderReport(format, ladder)).catch((cause: Error) => {
      throw new FulcrumError('FOLDER_UNWRITABLE', { folder: file, problem: cause.message }, { cause });
    });
  }
  return files;
}
