/** Text from outside in a form fit for records and messages. Knows nothing of either. */

const shownCharacters = 120;

/** At most 120 characters, no lone surrogates, no control characters. */
export function excerpt(text: string): string {
  const cut = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
  return cut.toWellFormed().replace(/\p{Cc}/gu, ' ');
}
