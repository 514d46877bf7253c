/** What is kept of a document beside its text: title, category, language and day, by what it and its metadata file say. Reads no files. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { StoredDocument } from '../../domain/ports/corpus-store.ts';
import { isReadersKey } from '../access/narrow-readers.ts';
import { isArchive } from '../parsing/read-parts.ts';
import { detectLanguage } from './detect-language.ts';
import { documentDate } from './document-date.ts';

export type Description = Pick<StoredDocument, 'title' | 'category' | 'language' | 'date' | 'metadata'>;

/** The metadata file counts before what the document says of itself. The category of a document that names none is its topmost folder. */
export function describeDocument(name: string, document: ParsedDocument, sidecar: JsonObject): Description {
  const own = document.metadata;
  const title = textOf(sidecar.title) ?? document.title;
  const category = textOf(sidecar.category) ?? textOf(own.category) ?? topFolder(name);
  const language = languageOf(sidecar) ?? languageOf(own) ?? detectLanguage(document.text);
  const date = documentDate(sidecar) ?? documentDate(own);
  return {
    ...(title !== undefined && { title }),
    ...(category !== undefined && { category }),
    ...(language !== undefined && { language }),
    ...(date !== undefined && { date }),
    metadata: { ...withoutReaders(own), ...withoutReaders(sidecar) },
  };
}

/** The outermost folder, archives left aside: what the description takes from a name. */
export function topFolder(name: string): string | undefined {
  return name
    .split('/')
    .slice(0, -1)
    .find((step) => !isArchive(step));
}

/** Who may read a document must not be told twice. */
function withoutReaders(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !isReadersKey(key)));
}

function textOf(value: Json | undefined): string | undefined {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  return text === '' ? undefined : text;
}

/** A language tag that is none is left aside. */
function languageOf(metadata: JsonObject): string | undefined {
  const told = textOf(metadata.language) ?? textOf(metadata.lang);
  try {
    return told === undefined ? undefined : Intl.getCanonicalLocales(told)[0];
  } catch {
    return undefined;
  }
}
