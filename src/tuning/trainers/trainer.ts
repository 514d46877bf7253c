/**
 * The seam to whatever trains an adapter: a folder somebody wrote in, an adapter checked byte for byte out. Knows neither cases nor stacks,
 * nor who renders the rows.
 */

import type { AdapterManifest, TrainingMetrics } from './trained-files.ts';
import type { EventOf, TrainingEvent } from './training-event.ts';

/** `spec.json`, `train.jsonl` and, where wanted, `dev.jsonl` and `canary.jsonl`, as `trainer/README.md` describes them. */
export interface TrainingRun {
  /** Path of the folder. What training leaves behind goes into it as well. */
  readonly folder: string;
}

/** A prompt and its answer, rendered already: as text, or as token ids of the base. */
export interface RenderedRow {
  /** Unique among its rows. */
  readonly id: string;
  readonly prompt: string | readonly number[];
  readonly completion?: string | readonly number[];
}

export interface TrainingOptions {
  /** `soft` writes a checkpoint and stops: the same call goes on from that very step. `hard` stops at once. */
  readonly signal: { readonly soft: AbortSignal; readonly hard: AbortSignal };
  /** Called in order. What it throws ends the training. */
  readonly onEvent?: (event: TrainingEvent) => void;
}

export interface TrainingPlan {
  /** Each setting as it will be used, with its reason. */
  readonly settings: readonly EventOf<'setting'>[];
  /** Of full tuning, LoRA and QLoRA. */
  readonly memory: readonly EventOf<'memory'>[];
  /** From a short probe. */
  readonly time: EventOf<'time'>;
}

/** Natural log of P(completion | prompt). */
export interface CanaryReading {
  readonly id: string;
  readonly base: number;
  readonly adapted: number;
}

export interface TrainedAdapter {
  /** Holds `adapter_model.safetensors` and `adapter_config.json` of PEFT and the manifest with their hashes, which were compared. */
  readonly folder: string;
  readonly manifest: AdapterManifest;
  readonly metrics: TrainingMetrics;
  /** One for each row of `canary.jsonl`, in no set order; none where there is no such file. */
  readonly canary: readonly CanaryReading[];
}

export interface RowLosses {
  readonly rows: readonly EventOf<'row'>[];
  readonly total: EventOf<'evaluated'>;
}

export interface Trainer {
  /** For people: `local`, or the host. */
  readonly name: string;
  /** Whether the machine that runs this program trains, so that its time is what training costs. */
  readonly isThisMachine: boolean;
  /** Throws what would keep training from beginning. Asked before anything is spent. */
  ready(): Promise<void>;
  /** What training would take here. Leaves nothing behind. */
  plan(run: TrainingRun, options: TrainingOptions): Promise<TrainingPlan>;
  /**
   * Trains, or goes on from the last good checkpoint, or returns at once what was trained before from the same spec and rows. Throws
   * `INTERRUPTED`, or a `TRAINING_…` or `TRAINER_…` error that says what to do.
   */
  train(run: TrainingRun, options: TrainingOptions): Promise<TrainedAdapter>;
  /** Losses of rows under the base and, once the run is finished, under its adapter. */
  evaluate(run: TrainingRun, rows: readonly RenderedRow[], options: TrainingOptions): Promise<RowLosses>;
  /** The likeliest first tokens of the answer to each row, under the base and, once the run is finished, under its adapter. */
  logits(
    run: TrainingRun,
    rows: readonly RenderedRow[],
    options: TrainingOptions & { readonly top?: number },
  ): Promise<readonly EventOf<'first_token'>[]>;
}
