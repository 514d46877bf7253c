/** The Luhn check digit of card numbers. Does not know card schemes. */

/** `digits` holds digits only. Source: ISO/IEC 7812-1 annex B. */
export function luhnIsValid(digits: string): boolean {
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd += 1) {
    const digit = Number(digits[digits.length - 1 - fromEnd]);
    const weighted = fromEnd % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
