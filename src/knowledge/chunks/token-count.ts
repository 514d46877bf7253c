/** How many tokens a text has, by whatever tokenizer the index is for. Knows none. */
export type TokenCount = (text: string) => number;
