/** Telephone numbers by their shape, or by the words before them. There is no check digit, so this trades misses for false alarms. */

/** A country code with + or 00, a national number after 0 in groups, or the North American 3-3-4. */
const telling: readonly RegExp[] = [
  /(?<![\w+])(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0?\d{0,4}\)[ .-]?)?\d(?:[ .-]?\d){5,12}(?:x\d{1,5})?(?!\d)/g,
  /(?<![\w.-])0[1-9]\d{0,3}[ .-]\d{2,4}(?:[ .-]\d{2,4}){1,4}(?![\d-])/g,
  /(?<![\w.-])\(0?\d{1,4}\)[ .-]?\d{2,4}(?:[ .-]?\d{2,4}){1,3}(?:x\d{1,5})?(?!\d)/g,
  /(?<![\w.-])\d{3}[.-]\d{3}[.-]\d{4}(?:x\d{1,5})?(?![\d-])/g,
];

/** After one of these words any group of 7 to 13 digits is taken. */
const cued =
  /\b(?:phone|telephone|tel|mobile|cell|fax|call(?: me)?(?: back)?|reach me|ring|contact|whatsapp|number)\b[^\d\n]{0,20}\n?(\(?\d[\d ().-]{5,18}\d)(?![\d-])/gi;
const date = /^\d{1,2}([ .-])\d{1,2}\1(?:\d{2}|\d{4})$/;
const notPhones =
  /\b(?:licen[cs]e|order|invoice|card|account|ticket|case|reference|tracking|customer|serial|room|flight|credit|bank|policy|contract)\b[^\d\n]{0,24}$/i;

export function* phoneCandidates(text: string): Generator<readonly [start: number, end: number]> {
  for (const pattern of telling) {
    for (const match of text.matchAll(pattern)) {
      if (digits(match[0].replace(/x.*/, '')) >= 7 && !date.test(match[0]))
        yield [match.index, match.index + match[0].length];
    }
  }
  for (const match of text.matchAll(cued)) {
    const number = match[1] as string;
    const start = match.index + match[0].length - number.length;
    const count = digits(number);
    if (count >= 7 && count <= 13 && !notPhones.test(text.slice(Math.max(0, start - 60), start))) {
      yield [start, start + number.length];
    }
  }
}

function digits(text: string): number {
  return text.replace(/\D/g, '').length;
}
