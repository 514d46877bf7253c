/** Numbers by which states know people, where shape, check digit or the word before them tells. Does not know languages beyond those words. */

interface NationalId {
  readonly pattern: RegExp;
  readonly isValid: (match: string) => boolean;
}

const dniLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

const ids: readonly NationalId[] = [
  // US social security number; areas 000, 666 and 9xx were never issued.
  { pattern: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g, isValid: () => true },
  // UK national insurance number.
  {
    pattern: /\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g,
    isValid: () => true,
  },
  // Spanish DNI and NIE: the letter is the number modulo 23.
  {
    pattern: /\b[XYZ]?\d{7,8}-?[A-Z]\b/g,
    isValid: (match) => {
      const digits = match
        .slice(0, -1)
        .replace('-', '')
        .replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
      return digits.length === 8 && dniLetters[Number(digits) % 23] === match.at(-1);
    },
  },
  // Italian codice fiscale.
  { pattern: /\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b/g, isValid: codiceFiscaleIsValid },
  // French NIR: the last two digits are 97 minus the rest modulo 97.
  {
    pattern: /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}(?!\d)/g,
    isValid: (match) => {
      const digits = match.replace(/ /g, '');
      return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13));
    },
  },
  // Dutch BSN: every eleventh number passes its check, so the word must stand before it.
  {
    pattern: /(?<=\b(?:bsn|burgerservicenummer|sofinummer)\W{0,5}(?:is\W{0,3})?)\d{9}(?!\d)/gi,
    isValid: (match) =>
      [...match].reduce((sum, digit, at) => sum + Number(digit) * (at === 8 ? -1 : 9 - at), 0) % 11 === 0,
  },
];

export function* nationalIds(text: string): Generator<readonly [start: number, end: number]> {
  for (const { pattern, isValid } of ids) {
    for (const match of text.matchAll(pattern)) {
      if (isValid(match[0])) yield [match.index, match.index + match[0].length];
    }
  }
}

const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/** Source: decree of the Italian Ministry of Finance, 23 December 1976. */
function codiceFiscaleIsValid(code: string): boolean {
  const sum = [...code.slice(0, 15)].reduce((total, character, at) => {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    return total + (at % 2 === 0 ? (oddValues[value] as number) : value);
  }, 0);
  return code.charCodeAt(15) - 65 === sum % 26;
}
