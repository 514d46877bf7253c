/** Takes personal data out of a case, or puts placeholders in its place. What counts as such is for `findPersonalData` to say. */
import { findPersonalData, type PersonalDataType } from '../../checks/personal-data.ts';
import type { Case } from '../../domain/case.ts';
import type { Json } from '../../domain/json.ts';

/** `replace`: by placeholders such as `[EMAIL_1]`. `drop`: cut out of the text, with nothing in its place. */
export const personalDataHandlings = ['keep', 'replace', 'drop'] as const;
export type PersonalDataHandling = (typeof personalDataHandlings)[number];

/** How often data of each type was found. */
export type PersonalDataCounts = Partial<Readonly<Record<PersonalDataType, number>>>;

export interface CleanedCase<C> {
  readonly case: C;
  readonly counts: PersonalDataCounts;
}

export function addCounts(a: PersonalDataCounts, b: PersonalDataCounts): PersonalDataCounts {
  const sums: Partial<Record<PersonalDataType, number>> = { ...a };
  for (const [type, count] of Object.entries(b) as [PersonalDataType, number][])
    sums[type] = (sums[type] ?? 0) + count;
  return sums;
}

const fates = {
  keep: 'is kept, and a model may repeat it (`personalData`)',
  replace: 'is replaced',
  drop: 'is cut out',
} as const;

/** E.g. `personal data in what is trained on is kept: 12 email, 1 phone`; `undefined` where none was found. */
export function personalDataWords(
  counts: PersonalDataCounts,
  handling: PersonalDataHandling,
): string | undefined {
  const found = Object.entries(counts).map(([type, count]) => `${count} ${type}`);
  if (found.length === 0) return undefined;
  return `personal data in what is trained on ${fates[handling]}: ${found.join(', ')}`;
}

type Texts = Pick<Case, 'input' | 'expected'>;
/** What stands in the text instead. */
type Replacement = (type: PersonalDataType, value: string) => string;

/** Before it is rendered, so that what is trained on is a prompt that serving could have rendered. Labels are left as they are. */
export function handlePersonalData<C extends Texts>(one: C, handling: PersonalDataHandling): CleanedCase<C> {
  switch (handling) {
    case 'replace':
      return replacePersonalData(one);
    case 'drop':
      return stripPersonalData(one);
    case 'keep':
      return { case: one, counts: clean(one, (_type, value) => value).counts };
  }
}

/** The same address or number becomes the same placeholder wherever it stands in input and answer; the count begins anew with each case. */
export function replacePersonalData<C extends Texts>(one: C): CleanedCase<C> {
  const placeholders = new Map<string, string>();
  const last = new Map<PersonalDataType, number>();
  return clean(one, (type, value) => {
    const key = `${type} ${plain(type, value)}`;
    const known = placeholders.get(key);
    if (known !== undefined) return known;
    const number = (last.get(type) ?? 0) + 1;
    last.set(type, number);
    const placeholder = `[${type.toUpperCase().replaceAll('-', '_')}_${number}]`;
    placeholders.set(key, placeholder);
    return placeholder;
  });
}

export function stripPersonalData<C extends Texts>(one: C): CleanedCase<C> {
  return clean(one, () => '');
}

function clean<C extends Texts>(one: C, replacement: Replacement): CleanedCase<C> {
  const counts: Partial<Record<PersonalDataType, number>> = {};
  const counted: Replacement = (type, value) => {
    counts[type] = (counts[type] ?? 0) + 1;
    return replacement(type, value);
  };
  const { input, expected } = one;
  const cleaned = {
    ...one,
    input: cleanJson(input as Json, counted),
    ...(expected && expected.kind !== 'label' && { expected: cleanExpected(expected, counted) }),
  };
  return { case: cleaned as C, counts };
}

function cleanExpected({ kind, ...rest }: NonNullable<Case['expected']>, replacement: Replacement) {
  return { kind, ...(cleanJson(rest as Json, replacement) as object) };
}

/** Of every text in it; names of fields stay. */
function cleanJson(value: Json, replacement: Replacement): Json {
  if (typeof value === 'string') return cleanText(value, replacement);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => cleanJson(item, replacement));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleanJson(item, replacement)]));
}

function cleanText(text: string, replacement: Replacement): string {
  let cleaned = '';
  let from = 0;
  for (const { type, start, end } of findPersonalData(text)) {
    cleaned += text.slice(from, start);
    const instead = replacement(type, text.slice(start, end));
    cleaned += instead;
    // Of the two blanks around what was cut out one is enough.
    from = instead === '' && text[end] === ' ' && (cleaned === '' || cleaned.endsWith(' ')) ? end + 1 : end;
  }
  return cleaned + text.slice(from);
}

/** One number is written in several ways. */
function plain(type: PersonalDataType, value: string): string {
  const lower = value.toLowerCase();
  return type === 'email' || type === 'ip' ? lower : lower.replace(/[^\p{L}\p{N}]/gu, '');
}
