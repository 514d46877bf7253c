/** What a lever is about to train on, audited as `check --for tuning` audits it: refused, or told. */
import { expect, test } from 'vitest';
import type { TrainingAudit, TrainingTarget } from '../../domain/bench.ts';
import { inOrder } from '../../domain/in-order.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import { auditTargets } from './audit-targets.ts';

const subjects = 'card cash loan rate fee limit app code phone branch transfer mortgage'.split(' ');
const targets: TrainingTarget[] = subjects.map((subject, at) => ({
  id: `${at}`,
  input: `Who tells me about my ${subject}? Write to me at ${subject}@example.org.`,
  output: at % 2 === 0 ? 'care' : 'sales',
}));
const measured = (...inputs: string[]) =>
  inputs.map(
    (input, at): StoredCase => ({ id: `m${at}`, ordinal: at, split: 'dev', input, inputHash: '', tags: [] }),
  );

async function notesOf(
  given: readonly TrainingTarget[],
  audit: TrainingAudit,
  cases: readonly StoredCase[] = [],
): Promise<string[]> {
  const notes: string[] = [];
  await auditTargets(inOrder(given), audit, {
    contract: { kind: 'label', labels: ['care', 'sales'] },
    measured: inOrder(cases),
    onNote: (text) => notes.push(text),
  });
  return notes;
}

const [refuse, warn] = (['refuse', 'warn'] as const).map((audit) => ({
  audit,
  personalData: 'keep' as const,
})) as [TrainingAudit, TrainingAudit];

test('tells with numbers what is to be looked at, and trains', async () => {
  const notes = await notesOf(targets, refuse);
  expect(notes).toContainEqual(
    expect.stringMatching(/^training data: 12 examples can be trained on; .*500 to 2000/),
  );
  expect(notes).toContainEqual(expect.stringContaining('email'));
});

test('refuses what stands in dev or sealed, what contradicts itself, and too few; tells it where it is to', async () => {
  const leaked = measured(targets[3]?.input as string);
  await expect(notesOf(targets, refuse, leaked)).rejects.toMatchObject({ code: 'TRAINING_DATA_UNFIT' });
  expect((await notesOf(targets, warn, leaked)).join()).toContain('dev');
  const contradicting = [
    ...targets,
    ...targets.map((one) => ({ ...one, id: `${one.id}b`, output: 'neither' })),
  ];
  await expect(notesOf(contradicting, refuse)).rejects.toThrow('different answers');
  await expect(notesOf(targets.slice(0, 9), refuse)).rejects.toThrow('9 examples');
});

test('holds inputs whose addresses were replaced against dev with them replaced alike', async () => {
  const replaced = targets.map((one) => ({
    ...one,
    input: `${one.input}`.replace(/\S+@\S+\./, '[EMAIL_1].'),
  }));
  const same = measured(targets[3]?.input as string);
  const audit: TrainingAudit = { audit: 'refuse', personalData: 'replace' };
  await expect(notesOf(replaced, audit, same)).rejects.toThrow('dev');
});
