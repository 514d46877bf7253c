import { describe, expect, it } from 'vitest';
import { compileJsonSchema } from './json-schema.ts';

describe('compileJsonSchema', () => {
  it('says where and what the first problem is', () => {
    const check = compileJsonSchema({
      type: 'object',
      properties: {
        slots: { type: 'array', items: { required: ['name'], properties: { name: { type: 'string' } } } },
      },
    });
    expect(check({ slots: [{ name: 'city' }] })).toBeUndefined();
    expect(check({ slots: [{ name: 4 }] })).toBe('/slots/0/name must be string');
    expect(check([])).toBe('the value must be object');
  });

  it('follows the draft that the schema names', () => {
    const tuple = { prefixItems: [{ type: 'string' }], items: false };
    const draft2020 = compileJsonSchema({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...tuple,
    });
    expect(draft2020(['a'])).toBeUndefined();
    expect(draft2020(['a', 1])).toMatch(/items/);
    expect(
      compileJsonSchema({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' })('a'),
    ).toBeUndefined();
  });

  it('runs patterns in linear time', () => {
    const check = compileJsonSchema({ type: 'string', pattern: '^(a+)+$' });
    const start = performance.now();
    expect(check(`${'a'.repeat(50_000)}!`)).toMatch(/pattern/);
    expect(check('aaa')).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('refuses what is no schema and references out of it', () => {
    expect(() => compileJsonSchema({ type: 'strange' })).toThrow();
    expect(() => compileJsonSchema({ $ref: 'http://127.0.0.1:9/schema.json' })).toThrow(/resolve/);
    expect(() => compileJsonSchema({ pattern: '(?=a)' })).toThrow(/regexp/);
  });
});
