/** Finds personal data in one text by pattern, check digit and the words before it. Pure; knows no models and no language but the cue words. */
import { ibanIsValid } from './personal-data/iban.ts';
import { luhnIsValid } from './personal-data/luhn.ts';
import { nationalIds } from './personal-data/national-ids.ts';
import { phoneCandidates } from './personal-data/phone.ts';

export type PersonalDataType = 'email' | 'iban' | 'card' | 'ip' | 'national-id' | 'phone';

/** `text.slice(start, end)`, offsets in UTF-16 code units. */
export interface PersonalDataSpan {
  readonly type: PersonalDataType;
  readonly start: number;
  readonly end: number;
}

interface Detector {
  readonly type: PersonalDataType;
  readonly spans: (text: string) => Iterable<readonly [start: number, end: number]>;
}

/** In order of certainty: what an earlier one has taken, a later one does not claim. */
const detectors: readonly Detector[] = [
  {
    type: 'email',
    spans: (text) =>
      matches(text, /[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu),
  },
  {
    type: 'iban',
    spans: (text) =>
      matches(text, /\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?\b/gi, ibanIsValid),
  },
  { type: 'card', spans: (text) => matches(text, /(?<![\d.-])\d(?:[ -]?\d){11,18}(?![\d-])/g, cardIsValid) },
  { type: 'national-id', spans: nationalIds },
  {
    type: 'ip',
    spans: (text) => matches(text, /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d]|\.\d)/g, ipv4IsValid),
  },
  { type: 'ip', spans: (text) => matches(text, /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi) },
  { type: 'phone', spans: phoneCandidates },
];

/**
 * Spans in order of their start, not overlapping. Names, addresses and dates of birth need a model and are not looked for; numbers without a
 * check digit are found only where their shape or the words before them tell.
 */
export function findPersonalData(text: string): PersonalDataSpan[] {
  const found: PersonalDataSpan[] = [];
  if (!/[@\d:]/.test(text)) return found;
  for (const { type, spans } of detectors) {
    for (const [start, end] of spans(text)) {
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ type, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function* matches(text: string, pattern: RegExp, isValid: (match: string) => boolean = () => true) {
  for (const match of text.matchAll(pattern)) {
    if (isValid(match[0])) yield [match.index, match.index + match[0].length] as const;
  }
}

/** Luhn, and the beginning and length that some card scheme issues; else every tenth order number would be a card. */
function cardIsValid(match: string): boolean {
  const digits = match.replace(/[ -]/g, '');
  return cardSchemes.some((scheme) => scheme.test(digits)) && luhnIsValid(digits);
}

/** Visa, Mastercard, American Express, Discover and UnionPay, JCB, Diners Club, Maestro. Source: ISO/IEC 7812 ranges as the schemes publish them. */
const cardSchemes: readonly RegExp[] = [
  /^4\d{12}(\d{3}){0,2}$/,
  /^(5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/,
  /^3[47]\d{13}$/,
  /^6(011|4[4-9]\d|5\d\d|2\d\d)\d{12,15}$/,
  /^(35(2[89]|[3-8]\d)\d{12,15}|(1800|2131)\d{11})$/,
  /^3(0[0-5]|[689]\d)\d{11}$/,
  /^(50|5[6-9]|6[0-9])\d{10,17}$/,
];

function ipv4IsValid(match: string): boolean {
  const parts = match.split('.').map(Number);
  // 1.2.3.4 and the like are versions far more often than addresses.
  return parts.every((part) => part <= 255) && parts.some((part) => part > 31) && parts[0] !== 0;
}
