/** Reads the passages to ask about, each in the name of somebody who may read it. Knows no model. */
import { everyone } from '../../domain/access.ts';
import type { Passage } from '../../domain/passage.ts';
import type { StoredDocument } from '../../domain/ports/corpus-store.ts';
import { createRandom } from '../../measure/stats/random.ts';
import type { SyncedDocuments } from '../knowledge/synced-documents.ts';
import { drawPlaces } from './draw-places.ts';

export interface DrawnPassage {
  readonly document: StoredDocument;
  readonly passage: Passage;
  /** Who asks; absent where nothing is withheld from anybody. */
  readonly principal?: string;
  readonly groups: readonly string[];
}

export interface DrawOptions {
  /** Who asks; without, whoever may read each document: everyone, or one of its groups. */
  readonly principal?: string | undefined;
  readonly seed: string;
  /** Passages at most. */
  readonly limit: number;
}

/** A heading or a row alone gives nothing to ask about. */
const fewestWords = 12;

/** In the order of `drawPlaces`, passages of few words and documents that repeat an earlier one byte by byte passed over. */
export async function* drawPassages(
  { corpus, groupsOf }: Pick<SyncedDocuments, 'corpus' | 'groupsOf'>,
  { principal, seed, limit }: DrawOptions,
): AsyncGenerator<DrawnPassage> {
  const askerOf = principal === undefined ? chooseAsker(groupsOf, seed) : () => principal;
  const isReadable = (document: StoredDocument) => {
    const groups = groupsOf(askerOf(document));
    return document.readers.some((reader) => groups.includes(reader));
  };
  let drawn = 0;
  for (const { document, index } of drawPlaces(distinct(await corpus.documents()).filter(isReadable), seed)) {
    if (drawn === limit) return;
    const asker = askerOf(document);
    const groups = groupsOf(asker);
    const passage = await corpus.readPassage(document.name, index, groups);
    if (passage === undefined || (passage.text.match(/[\p{L}\p{N}]+/gu) ?? []).length < fewestWords) continue;
    drawn += 1;
    yield { document, passage, groups, ...(asker !== undefined && { principal: asker }) };
  }
}

function chooseAsker(groupsOf: SyncedDocuments['groupsOf'], seed: string) {
  const isOpen = groupsOf(undefined).length > 0;
  const random = createRandom(seed);
  return ({ name, readers }: StoredDocument): string | undefined => {
    if (isOpen || readers.length === 0) return undefined;
    if (readers.includes(everyone)) return everyone;
    return readers.toSorted()[random.fork(`who asks about ${name}`).int(readers.length)];
  };
}

/** Of those with the same bytes the first. */
function distinct(documents: readonly StoredDocument[]): StoredDocument[] {
  return [...Map.groupBy(documents, ({ fileHash }) => fileHash).values()].flatMap(([first]) => first ?? []);
}
