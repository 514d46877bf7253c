/** The report in the format a file name asks for. It writes no file. */
import type { Ladder } from '../domain/ladder.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';

const renderers = {
  html: renderHtml,
  json: renderJson,
  md: renderMarkdown,
  xml: renderJunit,
} as const satisfies Record<string, (ladder: Ladder) => string>;

export type ReportFormat = keyof typeof renderers;
export const reportFormats = Object.keys(renderers) as readonly ReportFormat[];

/** The format a file name ends in (`report.html`, `report.junit.xml`), or undefined for an ending that none of them has. */
export function reportFormat(fileName: string): ReportFormat | undefined {
  const ending = /\.(\w+)$/.exec(fileName.toLowerCase())?.[1];
  return reportFormats.find((format) => format === ending);
}

export function renderReport(format: ReportFormat, ladder: Ladder): string {
  return renderers[format](ladder);
}
