/** The error for a record that cannot be read. Does not know formats. */
import { FulcrumError } from '../domain/errors.ts';
import { shorten } from './text/shorten.ts';

/** Where a record stands, for messages. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** `CASES_MALFORMED` with the value cut to about 80 characters. */
export function malformed(place: Place, problem: string, value: unknown): FulcrumError {
  return new FulcrumError('CASES_MALFORMED', { ...place, problem, value: shorten(value) });
}
