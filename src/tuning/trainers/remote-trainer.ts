/**
 * Trains on another machine over ssh: the run goes on there by itself, whether or not anybody listens, and is followed from where it was
 * last heard of. Knows nothing of cases or stacks.
 */
import path from 'node:path';
import { Readable } from 'node:stream';
import { FulcrumError } from '../../domain/errors.ts';
import { realTiming, type Timing } from '../../models/metering/timing.ts';
import { canaryReading, hasCanary } from './canary.ts';
import { EventReader } from './event-reader.ts';
import { type Heard, heard, lossesOf, planOf } from './heard-events.ts';
import { type RemotePlace, RemoteRun } from './remote/remote-run.ts';
import { sshHost } from './remote/ssh-host.ts';
import { readTrainedFiles } from './trained-files.ts';
import type { CanaryReading, RenderedRow, Trainer, TrainingOptions } from './trainer.ts';
import type { EventOf } from './training-event.ts';
import { requireFinished } from './training-outcome.ts';

export interface RemoteTrainerOptions {
  readonly host: string;
  readonly folder: string;
  readonly python?: string;
  /** What is called as ssh is. */
  readonly ssh?: string;
  readonly timing?: Timing;
  /** Between two looks. */
  readonly everyMs?: number;
}

/** For so long a connection may be gone. Training goes on meanwhile. */
const patienceMs = 15 * 60_000;
const longestPauseMs = 30_000;
/** A machine that does not answer must not keep anybody who wants to leave. */
const leaveMs = 15_000;

export function remoteTrainer(given: RemoteTrainerOptions): Trainer {
  const { host, folder, python, ssh, timing = realTiming, everyMs = 3000 } = given;
  const place: RemotePlace = { host: sshHost(host, ssh), folder, ...(python !== undefined && { python }) };

  const read = async (
    verb: 'plan' | 'evaluate' | 'logits',
    runFolder: string,
    { signal, onEvent }: TrainingOptions,
    rows?: { readonly lines: Readable; readonly top?: number },
  ): Promise<Heard> => {
    const stopped = AbortSignal.any([signal.soft, signal.hard]);
    const run = await RemoteRun.bring(place, runFolder, stopped);
    const events = heard(onEvent);
    const reader = new EventReader(events.take);
    const end = await run.read(verb, (piece) => reader.push(piece), stopped, rows);
    requireFinished({ ...end, error: events.of('error')[0] }, signal);
    return events;
  };

  return {
    name: host,
    isThisMachine: false,
    async ready() {
      await place.host.run(':', { signal: new AbortController().signal });
    },
    async plan({ folder: runFolder }, options) {
      return planOf(await read('plan', runFolder, options));
    },
    async evaluate({ folder: runFolder }, rows, options) {
      return lossesOf(await read('evaluate', runFolder, options, { lines: linesOf(rows) }));
    },
    async logits({ folder: runFolder }, rows, { top = 20, ...options }) {
      return (await read('logits', runFolder, options, { lines: linesOf(rows), top })).of('first_token');
    },
    async train({ folder: runFolder }, { signal, onEvent }) {
      signal.soft.throwIfAborted();
      const run = await RemoteRun.bring(place, runFolder, AbortSignal.any([signal.soft, signal.hard]));
      await followToEnd(run, { signal, ...(onEvent && { onEvent }) }, timing, everyMs);
      await run.fetch(runFolder, signal.hard);
      const trained = await readTrainedFiles(path.resolve(runFolder));
      return { ...trained, canary: await canaryOf(run, runFolder, signal.hard) };
    },
  };
}

/** Resolves once it has finished there; throws as `requireFinished` does, or `REMOTE_UNREACHABLE` after the patience is spent. */
async function followToEnd(
  run: RemoteRun,
  { signal, onEvent }: TrainingOptions,
  timing: Timing,
  everyMs: number,
): Promise<void> {
  let error: EventOf<'error'> | undefined;
  const reader = new EventReader((event) => {
    if (event.event === 'error') error = event;
    else onEvent?.(event);
  });
  let offset = await run.start(signal.hard);
  let lostAt: number | undefined;
  let isPausing = false;
  try {
    for (let losses = 0; ; ) {
      try {
        if (signal.soft.aborted && !isPausing) {
          await run.stop('pause', signal.hard);
          isPausing = true;
        }
        const { state, bytes } = await run.follow(offset, signal.hard);
        offset += bytes.length;
        reader.push(bytes);
        losses = 0;
        lostAt = undefined;
        if (state === 'gone')
          throw new FulcrumError('TRAINER_FAILED', {
            how: 'no exit status',
            reason: await run.said(signal.hard),
          });
        if (state !== 'running') {
          const said = state === '0' ? '' : await run.said(signal.hard);
          requireFinished({ status: Number(state), error, said }, signal);
          return;
        }
      } catch (thrown) {
        if (!(thrown instanceof FulcrumError && thrown.code === 'REMOTE_UNREACHABLE')) throw thrown;
        lostAt ??= timing.now();
        losses += 1;
        if (timing.now() - lostAt > patienceMs) throw thrown;
      }
      const pause = losses === 0 ? everyMs : Math.min(longestPauseMs, everyMs * 2 ** losses);
      await pauseUntilAsked(pause, signal.soft.aborted ? signal.hard : signal.soft, signal.hard, timing);
    }
  } catch (thrown) {
    if (signal.hard.aborted) await run.stop('end', AbortSignal.timeout(leaveMs)).catch(() => undefined);
    throw thrown;
  }
}

/** Ends early where somebody asks for a stop. Throws the reason of `hard`. */
async function pauseUntilAsked(
  ms: number,
  asked: AbortSignal,
  hard: AbortSignal,
  timing: Timing,
): Promise<void> {
  await timing.pause(ms, AbortSignal.any([asked, hard])).catch(() => undefined);
  hard.throwIfAborted();
}

async function canaryOf(
  run: RemoteRun,
  runFolder: string,
  signal: AbortSignal,
): Promise<readonly CanaryReading[]> {
  if (!(await hasCanary(runFolder))) return [];
  const events = heard();
  const reader = new EventReader(events.take);
  await run.canary((piece) => reader.push(piece), signal);
  return events.of('row').map(canaryReading);
}

function linesOf(rows: readonly RenderedRow[]): Readable {
  return Readable.from(rows.map((row) => `${JSON.stringify(row)}\n`));
}
