/** The bench port over runs and scoring: measures stacks for levers within the budget, and refuses sealed cases. */

import type { Bench, Measurement, OpenSplit } from '../domain/bench.ts';
import type { Split } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { RetrievedKnowledge } from '../domain/stack.ts';
import type { ComparisonSettings } from '../measure/comparison/comparison-settings.ts';
import type { Outcome } from '../measure/comparison/outcome.ts';
import type { StackParts } from '../stacks/live-stack.ts';
import { openStack } from '../stacks/open-stack.ts';
import type { Trainer } from '../tuning/trainers/trainer.ts';
import { chooseFusionOnDev } from './knowledge/choose-fusion-on-dev.ts';
import { compareSearchOnDev } from './knowledge/compare-search-on-dev.ts';
import type { Documents } from './knowledge/open-documents.ts';
import { readSearchOnDev } from './knowledge/read-search-on-dev.ts';
import { type DevSearchParts, searchOnDev } from './knowledge/search-on-dev.ts';
import { type MeasureParts, measureStack } from './measure-stack.ts';
import { caseFiles, type Task } from './task.ts';
import { auditTargets } from './tuning/audit-targets.ts';
import { sampleAnswers } from './tuning/sample-answers.ts';
import { type TrainingParts, trainAdapter } from './tuning/train-adapter.ts';
import { unlabelledInputs } from './tuning/unlabelled-inputs.ts';

export interface BenchParts extends MeasureParts {
  readonly task: Task;
  readonly stackParts: StackParts;
  readonly artefacts: Bench['artefacts'];
  /** Absent where the task names none to be searched. */
  readonly documents?: Documents;
  readonly artefactFiles: TrainingParts['artefactFiles'];
  readonly records: TrainingParts['records'];
  readonly stateFolder: string;
  readonly trainer: Trainer;
  readonly comparison: ComparisonSettings;
  /** Dev cases at most, for a quick look. */
  readonly devLimit?: number;
}

export function openBench(parts: BenchParts): Bench {
  const { task, stackParts, onProgress } = parts;
  const counts = task.cases.counts;
  const dev = { split: 'dev' as const, ...(parts.devLimit !== undefined && { limit: parts.devLimit }) };
  const searched = new Map<string, ReturnType<typeof searchOnDev>>();
  /** Each search asks each question once. */
  const asked = (knowledge: RetrievedKnowledge) => {
    const key = contentHash(knowledge);
    const known = searched.get(key) ?? searchOnDev(knowledge, searchParts);
    searched.set(key, known);
    return known;
  };
  const searchParts: DevSearchParts = {
    stackParts,
    cases: () => parts.caseSets.stream(parts.caseSetHash, dev),
    purchaseFor: (key) => parts.ledger.purchase({ runId: parts.runId, attemptKey: key }),
    concurrency: parts.concurrency,
    signal: parts.interruption.soft,
    hardSignal: parts.interruption.hard,
  };
  const paid = {
    ...parts,
    purchaseFor: (attemptKey: string) => parts.ledger.purchase({ runId: parts.runId, attemptKey }),
  };
  return {
    contract: task.contract,
    artefacts: parts.artefacts,
    seed: task.config.seed,
    signal: parts.interruption.soft,
    cases: (split, query = {}) => parts.caseSets.stream(parts.caseSetHash, { split: open(split), ...query }),
    async measure(stack, split, given = {}) {
      const limit = Math.min(
        given.limit ?? Number.POSITIVE_INFINITY,
        parts.devLimit ?? Number.POSITIVE_INFINITY,
      );
      const query = { ...given, ...(Number.isFinite(limit) && { limit }) };
      const live = await openStack(stack, stackParts);
      const total = Math.min(
        query.ids?.length ?? counts[open(split)],
        query.limit ?? Number.POSITIVE_INFINITY,
      );
      const outcomes = await measureStack(live, { name: 'trying', split, total, ...query }, parts);
      return toMeasurement(live.hash, split, outcomes);
    },
    embed: stackParts.embed,
    async documents(chunking, contextLine) {
      if (parts.documents === undefined)
        throw new TypeError('a lever asked for documents of a task that has none');
      return parts.documents.cut(chunking, contextLine);
    },
    chooseFusion: (documents) =>
      chooseFusionOnDev(
        parts.caseSets.stream(parts.caseSetHash, { split: 'dev' }),
        documents,
        stackParts.embed,
      ),
    async compareSearch(candidate, reference) {
      const { marginPoints, confidence, seed } = task.config;
      const settings = { margin: marginPoints / 100, confidence, seed };
      return compareSearchOnDev(await asked(candidate), await asked(reference), settings);
    },
    readSearch: (knowledge) => readSearchOnDev(knowledge, asked, task.config),
    unlabelled: (file) =>
      unlabelledInputs(
        { file, folder: task.folder, mapping: caseFiles(task.config.cases ?? { file: [] }).mapping },
        measuredCases(parts),
        onProgress,
      ),
    sample: (stack, inputs, samples) => sampleAnswers(stack, inputs, samples, paid),
    auditTraining: (targets, audit) =>
      auditTargets(targets, audit, {
        contract: task.contract,
        measured: measuredCases(parts),
        onNote: (text) => onProgress({ kind: 'note', text }),
      }),
    train: (stack, targets, settings) =>
      trainAdapter(stack, targets, settings, { ...paid, task: task.name, rates: task.config.local }),
    note: (text) => onProgress({ kind: 'step', text }),
  };
}

/** Their inputs must not be taught by anybody. */
async function* measuredCases({ caseSets, caseSetHash }: BenchParts) {
  for (const split of ['dev', 'sealed'] as const) yield* caseSets.stream(caseSetHash, { split });
}

/** A lever written in JavaScript could still ask for it. */
function open(split: Split): OpenSplit {
  if (split === 'sealed') throw new FulcrumError('SEALED_REFUSED');
  return split;
}

export function toMeasurement(hash: string, split: OpenSplit, outcomes: readonly Outcome[]): Measurement {
  const scored = outcomes.flatMap((o) => o.score ?? []);
  return {
    stackHash: hash,
    split,
    cases: outcomes.map(({ caseId, score, confidence }) => ({
      caseId,
      score:
        score === undefined
          ? { kind: 'unscored', reason: 'see the attempt' }
          : { kind: 'scored', value: score },
      ...(confidence !== undefined && { confidence }),
    })),
    meanScore: scored.length === 0 ? undefined : scored.reduce((sum, s) => sum + s, 0) / scored.length,
    scored: scored.length,
    unscored: outcomes.length - scored.length,
  };
}
