/** Loads the optional native engine. Knows nothing of models. */
import { setTimeout } from 'node:timers/promises';
import type { Llama } from 'node-llama-cpp';
import { FulcrumError } from '../../domain/errors.ts';
import { ThreadGovernor, type Threading } from './thread-governor.ts';
import { WorkQueue } from './work-queue.ts';

export type LlamaModule = typeof import('node-llama-cpp');

export interface LoadedLlama {
  readonly module: LlamaModule;
  readonly llama: Llama;
  /** Threads for a computation on a machine of our own. */
  readonly threads: number;
  /** How many threads which work gets. */
  readonly threading: Threading;
  /** All engines take turns: they would compute on the same cores. */
  readonly queue: WorkQueue;
}

export interface LlamaOptions {
  /** Threads for a computation; default `FULCRUM_THREADS`, else the number of physical cores, fewer while the machine is busy. */
  readonly threads?: number;
  /** `false` keeps everything on the CPU; default: the GPU that the installed build supports. */
  readonly gpu?: false;
}

/** Never compiles or downloads anything. Throws `MODEL_ENGINE_MISSING` when the package or a build for this platform is not there. */
export async function loadLlama(options: LlamaOptions = {}): Promise<LoadedLlama> {
  try {
    const module = await import('node-llama-cpp');
    const llama = await module.getLlama({
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: module.LlamaLogLevel.error,
      gpu: options.gpu ?? 'auto',
    });
    const given = givenThreads(options);
    const threads = given ?? llama.cpuMathCores;
    llama.maxThreads = threads;
    // With a GPU, threads that wait are no sign of a busy machine; a number that was given is kept to.
    const isFixed = given !== undefined || llama.gpu !== false;
    const threading = isFixed ? asGiven : new ThreadGovernor(llama, threads);
    return { module, llama, threads, threading, queue: new WorkQueue(turnOfTheLoop) };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new FulcrumError('MODEL_ENGINE_MISSING', { reason }, { cause: error });
  }
}

const run = <T>(work: () => Promise<T>) => work();
const asGiven: Threading = { create: run, batch: run, stepwise: run, sideBySide: run };

/** A context gives its threads back by a timer; until then the next one would have to share them. */
const turnOfTheLoop = () => setTimeout(1);

function givenThreads({ threads }: LlamaOptions): number | undefined {
  const fromEnv = Number(process.env.FULCRUM_THREADS);
  return threads ?? (Number.isInteger(fromEnv) && fromEnv > 0 ? fromEnv : undefined);
}
