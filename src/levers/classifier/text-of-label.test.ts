import { expect, test } from 'vitest';
import { textOfLabel } from './text-of-label.ts';

test.each([
  ['card_arrival', 'card arrival'],
  ['billing/late-fee', 'billing late fee'],
  ['lostCard', 'lost Card'],
  ['Queue 7', 'Queue 7'],
])('%s reads "%s"', (label, text) => {
  expect(textOfLabel(label, { kind: 'text' })).toBe(text);
});

test('a description of the contract stands behind the name', () => {
  const contract = {
    kind: 'label',
    labels: ['late_fee'],
    descriptions: { late_fee: 'a charge for late payment' },
  } as const;
  expect(textOfLabel('late_fee', contract)).toBe('late fee: a charge for late payment');
});
