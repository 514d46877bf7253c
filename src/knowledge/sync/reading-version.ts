/** What reads documents, as a number. Knows nothing else. */

/** To be raised whenever parsing, chunking or the description of a document gives something else for the same file: all are then read anew. */
export const readingVersion = 3;
