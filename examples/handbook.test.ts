/** The handbook is what its README says, and its questions can be answered from it by those who ask. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Question {
  readonly id: string;
  readonly input: string;
  readonly expected: { readonly answer: string; readonly source: string | null };
  readonly goldDocuments: readonly string[];
  readonly goldPassages: readonly { readonly document: string; readonly quote: string }[];
  readonly principal: string;
  readonly tags: readonly string[];
}

const folder = join(import.meta.dirname, 'handbook');
const pages = readdirSync(join(folder, 'pages'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== '_acl.yaml' && !entry.name.endsWith('.meta.yaml'))
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(join(folder, 'pages').length + 1)
      .replaceAll(sep, '/'),
  );
const acl: Record<string, string[]> = parse(readFileSync(join(folder, 'pages', '_acl.yaml'), 'utf8'));
const questions = readFileSync(join(folder, 'questions.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Question => JSON.parse(line));
const tagged = (tag: string) => questions.filter((q) => q.tags.includes(tag));

function readers(page: string): readonly string[] {
  const prefix = Object.keys(acl)
    .filter((p) => p !== 'default' && page.startsWith(p))
    .sort((a, b) => b.length - a.length)[0];
  const groups = acl[prefix ?? 'default'] ?? [];
  return groups.includes('everyone') ? ['everyone', 'care', 'finance'] : groups;
}

/** Letters and figures alone, so that neither markup nor line breaks stand between a quote and its page. */
const letters = (text: string) => text.replaceAll(/[\s*|`]+/g, '');

function visibleText(page: string): string {
  const source = readFileSync(join(folder, 'pages', page), 'utf8');
  if (page.endsWith('.md')) return source.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  const entities: Record<string, string> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&nbsp;': ' ',
    '&minus;': '−',
  };
  return source.replaceAll(/<[^>]+>/g, '').replaceAll(/&[a-z]+;/g, (entity) => entities[entity] ?? entity);
}

describe('the handbook', () => {
  test('has the pages and words its README names', () => {
    expect(pages).toHaveLength(44);
    const texts = pages.filter((p) => /\.(md|html)$/.test(p)).map(visibleText);
    expect(texts.join(' ').split(/\s+/).length).toBeGreaterThan(25_000);
    for (const format of ['.pdf', '.docx', '.xlsx'])
      expect(pages.filter((p) => p.endsWith(format))).toHaveLength(1);
    expect(new Set(pages.map((p) => readers(p).join()))).toEqual(
      new Set(['everyone,care,finance', 'care', 'finance', 'care,finance']),
    );
  });

  test('has enough questions of each kind', () => {
    expect(questions).toHaveLength(424);
    expect(new Set(questions.map((q) => q.id)).size).toBe(424);
    expect(new Set(questions.map((q) => q.input.toLowerCase())).size).toBe(424);
    expect(tagged('no-answer')).toHaveLength(64);
    expect(tagged('one-group')).toHaveLength(40);
    expect(tagged('two-documents')).toHaveLength(72);
  });

  test.each(questions.map((q) => [q.id, q] as const))('%s can be answered by who asks it', (_, q) => {
    const isUnanswerable = q.tags.includes('no-answer');
    expect(q.goldDocuments.length === 0).toBe(isUnanswerable);
    expect(q.expected.source === null).toBe(isUnanswerable);
    if (q.expected.source !== null) expect(q.goldDocuments).toContain(q.expected.source);
    if (q.tags.includes('two-documents')) expect(new Set(q.goldDocuments).size).toBeGreaterThan(1);
    for (const page of q.goldDocuments) {
      expect(pages).toContain(page);
      expect(readers(page)).toContain(q.principal);
      if (q.tags.includes('one-group'))
        expect(readers(page).length < 3 || q.goldDocuments.length > 1).toBe(true);
    }
    for (const { document, quote } of q.goldPassages) {
      expect(q.goldDocuments).toContain(document);
      if (/\.(md|html)$/.test(document)) expect(letters(visibleText(document))).toContain(letters(quote));
    }
  });
});
