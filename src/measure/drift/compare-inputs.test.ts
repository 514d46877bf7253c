import { describe, expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { type ComparedInput, compareInputs } from './compare-inputs.ts';

const pause = async () => {};

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Word `n` of a language in which the n-th word is used 1/n as often as the first. */
function text(random: ReturnType<typeof createRandom>, length: number): string {
  return Array.from({ length }, () => `w${Math.floor(300 ** random.next())}`).join(' ');
}

function sample(seed: string, size: number, extra: (at: number) => string = () => ''): ComparedInput[] {
  const random = createRandom(seed);
  return Array.from({ length: size }, (_, at) => ({ text: `${text(random, 12)} ${extra(at)}` }));
}

const compare = (train: readonly ComparedInput[], recent: readonly ComparedInput[], seed = 'seed') =>
  compareInputs(each(train), each(recent), { seed, pause });

describe('two samples of one distribution', () => {
  it.each([
    [60, 60],
    [200, 40],
  ])('%d and %d inputs are not told apart in 95 % of seeds and more', { timeout: 60_000 }, async (n, m) => {
    const seeds = Array.from({ length: 40 }, (_, at) => at);
    const read = await Promise.all(
      seeds.map((seed) => compare(sample(`train ${seed}`, n), sample(`recent ${seed}`, m))),
    );
    const told = read.filter((one) => one?.isTold).length;
    expect(told).toBeLessThanOrEqual(2);
    const mean = read.reduce((sum, one) => sum + (one?.auc ?? Number.NaN), 0) / read.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.04);
    const covered = read.filter(
      (one) => one?.interval && one.interval.low <= 0.5 && one.interval.high >= 0.5,
    );
    expect(covered.length).toBeGreaterThanOrEqual(36);
  });
});

describe('two samples of two distributions', () => {
  it('are told apart, by the words that differ', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const recent = sample(`recent ${seed}`, 100, (at) => (at % 2 === 0 ? 'refund' : ''));
      const read = await compare(sample(`train ${seed}`, 100), recent);
      expect(read).toMatchObject({ isTold: true, pValue: 0.005, train: 100, recent: 100 });
      // Half of the recent inputs are always right, of the rest half by chance.
      expect(read?.auc).toBeGreaterThan(0.68);
      expect(read?.auc).toBeLessThan(0.82);
      expect(read?.words[0]).toMatchObject({ word: 'refund', first: 0, second: 0.5 });
    }
  });

  it('say how many words are unknown, held against train itself', async () => {
    const recent = sample('recent', 100, (at) => `new${at} newer${at} newest${at}`);
    const read = await compare(sample('train', 100), recent);
    // Three new words beside the distinct ones of twelve drawn.
    expect(read?.unknownWords.recent).toBeGreaterThan(0.2);
    expect(read?.unknownWords.train).toBeLessThan(0.12);
  });

  it('without a word in common have no interval', async () => {
    const of = (word: string) => Array.from({ length: 40 }, () => ({ text: word }));
    const read = await compare(of('alpha'), of('omega'));
    expect(read).toMatchObject({ auc: 1, isTold: true });
    expect(read).not.toHaveProperty('interval');
  });
});

it('takes inputs of one group for one draw', async () => {
  // Each customer has a word of their own: what sets train and recent apart are the customers, and others are still to come.
  const of = (names: readonly string[]) =>
    names.flatMap((name) => sample(name, 20, () => name).map((one) => ({ ...one, group: name })));
  const [train, recent] = [
    of(['anna', 'ben', 'carla', 'dora', 'eve']),
    of(['fay', 'gus', 'hal', 'ida', 'jan']),
  ];
  const ungrouped = (inputs: readonly ComparedInput[]) => inputs.map(({ text: words }) => ({ text: words }));
  expect((await compare(ungrouped(train), ungrouped(recent)))?.isTold).toBe(true);
  expect((await compare(train, recent))?.isTold).toBe(false);
});

it('says nothing of fewer than twenty inputs, and draws from more than two thousand', {
  timeout: 60_000,
}, async () => {
  expect(await compare(sample('train', 19), sample('recent', 100))).toBeUndefined();
  const many = Array.from({ length: 2500 }, (_, at) => ({ text: `w${at % 7}` }));
  expect(await compare(many, sample('recent', 30))).toMatchObject({ train: 2000, recent: 30 });
});

it('gives the same for the same seed', async () => {
  const [train, recent] = [sample('train', 50), sample('recent', 50)];
  expect(await compare(train, recent)).toEqual(await compare(train, recent));
});

it('stops where the pause throws', async () => {
  const stop = async () => {
    throw new Error('stopped');
  };
  const running = compareInputs(each(sample('a', 30)), each(sample('b', 30)), { seed: 1, pause: stop });
  await expect(running).rejects.toThrow('stopped');
});
