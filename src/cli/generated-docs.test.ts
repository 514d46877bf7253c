/** Holds the generated docs equal to the code, and every stage explained. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generatedDocs, stageSentences } from './generated-docs.ts';

const root = path.resolve(import.meta.dirname, '../..');

test.each(generatedDocs(root))('$file is as the code says (node scripts/write-docs.ts)', ({ file, text }) => {
  expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
});

test('README and AGENTS.md show the tree', () => {
  for (const file of ['README.md', 'AGENTS.md']) {
    expect(readFileSync(path.join(root, file), 'utf8')).toContain('src/workbench/');
  }
});

test('every stage has its sentence', () => {
  const stages = readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter((e) => e.isDirectory());
  expect(stages.map((s) => s.name).filter((name) => stageSentences[name] === undefined)).toEqual([]);
});

test('links between the docs lead somewhere', () => {
  const pages = [
    'README.md',
    'AGENTS.md',
    'CONTRIBUTING.md',
    ...readdirSync(path.join(root, 'docs'))
      .filter((f) => f.endsWith('.md'))
      .map((f) => `docs/${f}`),
  ];
  const broken = pages.flatMap((page) => {
    const text = readFileSync(path.join(root, page), 'utf8');
    return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map((m) => m[1] ?? '')
      .filter((link) => !existsSync(path.resolve(root, path.dirname(page), link)))
      .map((link) => `${page} → ${link}`);
  });
  expect(broken).toEqual([]);
});
