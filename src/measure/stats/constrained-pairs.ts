/** Paired proportions under the null hypothesis that their difference is a given one; shared by test and planning. */

/**
 * Variance of one pair's difference when P(only first) − P(only second) is held at `difference`, with P(only second)
 * at its maximum likelihood under that constraint (Tango 1998, Stat. Med. 17:891, closed form).
 * @param onlyFirst share of pairs right only in the first, 0 … 1
 * @param onlySecond share of pairs right only in the second, 0 … 1
 * @param difference strictly between −1 and 1
 */
export function constrainedVariance(onlyFirst: number, onlySecond: number, difference: number): number {
  const linear = (2 - onlyFirst + onlySecond) * difference - onlyFirst - onlySecond;
  const constant = -onlySecond * difference * (1 - difference);
  const restricted = (Math.sqrt(Math.max(0, linear * linear - 8 * constant)) - linear) / 4;
  return 2 * restricted + difference * (1 - difference);
}
