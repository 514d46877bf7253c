/** The port by which models get the adapters that a reference names. Knows neither how they were trained nor where they are kept. */
import type { ArtefactRef } from '../domain/artefact.ts';
import type { ChatMessage } from './chat-model.ts';

/** What base and adapter said right after training: an engine that loads the adapter must say the same, or it did not load it. */
export interface AdapterCanary {
  readonly messages: readonly ChatMessage[];
  readonly continuations: readonly string[];
  /** Natural log of P(continuation | messages), one per continuation. */
  readonly base: readonly number[];
  readonly adapted: readonly number[];
}

export interface ServableAdapter {
  /** Of the artefact. */
  readonly hash: string;
  readonly base: { readonly id: string; readonly digest: string };
  /** Its GGUF file, compared with its digest; absent where that form cannot hold it. */
  readonly ggufFile?: string;
  /** The base with the adapter merged into it, which is computed by itself; compared with its digest. */
  readonly mergedFile?: string;
  readonly canary: AdapterCanary;
}

export interface AdapterSource {
  /** Throws `ARTEFACT_MISSING` or `ADAPTER_UNSOUND`. */
  open(ref: ArtefactRef): Promise<ServableAdapter>;
}
