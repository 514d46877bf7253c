/** Common GPUs with their memory, peak speed and a price by the hour: dated data. Knows nothing of models. */
import data from './gpus.json' with { type: 'json' };

export interface Gpu {
  readonly name: string;
  /** As makers count it: 10⁹ bytes. */
  readonly memoryGb: number;
  /** Dense, as the data sheet states it. */
  readonly bf16Tflops: number;
  /** Of one provider, on demand. */
  readonly usdPerHour: number;
  /** Date on which the source said so, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly source: string;
}

export const gpus: readonly Gpu[] = data.gpus;
