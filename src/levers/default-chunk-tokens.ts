/** How documents are cut unless a lever is told otherwise: one cut for all levers is embedded once. Local embedders read about as much. */
export const defaultChunkTokens = 200;

/** As an option of the chunking, where a lever has none of its own. */
export const defaultChunking = { maxTokens: defaultChunkTokens, overlapTokens: 0 };
