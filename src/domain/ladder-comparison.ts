/** How the record of a climb writes that two rungs were compared, case by case. Knows nothing of how. */
import { z } from 'zod';

export const interval = z.object({ low: z.number(), high: z.number() }).meta({ id: 'interval' });

export const verdict = z.enum(['better', 'no worse', 'worse', 'cannot tell']);

export const comparison = z
  .object({
    /** Rung id compared against. */
    against: z.string(),
    /** Cases scored for both. */
    pairs: z.number().int(),
    /** Mean difference in points (this rung minus the other, times 100). */
    differencePoints: z.number(),
    intervalPoints: interval.optional(),
    /** Two-sided p-value, and the same after Holm within the batch. */
    pValue: z.number().optional(),
    adjustedPValue: z.number().optional(),
    /** Cases where this rung scored higher and lower. */
    won: z.number().int(),
    lost: z.number().int(),
    verdict,
    /** About how many paired cases would tell, when the verdict is `cannot tell`. */
    casesToTell: z.number().int().optional(),
    /** Names of the interval and the test, e.g. `Newcombe paired, exact McNemar`. */
    method: z.string(),
  })
  .meta({ id: 'comparison' });
