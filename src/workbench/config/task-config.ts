/** What a task file may say: the schema behind `fulcrum.config.ts`. Knows nothing of where the file is. */

import type { EmbeddingModelV4, LanguageModelV4, RerankingModelV4 } from '@ai-sdk/provider';
import { z } from 'zod';
import { isHttpUrl } from '../../domain/is-http-url.ts';
import { tagPattern } from '../../stacks/prompt/fence.ts';
import { trainerSettings } from '../../tuning/trainers/open-trainer.ts';

const mapping = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const cases = z.union([
  z.string(),
  z.strictObject({
    /** One file or several, split by Fulcrum into train, dev and sealed. */
    file: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    /** Your own split: `test` becomes the sealed set; without `dev` it is drawn from train. */
    train: z.string().optional(),
    dev: z.string().optional(),
    test: z.string().optional(),
    /** Field of a case → column or dotted path; by the usual names where left out. */
    map: mapping.optional(),
    /** A fraction below 1, or a number of cases. */
    split: z
      .strictObject({
        dev: z.number().nonnegative(),
        sealed: z.number().nonnegative(),
        seed: z.int().default(1),
      })
      .optional(),
  }),
]);

const contract = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text') }),
  z.strictObject({
    kind: z.literal('label'),
    /** Taken from the cases where left out. */
    labels: z.array(z.string().min(1)).min(2).optional(),
    descriptions: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal('json'), schema: z.record(z.string(), z.json()) }),
]);

const httpUrl = z.string().refine(isHttpUrl, 'must be a URL that begins with http:// or https://');

const provider = z.strictObject({
  /** Models are then named `<id>/<model>`. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  baseURL: httpUrl,
  /** Name of the environment variable that holds the key; none for a service without. */
  apiKeyEnv: z.string().optional(),
  capabilities: z
    .strictObject({
      jsonSchema: z.boolean().optional(),
      toolCalls: z.boolean().optional(),
      reasoningEffort: z.boolean().optional(),
    })
    .optional(),
  maxConcurrency: z.int().min(1).optional(),
  requestsPerMinute: z.number().positive().optional(),
  tokensPerMinute: z.number().positive().optional(),
});

const price = z.strictObject({
  /** US dollars per million tokens. */
  inputUsdPerMillion: z.number().nonnegative(),
  outputUsdPerMillion: z.number().nonnegative(),
  cachedInputUsdPerMillion: z.number().nonnegative().optional(),
  cacheWriteUsdPerMillion: z.number().nonnegative().optional(),
  /** For what is charged by the call, as most rerankers are. */
  usdPerCall: z.number().nonnegative().optional(),
});

const external = z.strictObject({
  name: z.string().min(1),
  /** `file.ts#exportedFunction`. */
  function: z.string().optional(),
  http: z.strictObject({ url: httpUrl, version: z.string() }).optional(),
  /** A CSV with the columns id, output and, optionally, latency_ms and cost_usd. */
  recorded: z.string().optional(),
  costUsdPerAnswer: z.number().nonnegative().optional(),
});

const scorer = z.union([
  z.string(),
  z.strictObject({
    kind: z.string(),
    name: z.string().optional(),
    settings: z.record(z.string(), z.json()).optional(),
  }),
  z.custom<CustomScorer>((v) => typeof v === 'function', 'must be a scorer name, an object or a function'),
]);

const documents = z.strictObject({
  /** A folder, a zip archive or one file, relative to the task. */
  documents: z.string().min(1),
  /** Only files that one of these patterns fits. */
  include: z.array(z.string()).min(1).optional(),
  /** Path to groups, beside the access lists in the folder: both must grant. */
  access: z.record(z.string(), z.array(z.string())).optional(),
  /** What an answer says when the documents do not tell. */
  abstention: z.string().min(1).default('The documents do not say.'),
});

/** A scorer of the user's own, in the shape evalite and autoevals share. */
export type CustomScorer = (given: { input: unknown; output: string; expected: unknown }) => unknown;

export const taskSchema = z.strictObject({
  /** Defaults to the folder's name. */
  name: z.string().min(1).optional(),
  /** A task that only answers from documents needs none; a climb does. */
  cases: cases.optional(),
  contract: contract.optional(),
  instruction: z
    .union([
      z.string().min(1),
      z.strictObject({ text: z.string().min(1), inputTag: z.string().regex(tagPattern).default('input') }),
    ])
    .optional(),
  models: z
    .strictObject({
      chat: z.string().optional(),
      embedding: z.string().optional(),
      /** One of `modelObjects`. */
      reranking: z.string().optional(),
    })
    .default({}),
  providers: z.array(provider).default([]),
  /** Your own AI SDK model objects, by the id the task names them with. */
  modelObjects: z
    .record(
      z.string(),
      z.custom<LanguageModelV4 | EmbeddingModelV4 | RerankingModelV4>(
        (v) => typeof v === 'object' && v !== null,
      ),
    )
    .default({}),
  /** By model id; for models the price file does not know. */
  prices: z.record(z.string(), price).default({}),
  /** What an hour of the machine that runs local models costs, and the share of time it is busy. */
  local: z
    .strictObject({
      hourlyRateUsd: z.number().nonnegative().optional(),
      utilisation: z.number().positive().max(1).optional(),
    })
    .default({}),
  /** What trains the adapters of the tuning lever. */
  trainer: trainerSettings.default({ kind: 'local' }),
  maxOutputTokens: z.int().min(1).max(100_000).default(256),
  /** The ladder, lowest rung first: names of levers, or objects with their settings. */
  levers: z.array(z.union([z.string(), z.looseObject({ lever: z.string() })])).optional(),
  /** What answers today, measured beside the rest. */
  external: z.array(external).default([]),
  /** Name or lever of the rung the others are compared with; by default the first external, else the first that is no reference line. */
  reference: z.string().optional(),
  /** The first one decides; by default what fits the contract. */
  scorers: z.array(scorer).optional(),
  /** Documents to answer from; a list of files stands in the prompt as it is and is never searched. */
  knowledge: z.union([z.array(z.string()), documents]).default([]),
  marginPoints: z.number().positive().max(50).default(5),
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  constraints: z
    .strictObject({
      minScore: z.number().min(0).max(1).optional(),
      maxP95Ms: z.number().positive().optional(),
      maxUsdPer1k: z.number().nonnegative().optional(),
    })
    .default({}),
  concurrency: z.int().min(1).max(1000).default(8),
  seed: z.string().default('fulcrum'),
});

/** As a user writes it. */
export type TaskConfig = z.input<typeof taskSchema>;
/** With the defaults filled in. */
export type ReadTaskConfig = z.output<typeof taskSchema>;
