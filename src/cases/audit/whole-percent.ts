/** A share as a whole percentage that never says none, or all, of what is some. */
export function wholePercent(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return '<1';
  if (percent === 100 && share < 1) return '>99';
  return String(percent);
}
