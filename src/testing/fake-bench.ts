/** A bench in memory, for tests of levers: hands out train and dev, refuses sealed cases, scores by a rule. Runs no stack. */

import { everyone, groupsOf } from '../domain/access.ts';
import type { ArtefactStore } from '../domain/artefact.ts';
import type {
  Bench,
  BenchDocuments,
  Measurement,
  OpenSplit,
  TrainingAudit,
  TrainingSettings,
  TrainingTarget,
  UnlabelledInput,
} from '../domain/bench.ts';
import { type CaseInput, inputHash } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import type { StoredCase } from '../domain/ports/case-set-store.ts';
import type { Corpus, CorpusSettings } from '../domain/ports/corpus-store.ts';
import { type ModelRef, type OutputContract, type StackSpec, stackHash } from '../domain/stack.ts';
import { memoryCorpus } from '../knowledge/testing/memory-corpus.ts';
import { memoryArtefacts } from '../stacks/testing/memory-artefacts.ts';
import { fakeEmbeddingModel } from './fake-embedding-model.ts';

export interface FakeCase {
  readonly id: string;
  readonly input: CaseInput;
  readonly label: string;
  readonly group?: string;
  readonly goldDocuments?: readonly string[];
}

export interface FakeBenchOptions {
  readonly contract: OutputContract;
  readonly train: readonly FakeCase[];
  readonly dev?: readonly FakeCase[];
  readonly seed?: string;
  readonly signal?: AbortSignal;
  /** Unit-length vectors; by default `fakeEmbeddingModel`'s. */
  readonly embed?: Bench['embed'];
  /** Empty by default. */
  readonly corpus?: Corpus;
  /** By default no question is judged. */
  readonly compareSearch?: (
    ...searches: Parameters<Bench['compareSearch']>
  ) => Awaited<ReturnType<Bench['compareSearch']>>;
  /** What any file of inputs holds. */
  readonly unlabelled?: readonly UnlabelledInput[];
  /** What a stack that is asked says, sample by sample; by default the first label, or `yes`. */
  readonly says?: (input: UnlabelledInput) => readonly (string | undefined)[];
  /** In [0, 1]; by default 0 or 1 by a hash of stack and case. */
  readonly score?: (stack: StackSpec, caseId: string) => number;
}

export interface FakeTraining {
  readonly stack: StackSpec;
  readonly settings: TrainingSettings;
  readonly learned: readonly Pick<TrainingTarget, 'id' | 'output'>[];
}

export interface FakeBench extends Bench {
  readonly artefacts: ArtefactStore;
  readonly notes: readonly string[];
  /** What was asked of each split, for tests of what a lever looks at. */
  readonly asked: readonly string[];
  /** The stacks that were asked. */
  readonly sampled: readonly StackSpec[];
  /** What adapters were asked for, none of which there is. */
  readonly trained: readonly FakeTraining[];
  /** What was asked to be audited. */
  readonly audits: readonly TrainingAudit[];
  /** The corpora that were asked for. */
  readonly corpora: readonly Pick<CorpusSettings, 'chunking' | 'contextLine'>[];
}

export function fakeBench(options: FakeBenchOptions): FakeBench {
  const { contract, seed = 'seed', signal = new AbortController().signal, embed = embedWords } = options;
  const score =
    options.score ?? ((stack, id) => Number.parseInt(contentHash([stack, id]).slice(0, 1), 16) % 2);
  const splits = { train: stored('train', options.train), dev: stored('dev', options.dev ?? []) };
  const notes: string[] = [];
  const trained: FakeTraining[] = [];
  const audits: TrainingAudit[] = [];
  const sampled: StackSpec[] = [];
  const artefacts = memoryArtefacts();
  const asked: string[] = [];
  const corpora: FakeBench['corpora'][number][] = [];
  const documents: BenchDocuments = {
    ref: { name: 'fake', settings: { chunking: {}, embedding: 'test/embedding' } },
    embedding: { id: 'test/embedding' },
    corpus: options.corpus ?? memoryCorpus(),
    groupsOf: (principal) => groupsOf(principal ?? everyone, {}),
  };
  const open = (split: OpenSplit): readonly StoredCase[] => {
    signal.throwIfAborted();
    asked.push(split);
    const cases = splits[split];
    if (cases === undefined) throw new TypeError(`a bench has no ${split} cases`);
    return cases;
  };
  return {
    contract,
    seed,
    signal,
    notes,
    trained,
    audits,
    sampled,
    asked,
    corpora,
    artefacts,
    async *cases(split, { limit } = {}) {
      yield* open(split).slice(0, limit);
    },
    async measure(stack, split, { limit, ids } = {}): Promise<Measurement> {
      const chosen = open(split).filter((c) => ids?.includes(c.id) ?? true);
      const cases = chosen.slice(0, limit).map(({ id }) => {
        return { caseId: id, score: { kind: 'scored' as const, value: score(stack, id) } };
      });
      const sum = cases.reduce((total, c) => total + c.score.value, 0);
      return {
        stackHash: stackHash(stack),
        split,
        cases,
        meanScore: cases.length === 0 ? undefined : sum / cases.length,
        scored: cases.length,
        unscored: 0,
      };
    },
    async embed(model, texts) {
      signal.throwIfAborted();
      return embed(model, texts);
    },
    documents: async (chunking, contextLine) => {
      signal.throwIfAborted();
      const corpus = { chunking, ...(contextLine && { contextLine }) };
      corpora.push(corpus);
      const { name, settings } = documents.ref;
      return { ...documents, ref: { name, settings: { ...settings, ...corpus } } };
    },
    chooseFusion: async () => {
      signal.throwIfAborted();
      return { fusion: { kind: 'weighted', vectorWeight: 0.5 }, ndcg: 0.5, questions: 1 };
    },
    compareSearch: async (candidate, reference) => {
      signal.throwIfAborted();
      return options.compareSearch?.(candidate, reference);
    },
    readSearch: async () => {
      signal.throwIfAborted();
      return undefined;
    },
    async *unlabelled() {
      signal.throwIfAborted();
      yield* options.unlabelled ?? [];
    },
    async *sample(stack, inputs) {
      signal.throwIfAborted();
      sampled.push(stack);
      const usual = contract.kind === 'label' ? contract.labels[0] : 'yes';
      for await (const input of inputs) yield { ...input, outputs: options.says?.(input) ?? [usual] };
    },
    async auditTraining(targets, audit) {
      signal.throwIfAborted();
      for await (const _ of targets);
      audits.push(audit);
    },
    async train(stack, targets, settings) {
      signal.throwIfAborted();
      const learned: { id: string; output: string }[] = [];
      for await (const { id, output } of targets) learned.push({ id, output });
      trained.push({ stack, settings, learned });
      const body = [stackHash(stack), learned, JSON.stringify(settings)];
      const facts = { rows: learned.length, heldOut: 0, leftOut: 0, steps: 1, seconds: 0 };
      return { adapter: await artefacts.put('adapter', body), ...facts };
    },
    note: (text) => notes.push(text),
  };
}

function stored(split: OpenSplit, cases: readonly FakeCase[]): StoredCase[] {
  return cases.map(({ id, input, label, group, goldDocuments }, ordinal) => ({
    id,
    input,
    expected: { kind: 'label', label },
    ...(group !== undefined && { group }),
    ...(goldDocuments && { goldDocuments }),
    tags: [],
    split,
    ordinal,
    inputHash: inputHash(input),
  }));
}

async function embedWords(_model: ModelRef, texts: readonly string[]): Promise<Float32Array[]> {
  const { embeddings } = await fakeEmbeddingModel().doEmbed({ values: [...texts] });
  return embeddings.map((vector) => {
    const length = Math.hypot(...vector);
    return Float32Array.from(vector, (x) => x / length);
  });
}
