/** The remote trainer, as every trainer, and what only a connection can do to it. The other machine is this one in another folder. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { packRun } from './remote/pack-run.ts';
import { remoteScripts } from './remote/remote-scripts.ts';
import { remoteTrainer } from './remote-trainer.ts';
import { filesBelow, type StandInSsh, standInSsh } from './testing/stand-in-ssh.ts';
import { environment, needsTrainer, tinyBase, tinyRun } from './testing/tiny-run.ts';
import { trainerConformance, unstopped } from './trainer.conformance.ts';
import type { TrainingEvent } from './training-event.ts';

const folder = `far away $(touch pwned) 'x' "y"`;
const python = environment?.python ?? '';
const trainerBy = ({ program }: StandInSsh) =>
  remoteTrainer({ host: 'gpu.example', folder, python, ssh: program, everyMs: 100 });

const ssh = await standInSsh();
trainerConformance('remote trainer', async () => trainerBy(ssh));

test('no script holds a single quote, as they are sent within such', () => {
  for (const [name, script] of Object.entries(remoteScripts)) expect(script, name).not.toContain("'");
});

test('a host that cannot be reached is told with what ssh says', async () => {
  const cut = await standInSsh();
  await cut.unplug();
  const base = await mkdtemp(path.join(tmpdir(), 'fulcrum-no-base-'));
  await writeFile(path.join(base, 'config.json'), '{}');
  const run = await tinyRun(base);
  await expect(trainerBy(cut).train({ folder: run }, unstopped())).rejects.toMatchObject({
    code: 'REMOTE_UNREACHABLE',
    message: expect.stringContaining('Connection to it was lost'),
    advice: expect.stringContaining('ssh gpu.example'),
  });
});

describe.skipIf(environment === undefined)(`over a connection${needsTrainer}`, { timeout: 240_000 }, () => {
  let base: string;
  beforeAll(async () => {
    base = await tinyBase();
  }, 120_000);

  test('what comes from a user is never run, the base is brought once, and hosts are checked', async () => {
    const own = await standInSsh();
    const trainer = trainerBy(own);
    for (const rank of [2, 3])
      await trainer.train({ folder: await tinyRun(base, { epochs: 1, rank }) }, unstopped());
    const files = await filesBelow(own.home);
    expect(files.filter((file) => file.includes('pwned') && !file.includes('$(touch pwned)'))).toEqual([]);
    expect(files.filter((file) => /bases\/[0-9a-f]{64}\/model.safetensors$/.test(file))).toHaveLength(1);
    const calls = await own.calls();
    expect(calls.filter((call) => call.includes('bases"') && call.includes('tar'))).toHaveLength(1);
    for (const call of calls) {
      expect(call).toMatch(/^-o BatchMode=yes -o StrictHostKeyChecking=yes .*-T -- gpu\.example exec sh -c /);
      expect(call).not.toContain('far away');
    }
  });

  test('a connection that is lost on the way costs nothing: each event once, training not begun anew', async () => {
    const own = await standInSsh();
    const run = await tinyRun(base, { epochs: 40, patience: 100 });
    const events: TrainingEvent[] = [];
    let isCut = false;
    const trained = await trainerBy(own).train(
      { folder: run },
      {
        ...unstopped(),
        onEvent(event) {
          events.push(event);
          if (event.event !== 'step' || isCut) return;
          isCut = true;
          own.unplug().then(() => setTimeout(own.plugIn, 1200));
        },
      },
    );
    expect((await own.calls()).length).toBeGreaterThan(5);
    const steps = events.flatMap((event) => (event.event === 'step' ? [event.step] : []));
    expect(steps).toEqual(Array.from({ length: trained.metrics.steps }, (_, at) => at + 1));
    expect(events.filter(({ event }) => event === 'hello')).toHaveLength(1);
  });

  test('who leaves and comes back finds the run where it is, and its events from the first', async () => {
    const own = await standInSsh();
    const run = await tinyRun(base, { epochs: 40, patience: 100 });
    const gone = trainerBy(own).train(
      { folder: run },
      {
        ...unstopped(),
        onEvent({ event }) {
          if (event === 'step') throw new Error('the program died');
        },
      },
    );
    await expect(gone).rejects.toThrow('the program died');
    const events: TrainingEvent[] = [];
    const trained = await trainerBy(own).train(
      { folder: run },
      { ...unstopped(), onEvent: (event) => events.push(event) },
    );
    expect(events.filter(({ event }) => event === 'hello')).toHaveLength(1);
    expect(events.filter(({ event }) => event === 'step')).toHaveLength(trained.metrics.steps);
  });

  test('an adapter that arrives changed is refused', async () => {
    const own = await standInSsh();
    const run = await tinyRun(base, { epochs: 1 });
    await trainerBy(own).train({ folder: run }, unstopped());
    const weights =
      (await filesBelow(own.home)).find((file) => file.endsWith('adapter_model.safetensors')) ?? '';
    const bytes = await readFile(path.join(own.home, weights));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(path.join(own.home, weights), bytes);
    await expect(trainerBy(own).train({ folder: run }, unstopped())).rejects.toMatchObject({
      code: 'ADAPTER_UNSOUND',
    });
  });

  test('the folder trains by itself, as a job on a cluster does', async () => {
    const run = await tinyRun(base, { epochs: 1 });
    const job = path.join(await mkdtemp(path.join(tmpdir(), 'fulcrum-job-')), 'a job');
    const packed = await packRun(run, job);
    await cp(packed.base.folder, path.join(job, 'base'), { recursive: true });
    await rm(run, { recursive: true });
    const env = { PATH: process.env.PATH, HOME: tmpdir(), FULCRUM_TRAINER_PYTHON: python };
    await promisify(execFile)('sh', [path.join(job, 'run.sh')], { env, cwd: '/' });
    expect((await readFile(path.join(job, 'status'), 'utf8')).trim()).toBe('0');
    expect(await filesBelow(path.join(job, 'adapter'))).toContain('manifest.json');
    expect(
      (await readFile(path.join(job, 'canary-readings.jsonl'), 'utf8')).match(/"event": "row"/g),
    ).toHaveLength(3);
  });
});
