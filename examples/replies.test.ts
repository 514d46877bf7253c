/** The gold replies keep the house rules and their facts, the checks can fail, and no lazy reply gets through. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Fact, missingFacts } from './replies/facts.ts';
import { houseRules } from './replies/house-rules.ts';
import { scorers } from './replies/scorers.ts';

interface Reply {
  readonly id: string;
  readonly group: string;
  readonly message: string;
  readonly notes: string;
  readonly reply: string;
  readonly facts: readonly Fact[];
  readonly tags: readonly string[];
}

const folder = join(import.meta.dirname, 'replies');
const cases = readFileSync(join(folder, 'replies.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Reply => JSON.parse(line));

const breaches = (reply: string) =>
  houseRules.filter(({ breach }) => breach(reply) !== undefined).map(({ name }) => name);

describe('the replies', () => {
  test('are as many and as varied as the README says', () => {
    expect(cases).toHaveLength(540);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(540);
    expect(new Set(cases.map(({ group }) => group)).size).toBe(521);
    const kinds = Map.groupBy(cases, ({ tags }) => tags[0]);
    expect(kinds.size).toBe(21);
    for (const [kind, ofKind] of kinds) expect(ofKind.length, kind).toBeGreaterThanOrEqual(20);
  });

  test.each(cases.map((one) => [one.id, one] as const))('%s keeps the rules and its facts', (_, one) => {
    expect(breaches(one.reply)).toEqual([]);
    expect(missingFacts(one.facts, one.reply)).toEqual([]);
    const told = one.facts.filter(([form = '']) => /\d/.test(form));
    expect(missingFacts(told, `${one.message}\n${one.notes}`)).toEqual([]);
  });

  test('share no order across groups and no ticket at all', () => {
    const groupOf = new Map<string, string>();
    for (const { group, message, notes, reply } of cases) {
      const ticket = /\d{5}$/.exec(reply)?.[0] ?? '';
      expect(groupOf.has(ticket), ticket).toBe(false);
      groupOf.set(ticket, group);
      for (const order of `${message} ${notes}`.match(/BW-\d{5}/g) ?? []) {
        expect(groupOf.get(order) ?? group, order).toBe(group);
        groupOf.set(order, group);
      }
    }
  });

  test.each(['message', 'notes', 'reply'] as const)('are no variants of one text: %s', (field) => {
    // Greeting and closing are the same in all replies by rule.
    const texts = cases.map((one) =>
      field === 'reply' ? one.reply.split('\n').slice(1, -1).join(' ') : one[field],
    );
    expect(nearPairs(texts, 0.5)).toEqual([]);
  });
});

/** Pairs whose word 5-grams overlap by more than `limit` (Jaccard), found by the 5-grams they share. */
function nearPairs(texts: readonly string[], limit: number): string[] {
  const grams = texts.map((text) => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
    return new Set(words.slice(4).map((_, at) => words.slice(at, at + 5).join(' ')));
  });
  const seen = new Map<string, number[]>();
  const shared = new Map<string, number>();
  for (const [at, own] of grams.entries()) {
    for (const gram of own) {
      const others = seen.get(gram) ?? [];
      for (const other of others) shared.set(`${other} ${at}`, (shared.get(`${other} ${at}`) ?? 0) + 1);
      seen.set(gram, [...others, at]);
    }
  }
  return [...shared].flatMap(([pair, both]) => {
    const all = pair.split(' ').reduce((sum, at) => sum + (grams[Number(at)]?.size ?? 0), -both);
    return both / all > limit ? [pair] : [];
  });
}

test('near-duplicates would be found', () => {
  expect(
    nearPairs(['a b c d e f g h', 'x b c d e f g h', 'quite another text of some eight words'], 0.5),
  ).toEqual(['0 1']);
});

const good = [
  'Hello Marieke,',
  'Done: EUR 59 for the Heron S went out on 14 October 2026 at 14:00. You keep the bell.',
  'Next: send us the key within 3 days.',
  'Brackwater Care, ticket 58213',
].join('\n');

describe('each rule is broken by', () => {
  test('none of its counterexamples before they are made', () => expect(breaches(good)).toEqual([]));

  test.each<[rule: string, from: string, to: string]>([
    ['greeting', 'Hello Marieke,', 'Dear Marieke,'],
    ['greeting', 'Hello Marieke,', 'Hello Marieke Vos,'],
    ['greeting', 'Hello Marieke,', 'Hello marieke,'],
    ['outcome', 'Done: EUR', 'We sent EUR'],
    ['outcome', 'Done:', 'Sure:'],
    ['next step', 'Next: send', 'Then send'],
    ['next step', '3 days.', '3 days. Then wait.'],
    ['next step', 'You keep the bell.', 'Next: keep the bell.'],
    ['closing', 'ticket 58213', 'ticket number 58213'],
    ['closing', 'Brackwater Care, ticket 58213', 'Brackwater Care'],
    ['brevity', '\nNext', '\n\nNext'],
    [
      'brevity',
      'You keep the bell.',
      'You keep the bell that we sent with the bike as it is of no use to us without the rest of it.',
    ],
    ['brevity', 'You keep the bell.', 'You keep the bell. '.repeat(8).trim()],
    ['numbers', 'EUR 59', '59 EUR'],
    ['numbers', 'EUR 59', '€59'],
    ['numbers', 'EUR 59', 'EUR 59.5'],
    ['numbers', 'EUR 59', 'EUR 1290'],
    ['numbers', 'EUR 59', '59 euro'],
    ['numbers', '3 days', 'three days'],
    ['numbers', 'the bell', '8% of it'],
    ['dates', '14 October 2026', '14 October'],
    ['dates', '14 October 2026', '14th October 2026'],
    ['dates', '14 October 2026', 'October 14, 2026'],
    ['dates', '14 October 2026', '14.10.2026'],
    ['dates', '14 October 2026', '14/10/26'],
    ['dates', '14 October 2026', '2026-10-14'],
    ['dates', '14 October 2026', '14 Oct 2026'],
    ['dates', 'on 14', 'on Wednesday 14'],
    ['dates', '14:00', '2 pm'],
    ['dates', 'within 3 days', 'by tomorrow'],
    ['tone', 'You keep the bell.', 'You keep the bell!'],
    ['tone', 'You keep the bell.', 'We are sorry about the bell.'],
    ['tone', 'You keep the bell.', 'Thank you for the bell.'],
    ['tone', 'send us', 'please send us'],
    ['voice', 'send us', 'send me'],
    ['voice', 'You keep the bell.', "You don't return the bell."],
    ['voice', 'You keep the bell.', "It's your bell."],
    ['words', 'Heron S', 'heron s'],
    ['words', 'Heron S', 'Heron-S'],
    ['words', 'the bell', 'the app'],
    ['words', 'the bell', 'the loaner'],
    ['words', 'the bell', 'the color'],
    ['words', 'the bell', 'the skua'],
  ])('%s: %s → %s', (rule, from, to) => {
    expect(good).toContain(from);
    expect(breaches(good.replace(from, to))).toEqual([rule]);
  });

  test.each(['Hello,', 'Hello Bart-Jan,', 'Hello Áine,'])('none for the greeting %s', (greeting) => {
    expect(breaches(good.replace('Hello Marieke,', greeting))).toEqual([]);
  });
});

describe('a fact', () => {
  test.each<[fact: string, written: string]>([
    ['EUR 59', 'We owe you €59.'],
    ['EUR 59', '59,- euro is yours'],
    ['EUR 59', 'EUR 59.00, at once'],
    ['EUR 4.90', '4,90 eur postage'],
    ['EUR 1,290', '1290 euros'],
    ['GBP 35', '£35 or 35 quid'],
    ['DKK 1,500', '1.500 kr'],
    ['14 October 2026', '14.10.26'],
    ['14 October 2026', 'on 14/10/2026 at noon'],
    ['14 October 2026', '2026-10-14'],
    ['14 October 2026', 'October 14th'],
    ['9 October 2026', 'the 9th of October'],
    ['October 2026', 'from Oct 2026 on'],
    ['14:00', 'at 2pm'],
    ['9:30', '09:30 sharp'],
    ['10 working days', 'within ten working days'],
    ['10 working days', 'within 10 wd'],
    ['8 per cent', '8% off'],
    ['48 hours', 'valid 48h'],
    ['Heron S', 'your heron s'],
  ])('%s stands in "%s"', (fact, written) => expect(missingFacts([[fact]], written)).toEqual([]));

  test.each<[fact: string, written: string]>([
    ['EUR 59', 'EUR 590'],
    ['EUR 59', 'EUR 59.90'],
    ['EUR 59', 'GBP 59'],
    ['EUR 59', 'ticket 59'],
    ['14 October 2026', '14 November 2026'],
    ['14 October 2026', '14 October 2025'],
    ['14 October 2026', '4 October 2026'],
    ['14:00', '2:00'],
    ['10 working days', '10 days'],
    ['3.2 hours', '13.2 hours'],
    ['58213', '582130'],
    ['No:', 'Yes: nothing'],
  ])('%s does not stand in "%s"', (fact, written) => expect(missingFacts([[fact]], written)).toHaveLength(1));

  test('stands in any of its forms', () =>
    expect(missingFacts([['temporary bike', 'loaner']], 'You get a loaner.')).toEqual([]));
});

/** The mean of a scorer when every case is answered so. */
function mean(scorer: string, answer: (one: Reply) => string): number {
  const score = scorers.find(({ name }) => name === scorer);
  const values = cases.map(({ message, notes, reply, ...one }) => {
    const output = answer({ message, notes, reply, ...one });
    const given = score?.({ input: { message, notes }, output, expected: reply });
    return Number(typeof given === 'object' ? (given as { score: number }).score : given);
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the scorers', () => {
  test('have names of their own', () => {
    expect(scorers.map(({ name }) => name)).toEqual([
      ...['house reply', 'fit to send', 'facts kept'],
      ...houseRules.map(({ name }) => name),
    ]);
  });

  test('give the gold replies full marks', () => {
    for (const { name } of scorers) expect(mean(name, ({ reply }) => reply)).toBe(1);
  });

  test.each<[what: string, answer: (one: Reply) => string]>([
    ['nothing', () => ''],
    ['the message', ({ message }) => message],
    ['the notes', ({ notes }) => notes],
    ['both', ({ message, notes }) => `${message}\n${notes}`],
    ['the form without the facts', () => good],
    ['the reply to somebody else', ({ id }) => cases[Number(id.slice(1)) % cases.length]?.reply ?? ''],
  ])('let no lazy reply through: %s', (_, answer) => {
    expect(mean('fit to send', answer)).toBe(0);
    expect(mean('house reply', answer)).toBeLessThan(0.2);
  });

  test('see that notes put into the form of the house are no reply', () => {
    const inForm = ({ notes, reply }: Reply) => {
      const [hello, , , close] = reply.split('\n');
      return `${hello}\nAnswer: ${notes}\nNext: wait.\n${close}`;
    };
    expect(mean('fit to send', inForm)).toBeLessThan(0.1);
    expect(mean('house reply', inForm)).toBeLessThan(0.7);
  });

  test('notice a reply that keeps every rule and turns yes into no', () => {
    const turned = ({ reply }: Reply) => reply.replace(/^(Yes|Done|Answer):/m, 'No:');
    const refusals = cases.filter(({ facts: [outcome] }) => outcome?.includes('No:'));
    expect(mean('fit to send', turned)).toBeCloseTo(refusals.length / cases.length, 9);
  });
});
