import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as stats from './index.ts';

const PAGE = readFileSync(new URL('../../../docs/statistics.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^(.+) \/\/ → (.+)$/gm)].map(([, call = '', result = '']) => [
  call,
  result,
]);

describe('docs/statistics.md', () => {
  it.each(Object.keys(stats))('names %s', (name) => {
    expect(PAGE.includes(`\`${name}\``)).toBe(true);
  });

  it('has its worked examples found', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(20);
  });

  it.each(EXAMPLES)('%s gives the result printed', (call, result) => {
    const evaluate = new Function(...Object.keys(stats), `return ${call}`);
    expect(print(evaluate(...Object.values(stats)))).toBe(result);
  });
});

/** The value as the page writes it: numbers to four digits after the point, one line. */
function print(value: unknown): string {
  if (typeof value === 'number') {
    return String(Math.round(value * 1e4) / 1e4);
  }
  if (Array.isArray(value)) {
    return `[${value.map(print).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${key}: ${print(field)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return typeof value === 'string' ? `'${value}'` : String(value);
}
