/** Whether a case that a model drafted counts: the field `approval` of a JSON record. Knows no file. */
import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import { malformed, type Place } from '../malformed.ts';

const drafting = {
  /** Wrote question and answer. */
  model: z.string().min(1),
  /** ISO 8601, as is `decidedAt`. */
  draftedAt: z.iso.datetime(),
};
const deciding = {
  ...drafting,
  /** The person who read it. */
  by: z.string().trim().min(1),
  /** Left out where the status was set in an editor. */
  decidedAt: z.iso.datetime().optional(),
};

const schema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('drafted'), ...drafting }),
  z.strictObject({ status: z.literal('approved'), ...deciding }),
  z.strictObject({ status: z.literal('rejected'), ...deciding }),
]);

export type Approval = z.infer<typeof schema>;

/** A case that people wrote has none, and counts. */
export function counts(approval: Approval | undefined): boolean {
  return approval === undefined || approval.status === 'approved';
}

/** `undefined` for what is no approval of ours: without a `status` it is a field like any other. Throws `CASES_MALFORMED`. */
export function readApproval(value: Json | undefined, place: Place): Approval | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'status')) return undefined;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw malformed(place, `${['approval', ...(issue?.path ?? [])].join('.')}: ${issue?.message}`, value);
}
