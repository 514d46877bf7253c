/** Whether an answer says that it has none. Knows only the sentence agreed for it. */
import { readReply } from './read-reply.ts';

/**
 * `sentence` is what the prompt asks to say when the passages do not answer. The answer, or the field `answer` of a JSON reply, must be it and
 * nothing else, up to case, punctuation, blanks, citations and Unicode form: with more around it, the stack has answered all the same. A JSON
 * reply that names a source has answered whatever it says.
 */
export function abstains(output: string, sentence: string): boolean {
  const { text, source } = readReply(output);
  return (source === undefined || source === null) && bare(text) === bare(sentence);
}

function bare(text: string): string {
  return text
    .slice(0, 10_000)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[\d{1,3}\]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
