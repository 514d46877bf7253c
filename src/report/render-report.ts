/** The report in the format a file name asks for. It writes no file. */
import type { Ladder } from '../domain/ladder.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { ReportFormat } from './report-format.ts';

const renderers = {
  html: renderHtml,
  json: renderJson,
  md: renderMarkdown,
  xml: renderJunit,
} as const satisfies Record<ReportFormat, (ladder: Ladder) => string>;

export function renderReport(format: ReportFormat, ladder: Ladder): string {
  return renderers[format](ladder);
}
