/** Which documents a query may look into, as SQL: permissions first, then the filters that there are. Knows nothing of chunks. */
import type { ChunkQuery } from '../../domain/ports/corpus-store.ts';
import { storableText } from './storable-text.ts';

/**
 * Documents `d` of the corpus that the groups of the first parameter may read, for statements that look at many. `is true` keeps the planner
 * from making a join of it, whose size it cannot guess: the lists are looked up once and hashed.
 */
export const isReadable = (corpusId: number) => `
  d.corpus_id = ${corpusId}
  and (d.access_id in (
    select a.id from fulcrum.access_lists a where a.corpus_id = ${corpusId} and a.readers && $1::text[])) is true`;

/** The same for a document that is found by its key: its list is too, and the others need not be looked up. */
export const isOneReadable = (corpusId: number) => `
  d.corpus_id = ${corpusId}
  and exists (select from fulcrum.access_lists a where a.id = d.access_id and a.readers && $1::text[])`;

export interface Searched {
  /** Over documents `d`, in a statement that looks at many. */
  readonly condition: string;
  /** Over a document `d` that is found by its key. */
  readonly conditionOfOne: string;
  readonly parameters: readonly unknown[];
}

/** What a query searches. Values become parameters, keys are those below. */
export function searchedDocuments(
  corpusId: number,
  { groups, categories, sources, from, to }: ChunkQuery,
): Searched {
  const filters: string[] = [];
  const parameters: unknown[] = [groups.map(storableText)];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(value);
    filters.push(condition(`$${parameters.length}`));
  };
  add(categories?.map(storableText), (p) => `d.category = any(${p}::text[])`);
  add(
    sources?.map(storableText),
    (p) => `exists (select from unnest(${p}::text[]) source where starts_with(d.name, source))`,
  );
  add(from, (p) => `d.date >= ${p}::text`);
  add(to, (p) => `d.date <= ${p}::text`);
  return {
    condition: [isReadable(corpusId), ...filters].join(' and '),
    conditionOfOne: [isOneReadable(corpusId), ...filters].join(' and '),
    parameters,
  };
}
