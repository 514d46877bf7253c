/** Parses a collection of real documents, many of them broken on purpose. It is no part of the project: skipped where it is absent. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { expectSound } from './document-parser.conformance.ts';
import { endingOf } from './document-parser.ts';
import { parseFiles } from './parse-files.ts';

const folder = new URL('../../../../shared/data/documents/', import.meta.url).pathname;
const skip = existsSync(folder) ? undefined : `there is no ${folder}`;
const readable = new Set(['md', 'html', 'pdf', 'docx', 'xlsx', 'txt', 'csv']);

it.skipIf(skip !== undefined)(
  `reads real documents${skip === undefined ? '' : ` (skipped: ${skip})`}`,
  async () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({ name: path.relative(folder, file), path: file }));
    expect(files.length).toBeGreaterThan(50);
    const seen = new Set<string>();
    const withText: string[] = [];
    const without: string[] = [];
    for await (const outcome of parseFiles(files, { processes: 2 })) {
      const { name } = outcome;
      seen.add(files.find((file) => name === file.name || name.startsWith(`${file.name}/`))?.name ?? name);
      if ('document' in outcome) expectSound(outcome.document);
      else expect(outcome.problem).toMatch(/^[a-z].{5,}/);
      if (!readable.has(endingOf(name))) continue;
      const text = 'document' in outcome ? outcome.document.text : '';
      if (text.trim() === '') without.push(`${name}: ${'problem' in outcome ? outcome.problem : 'no text'}`);
      else withText.push(name);
    }
    // Empty archives have nothing to tell of.
    expect(
      files.map(({ name }) => name).filter((name) => !seen.has(name) && !name.endsWith('empty.zip')),
    ).toEqual([]);
    expect(withText.length / (withText.length + without.length), without.join('\n')).toBeGreaterThanOrEqual(
      0.8,
    );
  },
  300_000,
);
