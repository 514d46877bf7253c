import { describe, expect, it } from 'vitest';
import { readLabel } from './read-label.ts';

const labels = ['card', 'card arrival', 'top_up', 'goods-in', 'other', 'Übergabe'];

describe('readLabel', () => {
  it.each([
    ['card', 'card'],
    ['  Card.\n', 'card'],
    ['"card arrival"', 'card arrival'],
    ['**top_up**', 'top_up'],
    ['`goods-in`', 'goods-in'],
    ['The label is: card arrival.', 'card arrival'],
    ['I would say GOODS-IN, because it arrived', 'goods-in'],
    ['übergabe', 'Übergabe'],
    ['U\u0308bergabe', 'Übergabe'],
  ])('reads %j as %j', (text, label) => {
    expect(readLabel(text, labels)).toBe(label);
  });

  it.each([
    '',
    '...',
    'nothing of it',
    'cards',
    'top up',
    'card or other',
    'card, not card arrival',
    'card arrival or card',
    'goods-in-transit',
  ])('does not guess at %j', (text) => {
    expect(readLabel(text, labels)).toBeUndefined();
  });

  it('tells labels apart that differ in case or symbols alone', () => {
    const close = ['C', 'C#', 'C++', 'c'];
    for (const label of close) expect(readLabel(label, close)).toBe(label);
    expect(readLabel('C#', ['C', 'C#'])).toBe('C#');
    expect(readLabel('It is C++', close)).toBeUndefined();
  });

  it('reads no label of symbols out of nothing', () => {
    expect(readLabel('', [':)', ':('])).toBeUndefined();
    expect(readLabel('fine', [':)', ':('])).toBeUndefined();
    expect(readLabel(' :) ', [':)', ':('])).toBe(':)');
  });

  it('takes linear time on an answer made to be slow', () => {
    const started = performance.now();
    expect(readLabel(`${'.'.repeat(100_000)}x${'.'.repeat(100_000)}x`, labels)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
