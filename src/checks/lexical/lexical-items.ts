/** What of a text can be looked up in another: its content words, numbers, names and codes, each with its polarity. Knows English alone. */
import { numbersInText } from '../numbers-in-text.ts';

export interface LexicalItem {
  /** Equal for what counts as the same; `not:` before a word that is negated. */
  readonly key: string;
  /** Numbers, names and codes say something that no other word can stand for. */
  readonly kind: 'word' | 'number' | 'name';
  /** As it stands in the text. */
  readonly written: string;
  /** Keys that together are as good: a number written with blanks may be several. */
  readonly parts?: readonly string[];
  /** Of a number: keys of the words on either side, which say what it counts. */
  readonly beside?: readonly string[];
}

const stopWords = new Set(
  `a about after again all also am an and any are as at be because been before being both but by can could did do does doing done down during each
  either else ever for from further get gets got had has have having he her here hers him his how i if in into is it its itself just may me might
  more most must my of off on once one only onto or other our out over own per please rather same shall she should since so some such than that
  the their them then there these they this those through to too under until up upon us very was we were what when where whether which while who
  whom whose why will with within would yes you your`.split(/\s+/),
);

/** How many of the words after it a negation turns, within its clause. `nothing` and `nobody` turn what stands before them, and are words. */
const negationReach = new Map([
  ['not', 6],
  ['never', 6],
  ['cannot', 6],
  ['neither', 6],
  ['nor', 6],
  ['no', 2],
  ['without', 2],
]);

const numberWords = new Map(
  `zero 0 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16
  seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90`
    .match(/\S+ \d+/g)
    ?.map((pair) => pair.split(' ') as [string, string]),
);

const sameWords = new Map(
  Object.entries({
    '%': 'percent',
    '€': 'euro',
    eur: 'euro',
    '£': 'pound',
    gbp: 'pound',
    $: 'dollar',
    usd: 'dollar',
    kr: 'kroner',
  }),
);

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

const isoDate = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g;
/** `C6`, `B-17`, `BW-41206`; not `zone-2` nor `2nd`. */
const code = /(?<![\p{L}\p{N}])(?!\p{Ll}{3,}-)\p{L}{1,12}-?\d[\p{L}\d-]{0,24}/gu;
/** A letter of a script without blanks is a word. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}]+(?:['’]\p{L}+)?|[%€£$]/gu;
const clauseEnd = /[.;:!?,()\n|](?!\d)|(?<!\p{L})but(?!\p{L})/giu;

/** The key of the same word, negated here and not there. */
export function inverse(key: string): string {
  return key.startsWith('not:') ? key.slice('not:'.length) : `not:${key}`;
}

interface Found {
  readonly item: LexicalItem;
  readonly start: number;
}

/**
 * In order of the text. `Yes` and `No` at its beginning answer a question and say nothing by themselves; neither do words of grammar. A date
 * in ISO form is its day, month and year.
 */
export function lexicalItems(text: string): LexicalItem[] {
  const given = text
    .normalize('NFC')
    .replace(/^\s*(?:yes|no)(?=\s*(?:[,.;:!–—-]|$))/i, (said) => ' '.repeat(said.length));
  const found: Found[] = [];
  const add = (start: number, item: LexicalItem) => found.push({ item, start });
  let rest = given.replace(isoDate, (written, year, month, day, start) => {
    const name = months[Number(month) - 1];
    if (name === undefined) return written;
    for (const number of [year, day]) add(start, { key: `#${Number(number)}`, kind: 'number', written });
    add(start, { key: stem(name), kind: 'name', written });
    return ' '.repeat(written.length);
  });
  rest = rest.replace(code, (written, start) => {
    add(start, { key: written.toLowerCase(), kind: 'name', written });
    return ' '.repeat(written.length);
  });
  for (const { value, start, end } of numbersInText(rest)) {
    const written = rest.slice(start, end);
    const pieces = written.trim().split(/\s+/);
    add(start, {
      key: `#${value}`,
      kind: 'number',
      written,
      ...(pieces.length > 1 && {
        parts: pieces.flatMap((p) => [...numbersInText(p)].map((n) => `#${n.value}`)),
      }),
    });
  }
  for (const { item, start } of wordsIn(rest)) add(start, item);
  const items = found.sort((a, b) => a.start - b.start).map(({ item }) => item);
  return items.map((item, i) =>
    item.kind === 'number' ? { ...item, beside: besides(items[i - 1], items[i + 1]) } : item,
  );
}

/** Words, or where there is none, numbers: `19 of 61`. */
function besides(...neighbours: readonly (LexicalItem | undefined)[]): string[] {
  const there = neighbours.filter((item) => item !== undefined);
  const words = there.filter(({ kind }) => kind !== 'number');
  return (words.length > 0 ? words : there).map(({ key }) => key);
}

function* wordsIn(text: string): Generator<Found> {
  const shouted = !/\p{Ll}/u.test(text);
  const ends = text.matchAll(clauseEnd);
  let clause = ends.next();
  let first = true;
  let before = '';
  let negatedFor = 0;
  for (const { 0: written, index: start } of text.matchAll(word)) {
    for (; !clause.done && clause.value.index < start; clause = ends.next()) negatedFor = 0;
    const lower = written.toLowerCase().replace('’', "'");
    const isName = !shouted && /^\p{Lu}/u.test(written) && (!first || /^\p{Lu}{2,}$/u.test(written));
    first = false;
    const isPercent = lower === 'cent' && before === 'per';
    before = lower;
    const reach = negationReach.get(lower.endsWith("n't") ? 'not' : lower);
    if (reach !== undefined) {
      negatedFor = reach + 1;
    } else if (numberWords.has(lower)) {
      yield { start, item: { key: `#${numberWords.get(lower)}`, kind: 'number', written } };
    } else if (!stopWords.has(lower)) {
      const same = isPercent ? 'percent' : (sameWords.get(lower) ?? lower);
      const key = `${negatedFor > 0 ? 'not:' : ''}${stem(same)}`;
      yield { start, item: { key, kind: isName ? 'name' : 'word', written } };
    }
    if (negatedFor > 0) negatedFor--;
  }
}

const longestStemmed = 40;

/** Inflections alone: two words that share a stem here are nearly always forms of one. */
function stem(given: string): string {
  if (given.length > longestStemmed) return given;
  const bare = given.normalize('NFKD').replace(/\p{M}/gu, '').replace(/'s?$/, '');
  if (bare.length < 4) return bare;
  if (/ie[sd]$/.test(bare)) return `${bare.slice(0, -3)}i`;
  return bare
    .replace(/(?<=..)(?:(?<=s|x|z|ch|sh)es|(?<=[^su])s|(?<=[aeiouy].*[^aeiou])(?:ing|ed))$/, '')
    .replace(/([^aeiousl])\1$/, '$1')
    .replace(/(?<=...)e$/, '')
    .replace(/(?<=...)y$/, 'i');
}
