/** The seam of a lever: from the stacks measured so far to candidate stacks and what they cost to make. Knows no lever by name. */
import type { z } from 'zod';
import type { Bench, Measurement } from '../domain/bench.ts';
import type { SearchReading } from '../domain/ladder.ts';
import type { CorpusSettings } from '../domain/ports/corpus-store.ts';
import type { Grounding, ModelRef, OutputContract, StackSpec } from '../domain/stack.ts';
import type { AskedModel } from '../models/asked-model.ts';

/** What the task as a whole says; every lever starts from it. */
export interface TaskSettings {
  /** Folder that files named in settings are relative to. */
  readonly folder: string;
  readonly contract: OutputContract;
  readonly instruction?: { readonly text: string; readonly inputTag: string };
  readonly chatModel?: ModelRef;
  /** True when the chat model can score labels. */
  readonly scoresLabels: boolean;
  readonly embeddingModel?: ModelRef;
  readonly rerankingModel?: ModelRef;
  readonly maxOutputTokens: number;
  /** Files to stand in the prompt as they are. */
  readonly knowledge?: readonly { readonly name: string; readonly text: string }[];
  /** Present where the task names documents to be searched: `Bench.documents` has them. */
  readonly documents?: Grounding;
}

/** A stack on the ladder with what was measured of it on dev. */
export interface MeasuredStack {
  readonly name: string;
  readonly lever: string;
  readonly stack: StackSpec;
  readonly dev: Measurement;
}

/** Adapters trained alike on so many of the targets, one for each seed, on dev. */
export interface TrainedPart {
  readonly examples: number;
  readonly readings: readonly Measurement[];
}

export interface Candidate {
  /** As the ladder shows it, e.g. `retrieved few-shot (8, embedding)`. */
  readonly name: string;
  readonly stack: StackSpec;
  /** One sentence: what was pulled and how it was chosen. */
  readonly why: string;
  /** Of a stack that searches: the search on its own, on dev. */
  readonly retrieval?: SearchReading;
  /** Of one that was trained: what parts of the data brought, and all of it. */
  readonly learningCurve?: readonly TrainedPart[];
  /** `false`: its adapter is not asked the general set, which takes minutes on a small machine. */
  readonly forgetting?: boolean;
  /** Stands for orientation; never a reason to ship an LLM. */
  readonly referenceLine?: boolean;
  /** Knows what no stack can know in production: it shows what is left to gain, and is never a finalist. */
  readonly ceiling?: boolean;
}

/** What must be there before a lever is pulled, as far as its settings tell. */
export interface LeverNeeds {
  /** Of the task's models, those that it or its stacks ask. */
  readonly models?: readonly AskedModel['kind'][];
  /** Files it reads, relative to the task's folder. */
  readonly files?: readonly string[];
  /** Whether it trains. */
  readonly trainer?: boolean;
  /** What it pays for at a price that nobody stated, and the setting that would state it: no budget can hold it. */
  readonly unpriced?: { readonly source: string; readonly setting: string };
}

/** As `Bench.documents` is asked for it. */
export type LeverCorpus = Pick<CorpusSettings, 'chunking' | 'contextLine'>;

export interface Lever<Settings = unknown> {
  readonly name: string;
  /** One line for `fulcrum init` and the docs. */
  readonly summary: string;
  /** Pulled when a task lists no levers. */
  readonly byDefault: boolean;
  readonly settings: z.ZodType<Settings>;
  /**
   * Why the lever cannot be pulled on this task, or `undefined` when it can. Asked before anything is spent.
   */
  inapplicable(task: TaskSettings, settings: Settings): string | undefined;
  needs(settings: Settings): LeverNeeds;
  /** The corpora of the task's documents that it may ask for. Absent where it asks for none. */
  corpora?(task: TaskSettings, settings: Settings): readonly LeverCorpus[];
  /** Every name that a rung of it can have, the usual one first. */
  rungNames(settings: Settings): readonly string[];
  /** Measures on the bench where it must choose. `stacks` are those below it on the ladder, lowest first. */
  propose(
    task: TaskSettings,
    settings: Settings,
    stacks: readonly MeasuredStack[],
    bench: Bench,
  ): Promise<readonly Candidate[]>;
}
