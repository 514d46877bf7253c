/** Queries for tests: only what a test says of them, the rest unremarkable. */
import type { RetrievalQuery } from '../retrieval-query.ts';

/** `ranked` as space-separated ids; `relevant` likewise with a gain of 1 each, or gains by id. */
export function retrievalQuery(
  queryId: string,
  ranked: string,
  relevant: string | Readonly<Record<string, number>>,
  more: Partial<RetrievalQuery> = {},
): RetrievalQuery {
  const ids = (text: string) => text.split(' ').filter((id) => id !== '');
  const gains =
    typeof relevant === 'string' ? ids(relevant).map((id) => [id, 1] as const) : Object.entries(relevant);
  return { queryId, tags: [], ranked: ids(ranked), relevant: new Map(gains), ...more };
}
