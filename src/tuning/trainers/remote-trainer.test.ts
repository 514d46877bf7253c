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
import { standInPython, standInSteps } from './testing/stand-in-python.ts';
import { filesBelow, type StandInSsh, standInSsh } from './testing/stand-in-ssh.ts';
import { environment, tinyRows, tinyRun, writeRows } from './testing/tiny-run.ts';
import { trainerConformance, unstopped } from './trainer.conformance.ts';
import type { TrainingOptions } from './trainer.ts';
import type { TrainingEvent } from './training-event.ts';

const folder = `far away $(touch pwned) 'x' "y"`;
const trainerBy = ({ program }: StandInSsh, python: string) =>
  remoteTrainer({ host: 'gpu.example', folder, python, ssh: program, everyMs: 100 });

const [here, elsewhere] = [await standInSsh(), await standInSsh()];
trainerConformance('remote trainer', async (place) =>
  trainerBy(place === undefined ? here : elsewhere, environment?.python ?? ''),
);

test('no script holds a single quote, as they are sent within such', () => {
  for (const [name, script] of Object.entries(remoteScripts)) expect(script, name).not.toContain("'");
});

describe('over a connection, with a trainer that trains nothing', { timeout: 120_000 }, () => {
  let base: string;
  let python: string;
  beforeAll(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'fulcrum-no-base-'));
    await writeFile(path.join(base, 'config.json'), '{}');
    await writeFile(path.join(base, 'model.safetensors'), 'weights');
    python = await standInPython();
  });

  const listening = (onEvent: (event: TrainingEvent) => void): TrainingOptions => ({
    ...unstopped(),
    onEvent,
  });
  const stepsOf = (events: readonly TrainingEvent[]) =>
    events.flatMap((event) => (event.event === 'step' ? [event.step] : []));
  const everyStep = Array.from({ length: standInSteps }, (_, at) => at + 1);

  test('a host that cannot be reached is told with what ssh says', async () => {
    const own = await standInSsh();
    await own.unplug();
    const run = await tinyRun(base);
    const unreachable = {
      code: 'REMOTE_UNREACHABLE',
      message: expect.stringContaining('Connection to it was lost'),
      advice: expect.stringContaining('ssh gpu.example'),
    };
    const trainer = trainerBy(own, python);
    await expect(trainer.ready()).rejects.toMatchObject(unreachable);
    await expect(trainer.train({ folder: run }, unstopped())).rejects.toMatchObject(unreachable);
    await own.plugIn();
    await trainer.ready();
  });

  test('what comes from a user is never run, the base is brought once, hosts are checked, a changed adapter is refused', async () => {
    const own = await standInSsh();
    const trainer = trainerBy(own, python);
    const run = await tinyRun(base, { rank: 3 });
    await writeRows(run, 'canary.jsonl', tinyRows(1));
    await trainer.train({ folder: await tinyRun(base, { rank: 2 }) }, unstopped());
    const trained = await trainer.train({ folder: run }, unstopped());
    expect(trained.folder).toBe(path.join(run, 'adapter'));
    // Two tokens, by their mean loss.
    expect(trained.canary).toEqual([{ id: 'a', base: -6, adapted: -1 }]);
    const files = await filesBelow(own.home);
    expect(files.filter((file) => path.basename(file) === 'pwned')).toEqual([]);
    expect(files.filter((file) => /bases\/[0-9a-f]{64}\/model.safetensors$/.test(file))).toHaveLength(1);
    const calls = await own.calls();
    expect(calls.filter((call) => call.includes('folder/bases"') && call.includes('tar -xf'))).toHaveLength(
      1,
    );
    for (const call of calls) {
      expect(call).toMatch(/^-o BatchMode=yes -o StrictHostKeyChecking=yes .*-T -- gpu\.example exec sh -c /);
      expect(call).not.toContain('far away');
    }

    const weights = files.filter((file) => file.endsWith('adapter/adapter_model.safetensors'));
    expect(weights).toHaveLength(2);
    for (const file of weights) await writeFile(path.join(own.home, file), 'weight5');
    await expect(trainer.train({ folder: run }, unstopped())).rejects.toMatchObject({
      code: 'ADAPTER_UNSOUND',
    });
  });

  test('a connection that is lost on the way costs nothing: each event once, training not begun anew', async () => {
    const own = await standInSsh();
    const events: TrainingEvent[] = [];
    let isCut = false;
    await trainerBy(own, python).train(
      { folder: await tinyRun(base) },
      listening((event) => {
        events.push(event);
        if (event.event !== 'step' || isCut) return;
        isCut = true;
        own.unplug().then(() => setTimeout(own.plugIn, 1000));
      }),
    );
    expect(stepsOf(events)).toEqual(everyStep);
    expect(events.filter(({ event }) => event === 'hello')).toHaveLength(1);
  });

  test('who leaves and comes back finds the run where it is, and its events from the first', async () => {
    const own = await standInSsh();
    const run = await tinyRun(base);
    const gone = listening(({ event }) => {
      if (event === 'step') throw new Error('the program died');
    });
    await expect(trainerBy(own, python).train({ folder: run }, gone)).rejects.toThrow('the program died');
    const events: TrainingEvent[] = [];
    await trainerBy(own, python).train(
      { folder: run },
      listening((event) => events.push(event)),
    );
    expect(stepsOf(events)).toEqual(everyStep);
    expect(events.filter(({ event }) => event === 'hello')).toHaveLength(1);
  });

  test('a pause reaches the trainer, and the same call goes on from there', async () => {
    const own = await standInSsh();
    const run = await tinyRun(base);
    const soft = new AbortController();
    const reason = new Error('Ctrl-C');
    const paused = trainerBy(own, python).train(
      { folder: run },
      {
        signal: { soft: soft.signal, hard: new AbortController().signal },
        onEvent: ({ event }) => event === 'step' && soft.abort(reason),
      },
    );
    await expect(paused).rejects.toBe(reason);
    const events: TrainingEvent[] = [];
    await trainerBy(own, python).train(
      { folder: run },
      listening((event) => events.push(event)),
    );
    const steps = stepsOf(events);
    expect(steps[0]).toBeGreaterThan(1);
    expect(steps).toEqual(everyStep.slice(-steps.length));
  });

  test('a run that was killed is told as that, and the same call begins again', async () => {
    const own = await standInSsh();
    const run = await tinyRun(base);
    let isKilled = false;
    const kill = listening(async ({ event }) => {
      if (event !== 'step' || isKilled) return;
      isKilled = true;
      const [file = ''] = (await filesBelow(own.home)).filter((one) => one.endsWith('trainer-pid'));
      process.kill(Number(await readFile(path.join(own.home, file), 'utf8')), 'SIGKILL');
    });
    const killed = trainerBy(own, python).train({ folder: run }, kill);
    await expect(killed).rejects.toMatchObject({ code: 'TRAINER_FAILED', details: { how: 'status 137' } });
    expect((await trainerBy(own, python).train({ folder: run }, unstopped())).metrics.steps).toBe(1);
  });

  test('the folder trains by itself, as a job on a cluster does, and a pause is its own', async () => {
    const run = await tinyRun(base);
    await writeRows(run, 'canary.jsonl', tinyRows(1));
    const job = path.join(await mkdtemp(path.join(tmpdir(), 'fulcrum-job-')), 'a job');
    const packed = await packRun(run, job);
    await cp(packed.base.folder, path.join(job, 'base'), { recursive: true });
    await rm(run, { recursive: true });
    const env = { PATH: process.env.PATH, HOME: tmpdir(), FULCRUM_TRAINER_PYTHON: python };
    await promisify(execFile)('sh', [path.join(job, 'run.sh')], { env, cwd: '/' });
    expect((await readFile(path.join(job, 'status'), 'utf8')).trim()).toBe('0');
    expect(await filesBelow(path.join(job, 'adapter'))).toContain('manifest.json');
    expect(await readFile(path.join(job, 'canary-readings.jsonl'), 'utf8')).toContain('"event":"row"');
    expect(JSON.parse(await readFile(path.join(job, 'spec.json'), 'utf8')).base).toMatchObject({
      path: 'base',
      sha256: packed.base.sha256,
    });
  });
});
