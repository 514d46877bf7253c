/** The metadata file beside a document (`prices.pdf.meta.yaml`): what it says, or that it cannot be read. Knows no document and no disk. */
import { contentHash } from '../../domain/content-hash.ts';
import type { JsonObject } from '../../domain/json.ts';
import { plainJson } from '../parsing/plain-json.ts';

export const metadataEnding = '.meta.yaml';
const mostDepth = 20;

export interface Sidecar {
  /** Of what it says, or of what is wrong with it. */
  readonly hash: string;
  readonly metadata: JsonObject;
  /** Where it cannot be read: a sentence to follow its name. Who may read the document is then unknown. */
  readonly problem?: string;
}

export async function parseSidecar(bytes: Uint8Array): Promise<Sidecar> {
  try {
    const { parse } = await import('yaml');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = parse(text, { maxAliasCount: 0, logLevel: 'error' });
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return brokenSidecar('is no YAML mapping');
    const { json, note } = plainJson(value, mostDepth);
    return note === undefined ? { hash: contentHash(json), metadata: json } : brokenSidecar(note);
  } catch (error) {
    return brokenSidecar((error as Error).message.split('\n')[0] ?? '');
  }
}

export function brokenSidecar(reason: string): Sidecar {
  const problem = `cannot be read: ${reason}`;
  return { hash: contentHash({ problem }), metadata: {}, problem };
}
