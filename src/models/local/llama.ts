/** Loads the optional native engine. Knows nothing of models. */
import type { Llama } from 'node-llama-cpp';
import { FulcrumError } from '../../domain/errors.ts';

export type LlamaModule = typeof import('node-llama-cpp');

export interface LoadedLlama {
  readonly module: LlamaModule;
  readonly llama: Llama;
}

export interface LlamaOptions {
  /** Threads for a computation; default `FULCRUM_THREADS`, else the number of physical cores. */
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
    return { module, llama };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new FulcrumError('MODEL_ENGINE_MISSING', { reason }, { cause: error });
  }
}

/** Threads to compute with: the option, `FULCRUM_THREADS`, or one per physical core. */
export function threadCount(llama: Llama, options: LlamaOptions): number {
  const fromEnv = Number(process.env.FULCRUM_THREADS);
  return options.threads ?? (Number.isInteger(fromEnv) && fromEnv > 0 ? fromEnv : llama.cpuMathCores);
}
