/** A difference in percentage points, always signed, with a true minus: `+4.2`, `−1.7`, `0.0`. */
export function points(difference: number): string {
  const rounded = Math.abs(difference).toFixed(1);
  if (rounded === '0.0') return rounded;
  return `${difference < 0 ? '−' : '+'}${rounded}`;
}
