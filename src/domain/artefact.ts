/** A learned or collected part of a stack (classifier weights, example pool), addressed by its content. Knows nothing of where it is kept. */
import type { Json } from './json.ts';

/** Names an artefact: its kind and the SHA-256 of its canonical JSON body. */
export type ArtefactRef = {
  readonly kind: string;
  readonly hash: string;
};

/** Levers write artefacts, stacks read them; a body read back that does not hash to its name is an error. */
export interface ArtefactStore {
  put(kind: string, body: Json): Promise<ArtefactRef>;
  /** Throws `ARTEFACT_MISSING` or `ARTEFACT_CORRUPT`. */
  get(ref: ArtefactRef): Promise<Json>;
}

/** What of an artefact is too large for JSON, named by the SHA-256 of its bytes. */
export type ArtefactFile = {
  readonly sha256: string;
  readonly bytes: number;
};

export interface ArtefactFiles {
  /** Copies it; there whole or not at all. Throws `DISK_FULL`. */
  put(path: string): Promise<ArtefactFile>;
  /** Where its bytes lie, compared with its name. Throws `ARTEFACT_MISSING` or `ARTEFACT_CORRUPT`. */
  open(file: ArtefactFile): Promise<string>;
}
