/** Pairs the expected answer of each training case with one that a rung of the latest climb gave and that scored below it. */
import type { Attempt } from '../domain/attempt.ts';
import type { Case } from '../domain/case.ts';
import { contentHash } from '../domain/content-hash.ts';
import { FulcrumError } from '../domain/errors.ts';
import type { Rung } from '../domain/ladder.ts';
import { openStack } from '../stacks/open-stack.ts';
import { handlePersonalData, type PersonalDataHandling } from '../tuning/data/personal-data.ts';
import type { PreferencePair } from '../tuning/data/training-formats.ts';
import { climbKind } from './climb/start-climb.ts';
import { findRung } from './find-rung.ts';
import { measureStack } from './measure-stack.ts';
import { newId } from './new-id.ts';
import { openScoring, type Scoring } from './open-scoring.ts';
import { openStackParts } from './open-stack-parts.ts';
import type { Workbench } from './open-workbench.ts';
import { recordedStack } from './recorded-stack.ts';
import { readLadder } from './show.ts';
import { withAttempts } from './stored-attempts.ts';
import type { Task } from './task.ts';
import type { TrainingCase, TrainingData } from './training-examples.ts';

export interface AnsweringOptions {
  /** Of the latest climb, as `findRung` takes it; by default the one it decided for. */
  readonly rung?: string;
  /** Whether training cases that the rung was never asked are asked now. */
  readonly answer: boolean;
  readonly budgetUsd?: number;
  readonly limit?: number;
}

/** Whose answers are rejected, over the cases looked at so far. */
export interface RejectedAnswers {
  readonly rung: string;
  answers: number;
  unanswered: number;
  /** Answers that no scorer could judge. */
  unscored: number;
}

export interface Preferences {
  readonly rejected: RejectedAnswers;
  pairs(): AsyncGenerator<PreferencePair>;
}

/** Buys nothing but what `answer` asks for. Throws `RECORD_UNKNOWN`, `RUNG_*`, `NO_RUNG_DECIDED`, and what answering throws. */
export async function openPreferences(
  workbench: Workbench,
  task: Task,
  training: TrainingData,
  options: AnsweringOptions,
): Promise<Preferences> {
  const { stores, models } = workbench;
  const { interruption, now } = workbench.options;
  const rung = await rungOf(workbench, options.rung);
  const runId = newId('preferences', now());
  const scoring = await openScoring(task, {
    caseSets: stores.caseSets,
    interruption,
    paid: { models, ledger: stores.ledger, runId },
  });
  const stack = options.answer
    ? await answered(rung, task, workbench, { ...options, runId, scoring })
    : recordedStack(rung);
  const rejected: RejectedAnswers = { rung: rung.name, answers: 0, unanswered: 0, unscored: 0 };
  return {
    rejected,
    async *pairs() {
      const cases = withAttempts(stack, training.cases(), ({ case: one }) => one, stores.attempts);
      for await (const { item, attempt } of cases) {
        interruption.throwIfInterrupted();
        const output = attempt && outputOf(attempt);
        if (attempt === undefined || output === undefined) {
          rejected.unanswered += 1;
          continue;
        }
        rejected.answers += 1;
        const isWorse = await scoresBelow(item, attempt, scoring);
        if (isWorse === undefined) rejected.unscored += 1;
        if (isWorse) yield toPair(item, output, training.personalData);
      }
    },
  };
}

async function rungOf(workbench: Workbench, wanted: string | undefined): Promise<Rung> {
  const ladder = await readLadder(workbench, 'latest');
  const decided = wanted ?? ladder.decision.rungId;
  if (decided === undefined) throw new FulcrumError('NO_RUNG_DECIDED', { id: ladder.id });
  const rung = findRung(ladder, decided);
  if (rung.ceiling === true) throw new FulcrumError('RUNG_NOT_ASKED', { rung: rung.name });
  return rung;
}

/** The stack of the rung, once every training case has an attempt of it. */
async function answered(
  rung: Rung,
  task: Task,
  workbench: Workbench,
  {
    runId,
    scoring,
    budgetUsd,
    limit,
  }: AnsweringOptions & { readonly runId: string; readonly scoring: Scoring },
) {
  const { stores } = workbench;
  const { interruption, onProgress, now } = workbench.options;
  // One that climbs meanwhile might buy the same.
  await using _lease = await stores.leases.acquire(`${climbKind} ${task.name}`);
  await stores.ledger.openBudget(runId, budgetUsd);
  const { spec } = recordedStack(rung);
  const live = await openStack(spec, await openStackParts(spec, task, workbench, runId));
  await measureStack(
    live,
    {
      name: rung.name,
      split: 'train',
      total: Math.min(task.cases.counts.train, limit ?? Number.POSITIVE_INFINITY),
      ...(limit !== undefined && { limit }),
    },
    {
      ...stores,
      caseSetHash: task.cases.hash,
      runId,
      score: scoring.score,
      concurrency: task.config.concurrency,
      interruption,
      onProgress,
      now,
    },
  );
  return live;
}

function outputOf({ outcome }: Attempt): string | undefined {
  return outcome.kind === 'answered' ? outcome.answer.output : undefined;
}

/** By the first scorer of the task, which judges the expected answer as well; `undefined` where it cannot judge the one that was given. */
async function scoresBelow(
  { case: one, example }: TrainingCase,
  attempt: Attempt,
  { score }: Scoring,
): Promise<boolean | undefined> {
  const [given] = await score(one, attempt);
  if (given?.value.kind !== 'scored') return undefined;
  if (outputOf(attempt)?.trim() === example.completion.trim()) return false;
  const [expected] = await score(one, expectedAttempt(attempt, example.completion));
  const most = expected?.value.kind === 'scored' ? expected.value.value : 1;
  return given.value.value < most;
}

/** As if the stack had given the expected answer. */
function expectedAttempt(attempt: Attempt, output: string): Attempt {
  return {
    ...attempt,
    key: contentHash([attempt.key, output]),
    outcome: { kind: 'answered', answer: { output, finish: 'stop', callIds: [] } },
  };
}

function toPair(
  { case: one, example }: TrainingCase,
  output: string,
  personalData: PersonalDataHandling,
): PreferencePair {
  const asAnswered: Pick<Case, 'input' | 'expected'> = {
    input: one.input,
    expected: { kind: 'text', text: output },
  };
  const { expected } = handlePersonalData(asAnswered, personalData).case;
  const rejected = expected?.kind === 'text' ? expected.text : output;
  return { id: example.id, messages: example.messages, chosen: example.completion, rejected };
}
