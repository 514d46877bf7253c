/** The formats of a report, known by the ending of a file name. Renders nothing, so that a wrong name is refused before a climb begins. */
export const reportFormats = ['html', 'json', 'md', 'xml'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The format a file name ends in (`report.html`, `report.junit.xml`), or undefined for an ending that none of them has. */
export function reportFormat(fileName: string): ReportFormat | undefined {
  const ending = /\.(\w+)$/.exec(fileName.toLowerCase())?.[1];
  return reportFormats.find((format) => format === ending);
}
