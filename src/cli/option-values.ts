/** Reads the values of options. Knows no command. */
import { InvalidArgumentError } from 'commander';

/** For an option that may be given again. */
export const collect = (value: string, before: readonly string[] = []) => [...before, value];

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return value;
}

export function usDollars(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give an amount in US dollars.');
  return value;
}
