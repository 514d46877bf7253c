/** Notes on metadata that was there and could not be read: what it said of the readers of the document is unknown. Knows no format. */

export const lostReaders = 'its front matter names readers and cannot be read';
export const lostMetadata = 'left out metadata that is too large, too deep or circular';

/** Whether metadata was lost that may have said who reads the document. */
export function areReadersLost(notes: readonly string[]): boolean {
  return notes.includes(lostReaders) || notes.includes(lostMetadata);
}
