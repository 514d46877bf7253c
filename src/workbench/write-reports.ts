/** Writes a ladder to files whose endings name the format. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FulcrumError } from '../domain/errors.ts';
import type { Ladder } from '../domain/ladder.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';

type Render = (ladder: Ladder) => string | Promise<string>;

const renderers: Readonly<Record<string, Render>> = {
  // Loaded when asked for: the chart library is large.
  '.html': async (ladder) => (await import('../report/html.ts')).renderHtml(ladder),
  '.json': renderJson,
  '.md': renderMarkdown,
  '.xml': renderJunit,
};

/** Returns the files as given. Throws `REPORT_FORMAT` before any is written. */
export async function writeReports(ladder: Ladder, files: readonly string[]): Promise<readonly string[]> {
  for (const file of files) rendererOf(file);
  for (const file of files) {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await writeFile(file, await rendererOf(file)(ladder));
  }
  return files;
}

function rendererOf(file: string): Render {
  const render = renderers[path.extname(file)];
  if (render === undefined)
    throw new FulcrumError('REPORT_FORMAT', { file, formats: Object.keys(renderers).join(', ') });
  return render;
}
