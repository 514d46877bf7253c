import { expect, it } from 'vitest';
import { xoshiro128 } from './xoshiro128.ts';

it('yields the words of the authors’ C program', () => {
  // https://prng.di.unimi.it/xoshiro128starstar.c compiled with gcc, s = {1, 2, 3, 4}, first ten outputs
  const next = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

it('treats words above 2^31 as unsigned', () => {
  // the same program, s = {0x964D4A0C, 0xD40AB895, 0xAD7FDECB, 0x3006F0F0}
  expect(xoshiro128([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0])()).toBe(0xf1391922);
});

it('refuses the state it could never leave', () => {
  expect(() => xoshiro128([0, 0, 0, 0])).toThrow(RangeError);
});
