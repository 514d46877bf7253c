/** How documents are cut unless a lever is told otherwise: one cut for all levers is embedded once. Local embedders read about as much. */
export const defaultChunkTokens = 200;
