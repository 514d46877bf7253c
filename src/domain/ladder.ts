/**
 * The published record of a climb: everything the terminal, HTML, Markdown, JSON and JUnit reports show, and nothing they must compute.
 * `fulcrum show --json` prints it. Knows nothing of how it was measured or how it is drawn.
 */
import { z } from 'zod';
import { comparison, interval, type verdict } from './ladder-comparison.ts';
import { training } from './ladder-training.ts';

/** A figure that may be unknown, with the reason. */
const known = <T extends z.ZodType>(value: T) =>
  z.union([z.object({ value }), z.object({ unknown: z.string() })]);

const latency = z
  .object({
    n: z.number().int(),
    p50Ms: z.number(),
    p50IntervalMs: interval.optional(),
    p95Ms: z.number().optional(),
    p95IntervalMs: interval.optional(),
    /** Requests in flight while measured. */
    concurrency: z.number().int(),
    /** State of the prompt prefix, e.g. `shared prefix warm`. */
    prefix: z.string(),
  })
  .meta({ id: 'latency' });

const perClass = z.object({
  label: z.string(),
  support: z.number().int(),
  precision: z.number().optional(),
  recall: z.number().optional(),
  f1: z.number().optional(),
});

const detection = z
  .object({
    scorer: z.string(),
    /** Cases where it could tell. */
    cases: z.number().int(),
    /** Cases that expect it, those where it was found, and both. */
    expected: z.number().int(),
    found: z.number().int(),
    right: z.number().int(),
    /** Right ÷ found and right ÷ expected, with Wilson intervals; absent over 0. */
    precision: z.number().optional(),
    precisionInterval: interval.optional(),
    recall: z.number().optional(),
    recallInterval: interval.optional(),
  })
  .meta({ id: 'detection' });

const slice = z.object({
  tag: z.string(),
  n: z.number().int(),
  mean: z.number(),
  interval: interval.optional(),
  /** Against the reference on the same cases, in points. */
  differencePoints: z.number().optional(),
  differenceIntervalPoints: interval.optional(),
  /** True when the slice is shown to be worse although the mean is not. */
  hiddenByMean: z.boolean(),
});

const reading = z
  .object({
    split: z.enum(['dev', 'sealed']),
    cases: z.number().int(),
    scored: z.number().int(),
    unscored: z.number().int(),
    /** Attempts that ended in an error; they count as wrong in `score` and are not hidden. */
    failed: z.number().int(),
    abstained: z.number().int(),
    /** Primary score, mean in [0, 1]. */
    score: known(z.number()),
    scoreInterval: interval.optional(),
    /** Name of that interval, e.g. `Wilson` or `BCa bootstrap, clustered`. */
    scoreIntervalMethod: z.string().optional(),
    /** Other scorers of the task, by name. */
    otherScores: z.array(z.object({ scorer: z.string(), mean: known(z.number()), scored: z.number().int() })),
    /** What scorers were to notice, e.g. that an answer must abstain. */
    detections: z.array(detection).optional(),
    /** What guardrails did about the answers; absent of a stack without them. */
    guardrails: z
      .object({
        groundedness: z.object({
          answers: z.number().int(),
          /** Given as said first; given marked; given as said when asked again; replaced by the abstention. */
          passed: z.number().int(),
          flagged: z.number().int(),
          retried: z.number().int(),
          abstained: z.number().int(),
        }),
      })
      .optional(),
    usdPer1kAnswers: known(z.number()),
    promptTokensMean: known(z.number()),
    cachedPromptTokensMean: known(z.number()),
    outputTokensMean: known(z.number()),
    latency: known(latency),
    macroF1: z.number().optional(),
    classes: z.array(perClass),
    confusions: z.array(z.object({ expected: z.string(), got: z.string(), count: z.number().int() })),
    slices: z.array(slice),
    calibrationError: z.number().optional(),
  })
  .meta({ id: 'reading' });

const side = z
  .object({
    output: z.string().optional(),
    failure: z.string().optional(),
    score: known(z.number()),
    prompt: z.array(z.object({ role: z.string(), content: z.string() })).optional(),
  })
  .meta({ id: 'side' });

/** A case on which a rung and the one below it differ. */
const flip = z
  .object({
    caseId: z.string(),
    won: z.boolean(),
    input: z.string(),
    expected: z.string(),
    below: side,
    here: side,
  })
  .meta({ id: 'flip' });

/** One constraint of the task, judged on the split the decision rests on. */
const constraintCheck = z.object({
  constraint: z.enum(['minScore', 'maxP95Ms', 'maxUsdPer1k']),
  outcome: z.enum(['met', 'missed', 'unknown']),
  /** In words with the figures, e.g. `p95 of 2,310 ms is above 1,500 ms`. */
  detail: z.string(),
});

const searchFigures = {
  /** `recall@k`, `precision@k`, `hit@k`, `ndcg@k`, `mrr`, `map`: means over the judged questions. */
  metrics: z.array(
    z.object({
      metric: z.string(),
      n: z.number().int(),
      mean: z.number().optional(),
      interval: interval.optional(),
      method: z.string().optional(),
    }),
  ),
  /** Of the different documents that answer some question, how many any of those questions found among the first k. */
  coverage: z.array(
    z.object({
      k: z.number().int(),
      relevant: z.number().int(),
      found: z.number().int(),
      share: z.number().optional(),
    }),
  ),
};

/** The search of a rung on its own: do the documents come up that answer, whatever is made of them? */
const searchReading = z
  .object({
    split: z.literal('dev'),
    questions: z.number().int(),
    /** Questions that name no document, or none that the asker may read: they are in no figure. */
    unjudged: z.number().int(),
    /** Each part alone, then as the rung searches, which is the last. */
    searches: z.array(z.object({ name: z.string(), ...searchFigures })),
    /** Of the rung's search; slices of fewer than 10 judged questions are left out. */
    slices: z.array(z.object({ tag: z.string(), ...searchFigures })),
    /** Of the questions searched, those for which passages were reranked, and those of whose reply no order could be read. */
    reranked: z
      .object({ questions: z.number().int(), reranked: z.number().int(), unreadable: z.number().int() })
      .optional(),
  })
  .meta({ id: 'searchReading' });

const rung = z
  .object({
    /** First 12 digits of the stack hash. */
    id: z.string(),
    name: z.string(),
    lever: z.string(),
    stackHash: z.string(),
    /** The stack spec, as hashed. */
    stack: z.json(),
    why: z.string(),
    /** A reference line (majority, naive Bayes …) stands for orientation. */
    referenceLine: z.boolean(),
    /** Knows what no stack knows in production (the passages that answer): what is left to gain, never a finalist. */
    ceiling: z.boolean().optional(),
    /** Of the documents it searched and of who may see what, as they were then. */
    versions: z.object({ corpusVersion: z.string().optional(), permissionVersion: z.string() }).optional(),
    /** Of a rung that searches documents, where questions of dev name theirs. */
    retrieval: searchReading.optional(),
    /** Of a rung whose weights were trained. */
    training: training.optional(),
    making: z.object({ costUsd: known(z.number()), seconds: z.number(), note: z.string().optional() }),
    /** Where its $/1k answers come from: dated price source, or hourly rate and utilisation of a local model. */
    costBasis: z.string().optional(),
    /** One for each constraint that was set; empty where none was. */
    constraintChecks: z.array(constraintCheck),
    dev: reading,
    sealed: reading.optional(),
    /** Against the reference rung; absent for the reference itself. */
    devComparison: comparison.optional(),
    sealedComparison: comparison.optional(),
    /** Against the best sealed rung, for the decision. */
    sealedAgainstBest: comparison.optional(),
    /** Against the rung below it on the ladder, on dev. */
    stepComparison: comparison.optional(),
    flips: z.array(flip),
    flipsLeftOut: z.number().int(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'rung' });

const decision = z
  .object({
    kind: z.enum(['ship', 'keep the reference', 'stop here', 'undecided']),
    rungId: z.string().optional(),
    headline: z.string(),
    reasons: z.array(z.string()),
    /** What would settle an open question, e.g. `about 240 more sealed cases`. */
    wouldSettle: z.array(z.string()),
    /** Which split the decision rests on. */
    basis: z.enum(['sealed', 'dev']),
  })
  .meta({ id: 'decision' });

/** How far a judge's grades agree with those people gave the same recorded answers. */
const judgeCalibration = z
  .object({
    scorer: z.string(),
    /** Rung id of the recorded answers; absent where none was graded by people. */
    rungId: z.string().optional(),
    /** Answers graded by both, and those the judge could not grade. */
    n: z.number().int(),
    unscored: z.number().int(),
    /** Share of answers with the very same grade. */
    agreement: z.number().optional(),
    agreementInterval: interval.optional(),
    /** Cohen's kappa; with quadratic weights where the scale has more than two grades. */
    kappa: z.number().optional(),
    kappaInterval: interval.optional(),
    /** Mean of judge minus human, both in [0, 1]. */
    bias: z.number().optional(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'judgeCalibration' });

export const ladderSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  task: z.string(),
  createdAt: z.iso.datetime(),
  fulcrumVersion: z.string(),
  /** `interrupted` by a person; `stopped` by something that has to be mended or may pass, which `stoppedBy` names. */
  status: z.enum(['complete', 'interrupted', 'budget exhausted', 'stopped']),
  /** The error that ended it early; absent of a complete climb, and in records written before there was this field. */
  stoppedBy: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Set when only these levers (all, where none is named) or so many dev cases were asked for: nothing is then decided. */
  quickLook: z.object({ only: z.array(z.string()), devCases: z.number().int().optional() }).optional(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number().int(),
    memoryGb: z.number(),
    node: z.string(),
    platform: z.string(),
    loadAverage: z.number(),
  }),
  caseSet: z.object({
    hash: z.string(),
    sources: z.array(z.string()),
    train: z.number().int(),
    dev: z.number().int(),
    sealed: z.number().int(),
    sealedHash: z.string().optional(),
  }),
  scorer: z.object({ name: z.string(), binary: z.boolean() }),
  marginPoints: z.number(),
  confidence: z.number(),
  /** Seed of the split, the run and the resampling. */
  seed: z.string(),
  constraints: z.object({
    minScore: z.number().optional(),
    maxP95Ms: z.number().optional(),
    maxUsdPer1k: z.number().optional(),
  }),
  referenceRungId: z.string().optional(),
  rungs: z.array(rung),
  /** Rungs that could not be measured, with the reason. */
  leftOut: z.array(z.object({ name: z.string(), lever: z.string(), reason: z.string() })),
  decision,
  spending: z.object({
    settledUsd: z.number(),
    reservedUsd: z.number(),
    budgetUsd: z.number().optional(),
    settledCalls: z.number().int(),
    unknownCalls: z.number().int(),
    failedCalls: z.number().int(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    callsWithoutCost: z.number().int(),
  }),
  sealedLog: z.array(
    z.object({
      at: z.string(),
      rung: z.string(),
      stackHash: z.string(),
      sealedHash: z.string(),
      kind: z.enum(['confirmatory', 'exploratory', 'benchmark']),
    }),
  ),
  /** One for each scorer that grades as people do. */
  judges: z.array(judgeCalibration).default([]),
  warnings: z.array(z.string()),
});

export type Ladder = z.infer<typeof ladderSchema>;
export type Rung = Ladder['rungs'][number];
export type Reading = Rung['dev'];
export type Comparison = NonNullable<Rung['devComparison']>;
export type SearchReading = z.infer<typeof searchReading>;
export type Verdict = z.infer<typeof verdict>;
export type Decision = Ladder['decision'];
export type Flip = Rung['flips'][number];
export type ConstraintCheck = z.infer<typeof constraintCheck>;
export type JudgedByPeople = Ladder['judges'][number];
export type Known<T> = { value: T } | { unknown: string };
