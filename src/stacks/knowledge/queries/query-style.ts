/** What an option of writing queries is: what the chat model is told, and how many are taken of what it writes. Knows no option. */

export interface QueryStyle {
  readonly instruction: string;
  readonly most: number;
}
