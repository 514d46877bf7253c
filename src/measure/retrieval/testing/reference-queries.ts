/** A random run of 20 queries with graded judgements, and what published tools make of it (`reference.json`). */
import type { RetrievalQuery } from '../retrieval-query.ts';
import reference from './reference.json' with { type: 'json' };

export interface ReferenceQuery extends RetrievalQuery {
  /** By metric name; absent where nothing is relevant. */
  readonly expected?: Readonly<Record<string, number>>;
}

interface Stored extends Pick<ReferenceQuery, 'queryId' | 'ranked' | 'expected'> {
  readonly relevant: Readonly<Record<string, number>>;
}

/** One has no relevant item, one finds none of its own, some lists are shorter than the largest cutoff. */
export const referenceQueries: readonly ReferenceQuery[] = (reference.queries as readonly Stored[]).map(
  ({ relevant, ...query }) => ({ ...query, tags: [], relevant: new Map(Object.entries(relevant)) }),
);
