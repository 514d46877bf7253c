import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash } from './content-hash.ts';

describe('canonicalJson', () => {
  it('does not depend on the order of keys, -0 or absent properties', () => {
    const one = { b: [1, { d: 0, c: 'ü\n' }], a: undefined, '': null };
    expect(canonicalJson(one)).toBe('{"":null,"b":[1,{"c":"ü\\n","d":0}]}');
    expect(canonicalJson({ '': null, b: [1, { c: 'ü\n', d: -0 }] })).toBe(canonicalJson(one));
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    undefined,
    () => 1,
    1n,
    Symbol('s'),
    [undefined],
    new Date(0),
    new Map([['a', 1]]),
    new Set([1]),
    new Float32Array(2),
    Buffer.from('a'),
    /a/,
  ])('refuses what JSON would lose: %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson({ deep: [value] })).toThrow(TypeError);
  });
});

describe('contentHash', () => {
  it('is the SHA-256 of the UTF-8 of the canonical JSON', () => {
    // printf '{"a":"é"}' | sha256sum
    expect(contentHash({ a: 'é' })).toBe('b3a092a6af48807fa9482b2ee140105575daa26d5b24b3c0e60a7e2dee6683b1');
  });
});
