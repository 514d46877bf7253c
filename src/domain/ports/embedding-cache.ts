/** The port of the cache of embeddings, so that no text is embedded twice by one model. */
export interface EmbeddingCache {
  /** Vectors by text, for those that are cached. `model` identifies the weights (id and digest). */
  read(model: string, texts: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  write(model: string, entries: ReadonlyMap<string, Float32Array>): Promise<void>;
}
