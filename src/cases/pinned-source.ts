/** A source whose bytes must stay what they were: each complete reading is checked against its digest. Does not know formats. */
import { createHash } from 'node:crypto';
import { FulcrumError } from '../domain/errors.ts';
import type { CaseSource } from './case-source.ts';

/** SHA-256 of the bytes, 64 hex digits; `onBytes` sees each chunk. */
export async function digestOf(source: CaseSource, onBytes: (bytes: Uint8Array) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.open()) {
    hash.update(chunk);
    onBytes(chunk);
  }
  return hash.digest('hex');
}

/** Files by name with their digests: the source itself and those it refers to. */
export type Digests = ReadonlyMap<string, string>;

/** Reading to the end throws `CASES_FILE_CHANGED` when the bytes are no longer those of `digests`. */
export function pinnedSource(source: CaseSource, digests: Digests): CaseSource {
  return {
    name: source.name,
    async *open() {
      const hash = createHash('sha256');
      for await (const chunk of source.open()) {
        hash.update(chunk);
        yield chunk;
      }
      if (hash.digest('hex') !== digests.get(source.name)) {
        throw new FulcrumError('CASES_FILE_CHANGED', { file: source.name });
      }
    },
    resolve: async (reference) => pinnedSource(await source.resolve(reference), digests),
  };
}

/** The same source, remembering each file that it refers to. */
export function recordingSource(source: CaseSource, seen: Map<string, CaseSource>): CaseSource {
  seen.set(source.name, source);
  return {
    name: source.name,
    open: () => source.open(),
    resolve: async (reference) => recordingSource(await source.resolve(reference), seen),
  };
}
