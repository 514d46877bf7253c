/** Names the one record that holds a climb as it was last judged anew. Knows nothing of judging. */

/** The published record of a climb judged anew. */
export const rescoredKind = 'rescored ladder';

const suffix = '-rescored';

/** Of the id of a climb. */
export const rescoredId = (climb: string) => `${climb}${suffix}`;

/** The climb behind either of its two records. */
export const climbOf = (id: string) => (id.endsWith(suffix) ? id.slice(0, -suffix.length) : id);
