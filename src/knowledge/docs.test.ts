/** Runs what docs/knowledge.md shows, over the files it shows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorRegistry } from '../domain/error-registry.ts';
import { countWords } from './chunks/testing/build-document.ts';
import * as knowledge from './index.ts';
import { memoryCorpus } from './testing/memory-corpus.ts';

const page = readFileSync(new URL('../../docs/knowledge.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)];

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'knowledge-docs-'));
  for (const [, , file, text = ''] of blocks) {
    if (file === undefined) continue;
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('docs/knowledge.md', () => {
  it.each(Object.keys(knowledge))('names %s', (name) => {
    expect(page.includes(`\`${name}\``) || page.includes(`${name}(`)).toBe(true);
  });

  it('names errors that there are', () => {
    const codes = [...page.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(errorRegistry).toHaveProperty(code);
  });

  it('shows what comes out', async () => {
    const code = blocks
      .filter(([, language]) => language === 'ts')
      .map(([, , , text = '']) => text.replace(/^(.+) \/\/ → (.+)$/gm, 'check(async () => $1, $2);'))
      .join('\n');
    const checks: [() => unknown, unknown][] = [];
    const scope = {
      ...knowledge,
      memoryCorpus,
      root,
      countTokens: countWords,
      check: (run: () => unknown, wanted: unknown) => checks.push([run, wanted]),
    };
    const body = `return (async () => {\n${code}\n})();`;
    await new Function(...Object.keys(scope), body)(...Object.values(scope));
    expect(checks.length).toBeGreaterThanOrEqual(12);
    for (const [run, wanted] of checks) expect(await run()).toEqual(wanted);
  });
});
