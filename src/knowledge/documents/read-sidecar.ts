/** The metadata file beside a document (`prices.pdf.meta.yaml`): what it says, or that it cannot be read. Knows no document. */

import { contentHash } from '../../domain/content-hash.ts';
import type { JsonObject } from '../../domain/json.ts';
import { plainJson } from '../parsing/plain-json.ts';
import { readBytes } from '../parsing/read-bytes.ts';

export const metadataEnding = '.meta.yaml';
const mostDepth = 20;

export interface Sidecar {
  /** Of what it says, or of what is wrong with it. */
  readonly hash: string;
  readonly metadata: JsonObject;
  /** A sentence to follow its name, where it cannot be read. Who may read the document is then unknown. */
  readonly problem?: string;
}

export async function readSidecar(
  file: string,
  root: string | undefined,
  mostBytes: number,
): Promise<Sidecar> {
  const broken = (problem: string): Sidecar => ({ hash: contentHash({ problem }), metadata: {}, problem });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(file, mostBytes, root));
    const { parse } = await import('yaml');
    const value: unknown = parse(text, { maxAliasCount: 0, logLevel: 'error' });
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return broken('is no YAML mapping');
    const { json, note } = plainJson(value, mostDepth);
    return note === undefined ? { hash: contentHash(json), metadata: json } : broken(note);
  } catch (error) {
    return broken(`cannot be read: ${(error as Error).message.split('\n')[0]}`);
  }
}
