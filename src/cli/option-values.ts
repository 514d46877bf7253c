/** Reads the values of options. Knows no command. */
import { InvalidArgumentError } from 'commander';
import { isHttpUrl } from '../domain/is-http-url.ts';
import { reportFormat, reportFormats } from '../report/report-format.ts';

/** For an option that may be given again. */
export const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** Refused before a climb begins, not after it. */
export function reportFile(file: string, before: readonly string[] = []): readonly string[] {
  if (reportFormat(file) === undefined) {
    const endings = reportFormats.map((format) => `.${format}`).join(', ');
    throw new InvalidArgumentError(`The name of a report ends in one of ${endings}.`);
  }
  return [...before, file];
}

/** JSONL is what is added to line by line. */
export function draftsFile(file: string): string {
  if (!/\.(jsonl|ndjson)$/i.test(file))
    throw new InvalidArgumentError('The name of a file of drafts ends in .jsonl.');
  return file;
}

export function httpUrl(text: string): string {
  if (!isHttpUrl(text)) throw new InvalidArgumentError('Give a URL that begins with http:// or https://.');
  return text;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return value;
}

export function day(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay) throw new InvalidArgumentError('Give a day, written 2026-03-01.');
  return text;
}

export function usDollars(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give an amount in US dollars.');
  return value;
}
