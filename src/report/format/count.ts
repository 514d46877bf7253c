/** A whole number for people: thousands separated by commas, rounded. */
const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function count(value: number): string {
  return format.format(value);
}
