/** Loads the optional native engine. Knows nothing of models. */
import type { Llama } from 'node-llama-cpp';
import { FulcrumError } from '../../domain/errors.ts';
import { ThreadGovernor } from './thread-governor.ts';

export type LlamaModule = typeof import('node-llama-cpp');

export interface LoadedLlama {
  readonly module: LlamaModule;
  readonly llama: Llama;
  /** Threads for a computation on a machine of our own. */
  readonly threads: number;
  /** Runs a computation with as many threads as the machine has to spare. */
  readonly compute: <T>(work: () => Promise<T>) => Promise<T>;
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
    if (given !== undefined || llama.gpu !== false)
      return { module, llama, threads, compute: (work) => work() };
    const governor = new ThreadGovernor(llama, threads);
    return { module, llama, threads, compute: (work) => governor.measure(work) };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new FulcrumError('MODEL_ENGINE_MISSING', { reason }, { cause: error });
  }
}

function givenThreads({ threads }: LlamaOptions): number | undefined {
  const fromEnv = Number(process.env.FULCRUM_THREADS);
  return threads ?? (Number.isInteger(fromEnv) && fromEnv > 0 ? fromEnv : undefined);
}
