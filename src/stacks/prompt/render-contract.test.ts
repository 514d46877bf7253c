import { expect, it } from 'vitest';
import { renderContract } from './render-contract.ts';

it('says nothing for free text', () => {
  expect(renderContract({ kind: 'text' })).toBe('');
});

it('lists the labels with their descriptions, inherited properties not among them', () => {
  expect(
    renderContract({
      kind: 'label',
      labels: ['billing', 'constructor'],
      descriptions: { billing: 'invoices' },
    }),
  ).toBe('Answer with exactly one of these labels and nothing else:\n- billing: invoices\n- constructor');
});

it('gives the JSON schema', () => {
  expect(renderContract({ kind: 'json', schema: { type: 'object' } })).toBe(
    'Answer with one JSON value that is valid under this schema, and nothing else:\n{"type":"object"}',
  );
});
