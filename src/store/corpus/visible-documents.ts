/** Which documents a query may look into, as SQL: permissions first, then the filters that there are. Knows nothing of chunks. */
import type { ChunkQuery } from '../../domain/ports/corpus-store.ts';
import { storableText } from './storable-text.ts';

/** Documents `d` of the corpus that the groups of the first parameter may read. */
export const isReadable = (corpusId: number) => `
  d.corpus_id = ${corpusId}
  and d.access_id in (
    select a.id from fulcrum.access_lists a where a.corpus_id = ${corpusId} and a.readers && $1::text[])`;

/** How many parameters `isSearched` takes; others follow. */
export const filterCount = 5;

/** Documents `d` that a query searches; its parameters are `filterParameters`. */
export const isSearched = (corpusId: number) => `${isReadable(corpusId)}
  and ($2::text[] is null or d.category = any($2::text[]))
  and ($3::text[] is null or exists (select from unnest($3::text[]) source where starts_with(d.name, source)))
  and ($4::text is null or d.date >= $4::text)
  and ($5::text is null or d.date <= $5::text)`;

export function filterParameters({ groups, categories, sources, from, to }: ChunkQuery): unknown[] {
  const all = (texts?: readonly string[]) => texts?.map(storableText) ?? null;
  return [all(groups), all(categories), all(sources), from ?? null, to ?? null];
}
