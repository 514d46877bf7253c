/** A message in place of text that is not known yet, for bounds of what a call can take. Asks no model. */
import type { ChatMessage, ChatModel } from '../models/chat-model.ts';

/** More than any text that counts as so many tokens, where they can only be guessed at. */
const mostBytesPerToken = 8;

export function fillerMessage(tokens: number, model: ChatModel): ChatMessage {
  return model.countTokens('').exact
    ? { role: 'user', content: '', atMostTokens: tokens }
    : { role: 'user', content: 'x'.repeat(mostBytesPerToken * tokens) };
}
