import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  // Expected numbers: the seeding and drawing rules written a second time in Python with integers of any size.
  it('draws the same numbers on every platform', () => {
    const random = createRandom('triage');
    expect([random.next(), random.next(), random.next(), random.next()]).toEqual([
      0.25886841101901936, 0.14657507257789593, 0.10067595741223623, 0.09396309901701638,
    ]);
  });

  it('draws integers and shuffles the same on every platform', () => {
    const random = createRandom(42);
    expect(Array.from({ length: 8 }, () => random.int(1000))).toEqual([
      572, 858, 440, 421, 201, 612, 583, 455,
    ]);
    expect(createRandom('42').shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([
      2, 0, 7, 9, 5, 4, 1, 3, 6, 8,
    ]);
  });

  it('takes seeds outside ASCII', () => {
    expect(createRandom('é🙂').next()).toBe(0.32724804124656737);
  });

  it('forks by label, whatever was drawn before', () => {
    const expected = [4271979830, 842251575, 3472487826];
    const random = createRandom(42);
    random.next();
    const fork = random.fork('split');
    expect(expected.map(() => fork.int(2 ** 32))).toEqual(expected);
    expect(random.fork('other').next()).not.toBe(random.fork('split').next());
  });

  it('spreads integers evenly: chi-square over ten cells below its 99.99 % point, 33.7 with 9 degrees', () => {
    const random = createRandom('even');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const cell = random.int(10);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    expect(chiSquare(counts, 10_000)).toBeLessThan(33.7);
  });

  it('spreads the first number of neighbouring seeds evenly', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 10_000; seed += 1) {
      const cell = Math.floor(createRandom(seed).next() * 10);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    expect(chiSquare(counts, 1000)).toBeLessThan(33.7);
  });

  it('keeps next in [0, 1) and int below n, and shuffles without loss', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 2 ** 32 }),
        fc.array(fc.integer()),
        (seed, n, items) => {
          const random = createRandom(seed);
          const drawn = random.next();
          expect(drawn >= 0 && drawn < 1).toBe(true);
          const integer = random.int(n);
          expect(Number.isInteger(integer) && integer >= 0 && integer < n).toBe(true);
          const before = [...items];
          expect(random.shuffle(items).sort()).toEqual([...items].sort());
          expect(items).toEqual(before);
        },
      ),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('refuses int(%d)', (n) => {
    expect(() => createRandom(1).int(n)).toThrow(String(n));
  });

  it('refuses a seed that is no number', () => {
    expect(() => createRandom(Number.NaN)).toThrow('NaN');
  });
});

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
