import { expect, test } from 'vitest';
import { fakeBench } from '../testing/fake-bench.ts';
import { type LeverGround, leverConformance } from './lever.conformance.ts';
import { findLever, levers } from './registry.ts';
import { groundedStack } from './testing/grounded-stack.ts';

/** Of the levers that cannot do without. */
const needed: Readonly<Record<string, LeverGround>> = {
  distillation: { below: [groundedStack('documents', 0.5)] },
  external: { settings: { name: 'today', http: { url: 'http://127.0.0.1:9/answer', version: '1' } } },
  'few-shot': { settings: { k: 2, sets: 3, tryOn: 8 } },
  guardrails: {
    settings: { action: ['flag', 'abstain', 'retry'], judge: 'chat' },
    contract: { kind: 'text' },
    below: [groundedStack('documents', 0.5)],
  },
  'summarise-then-combine': { settings: { when: 'always' } },
};

for (const lever of levers) leverConformance(lever, needed[lever.name]);

test('names are unique and found', () => {
  for (const lever of levers) expect(findLever(lever.name)).toBe(lever);
  expect(new Set(levers.map((l) => l.name)).size).toBe(levers.length);
  expect(findLever('no-such-lever')).toBeUndefined();
});

test('a bench hands out no sealed case, by type and by deed', async () => {
  const bench = fakeBench({ contract: { kind: 'text' }, train: [] });
  // @ts-expect-error: `sealed` is no open split.
  const sealed = bench.cases('sealed');
  await expect(sealed[Symbol.asyncIterator]().next()).rejects.toThrow('no sealed cases');
});
