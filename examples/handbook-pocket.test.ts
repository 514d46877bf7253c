/** The pocket handbook is small enough for a prompt, and its questions can be answered from it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { lexicalItems } from '../src/checks/lexical/lexical-items.ts';

interface Question {
  readonly id: string;
  readonly input: string;
  readonly expected: { readonly answer: string; readonly source: string | null };
  readonly goldDocuments: readonly string[];
  readonly goldPassages: readonly { readonly document: string; readonly quote: string }[];
  readonly principal: string;
  readonly tags: readonly string[];
}

const folder = join(import.meta.dirname, 'handbook-pocket');
const pages = new Map(
  readdirSync(join(folder, 'pages'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [
      file.slice(join(folder, 'pages').length + 1).replaceAll(sep, '/'),
      readFileSync(file, 'utf8'),
    ]),
);
const questions = readFileSync(join(folder, 'questions.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Question => JSON.parse(line));
const tagged = (tag: string) => questions.filter((q) => q.tags.includes(tag)).length;

/** Letters and figures alone, so that neither markup nor line breaks stand between a quote and its page. */
const letters = (text: string) => text.replaceAll(/[\s*|`]+/g, '');

describe('the pocket handbook', () => {
  test('has twelve pages that fit into a prompt', () => {
    expect(pages.size).toBe(12);
    const tokens = [...pages].map(([name, text]) => countTokens(`${name}\n${text}`));
    const all = tokens.reduce((sum, n) => sum + n, 0);
    expect(all).toBeGreaterThan(4500);
    expect(all).toBeLessThan(6000);
  });

  test('has enough questions of each kind, no two alike', () => {
    expect(questions).toHaveLength(198);
    expect(new Set(questions.map((q) => q.id)).size).toBe(198);
    expect(new Set(questions.map((q) => q.input.toLowerCase())).size).toBe(198);
    expect(tagged('no-answer')).toBe(20);
    expect(tagged('two-documents')).toBe(16);
    for (const page of pages.keys())
      expect(questions.filter((q) => q.goldDocuments.includes(page)).length).toBeGreaterThanOrEqual(9);
  });

  test('asks in other words than the pages', () => {
    const shares = questions.flatMap(({ input, goldDocuments }) => {
      if (goldDocuments.length === 0) return [];
      const page = goldDocuments.map((name) => pages.get(name)).join('\n');
      const known = new Set(lexicalItems(page).map(({ key }) => key));
      const asked = lexicalItems(input).filter(({ kind }) => kind === 'word');
      return asked.length === 0 ? [] : [asked.filter(({ key }) => known.has(key)).length / asked.length];
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.3);
  });

  test.each(questions.map((q) => [q.id, q] as const))('%s can be answered', (_, q) => {
    expect(q.principal).toBe('everyone');
    const isUnanswerable = q.tags.includes('no-answer');
    expect(q.expected.source === null).toBe(isUnanswerable);
    expect(q.expected.answer === 'not in the handbook').toBe(isUnanswerable);
    expect(q.expected.answer.split(/\s+/).length).toBeLessThanOrEqual(15);
    expect(q.goldDocuments).toEqual([...new Set(q.goldPassages.map(({ document }) => document))]);
    if (q.expected.source !== null) expect(q.goldDocuments).toContain(q.expected.source);
    expect(q.tags.includes('two-documents')).toBe(q.goldDocuments.length > 1);
    for (const { document, quote } of q.goldPassages)
      expect(letters(pages.get(document) ?? '')).toContain(letters(quote));
  });
});
