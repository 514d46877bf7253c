/** The handbook example through the whole of it: real files and processes, then questions by people of different groups. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { groupsOf } from '../../domain/access.ts';
import { countWords } from '../chunks/testing/build-document.ts';
import { selectPassages } from '../context/select-passages.ts';
import { searchCorpus } from '../search/search-corpus.ts';
import { memoryCorpus } from '../testing/memory-corpus.ts';
import { syncCorpus } from './sync-corpus.ts';

const folder = new URL('../../../examples/handbook/', import.meta.url);

interface Question {
  readonly input: string;
  readonly principal: string;
  readonly goldPassages: readonly { readonly document: string; readonly quote: string }[];
}

it('is read whole, and answers each from what they may read', async () => {
  const corpus = memoryCorpus({ chunking: { maxTokens: 200 } });
  const source = { root: fileURLToPath(new URL('pages', folder)) };
  const report = await syncCorpus({ source, corpus, countTokens: countWords });
  expect(report).toMatchObject({ failed: [], denied: [], warnings: [] });
  expect(report.added).toHaveLength(44);
  const documents = await corpus.documents();
  expect(
    documents.flatMap(({ name, pageCount }) => (pageCount === undefined ? [] : [[name, pageCount]])),
  ).toEqual([['finance/dealer-terms.pdf', 2]]);
  expect(new Set(documents.map(({ readers }) => readers.join(' ')))).toEqual(
    new Set(['everyone', 'care', 'finance', 'care finance']),
  );
  const questions = readFileSync(new URL('questions.jsonl', folder), 'utf8')
    .trim()
    .split('\n')
    .slice(0, 60)
    .map((line) => JSON.parse(line) as Question);
  const flat = (text: string) => text.replace(/[\s|*]+/g, ' ');
  let asked = 0;
  let answered = 0;
  for (const { input, principal, goldPassages } of questions) {
    const groups = groupsOf(principal, {});
    const { found, considered } = await searchCorpus(corpus, { text: input, groups });
    for (const { passage } of considered)
      expect(
        documents.find(({ name }) => name === passage.document)?.readers.some((g) => groups.includes(g)),
      ).toBe(true);
    if (goldPassages.length === 0) continue;
    const passages = found.map(({ passage }) => passage);
    const smallToBig = { corpus, groups };
    const selection = await selectPassages(passages, {
      maxTokens: 1500,
      countTokens: countWords,
      smallToBig,
    });
    expect(selection.tokens).toBeLessThanOrEqual(1500);
    asked += 1;
    if (
      goldPassages.some(({ document, quote }) =>
        selection.passages.some((p) => p.document === document && flat(p.text).includes(flat(quote))),
      )
    )
      answered += 1;
  }
  // By words alone, without stems, on questions in other words than the pages.
  expect(answered / asked).toBeGreaterThan(0.3);
});
