/** Who may read a document: what the access lists grant, narrowed by what it and its metadata file name. Knows no corpus. */
import { everyone } from '../../domain/access.ts';
import type { ParsedDocument } from '../../domain/document.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { StoredDocument } from '../../domain/ports/corpus-store.ts';
import type { AccessLists } from '../access/access-lists.ts';
import { intersectReaders, narrowReaders, ownReaders, type Readers } from '../access/narrow-readers.ts';
import type { Sidecar } from '../documents/parse-sidecar.ts';

/** Of a document that is stored: what it said of its own readers when it was read still narrows, as does the metadata file of today. */
export function readersOfStored(
  document: Pick<StoredDocument, 'metadata' | 'notes'>,
  name: string,
  sidecar: Sidecar | undefined,
  access: AccessLists,
): Readers {
  return combine(access, name, ownReaders(document.metadata, document.notes), readersOfSidecar(sidecar));
}

/** The readers of a document just parsed, and what must be kept in its metadata to tell them again without parsing. */
export function readersOfParsed(
  document: ParsedDocument,
  name: string,
  sidecar: Sidecar | undefined,
  access: AccessLists,
): Readers & { readonly kept: JsonObject } {
  const own = ownReaders(document.metadata, document.notes);
  const beside = readersOfSidecar(sidecar);
  const both = intersectReaders(own.readers, beside.readers);
  return {
    ...combine(access, name, own, beside),
    kept: both.includes(everyone) ? {} : { readers: both },
  };
}

function readersOfSidecar(sidecar: Sidecar | undefined): Readers {
  if (sidecar?.problem === undefined) return ownReaders(sidecar?.metadata ?? {});
  return { readers: [], notes: [`nobody may read it: its metadata file ${sidecar.problem}`] };
}

function combine(access: AccessLists, name: string, own: Readers, beside: Readers): Readers {
  const granted = access.readersOf(name);
  const first = narrowReaders(granted.readers, own.readers);
  const both = narrowReaders(first.readers, beside.readers);
  return {
    readers: both.readers.toSorted(),
    notes: [...granted.notes, ...own.notes, ...beside.notes, ...first.notes, ...both.notes],
  };
}
