/** One question to a judge model and the strict reading of its reply. Knows nothing of rubrics or of what is judged. */
import type { JSONSchema7 } from '@ai-sdk/provider';
import type { z } from 'zod';
import { readJson } from '../../checks/read-json.ts';
import { excerpt } from '../../domain/text/excerpt.ts';
import type { CallContext, ChatModel, ChatRequest } from '../../models/chat-model.ts';

export interface JudgeQuestion<Reply> {
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

/** What of a chat model judges. */
export type JudgeModel = Pick<ChatModel, 'capabilities' | 'generate'>;

/**
 * The reply must be one JSON object, alone or in a fence or prose, and complete: a repaired or cut one could hold another grade than was
 * meant. Throws the `MODEL_*` errors of the call.
 */
export async function askJudge<Reply>(
  model: JudgeModel,
  question: JudgeQuestion<Reply>,
  context: CallContext,
): Promise<JudgeReply<Reply>> {
  const reply = await model.generate(judgeRequest(model, question), context);
  if (reply.finish !== 'stop') return unreadable(`the judge stopped early (${reply.finish})`);
  const reading = readJson(reply.text);
  const complete = reading.kind === 'as sent' || reading.kind === 'extracted';
  const checked = complete ? question.reply.safeParse(reading.value) : undefined;
  return checked?.success
    ? { kind: 'read', value: checked.data }
    : unreadable(`the judge's reply could not be read: "${excerpt(reply.text)}"`);
}

export function judgeRequest(
  { capabilities }: Pick<ChatModel, 'capabilities'>,
  { instruction, material, maxOutputTokens, schema }: Omit<JudgeQuestion<unknown>, 'reply'>,
): ChatRequest {
  return {
    messages: [
      { role: 'system', content: instruction },
      { role: 'user', content: material },
    ],
    sharedMessages: 1,
    maxOutputTokens,
    temperature: 0,
    ...(capabilities.jsonSchema && { output: { kind: 'json', schema } }),
  };
}

function unreadable(reason: string): { readonly kind: 'unreadable'; readonly reason: string } {
  return { kind: 'unreadable', reason };
}
