/** How often passages were reranked. Knows no gate. */
import type { SearchReading } from '../../domain/ladder.ts';
import type { SearchedQuestion } from './search-on-dev.ts';

/** `undefined` of a search that reranks nothing. */
export function countReranked(asked: readonly SearchedQuestion[]): SearchReading['reranked'] {
  const hows = asked.flatMap(({ record }) => record?.rerank ?? []);
  if (hows.length === 0) return undefined;
  const times = (wanted: string) => hows.filter((how) => how === wanted).length;
  return { questions: hows.length, reranked: times('reranked'), unreadable: times('unreadable') };
}
