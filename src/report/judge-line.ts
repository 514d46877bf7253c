/** How far a judge agrees with people, in one sentence. */
import type { JudgedByPeople } from '../domain/ladder.ts';
import { count } from './format/count.ts';
import { percent } from './format/percent.ts';
import { points } from './format/points.ts';
import { range } from './format/range.ts';

/** `undefined` where no answer was graded by both: a warning says so. */
export function judgeLine(judged: JudgedByPeople): string | undefined {
  const { scorer, n, agreement, agreementInterval, kappa, kappaInterval, bias = 0 } = judged;
  if (n === 0 || agreement === undefined) return undefined;
  const same = `the same grade on ${percent(agreement)} %${inBrackets(agreementInterval, percent)} of ${count(n)} recorded answers`;
  const beyondChance =
    kappa === undefined ? '' : `, kappa ${kappa.toFixed(2)}${inBrackets(kappaInterval, (k) => k.toFixed(2))}`;
  return `${scorer} against people: ${same}${beyondChance}, on average ${points(bias * 100)} points`;
}

function inBrackets(interval: JudgedByPeople['kappaInterval'], write: (end: number) => string): string {
  return interval === undefined ? '' : ` (${range(interval, write)})`;
}
