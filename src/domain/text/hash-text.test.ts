import { expect, it } from 'vitest';
import { hashText, mixWord } from './hash-text.ts';

it('is MurmurHash3 x86 32 over UTF-16LE bytes', () => {
  // Published vectors; 'aaaa' and 'aaa\0…' are written as the code units that have these bytes.
  expect(hashText('', 0)).toBe(0);
  expect(hashText('', 1)).toBe(0x514e28b7);
  expect(hashText('', 0xffffffff)).toBe(0x81f16f39);
  expect(hashText('\u6161\u6161', 0x9747b28c)).toBe(0x5a97808a);
  expect(hashText('\u6161', 0x9747b28c)).toBe(0x5d211726);
  expect(hashText('\u4321\u8765', 0)).toBe(0xf55b516b);
  expect(hashText('\u4321', 0)).toBe(0xa0f7b07a);
});

it('mixes by a bijection that moves half the bits', () => {
  let moved = 0;
  for (let n = 0; n < 1000; n += 1) {
    let difference = mixWord(n) ^ mixWord(n ^ (1 << (n % 32)));
    for (; difference !== 0; difference &= difference - 1) moved += 1;
  }
  expect(moved / 1000).toBeGreaterThan(15);
  expect(moved / 1000).toBeLessThan(17);
});
