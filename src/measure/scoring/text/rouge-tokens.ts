/** The tokens ROUGE counts: lower-case runs of letters and digits, as Google's `rouge-score` without stemming, for every script. */
export function rougeTokens(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
