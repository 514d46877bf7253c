/** Stands in a request for what is not known yet, to bound what it costs. Knows nothing of what that will be. */
import type { ChatMessage, ChatModel } from '../models/chat-model.ts';

/** More than any text that counts as so many tokens, where they can only be guessed at. */
const mostBytesPerToken = 8;

export function filler(tokens: number, model: ChatModel): ChatMessage {
  return model.countTokens('').exact
    ? { role: 'user', content: '', atMostTokens: tokens }
    : { role: 'user', content: 'x'.repeat(mostBytesPerToken * tokens) };
}
