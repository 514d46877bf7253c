/** Writes a ladder to files whose endings name the format. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../domain/errors.ts';
import type { Ladder } from '../domain/ladder.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';

const renderers: Readonly<Record<string, (ladder: Ladder) => string>> = {
  '.html': renderHtml,
  '.json': renderJson,
  '.md': renderMarkdown,
  '.xml': renderJunit,
};

/** Returns the files as given. Throws `REPORT_FORMAT` before any is written. */
export async function writeReports(ladder: Ladder, files: readonly string[]): Promise<readonly string[]> {
  for (const file of files) rendererOf(file);
  for (const file of files) {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await writeFile(file, rendererOf(file)(ladder));
  }
  return files;
}

function rendererOf(file: string): (ladder: Ladder) => string {
  const render = renderers[path.extname(file)];
  if (render === undefined)
    throw new FulcrumError('REPORT_FORMAT', { file, formats: Object.keys(renderers).join(', ') });
  return render;
}
