/** Whether a text is an address that can be asked over HTTP. Asks nobody. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
