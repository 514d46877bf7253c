/** One question to a judge model and the strict reading of its reply. Knows nothing of rubrics or of what is judged. */
import type { JSONSchema7 } from '@ai-sdk/provider';
import type { z } from 'zod';
import { readJson } from '../../../checks/read-json.ts';
import type { ModelRef } from '../../../domain/stack.ts';
import { excerpt } from '../score-value.ts';
import type { ScorerContext } from '../scorer.ts';

export interface JudgeQuestion<Reply> {
  readonly model: ModelRef;
  readonly instruction: string;
  readonly material: string;
  readonly maxOutputTokens: number;
  /** Sent to models that obey a schema; the reply is checked against `reply` whatever was sent. */
  readonly schema: JSONSchema7;
  readonly reply: z.ZodType<Reply>;
}

export type JudgeReply<Reply> =
  | { readonly kind: 'read'; readonly value: Reply }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * The reply must be one JSON object, alone or in a fence or prose, and complete: a repaired or cut one could hold another grade than was
 * meant. Throws the `MODEL_*` errors of the call.
 */
export async function askJudge<Reply>(
  question: JudgeQuestion<Reply>,
  { signal, paid }: ScorerContext,
): Promise<JudgeReply<Reply>> {
  if (paid === undefined) return unreadable('a judge asks a model, and none may be asked now');
  const model = await paid.models.chat(question.model);
  const reply = await model.generate(
    {
      messages: [
        { role: 'system', content: question.instruction },
        { role: 'user', content: question.material },
      ],
      sharedMessages: 1,
      maxOutputTokens: question.maxOutputTokens,
      temperature: 0,
      ...(model.capabilities.jsonSchema && { output: { kind: 'json', schema: question.schema } }),
    },
    { purchase: paid.purchase, signal },
  );
  if (reply.finish !== 'stop') return unreadable(`the judge stopped early (${reply.finish})`);
  const reading = readJson(reply.text);
  const complete = reading.kind === 'as sent' || reading.kind === 'extracted';
  const checked = complete ? question.reply.safeParse(reading.value) : undefined;
  return checked?.success
    ? { kind: 'read', value: checked.data }
    : unreadable(`the judge's reply could not be read: "${excerpt(reply.text)}"`);
}

function unreadable(reason: string): { readonly kind: 'unreadable'; readonly reason: string } {
  return { kind: 'unreadable', reason };
}
