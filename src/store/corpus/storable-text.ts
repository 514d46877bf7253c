/** Text as Postgres can hold it. Knows nothing of where it is stored. */

/** A space for each NUL and lone surrogate, so that offsets stay. */
export const storableText = (text: string) => text.replace(/[\0\p{Surrogate}]/gu, ' ');
