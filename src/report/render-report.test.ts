import { expect, it } from 'vitest';
import { renderReport } from './render-report.ts';
import { reportFormat, reportFormats } from './report-format.ts';
import { sampleLadder } from './testing/sample-ladder.ts';

it('knows the format by the ending of the file name', () => {
  const names = ['report.html', 'out/Report.MD', 'ladder.json', 'report.junit.xml', 'report.pdf', 'html'];
  expect(names.map(reportFormat)).toEqual(['html', 'md', 'json', 'xml', undefined, undefined]);
});

it('renders each format as what it is', () => {
  const opening = {
    html: '<!doctype html>',
    json: '{\n  "schemaVersion": 1',
    md: '## Fulcrum',
    xml: '<?xml',
  };
  for (const format of reportFormats) {
    expect(renderReport(format, sampleLadder).startsWith(opening[format])).toBe(true);
  }
});
