/** The form in which two inputs count as the same text. Does not know cases. */

/** Compatibility-normalised (NFKC), lower case, every run of white space one blank, outer white space and zero-width characters left out. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
