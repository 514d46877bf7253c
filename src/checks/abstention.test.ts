import { describe, expect, it } from 'vitest';
import { abstains } from './abstention.ts';

const sentence = 'Not in the handbook.';

describe('abstains', () => {
  it.each([
    'Not in the handbook.',
    ' not in the HANDBOOK ',
    '"Not in the handbook" [2]',
    'Ｎot in the handbook!',
    '{"answer": "not in the handbook", "source": null}',
    '```json\n{"answer": "Not in the handbook."}\n```',
  ])('%j abstains', (output) => expect(abstains(output, sentence)).toBe(true));

  it.each([
    '',
    'handbook',
    'Not in the handbook, but 29 euro I think.',
    'It is in the handbook.',
    '{"answer": "29 euro", "source": null}',
    '{"answer": "not in the handbook", "source": "plans/prices.md"}',
    '{"answer": null, "source": null}',
  ])('%j does not', (output) => expect(abstains(output, sentence)).toBe(false));

  it('tells sentences of other scripts apart', () => {
    expect(abstains('手册中没有。', '手册中没有')).toBe(true);
    expect(abstains('手册中有。', '手册中没有')).toBe(false);
  });
});
