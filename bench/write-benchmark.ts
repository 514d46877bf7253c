/** Replaces one generated part of docs/benchmarks.md. Knows nothing of what was measured. */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../docs/benchmarks.md', import.meta.url);

/** The part between `<!-- name:start -->` and `<!-- name:end -->`. */
export function writeBenchmark(name: string, markdown: string): void {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no part "${name}"`);
  writeFileSync(file, `${text.slice(0, from + start.length)}\n${markdown.trim()}\n${text.slice(to)}`);
}
