/** The ten rules of Brackwater's house voice: the words that tell each, and the check that holds it. Looks at a reply alone; knows no case, no facts and no model. */

export interface HouseRule {
  readonly name: string;
  /** As a prompt tells it. */
  readonly says: string;
  /** Why the reply breaks the rule; `undefined` where it keeps it. */
  readonly breach: (reply: string) => string | undefined;
}

const maxWords = 60;
const maxSentenceWords = 20;

export const houseRules: readonly HouseRule[] = [
  {
    name: 'greeting',
    says: 'Line 1 is "Hello <first name>,", or "Hello," where the notes give no first name.',
    breach: (reply) =>
      greeting.test(linesOf(reply)[0] ?? '') ? undefined : 'the first line is no "Hello <first name>,"',
  },
  {
    name: 'outcome',
    says: 'Line 2 answers at once. It opens with "Done:" (we have already acted), "Yes:", "No:" or "Answer:" (to any other question).',
    breach: (reply) =>
      /^(?:Done|Yes|No|Answer): \S/.test(linesOf(reply)[1] ?? '')
        ? undefined
        : 'the second line does not open with "Done:", "Yes:", "No:" or "Answer:"',
  },
  {
    name: 'next step',
    says: 'Line 3 is one sentence that opens with "Next:" and gives the one next step.',
    breach(reply) {
      const steps = reply.match(/\bnext:/gi) ?? [];
      if (steps.length !== 1) return `"Next:" stands ${steps.length} times`;
      const step = linesOf(reply).at(-2) ?? '';
      if (!step.startsWith('Next: ')) return 'the line before the last does not open with "Next:"';
      return sentencesOf(step).length === 1 ? undefined : 'the next step is more than one sentence';
    },
  },
  {
    name: 'closing',
    says: 'Line 4 is "Brackwater Care, ticket <number>" and nothing else.',
    breach: (reply) =>
      /^Brackwater Care, ticket \d{5}$/.test(linesOf(reply).at(-1) ?? '')
        ? undefined
        : 'the last line is no "Brackwater Care, ticket <number>"',
  },
  {
    name: 'brevity',
    says: `Four lines with no empty one, at most ${maxWords} words, no sentence above ${maxSentenceWords} words.`,
    breach(reply) {
      const lines = reply.trim().split('\n');
      if (lines.length !== 4 || lines.some((line) => line.trim() === '')) return 'it is not four full lines';
      const words = wordsOf(reply).length;
      if (words > maxWords) return `it has ${words} words`;
      const long = lines.slice(1, -1).flatMap(sentencesOf).find(isLong);
      return long === undefined ? undefined : `a sentence has ${wordsOf(long).length} words: ${long}`;
    },
  },
  {
    name: 'numbers',
    says: 'Sums as "EUR 59", "EUR 4.90" or "EUR 1,290" (GBP and DKK alike), every other number from 2 up in figures, "8 per cent".',
    breach: (reply) =>
      named('a sum or number in another form', bodyOf(reply).replace(sum, ' '), [
        /[€£$%]/,
        /\b(?:EUR|GBP|DKK)\b/i,
        /\b(?:euros?|pounds?|kroner?|kr|quid|percent)\b|(?<!per )\bcents?\b/i,
        numberWord,
      ]),
  },
  {
    name: 'dates',
    says: 'Days as "14 October 2026", times as "14:00"; no weekdays, no "today", "tomorrow" or "next week".',
    breach: (reply) =>
      named('a day or time in another form', bodyOf(reply).replace(sum, ' ').replace(date, ' '), otherDays),
  },
  {
    name: 'tone',
    says: 'No apology, regret, thanks, please or pleasantry; no exclamation or question mark.',
    breach: (reply) =>
      named('not the tone of the house', reply, [
        /[!?]/,
        /\p{Extended_Pictographic}/u,
        /\b(?:sorry|apolog\w*|regret\w*|unfortunately|sadly|afraid|inconvenien\w*|frustrat\w*|understand)\b/i,
        /\b(?:thanks?|thank you|grateful|appreciate\w*|please|kindly|hesitate|feel free|valued?|happy|glad|delighted|pleased|welcome|wish\w*|hope)\b/i,
      ]),
  },
  {
    name: 'voice',
    says: 'The house speaks as "we", never "I", and without contractions.',
    breach: (reply) =>
      named('not the voice of the house', reply, [
        /\bI\b|\b(?:me|my|mine|myself)\b/,
        /\b[a-z]+(?:n['’]t|['’](?:ll|re|ve|d|m))\b/i,
        /\b(?:it|that|there|here|what|who|he|she|let)['’]s\b/i,
      ]),
  },
  {
    name: 'words',
    says: 'Names exactly as "Heron S", "Loam", "C4", "Nest 1"; the app is "Brackwater Ride", the tracker "Skua", a loaner "temporary bike", dry stock "refurbished", a wet day "bad weather", a ferry order "island delivery"; British spelling.',
    breach(reply) {
      const body = bodyOf(reply);
      for (const name of names) {
        const wrong = body.match(name.anyForm)?.find((form) => form !== name.exact);
        if (wrong !== undefined) return `"${wrong}" for "${name.exact}"`;
      }
      return named('not a word of the house', body, [inHouse, american]);
    },
  },
];

const linesOf = (reply: string) =>
  reply
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const greeting = /^Hello(?: \p{Lu}[\p{L}'’-]*)?,$/mu;
/** Without the greeting, which holds a person's name. */
const bodyOf = (reply: string) => reply.replace(greeting, '');
const sentencesOf = (text: string) => text.split(/(?<=[.!?])\s+/).filter((part) => part.trim() !== '');
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');
const isLong = (sentence: string) => wordsOf(sentence).length > maxSentenceWords;

/** The first thing that one of the patterns finds, with what is wrong about it. */
function named(fault: string, text: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = text.match(pattern)?.[0];
    if (found !== undefined) return `${fault}: ${found}`;
  }
  return undefined;
}

const sum = /\b(?:EUR|GBP|DKK) (?:\d{1,3}(?:,\d{3})+|\d{1,3})(?:\.\d\d)?(?![.,]?\d)/g;
const numberWord =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundred|thousand|dozen)\b/i;

const months = 'January|February|March|April|May|June|July|August|September|October|November|December';
const shortMonths = 'Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec';
const date = new RegExp(`\\b(?:(?:[12]\\d|3[01]|[1-9]) )?(?:${months}) 20\\d\\d\\b`, 'g');

/** What is left of days and times when those in the form of the house are taken out. */
const otherDays = [
  new RegExp(`\\b(?:${months})\\b`),
  new RegExp(
    `\\b\\d{1,2}(?:st|nd|rd|th)?\\.? (?:${months}|${shortMonths})\\b|\\b(?:${shortMonths})\\.? \\d`,
    'i',
  ),
  /\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\.\d{1,2}\.(?:\d{2,4}\b|(?= [a-z]))|\b\d{1,2}\/\d{1,2}\b/i,
  /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/i,
  /\b(?:today|tonight|tomorrow|yesterday|(?:next|this|last) (?:week|weekend|month|year))\b/i,
  /\b\d{1,2}(?:[.:]\d\d)? ?(?:am|pm|a\.m|p\.m)\b|\b\d{1,2}(?:[.:]\d\d)? ?h\b|\bo['’]clock\b|\b(?:noon|midday|midnight)\b/i,
];

const names = [
  ...['Plover', 'Dunlin', 'Heron', 'Bittern', 'Curlew', 'Teal', 'Silt', 'Loam', 'Peat', 'Skua', 'Pebble'].map(
    (exact) => ({ exact, anyForm: new RegExp(`\\b${exact}\\b`, 'gi') }),
  ),
  { exact: 'Heron S', anyForm: /\bheron[- ]?s\b/gi },
  { exact: 'Brackwater Ride', anyForm: /\bbrackwater[- ]?ride\b/gi },
  ...['C2', 'C4', 'C6', 'D3', 'D4'].map((exact) => ({
    exact,
    anyForm: new RegExp(`\\b${exact[0]}[- ]?${exact[1]}\\b`, 'gi'),
  })),
  ...['Nest 1', 'Nest 2'].map((exact) => ({
    exact,
    anyForm: new RegExp(`\\bnest[- ]?${exact.at(-1)}\\b`, 'gi'),
  })),
  ...['Lite plan', 'Standard plan', 'Family plan'].map((exact) => ({
    exact,
    anyForm: new RegExp(`\\b${exact}\\b`, 'gi'),
  })),
];

const inHouse =
  /\b(?:apps?|tracker|loaner|wet days?|ferry order|dry stock|blue file|tide list|long tail|anchor bike|wd|asap|etc|e\.g|i\.e|cust|appt)\b/i;
const american =
  /\b(?:colors?|gray|tires?|centers?|cancel(?:ed|ing)|labor|neighbors?|favorite|installments?|fulfill|catalog|aluminum|jewelry|gotten|zip code|license plate|(?:organ|real|author|recogn|custom|final|prior)iz\w*)\b/i;
