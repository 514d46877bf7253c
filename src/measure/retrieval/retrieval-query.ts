/** One question put to a retriever, with what it gave and what it should have given. Knows no retriever, index or text. */

export interface RetrievalQuery {
  /** Unique within a set. One question asked by two people is two queries, best kept in one group. */
  readonly queryId: string;
  /** Queries of a group may go together: variants of one question, turns of one conversation. */
  readonly group?: string;
  readonly tags: readonly string[];
  /** Ids of documents or chunks as retrieved, best first, none twice; a rank, so there are no ties. */
  readonly ranked: readonly string[];
  /**
   * Gain by id, finite and above 0, in the ids of `ranked`. Empty when nothing answers the question, which then has no figures. Under
   * permissions: only what the asker may read, so that what is rightly withheld is no miss.
   */
  readonly relevant: ReadonlyMap<string, number>;
}
