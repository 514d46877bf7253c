/** Sync and search over the corpora that are really stored, on both engines: what the in-memory one shows must hold there too. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { type Database, openDatabase } from '../../store/connection.ts';
import { openStores } from '../../store/open-stores.ts';
import { engines, type TestWorkbench } from '../../store/testing/engines.ts';
import { countWords } from '../chunks/testing/build-document.ts';
import { selectPassages } from '../context/select-passages.ts';
import { explainSearch } from '../search/explain-search.ts';
import { searchCorpus } from '../search/search-corpus.ts';
import { countingEmbedder, wordVector } from '../testing/counting-embedder.ts';
import { memoryCorpus } from '../testing/memory-corpus.ts';
import { parseInProcess } from '../testing/parse-in-process.ts';
import { syncCorpus } from './sync-corpus.ts';

const settings = { chunking: { maxTokens: 40, minTokens: 1 }, embedding: 'counting' };

interface Opened extends AsyncDisposable {
  readonly corpus: Corpus;
}

const places = [
  {
    name: 'in memory',
    skipReason: undefined,
    open: async (): Promise<Opened> => ({
      corpus: memoryCorpus(settings),
      [Symbol.asyncDispose]: async () => {},
    }),
  },
  ...engines.map((engine) => ({
    name: `on the ${engine.name} engine`,
    skipReason: engine.skipReason,
    async open(): Promise<Opened> {
      const workbench: TestWorkbench = await engine.create();
      const database: Database = await openDatabase(workbench.location);
      return {
        corpus: await openStores(database, workbench.stateFolder).corpora.open('docs', settings),
        async [Symbol.asyncDispose]() {
          await database[Symbol.asyncDispose]();
          await workbench[Symbol.asyncDispose]();
        },
      };
    },
  })),
];

describe.each(places)('a corpus $name', ({ open, skipReason }) => {
  describe.skipIf(skipReason !== undefined)('that is synced', () => {
    let opened: Opened;
    let root = '';
    const embedder = countingEmbedder();
    beforeAll(async () => {
      opened = await open();
      root = mkdtempSync(path.join(tmpdir(), 'stored-'));
    });
    afterAll(async () => {
      await opened[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    });
    const put = (name: string, text: string) => {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    };
    const sync = () =>
      syncCorpus({
        source: { root },
        corpus: opened.corpus,
        countTokens: countWords,
        embed: embedder.embed,
        parse: parseInProcess,
      });
    const found = async (text: string, groups: readonly string[]) =>
      (await searchCorpus(opened.corpus, { text, vector: wordVector(text), groups })).found.map(
        ({ passage }) => `${passage.document} ${passage.text.replace(/\s+/g, ' ')}`,
      );

    it('follows its folder, and shows each group its own', async () => {
      put('_acl.yaml', 'default: [everyone]\ncare/: [care]');
      put('a.md', '# Bikes\n\n## Wheels\n\nThe tyre holds four bar.\n\n## Saddle\n\nThe saddle is leather.');
      put('care/b.md', '---\nreaders: [care, leads]\n---\nThe saddle may be exchanged.');
      expect((await sync()).added).toEqual(['a.md', 'care/b.md']);
      expect((await found('saddle leather', ['everyone']))[0]).toBe('a.md Saddle The saddle is leather.');
      expect((await found('saddle exchanged', ['everyone'])).some((one) => one.startsWith('care/'))).toBe(
        false,
      );
      expect(await found('saddle exchanged', ['care'])).toEqual(['care/b.md The saddle may be exchanged.']);
      expect(await found('saddle', [])).toEqual([]);
      expect((await sync()).unchanged).toBe(2);
    });

    it('keeps vectors of what was renamed or stayed, and lets go of what is gone', async () => {
      const before = embedder.embedded.length;
      put('a.md', '# Bikes\n\n## Wheels\n\nThe tyre holds five bar.\n\n## Saddle\n\nThe saddle is leather.');
      renameSync(path.join(root, 'care/b.md'), path.join(root, 'care/c.md'));
      const report = await sync();
      expect(report).toMatchObject({
        changed: ['a.md'],
        renamed: [{ from: 'care/b.md', to: 'care/c.md' }],
        chunksEmbedded: 1,
      });
      expect(embedder.embedded.slice(before)).toEqual([expect.stringContaining('five bar')]);
      expect(await found('saddle', ['care'])).toEqual(['care/c.md The saddle may be exchanged.']);
      put('_acl.yaml', 'default: [everyone]\ncare/: [care]\na.md: [staff]');
      expect((await sync()).accessChanged).toEqual(['a.md']);
      expect(await found('tyre', ['everyone', 'care'])).toEqual(['care/c.md The saddle may be exchanged.']);
      rmSync(path.join(root, 'care'), { recursive: true });
      expect((await sync()).removed).toEqual(['care/c.md']);
      expect(await found('saddle', ['care'])).toEqual([]);
    });

    it('is explained, and gives whole sections to those who may read them', async () => {
      const request = (groups: readonly string[]) => ({ text: 'tyre', groups });
      const explain = (groups: readonly string[], keeper?: { failed: [] }) =>
        explainSearch(opened.corpus, request(groups), { document: 'a.md' }, keeper);
      expect((await explain(['staff'])).kind).toBe('found');
      expect((await explain(['care'])).kind).toBe('not-there');
      expect(await explain(['care'], { failed: [] })).toMatchObject({
        kind: 'not-permitted',
        readers: ['staff'],
      });
      const { found: passages } = await searchCorpus(opened.corpus, request(['staff']));
      const { passages: selected } = await selectPassages(
        passages.map(({ passage }) => passage),
        { maxTokens: 100, countTokens: countWords, smallToBig: { corpus: opened.corpus, groups: ['staff'] } },
      );
      expect(selected[0]?.text).toContain('five bar');
    });
  });
});
