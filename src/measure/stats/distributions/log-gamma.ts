/** The logarithm of the gamma function for positive arguments; complex and negative ones are outside it. */

/**
 * ln Γ(x) for x > 0, relative error about 1e-15: Stirling's series with Bernoulli numbers up to B₁₄ (Abramowitz &
 * Stegun 6.1.41), small arguments first raised above 10 by Γ(x + 1) = x Γ(x).
 */
export function logGamma(x: number): number {
  if (!(x > 0)) {
    throw new RangeError(`x must be positive, got ${x}`);
  }
  let product = 1;
  let raised = x;
  while (raised < 10) {
    product *= raised;
    raised += 1;
  }
  const inverseSquare = 1 / (raised * raised);
  let series = 1 / 156;
  for (const coefficient of [-691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12]) {
    series = series * inverseSquare + coefficient;
  }
  return (
    (raised - 0.5) * Math.log(raised) -
    raised +
    0.5 * Math.log(2 * Math.PI) +
    series / raised -
    Math.log(product)
  );
}
