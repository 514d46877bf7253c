/**
 * The bench port: how levers, optimisers and diagnosis measure a stack, within the budget and with everything cached. It cannot name
 * sealed cases. Declared here, implemented in `workbench` over runs and scoring.
 */
import type { ArtefactRef, ArtefactStore } from './artefact.ts';
import type { CaseInput, Split } from './case.ts';
import type { Fusion } from './fusion.ts';
import type { JsonObject } from './json.ts';
import type { SearchReading, Verdict } from './ladder.ts';
import type { Passage } from './passage.ts';
import type { StoredCase } from './ports/case-set-store.ts';
import type { Corpus, WrittenContextLine } from './ports/corpus-store.ts';
import type { ScoreValue } from './score.ts';
import type { ModelRef, OutputContract, RetrievedKnowledge, StackSpec } from './stack.ts';

/** The splits on which anything may be chosen. */
export type OpenSplit = Exclude<Split, 'sealed'>;

export interface CaseMeasurement {
  readonly caseId: string;
  /** By the task's primary scorer; unscored when the attempt failed. */
  readonly score: ScoreValue;
  /** Probability the stack gave to its answer, where it gives one. */
  readonly confidence?: number;
}

export interface Measurement {
  readonly stackHash: string;
  readonly split: OpenSplit;
  readonly cases: readonly CaseMeasurement[];
  /** Mean over the scored cases; `undefined` when none was. */
  readonly meanScore: number | undefined;
  readonly scored: number;
  readonly unscored: number;
}

/** The documents of the task, cut in one way, synced and ready to be searched. */
export interface BenchDocuments {
  readonly ref: RetrievedKnowledge['corpus'];
  /** What they were embedded with. */
  readonly embedding?: ModelRef;
  readonly corpus: Corpus;
  /** Passages without the context that was to be written of them, as their call failed; the next sync asks again. */
  readonly contextsFailed?: number;
  groupsOf(principal: string | undefined): readonly string[];
}

/** The fusion that ranks the right documents best on the questions of dev. */
export interface ChosenFusion {
  readonly fusion: Fusion;
  /** nDCG@10 of documents, the mean over so many questions with known documents. */
  readonly ndcg: number;
  readonly questions: number;
}

/** Two searches on the same questions of dev, by nDCG@10 of documents. */
export interface SearchComparison {
  readonly verdict: Verdict;
  readonly candidateNdcg: number;
  readonly referenceNdcg: number;
  /** Of candidate − reference. */
  readonly interval?: { readonly low: number; readonly high: number };
  readonly pValue: number;
  /** Judged. */
  readonly questions: number;
  /** Of the candidate: what its calls cost on average; absent when a price is unknown. */
  readonly usdPerQuestion?: number;
  readonly reranked?: SearchReading['reranked'];
}

/** An answer to learn: from a training case, from a teacher, or from a person who approved it. */
export interface TrainingTarget {
  readonly id: string;
  readonly input: CaseInput;
  readonly principal?: string;
  /** Cases of one group are never split between what is trained on and what is held out. */
  readonly group?: string;
  readonly output: string;
  /** Documents whose passages the prompt does not show, though they would be found. */
  readonly withheld?: readonly string[];
}

/** As the trainer takes them; what is absent is its default. */
export interface TrainingSettings {
  readonly method: 'lora' | 'dora' | 'qlora' | 'prefix' | 'prompt';
  readonly seed: number;
  /** Of the targets, kept back to see when to stop. */
  readonly heldOutShare: number;
  readonly rank?: number | undefined;
  readonly alpha?: number | undefined;
  readonly dropout?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly epochs?: number | undefined;
  readonly batchTokens?: number | undefined;
  /** Tokens of prompt and answer; longer ones are left out, and counted. */
  readonly maxLength?: number | undefined;
  readonly targetModules?: readonly string[] | undefined;
  /** From 0; the others stay as they are. */
  readonly layersToTransform?: readonly number[] | undefined;
}

/** How what is trained on is looked through beforehand. */
export interface TrainingAudit {
  /** What becomes of data that training would be pointless with, or that could not be measured: refused, or told like the rest. */
  readonly audit: 'refuse' | 'warn';
  /** What was done to the targets, and is to the inputs they are held against. */
  readonly personalData: 'keep' | 'replace' | 'drop';
}

/** Something to answer that nobody has answered. */
export type UnlabelledInput = Omit<TrainingTarget, 'output' | 'withheld'>;

/** What a stack said to one input, asked once or several times. */
export interface SampledAnswer extends UnlabelledInput {
  /** In order; `undefined` where it abstained or the call failed. */
  readonly outputs: readonly (string | undefined)[];
  /** Probability the stack gave to its first output, where it gives one. */
  readonly confidence?: number;
  /** What it was shown for the first. */
  readonly evidence?: readonly Passage[];
}

export interface TrainedAdapter {
  readonly adapter: ArtefactRef;
  /** Targets trained on, and those held out. */
  readonly rows: number;
  readonly heldOut: number;
  /** Targets that were not: nothing was found to show, or too long. */
  readonly leftOut: number;
  readonly steps: number;
  /** Mean cross-entropy of an answer token in nats, on what was held out; absent where nothing was. */
  readonly heldOutLoss?: number;
  readonly seconds: number;
}

export interface Bench {
  readonly contract: OutputContract;
  readonly artefacts: ArtefactStore;
  /** Seeds every choice a lever makes. */
  readonly seed: string;
  readonly signal: AbortSignal;
  /** Cases of a split in import order. */
  cases(split: OpenSplit, query?: { readonly limit?: number }): AsyncIterable<StoredCase>;
  /** Runs and scores the stack; attempts that exist are not bought again. Throws `BUDGET_EXHAUSTED`. */
  measure(
    stack: StackSpec,
    split: OpenSplit,
    query?: { readonly limit?: number; readonly ids?: readonly string[] },
  ): Promise<Measurement>;
  /** Unit-length vectors in the order of `texts`, from the cache where they are there. */
  embed(model: ModelRef, texts: readonly string[]): Promise<readonly Float32Array[]>;
  /**
   * Syncs them where that is still to do, and buys what `contextLine` asks for. `chunking`: options of `chunkDocument`. Throws `DOCUMENTS_*`.
   */
  documents(chunking: JsonObject, contextLine?: WrittenContextLine): Promise<BenchDocuments>;
  /** `undefined` where no question of dev names its documents. Buys nothing but the vectors of the questions. */
  chooseFusion(documents: BenchDocuments): Promise<ChosenFusion | undefined>;
  /** Buys what the options of the two searches ask for, once. `undefined` where no question of dev names its documents. */
  compareSearch(
    candidate: RetrievedKnowledge,
    reference: RetrievedKnowledge,
  ): Promise<SearchComparison | undefined>;
  /** The search measured on its own, beside its parts. `undefined` where no question of dev names its documents. */
  readSearch(knowledge: RetrievedKnowledge): Promise<SearchReading | undefined>;
  /**
   * The inputs of a file that the case loaders read, relative to the task, each once; left out what nearly repeats an input of dev or sealed.
   * Throws `CASES_*`.
   */
  unlabelled(file: string): AsyncIterable<UnlabelledInput>;
  /**
   * Asks the stack, whatever was answered before read from the journal. From the second sample on it draws, where the first is its likeliest
   * answer. In no set order. Throws `BUDGET_EXHAUSTED`, `ANSWERS_FAILING`.
   */
  sample(
    stack: StackSpec,
    inputs: AsyncIterable<UnlabelledInput>,
    samples: number,
  ): AsyncIterable<SampledAnswer>;
  /**
   * Looks for duplicates, contradictions, inputs of dev or sealed and personal data, and whether there are enough; notes what it finds.
   * Throws `TRAINING_DATA_UNFIT`.
   */
  auditTraining(targets: AsyncIterable<TrainingTarget>, audit: TrainingAudit): Promise<void>;
  /**
   * Trains an adapter for the chat model of the stack to give these outputs to the prompts that the stack renders; one that was trained the
   * same way before is not trained again. Throws `TRAINER_*`, `TUNING_*` and what rendering throws.
   */
  train(
    stack: StackSpec,
    targets: AsyncIterable<TrainingTarget>,
    settings: TrainingSettings,
  ): Promise<TrainedAdapter>;
  /** One line for the progress display. */
  note(text: string): void;
}
