/** How the record of a climb writes what was trained for a rung, and what was found of it afterwards. Knows no trainer. */
import { z } from 'zod';
import { comparison, interval } from './ladder-comparison.ts';

/** How many of a set of items were answered right. */
const shareRight = z
  .object({
    scored: z.number().int(),
    right: z.number().int(),
    /** Without a whole reply: they count as wrong. */
    failed: z.number().int(),
    interval: interval.optional(),
  })
  .meta({ id: 'shareRight' });

/** What tuning cost the base model of its general abilities. */
const forgetting = z
  .object({
    items: z.number().int(),
    base: shareRight,
    tuned: shareRight,
    /** Of the tuned model against its base, item by item. */
    comparison,
    kinds: z.array(z.object({ kind: z.string(), base: shareRight, tuned: shareRight })),
    /** Right before, and not after. */
    lost: z.array(z.object({ id: z.string(), prompt: z.string() })),
  })
  .meta({ id: 'forgetting' });

/** The score over the size of the training data, and where it leads. */
const learningCurve = z
  .object({
    /** Cases that each size was scored on. */
    cases: z.number().int(),
    readings: z.array(
      z.object({
        examples: z.number().int(),
        seeds: z.number().int(),
        score: z.number(),
        /** Of what the readings do not share. */
        standardError: z.number(),
      }),
    ),
    /** At several times the data; absent where sizes are too few. */
    ahead: z
      .object({
        examples: z.number().int(),
        score: z.number(),
        interval,
        gainPoints: z.number(),
        gainIntervalPoints: interval,
      })
      .optional(),
    /** How many more examples would bring a gain worth having. */
    more: z
      .object({
        gainPoints: z.number(),
        /** Times the data, beyond which nothing is promised. */
        factor: z.number(),
        verdict: z.enum(['helps', 'will not help', 'cannot tell']),
        more: z.number().int().optional(),
        low: z.number().int().optional(),
        high: z.number().int().optional(),
      })
      .optional(),
  })
  .meta({ id: 'learningCurve' });

/** How the weights of a rung were trained, and what was found of them afterwards. */
export const training = z
  .object({
    /** `lora`, `qlora`, `dora`, `prefix`, `prompt` … */
    method: z.string(),
    /** Who trained: `local`, a host, a service. */
    trainer: z.string(),
    device: z.string().optional(),
    examples: z.number().int(),
    seconds: z.number(),
    steps: z.number().int().optional(),
    /** The step whose weights were kept. */
    bestStep: z.number().int().optional(),
    stopped: z.enum(['epochs', 'early stopping']).optional(),
    seed: z.number().int().optional(),
    /** Train cases that were not trained on, and the loss on their answers, in nats for a token, of the weights that were kept. */
    heldOut: z.object({ rows: z.number().int(), loss: z.number() }).optional(),
    adapterBytes: z.number().int().optional(),
    /** Of the answers held out of training, by token. */
    perplexity: z.object({ base: z.number(), tuned: z.number() }).optional(),
    /** Of the same stack on train cases and on dev cases. */
    gap: z
      .object({
        trainCases: z.number().int(),
        trainScore: z.number(),
        devCases: z.number().int(),
        devScore: z.number(),
        /** Train minus dev, in points. */
        differencePoints: z.number(),
        intervalPoints: interval,
        verdict: z.enum(['overfits', 'small', 'cannot tell']),
      })
      .optional(),
    forgetting: forgetting.optional(),
    learningCurve: learningCurve.optional(),
  })
  .meta({ id: 'training' });

export type Training = z.infer<typeof training>;
export type Forgetting = z.infer<typeof forgetting>;
export type LearningCurve = z.infer<typeof learningCurve>;
