import { expect, it } from 'vitest';
import type { Passage } from '../../domain/passage.ts';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { chunkDocument } from '../chunks/chunk-document.ts';
import { buildDocument, countWords, heading, paragraph } from '../chunks/testing/build-document.ts';
import { memoryCorpus } from '../testing/memory-corpus.ts';
import { type SelectionOptions, selectPassages } from './select-passages.ts';

/** Sections of three paragraphs of four words each; with its heading of one word, a section has 13. */
const document = buildDocument(
  ['One', 'Two'].flatMap((title) => [
    heading(2, title),
    ...['a', 'b', 'c'].map((letter) => paragraph(`${title}${letter} x y z`)),
  ]),
);

async function corpusAndPassages(): Promise<{ corpus: Corpus; find: (word: string) => Promise<Passage> }> {
  const corpus = memoryCorpus();
  for (const name of ['d.md', 'e.md']) {
    const text = document.text.replaceAll('x', name[0] as string);
    const chunks = chunkDocument(
      { ...document, text },
      { maxTokens: 5, minTokens: 1, contextLine: 'none' },
      countWords,
    );
    await corpus.put({
      name,
      fileHash: '',
      readers: ['g'],
      metadata: {},
      notes: [],
      text,
      chunks: chunks.map((chunk) => ({ chunk })),
    });
  }
  const find = async (words: string) => {
    const [first] = await corpus.searchWords(words, { groups: ['g'], limit: 1 });
    return first?.passage as Passage;
  };
  return { corpus, find };
}

async function select(words: readonly string[], more: Partial<SelectionOptions> & { grow?: string[] }) {
  const { corpus, find } = await corpusAndPassages();
  const found = await Promise.all(words.map(find));
  const { grow, ...options } = more;
  const smallToBig = grow && { corpus, groups: grow };
  const selection = await selectPassages(found, {
    maxTokens: 1000,
    countTokens: countWords,
    ...(smallToBig && { smallToBig }),
    ...options,
  });
  const shown = selection.passages.map(
    ({ extent, text, rank, tokens, chunkIds }) =>
      `${extent} ${rank} ${chunkIds.length} ${tokens} ${text.replace(/\s+/g, ' ')}`,
  );
  return { ...selection, shown };
}

it('takes the best that fit, passes over what does not, and cuts nothing', async () => {
  const { shown, tokens, leftOut } = await select(['Oneb d', 'Onea d', 'Twob d'], { maxTokens: 9 });
  expect(shown).toEqual(['chunk 1 1 4 Oneb d y z', 'chunk 2 1 5 One Onea d y z']);
  expect(tokens).toBe(9);
  expect(leftOut).toMatchObject([{ rank: 3, tokens: 4 }]);
  const short = await select(['Onea d', 'Oneb d'], { maxTokens: 4 });
  expect(short.shown).toEqual(['chunk 2 1 4 Oneb d y z']);
  const dear = await select(['Onea d', 'Oneb d'], { maxTokens: 9, tokensPerPassage: 4 });
  expect(dear.shown).toEqual(['chunk 1 1 9 One Onea d y z']);
});

it('grows into sections with what is left, several chunks of one becoming one', async () => {
  const words = ['Oneb d', 'Twoc d', 'Onec d'];
  const section = 'One Onea d y z Oneb d y z Onec d y z';
  const all = await select(words, { grow: ['g'] });
  expect(all.shown).toEqual([
    `section 1 2 13 ${section}`,
    'section 2 1 13 Two Twoa d y z Twob d y z Twoc d y z',
  ]);
  expect(all.passages[0]?.span).toEqual({ start: 0, end: document.text.indexOf('\n\nTwo') });
  // 12 for three chunks; the first section costs 5 more, the second would cost 9.
  expect((await select(words, { grow: ['g'], maxTokens: 20 })).shown).toEqual([
    `section 1 2 13 ${section}`,
    'chunk 2 1 4 Twoc d y z',
  ]);
  expect((await select(words, { grow: ['g'], maxTokens: 16 })).shown).toHaveLength(3);
  expect((await select(words, {})).shown.every((s) => s.startsWith('chunk'))).toBe(true);
});

it('reads a section only for who may, and of the text that was found', async () => {
  expect((await select(['Oneb d'], { grow: ['other'] })).shown).toEqual(['chunk 1 1 4 Oneb d y z']);
  const { corpus, find } = await corpusAndPassages();
  const found = [await find('Oneb d')];
  const text = 'All is new here, and nothing stands where it stood.';
  await corpus.put({ name: 'd.md', fileHash: '', readers: ['g'], metadata: {}, notes: [], text, chunks: [] });
  const { passages } = await selectPassages(found, {
    maxTokens: 100,
    countTokens: countWords,
    smallToBig: { corpus, groups: ['g'] },
  });
  expect(passages[0]).toMatchObject({ extent: 'chunk', text: 'Oneb d y z' });
});

it('counts a passage within another to that', async () => {
  const { find } = await corpusAndPassages();
  const whole = await find('Oneb d');
  const part = {
    ...whole,
    chunkId: 'part',
    span: { start: whole.span.start + 5, end: whole.span.end },
    text: 'd y z',
  };
  const { passages } = await selectPassages([whole, part], { maxTokens: 100, countTokens: countWords });
  expect(passages).toHaveLength(1);
  expect(passages[0]?.chunkIds).toEqual([whole.chunkId, 'part']);
});

it('orders by rank, or by document and place', async () => {
  const words = ['Twob e', 'Oneb d', 'Onea e'];
  const texts = async (order: 'best-first' | 'by-document') =>
    (await select(words, { order })).passages.map(({ text }) => text.replace(/\s+/g, ' '));
  expect(await texts('best-first')).toEqual(['Twob e y z', 'Oneb d y z', 'One Onea e y z']);
  expect(await texts('by-document')).toEqual(['One Onea e y z', 'Twob e y z', 'Oneb d y z']);
});
