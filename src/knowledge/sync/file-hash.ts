/** The hash that tells whether a document must be read anew. Knows no corpus. */
import { hash } from 'node:crypto';
import { contentHash } from '../../domain/content-hash.ts';
import { topFolder } from '../documents/describe-document.ts';
import type { Sidecar } from '../documents/parse-sidecar.ts';
import { endingOf } from '../parsing/document-parser.ts';
import { readingVersion } from './reading-version.ts';

/** Over all that makes a stored document what it is: bytes, what of the name counts, the metadata file, and the version of what reads it. */
export function fileHash(name: string, bytes: Uint8Array, sidecar: Sidecar | undefined): string {
  return contentHash({
    bytes: hash('sha256', bytes),
    ending: endingOf(name),
    folder: topFolder(name),
    metadata: sidecar?.hash,
    version: readingVersion,
  });
}
