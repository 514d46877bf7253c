/** What a parent makes of its trainer: arguments and environment in, events out, each way to end as one error. */
import { expect, test } from 'vitest';
import { type ErrorCode, FulcrumError } from '../../domain/errors.ts';
import { standInTrainer } from './testing/stand-in-trainer.ts';
import { runTrainerProgram } from './trainer-program.ts';
import type { TrainingEvent } from './training-event.ts';

function stoppable() {
  const [soft, hard] = [new AbortController(), new AbortController()];
  return { soft, hard, signal: { soft: soft.signal, hard: hard.signal } };
}

/** Events and the error, whichever way it ends. */
async function end(body: string, options: Partial<Parameters<typeof runTrainerProgram>[2]> = {}) {
  const events: TrainingEvent[] = [];
  const program = await standInTrainer(body);
  const run = runTrainerProgram(program, ['train', '/a b/$(c)', '--resume'], {
    signal: stoppable().signal,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { events, error, code: (error as FulcrumError | undefined)?.code };
}

test('arguments arrive as they are, and of the environment no key', async () => {
  const body = `say({ event: 'phase', name: JSON.stringify([process.argv.slice(2), process.env]) });`;
  const { events, error } = await end(body, {
    env: {
      PATH: process.env.PATH,
      HOME: '/home/x',
      OPENAI_API_KEY: 'sk-canary',
      AWS_SECRET: 's',
      PYTHONPATH: '/evil',
    },
  });
  expect(error).toBeUndefined();
  const [argv, env] = JSON.parse((events[0] as { name: string }).name);
  expect(argv).toEqual(['-P', '-m', 'fulcrum_trainer', 'train', '/a b/$(c)', '--resume']);
  expect(JSON.stringify(env)).not.toMatch(/sk-canary|AWS_SECRET|evil/);
  expect(env).toMatchObject({ HOME: '/home/x', PYTHONUTF8: '1' });
});

test('new events and new fields are passed over, a known event that lacks a field is refused', async () => {
  const whole = await end(`
    say({ event: 'tomorrow', anything: 1 });
    say({ event: 'paused', step: 3, of: 9, checkpoint: 'step-3', tomorrow: { more: true } });`);
  expect(whole.events).toEqual([{ event: 'paused', step: 3, of: 9, checkpoint: 'step-3' }]);
  expect(whole.error).toBeUndefined();
  for (const line of [
    `'{"event":"paused","step":3}'`,
    `'Loading weights'`,
    `'{"event":"hello","protocol":2}'`,
  ])
    expect((await end(`console.log(${line}); setInterval(() => {}, 1000);`)).code).toBe('TRAINER_FAILED');
});

test.each<[string, number, ErrorCode]>([
  ['invalid_spec', 2, 'TRAINING_REFUSED'],
  ['invalid_rows', 2, 'TRAINING_REFUSED'],
  ['tomorrow', 2, 'TRAINING_REFUSED'],
  ['base_changed', 2, 'TRAINING_BASE_CHANGED'],
  ['changed_since_checkpoint', 2, 'TRAINING_CHANGED'],
  ['in_use', 2, 'TRAINING_IN_USE'],
  ['needs_cuda', 3, 'TRAINING_NEEDS_CUDA'],
  ['disk_full', 4, 'TRAINING_DISK_FULL'],
  ['diverged', 5, 'TRAINING_DIVERGED'],
  ['out_of_memory', 8, 'TRAINING_OUT_OF_MEMORY'],
  ['bug', 1, 'TRAINER_FAILED'],
])('%s with status %i is %s', async (code, status, expected) => {
  const { error, events } = await end(`fail('${code}', ${status});`);
  expect(error).toBeInstanceOf(FulcrumError);
  expect(error).toMatchObject({ code: expected, message: expect.stringContaining(`what of ${code}`) });
  expect(events).toEqual([]);
  const { message, advice } = error as FulcrumError;
  expect(message + advice).not.toMatch(/\{\w+\}/);
});

test('one that is ended by others says how, and the last it said', async () => {
  const { error } = await end(
    `console.error('x'.repeat(9000) + ' the end'); process.kill(process.pid, 'SIGKILL');`,
  );
  expect(error).toMatchObject({ code: 'TRAINER_FAILED', details: { how: 'SIGKILL' } });
  expect((error as FulcrumError).details.reason).toMatch(/the end$/);
  expect(String((error as FulcrumError).details.reason).length).toBeLessThan(5000);
});

test('a soft stop asks for a pause, and its reason is what is thrown', async () => {
  const { soft, signal } = stoppable();
  const reason = new Error('Ctrl-C');
  const { error } = await end(
    `onLine(({ type }) => { if (type === 'pause') process.exit(6); });
     say({ event: 'phase', name: 'training' });`,
    { signal, pauses: true, onEvent: () => soft.abort(reason) },
  );
  expect(error).toBe(reason);
  // Somebody else asked it to pause.
  expect((await end('process.exitCode = 6;', { pauses: true })).code).toBe('INTERRUPTED');
  // Ctrl-C reaches it as well, maybe before it listens.
  expect((await end(`process.kill(process.pid, 'SIGINT');`, { pauses: true })).code).toBe('INTERRUPTED');
});

test('a hard stop cancels, and ends one that does not listen', async () => {
  for (const body of [
    `onLine(({ type }) => { if (type === 'cancel') process.exit(7); });`,
    `setInterval(() => {}, 1000);`,
  ]) {
    const { hard, signal } = stoppable();
    const reason = new Error('twice');
    const options = { signal, pauses: true, graceMs: 300, onEvent: () => hard.abort(reason) };
    const { error } = await end(`${body} say({ event: 'phase', name: 'training' });`, options);
    expect(error).toBe(reason);
  }
});

test('what the listener throws ends it', async () => {
  const onEvent = () => {
    throw new Error('full');
  };
  const { error } = await end(`say({ event: 'phase', name: 'x' }); setInterval(() => {}, 1000);`, {
    onEvent,
  });
  expect(error).toEqual(new Error('full'));
});

test('a line without end does not fill the memory', async () => {
  const body = `const more = () => process.stdout.write('x'.repeat(1 << 20), more); more();`;
  expect((await end(body)).code).toBe('TRAINER_FAILED');
});

test('a Python that is not there says how to make one', async () => {
  const { signal } = stoppable();
  const environment = { python: '/nowhere/python', packageFolder: '/nowhere' };
  await expect(runTrainerProgram(environment, ['plan'], { signal })).rejects.toMatchObject({
    code: 'TRAINER_NOT_SET_UP',
    advice: expect.stringContaining('fulcrum adapters setup'),
  });
});
