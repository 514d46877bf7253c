/** Which facts of a case a reply leaves out, however they are written. Knows no house rule: a sum in the wrong form is still there. */

/** Accepted forms of one fact, the house's own first. */
export type Fact = readonly string[];

/** The facts that stand in `text` in none of their forms. */
export function missingFacts(facts: readonly Fact[], text: string): Fact[] {
  const plain = normalise(text);
  return facts.filter((forms) => !forms.some((form) => holds(plain, normalise(form))));
}

/** As whole words; a day also where its year is left out. */
function holds(text: string, form: string): boolean {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(form);
  const wanted = isDay
    ? `(?:${form.slice(0, 5)})?${form.slice(5)}`
    : form.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}]|\\d[-.,:])${wanted}(?![\\p{L}\\p{N}]|[-.,:]\\d)`, 'u').test(text);
}

/** Lower case, and one form for every sum (`eur=4.90`), day (`2026-10-14`, `10-14`), time (`14:00`), number and unit. */
function normalise(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<![\d.,/]|(?:eur|gbp|dkk|€|£) ?)(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)?(?!\d)/g, day)
    .replaceAll(/(?<![\d.,/])(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?(?![\d/])/g, day)
    .replaceAll(dayThenMonth, day)
    .replaceAll(monthThenDay, (all, name, number, year) => day(all, number, name, year))
    .replaceAll(monthOfYear, (_, name, year) => `${year}-${twoDigits(monthNumber(name))}`)
    .replaceAll(/\b(\d{1,2})(?:[:.](\d\d))? ?([ap]m)\b/g, (_, hours, minutes = '00', half) => {
      return `${(Number(hours) % 12) + (half === 'pm' ? 12 : 0)}:${minutes}`;
    })
    .replaceAll(/\b0(\d:\d\d)\b/g, '$1')
    .replaceAll(/(?<=:\d\d) ?[-–] ?(?=\d)/g, ' to ')
    .replaceAll(numberWord, (word) => String(numberWords.indexOf(word) + 2))
    .replaceAll(/(€|£|\b(?:eur|gbp|dkk|kr)\b) ?(\d[\d.,]*\d|\d)(?![\d.,]*-\d)/g, (_, currency, amount) =>
      sum(currency, amount),
    )
    .replaceAll(
      /(?<![=\d])(\d[\d.,]*\d|\d)(?:,-)? ?(€|£|(?:eur|gbp|dkk|kr|euros?|pounds?|quid|kroner)\b)(?!=)/g,
      (_, amount, currency) => sum(currency, amount),
    )
    .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')
    .replaceAll(
      /(?<=\d) ?(wd|days?|wks?|mths?|hrs?|h|mins?|%)(?![a-z])/g,
      (_, unit) => ` ${units[unit] ?? unit}`,
    );
}

const monthNames = 'january|february|march|april|may|june|july|august|september|october|november|december';
const month = `(${monthNames}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)`;
const dayThenMonth = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${month}\\b\\.?(?:,? (20\\d\\d))?`,
  'g',
);
const monthThenDay = new RegExp(`\\b${month} (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (20\\d\\d))?`, 'g');
const monthOfYear = new RegExp(`\\b${month} (20\\d\\d)\\b`, 'g');

function day(all: string, number: string, nameOrNumber: string, year?: string): string {
  const month = monthNumber(nameOrNumber);
  if (!(month >= 1 && month <= 12 && Number(number) >= 1 && Number(number) <= 31)) return all;
  const monthAndDay = `${twoDigits(month)}-${twoDigits(Number(number))}`;
  return year === undefined ? monthAndDay : `${year.padStart(4, '20')}-${monthAndDay}`;
}

const monthNumber = (nameOrNumber: string) =>
  monthNames.split('|').findIndex((name) => name.startsWith(nameOrNumber)) + 1 || Number(nameOrNumber);
const twoDigits = (number: number) => String(number).padStart(2, '0');

function sum(currency: string, amount: string): string {
  const [, whole = '', cents = '00'] = /^(.*?)(?:[.,](\d\d))?$/.exec(amount) ?? [];
  const code = codes.find(([form]) => form.test(currency))?.[1];
  return `${code}=${whole.replaceAll(/[.,]/g, '')}${cents === '00' ? '' : `.${cents}`}`;
}

const codes = [
  [/^(€|eu)/, 'eur'],
  [/^(£|gb|po|qu)/, 'gbp'],
  [/^(dk|kr)/, 'dkk'],
] as const;

const numberWords = 'two three four five six seven eight nine ten eleven twelve'.split(' ');
const numberWord = new RegExp(`\\b(?:${numberWords.join('|')})\\b`, 'g');

const units: Readonly<Record<string, string>> = {
  wd: 'working days',
  wk: 'week',
  wks: 'weeks',
  mth: 'month',
  mths: 'months',
  h: 'hours',
  hr: 'hour',
  hrs: 'hours',
  min: 'minutes',
  mins: 'minutes',
  '%': 'per cent',
};
