/** The formats of a report, known by the ending of a file name. Renders nothing, so that a wrong name is refused before a climb begins. */
export const reportFormats = ['html', 'json', 'md', 'xml'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Whether a person reads it, rather than a program. */
export function isForPeople(format: ReportFormat | undefined): boolean {
  return format === 'html' || format === 'md';
}

/** The format a file name ends in (`report.html`, `report.junit.xml`), or undefined for an ending that none of them has. */
export function reportFormat(fileName: string): ReportFormat | undefined {
  const ending = /\.(\w+)$/.exec(fileName.toLowerCase())?.[1];
  return reportFormats.find((format) => format === ending);
}
