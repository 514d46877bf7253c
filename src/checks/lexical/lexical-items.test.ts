import { describe, expect, it } from 'vitest';
import { lexicalItems } from './lexical-items.ts';

const keys = (text: string) => lexicalItems(text).map(({ key }) => key);
const named = (text: string) =>
  lexicalItems(text)
    .filter(({ kind }) => kind === 'name')
    .map(({ written }) => written);

describe('lexicalItems', () => {
  it.each<[string, string[]]>([
    ['The fees are 1,250.50 euro or 5 %.', ['fee', '#1250.5', 'euro', '#5', 'percent']],
    ['two per cent, €3 and 40 kr', ['#2', 'percent', 'euro', '#3', '#40', 'kroner']],
    ['Charging, charged, charges', ['charg', 'charg', 'charg']],
    ['carried by carriers', ['carri', 'carrier']],
    ['the 25th month', ['#25', 'th', 'month']],
    ['on 2025-03-01', ['#2025', '#1', 'march']],
    ['Yes, the C6 fits B-17.', ['c6', 'fit', 'b-17']],
    ['No', []],
    ['the and of', []],
    ['constructor', ['constructor']],
    ['東京', ['東', '京']],
  ])('%j → %j', (text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  it('tells what is negated, within its clause', () => {
    expect(keys('The Bittern is not sold in UK, but rented in DE')).toEqual([
      'bittern',
      'not:sold',
      'not:uk',
      'rent',
      'de',
    ]);
    expect(keys("They don't pay without proof")).toEqual(['not:pay', 'not:proof']);
    expect(keys('No, never in DE')).toEqual(['not:de']);
    expect(keys('No bike is free')).toEqual(['not:bik', 'fre']);
  });

  it('knows names by their capitals, except of the first word and of shouting', () => {
    expect(named('Refunds go to Lars Dybbøl in UK by C4')).toEqual(['Lars', 'Dybbøl', 'UK', 'C4']);
    expect(named('UK only')).toEqual(['UK']);
    expect(named('CALL HIM NOW')).toEqual([]);
  });

  it('gives a number with blanks also as its pieces', () => {
    expect(lexicalItems('1 794 kr')[0]).toEqual({
      key: '#1794',
      kind: 'number',
      written: '1 794',
      parts: ['#1', '#794'],
      beside: ['kroner'],
    });
  });

  it('takes linear time on text made to be slow', () => {
    const started = performance.now();
    for (const text of [
      'ing'.repeat(100_000),
      'A1'.repeat(100_000),
      'not '.repeat(100_000),
      '1 '.repeat(100_000),
    ])
      lexicalItems(text);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
