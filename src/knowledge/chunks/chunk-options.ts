/** How a document is to be cut, with the defaults. Knows nothing of documents. */

export interface ChunkOptions {
  /** No chunk has more, context line and header included. Default 400. */
  readonly maxTokens?: number;
  /** Neighbours under one heading are merged until they have as many. Default: half of `maxTokens`, rounded down. */
  readonly minTokens?: number;
  /**
   * Whole sentences or blocks of the chunk before, up to as many tokens, are repeated, never across a heading of level 1 or 2. At most
   * half of `maxTokens`. Default 0.
   */
  readonly overlapTokens?: number;
  /** Whether each chunk names the span of its section, to answer from the bigger text. Default true. */
  readonly parents?: boolean;
  /** Whether each chunk is embedded with the title and the headings it stands under. Default `heading-path`. */
  readonly contextLine?: 'heading-path' | 'none';
}

/** The options with their defaults filled in. Throws `RangeError` where the numbers contradict each other. */
export function resolveChunkOptions(options: ChunkOptions): Required<ChunkOptions> {
  const maxTokens = options.maxTokens ?? 400;
  const minTokens = options.minTokens ?? Math.floor(maxTokens / 2);
  const overlapTokens = options.overlapTokens ?? 0;
  demand(Number.isInteger(maxTokens) && maxTokens >= 1, 'maxTokens is a whole number of at least 1');
  demand(minTokens >= 0 && minTokens <= maxTokens, 'minTokens is between 0 and maxTokens');
  demand(
    overlapTokens >= 0 && overlapTokens <= maxTokens / 2,
    'overlapTokens is between 0 and half of maxTokens',
  );
  return {
    maxTokens,
    minTokens,
    overlapTokens,
    parents: options.parents ?? true,
    contextLine: options.contextLine ?? 'heading-path',
  };
}

function demand(holds: boolean, rule: string): void {
  if (!holds) throw new RangeError(rule);
}
