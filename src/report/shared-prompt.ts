/** Finds what the prompts of many cases begin with alike, so that a report shows it once. */
import type { Flip } from '../domain/ladder.ts';

export type PromptMessage = NonNullable<Flip['here']['prompt']>[number];

/** The longest list of messages that every prompt begins with; empty for fewer than two prompts. */
export function sharedPrompt(prompts: readonly (readonly PromptMessage[])[]): readonly PromptMessage[] {
  const [first, ...rest] = prompts;
  if (first === undefined || rest.length === 0) return [];
  const differs = first.findIndex((message, index) =>
    rest.some((prompt) => {
      const other = prompt[index];
      return other === undefined || other.role !== message.role || other.content !== message.content;
    }),
  );
  return differs === -1 ? first : first.slice(0, differs);
}
