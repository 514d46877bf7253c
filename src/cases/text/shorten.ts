/** Cuts a value for a message; does not know which message. */

/** At most `max` characters on one line, JSON for what is no string; a cut is marked with `…` and the original length. */
export function shorten(value: unknown, max = 80): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const head = whole
    .slice(0, max + 1)
    .trim()
    .replace(/\s+/g, ' ');
  return whole.length <= max ? head : `${head.slice(0, max).toWellFormed()}… (${whole.length} characters)`;
}
