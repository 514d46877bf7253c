/** What every corpus promises, on both engines. Knows the port only, except where row-level security is looked at from below it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChunkQuery, Corpus, CorpusSettings, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { createRandom } from '../../measure/stats/random.ts';
import { type Database, openDatabase } from '../connection.ts';
import { openStores, type Stores } from '../open-stores.ts';
import { documentOf, unitVector } from '../testing/corpus-documents.ts';
import { cutConnections } from '../testing/cut-connections.ts';
import { engines, type TestWorkbench } from '../testing/engines.ts';
import { corpusTables } from './corpus-tables.ts';
import { buildNearestIndex } from './nearest-index.ts';
import { readAs } from './read-as.ts';

const words: CorpusSettings = { chunking: { maxTokens: 100 } };
const withVectors: CorpusSettings = { ...words, embedding: 'test/model sha256:1' };
const all: ChunkQuery = { groups: ['everyone'], limit: 10 };
const namesOf = (found: readonly FoundPassage[]) => found.map(({ passage }) => passage.document);
const textsOf = (found: readonly FoundPassage[]) => found.map(({ passage }) => passage.text);

describe.each(engines)('on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('a corpus', () => {
    let workbench: TestWorkbench;
    let database: Database;
    let stores: Stores;

    beforeAll(async () => {
      workbench = await engine.create();
      database = await openDatabase(workbench.location);
      stores = openStores(database, workbench.stateFolder);
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
      await workbench[Symbol.asyncDispose]();
    });

    test('says how it ranks words and who enforces permissions', async () => {
      const corpus = await stores.corpora.open('ranking', words);
      expect(corpus.rowSecurity).toBe(true);
      expect(corpus.lexicalRanking).toBe(engine.name === 'embedded' ? 'bm25' : 'tsvector');
    });

    test('of other settings is another corpus, of the same the same', async () => {
      const corpus = await stores.corpora.open('settings', words);
      await corpus.put(documentOf('a.md', ['everyone'], ['a violin']));
      const again = await stores.corpora.open('settings', { chunking: { maxTokens: 100 } });
      expect(await again.documents()).toHaveLength(1);
      const other = await stores.corpora.open('settings', { chunking: { maxTokens: 200 } });
      expect(await other.documents()).toEqual([]);
      expect(await other.searchWords('violin', all)).toEqual([]);
    });

    test('is listed with what it holds, and removed with all of it', async () => {
      const { corpora } = stores;
      const open = () => corpora.open('kept', withVectors);
      const document = documentOf('a', ['everyone'], ['a', 'violin'], {
        vectors: [Float32Array.of(1, 0), Float32Array.of(0, 1)],
      });
      await (await open()).put(document);
      await corpora.open('kept', words);
      const other = await corpora.open('kept too', words);
      await other.put(documentOf('b', ['everyone'], ['a violin']));
      expect(await corpora.list('kept')).toEqual([
        { settings: withVectors, documents: 1, chunks: 2 },
        { settings: words, documents: 0, chunks: 0 },
      ]);
      await corpora.remove('kept', withVectors);
      await corpora.remove('kept', withVectors);
      expect(await corpora.list('kept')).toEqual([{ settings: words, documents: 0, chunks: 0 }]);
      expect(namesOf(await other.searchWords('violin', all))).toEqual(['b']);
      const again = await open();
      expect(await again.documents()).toEqual([]);
      await again.put(document);
      expect(textsOf(await again.searchWords('violin', all))).toEqual(['violin']);
      const { rows } = await database.pool.query(
        `select tablename from pg_tables where schemaname = 'fulcrum' and tablename ~ '^(chunks|vectors)_'
         and substring(tablename from '[0-9]+')::integer not in (select id from fulcrum.corpora)`,
      );
      expect(rows).toEqual([]);
    });

    test('opened by many at once is made once', async () => {
      const opened = await Promise.all(
        Array.from({ length: 6 }, () => stores.corpora.open('at once', withVectors)),
      );
      await opened[0]?.put(documentOf('a', ['everyone'], ['a'], { vectors: [Float32Array.of(1, 0)] }));
      for (const corpus of opened) expect(await corpus.documents()).toHaveLength(1);
    });

    test('that is empty finds nothing and has a version', async () => {
      const corpus = await stores.corpora.open('empty', withVectors);
      expect(await corpus.searchWords('anything', all)).toEqual([]);
      expect(await corpus.searchVectors(Float32Array.of(1, 0), all)).toEqual([]);
      expect(await corpus.documents()).toEqual([]);
      expect(await corpus.readText('a.md', { start: 0, end: 1 }, ['everyone'])).toBeUndefined();
      expect((await corpus.version()).content).toMatch(/^[0-9a-f]{64}$/);
      await corpus.optimise();
      await corpus.remove(['a.md']);
      await corpus.rename('a.md', 'b.md', ['everyone']);
      await corpus.setReaders('a.md', ['everyone']);
      expect(await corpus.documents()).toEqual([]);
    });

    test('returns what was put, letter by letter', async () => {
      const corpus = await stores.corpora.open('whole', words);
      const awkward = 'NUL \u0000, "quotes", \\ and \ud800 and 😀 {x,y}';
      const document = documentOf(
        `O'Brien "100 %"/ü\\{a,b}_😀.md`,
        [`o'neil, "x"`, 'everyone'],
        ['Leave rules'],
        {
          title: `50 % off \\ 'now'`,
          category: 'hr',
          language: 'en-GB',
          date: '2026-03-01',
          metadata: { author: awkward, nested: { list: [1, null, true] } },
          notes: [awkward],
          pageCount: 3,
          text: `${awkward}\nLeave rules`,
        },
      );
      const chunk = {
        ...(document.chunks[0] as (typeof document.chunks)[0]).chunk,
        text: `${awkward} violin`,
        contextLine: `T > ${'h'}`,
        header: '| a | b |',
        headingPath: ['T', 'h'],
        pages: { first: 2, last: 3 },
        span: { start: 0, end: awkward.length },
        parentSpan: { start: 0, end: 60 },
      };
      await corpus.put({ ...document, chunks: [{ chunk }] });
      const { text: _text, chunks: _chunks, ...stored } = document;
      expect(await corpus.documents()).toEqual([
        { ...stored, readers: ['everyone', `o'neil, "x"`], chunkCount: 1 },
      ]);
      const [found] = await corpus.searchWords('violins', { groups: [`o'neil, "x"`], limit: 5 });
      expect(found?.passage).toEqual({
        chunkId: expect.stringMatching(/^[0-9a-f]{64}$/),
        document: document.name,
        title: document.title,
        text: chunk.text,
        contextLine: chunk.contextLine,
        header: chunk.header,
        headingPath: chunk.headingPath,
        pages: chunk.pages,
        span: chunk.span,
        parentSpan: chunk.parentSpan,
      });
      expect(await corpus.readPassage(document.name, 0, ['everyone'])).toEqual(found?.passage);
      for (const [name, index, groups] of [
        [document.name, 1, ['everyone']],
        ['no such document', 0, ['everyone']],
        [document.name, 0, ['nobody']],
        [document.name, 0, []],
      ] as const)
        expect(await corpus.readPassage(name, index, groups)).toBeUndefined();
      const read = (start: number, end: number) =>
        corpus.readText(document.name, { start, end }, ['everyone']);
      expect(await read(0, awkward.length)).toBe(awkward);
      expect(await read(awkward.length + 1, awkward.length + 6)).toBe('Leave');
      expect(await read(awkward.length + 7, 10_000)).toBe('rules');
      expect(await corpus.readText(document.name, { start: 0, end: 9 }, ['nobody'])).toBeUndefined();
      expect(await corpus.readText(document.name, { start: 0, end: 9 }, [])).toBeUndefined();
    });

    test('finds words in the context line and the header too, and stems them', async () => {
      const corpus = await stores.corpora.open('indexed text', words);
      const { chunks, ...document } = documentOf('t.md', ['everyone'], ['| 5 | 7 |']);
      const [first] = chunks as [(typeof chunks)[0]];
      const chunk = { ...first.chunk, contextLine: 'Handbook > Allowances', header: '| mileage | parking |' };
      await corpus.put({ ...document, chunks: [{ chunk }] });
      for (const text of ['allowance', 'parking', 'Handbooks', '7'])
        expect(namesOf(await corpus.searchWords(text, all))).toEqual(['t.md']);
      expect(await corpus.searchWords('allow', { ...all, groups: ['other'] })).toEqual([]);
    });

    test('finds what was written of a chunk, and keeps it apart from the passage', async () => {
      const contextLine = { kind: 'written', model: { id: 'test/chat' }, maxTokens: 20 } as const;
      const corpus = await stores.corpora.open('written', { ...words, contextLine });
      expect(await (await stores.corpora.open('written', words)).documents()).toEqual([]);
      const { chunks, ...document } = documentOf('t.md', ['everyone'], ['Five.']);
      const [{ chunk }] = chunks as [(typeof chunks)[0]];
      for (const line of ['', 'Handbook > Rates']) {
        const described = { ...chunk, contextLine: line, writtenContext: 'On mileage.' };
        await corpus.put({ ...document, chunks: [{ chunk: described }] });
        const [found] = await corpus.searchWords('mileage', all);
        expect(found).toMatchObject({ writtenContext: 'On mileage.', passage: { contextLine: line } });
        expect(JSON.stringify(found?.passage)).not.toContain('mileage');
      }
      await corpus.put({ ...document, chunks: [{ chunk }] });
      expect(await corpus.searchWords('mileage', all)).toEqual([]);
      expect((await corpus.searchWords('five', all))[0]).not.toHaveProperty('writtenContext');
    });

    test('matches words in the language of the corpus', async () => {
      const german = await stores.corpora.open('sprache', { ...words, language: 'de-AT' });
      await german.put(documentOf('u.md', ['everyone'], ['Die Urlaube werden genehmigt']));
      expect(await german.searchWords('Urlaub', all)).toHaveLength(1);
      expect(await german.searchWords('werden die', all)).toEqual([]);
      const unknown = await stores.corpora.open('sprache', { ...words, language: 'tlh' });
      await unknown.put(documentOf('u.md', ['everyone'], ['Die Urlaube werden genehmigt']));
      expect(await unknown.searchWords('Urlaub', all)).toEqual([]);
      expect(await unknown.searchWords('urlaube', all)).toHaveLength(1);
    });

    test.runIf(engine.name === 'embedded')('scores words by BM25 over the whole corpus', async () => {
      const corpus = await stores.corpora.open('bm25', words);
      await corpus.put(documentOf('a', ['x'], ['violin violin cello']));
      await corpus.put(documentOf('b', ['x'], ['violin trumpet cello cello cello cello']));
      await corpus.put(documentOf('c', ['y'], ['trumpet drum drum']));
      // k1 1.2, b 0.75, idf ln(1 + (3 - n + 0.5) / (n + 0.5)), mean length 4; by hand.
      const found = await corpus.searchWords('violin', { groups: ['x'], limit: 10 });
      expect(namesOf(found)).toEqual(['a', 'b']);
      expect(found[0]?.score).toBeCloseTo((0.47 * (2 * 2.2)) / (2 + 1.2 * (0.25 + (0.75 * 3) / 4)), 3);
      expect(found[1]?.score).toBeCloseTo((0.47 * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 6) / 4)), 3);
    });

    test('finds the nearest vectors, the cosine as their score', async () => {
      const corpus = await stores.corpora.open('vectors', withVectors);
      await corpus.put(
        documentOf('a.md', ['everyone'], ['north', 'north-east'], {
          vectors: [Float32Array.of(0, 1), Float32Array.of(Math.SQRT1_2, Math.SQRT1_2)],
        }),
      );
      await corpus.put(documentOf('b.md', ['hr'], ['west'], { vectors: [Float32Array.of(-1, 0)] }));
      const found = await corpus.searchVectors(Float32Array.of(0, 1), {
        groups: ['hr', 'everyone'],
        limit: 10,
      });
      expect(textsOf(found)).toEqual(['north', 'north-east', 'west']);
      expect(found.map(({ score }) => Number(score.toFixed(5)))).toEqual([
        1,
        Number(Math.SQRT1_2.toFixed(5)),
        0,
      ]);
      expect(textsOf(await corpus.searchVectors(Float32Array.of(0, 1), { ...all, limit: 1 }))).toEqual([
        'north',
      ]);
      await expect(
        corpus.put(documentOf('c.md', [], ['x'], { vectors: [Float32Array.of(1, 0, 0)] })),
      ).rejects.toThrow('a vector of 3 numbers among those of 2');
      await expect(corpus.put(documentOf('c.md', [], ['x']))).rejects.toThrow('no vector');
      expect(await corpus.documents()).toHaveLength(2);
      const wordsOnly = await stores.corpora.open('vectors', words);
      await expect(wordsOnly.searchVectors(Float32Array.of(0, 1), all)).rejects.toThrow('no vectors');
    });

    test('filters by category, source and day', async () => {
      const corpus = await stores.corpora.open('filters', withVectors);
      const vectors = [Float32Array.of(1, 0)];
      const put = (name: string, more: object) =>
        corpus.put(documentOf(name, ['everyone'], ['violin'], { vectors, ...more }));
      await put('hr/a_b.md', { category: 'hr', date: '2026-01-31' });
      await put('hr/aXb.md', { category: 'hr', date: '2026-02-01' });
      await put('it/c%.md', { category: "it' or 1=1 --", date: '2026-03-01' });
      await put('it/d.md', {});
      const found = async (filter: Partial<ChunkQuery>) => {
        const byWords = namesOf(await corpus.searchWords('violin', { ...all, ...filter })).sort();
        const byVector = namesOf(
          await corpus.searchVectors(Float32Array.of(1, 0), { ...all, ...filter }),
        ).sort();
        expect(byVector).toEqual(byWords);
        return byWords;
      };
      expect(await found({})).toHaveLength(4);
      expect(await found({ categories: ['hr'] })).toEqual(['hr/aXb.md', 'hr/a_b.md']);
      expect(await found({ categories: ["it' or 1=1 --"] })).toEqual(['it/c%.md']);
      expect(await found({ categories: [] })).toEqual([]);
      expect(await found({ sources: ['hr/a_'] })).toEqual(['hr/a_b.md']);
      expect(await found({ sources: ['it/c%', 'hr/aX'] })).toEqual(['hr/aXb.md', 'it/c%.md']);
      expect(await found({ sources: ['%'] })).toEqual([]);
      expect(await found({ from: '2026-02-01' })).toEqual(['hr/aXb.md', 'it/c%.md']);
      expect(await found({ to: '2026-02-01' })).toEqual(['hr/aXb.md', 'hr/a_b.md']);
      expect(await found({ from: '2026-02-01', to: '2026-02-01', categories: ['hr'] })).toEqual([
        'hr/aXb.md',
      ]);
    });

    test('replaces, renames and removes from the next query on', async () => {
      const corpus = await stores.corpora.open('changes', withVectors);
      const vectors = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
      const search = async (groups = ['everyone']) => [
        textsOf(await corpus.searchWords('violin cello', { groups, limit: 10 })).sort(),
        textsOf(await corpus.searchVectors(Float32Array.of(1, 0), { groups, limit: 10 })).sort(),
      ];
      const both = (...texts: string[]) => [texts, texts];
      await corpus.put(documentOf('a', ['everyone'], ['violin one', 'violin two'], { vectors }));
      await corpus.put(documentOf('a', ['everyone'], ['violin three'], { vectors }));
      expect(await search()).toEqual(both('violin three'));
      expect(await corpus.readText('a', { start: 0, end: Number.POSITIVE_INFINITY }, ['everyone'])).toBe(
        'violin three',
      );
      await corpus.setReaders('a', ['hr']);
      expect(await search()).toEqual(both());
      expect(await search(['hr'])).toEqual(both('violin three'));
      await corpus.put(documentOf('b', ['everyone'], ['cello'], { vectors }));
      await corpus.rename('a', 'b', ['everyone', 'hr']);
      expect((await corpus.documents()).map(({ name, readers }) => [name, readers])).toEqual([
        ['b', ['everyone', 'hr']],
      ]);
      expect(await search()).toEqual(both('violin three'));
      // A second rename finds nothing to rename, and must not take the target away.
      await corpus.rename('a', 'b', ['everyone']);
      expect(await search()).toEqual(both('violin three'));
      await corpus.remove(['a', 'b']);
      expect(await search()).toEqual(both());
      expect(await corpus.documents()).toEqual([]);
    });

    test('keeps the later of two puts of one name that share a commit', async () => {
      const corpus = await stores.corpora.open('twice', words);
      await Promise.all(
        ['one', 'two', 'three'].map((text) => corpus.put(documentOf('a', ['everyone'], [`violin ${text}`]))),
      );
      expect(textsOf(await corpus.searchWords('violin', all))).toEqual(['violin three']);
    });

    test('has versions that differ exactly when documents or readers do', async () => {
      const [corpus, mirror] = [
        await stores.corpora.open('v1', words),
        await stores.corpora.open('v2', words),
      ];
      const documents = [documentOf('a', ['x', 'y'], ['one']), documentOf('b', ['y'], ['two'])];
      const empty = await corpus.version();
      for (const document of documents) await corpus.put(document);
      for (const { readers, ...document } of documents.toReversed())
        await mirror.put({ ...document, readers: [...readers].reverse() });
      const version = await corpus.version();
      expect(version.content).not.toBe(empty.content);
      expect(version.permissions).not.toBe(empty.permissions);
      expect(await mirror.version()).toEqual(version);
      await corpus.setReaders('b', ['x']);
      const narrowed = await corpus.version();
      expect(narrowed.content).toBe(version.content);
      expect(narrowed.permissions).not.toBe(version.permissions);
      await corpus.setReaders('b', ['y']);
      expect(await corpus.version()).toEqual(version);
      await corpus.put(documentOf('b', ['y'], ['two'], { date: '2026-01-01' }));
      expect((await corpus.version()).content).not.toBe(version.content);
      await corpus.put(documentOf('b', ['y'], ['two']));
      expect(await corpus.version()).toEqual(version);
      await corpus.rename('b', 'c', ['y']);
      expect((await corpus.version()).content).not.toBe(version.content);
      const other = await stores.corpora.open('v3', { chunking: { maxTokens: 7 } });
      for (const document of documents) await other.put(document);
      expect((await other.version()).content).not.toBe(version.content);
    });

    test('bears hostile and empty queries', async () => {
      const corpus = await stores.corpora.open('hostile', words);
      await corpus.put(documentOf('a', ['everyone'], ["the violin isn't a | b & c <-> d:*", 'the and of']));
      await corpus.put(documentOf('secret', ['hr'], ['violin salary']));
      const hostile = [
        `' or 1=1 --`,
        `violin' | 'salary`,
        `violin'); drop table fulcrum.documents; --`,
        'violin & !salary <-> (x | y):*',
        `\\' \\\\ ''`,
        'violin:ABCD*',
        '\u0000violin\ud800',
        `fulcrum.chunks_1_words:violin`,
        'a',
        '%',
        '😀',
        `${'violin salary '.repeat(7_000)}`,
        'x'.repeat(100_000),
        Array.from({ length: 12_000 }, (_, n) => `word${n}`).join(' '),
      ];
      for (const text of hostile) {
        const found = await corpus.searchWords(text, all);
        expect(namesOf(found).filter((name) => name !== 'a')).toEqual([]);
        if (text.includes('violin') && !text.includes('_words')) expect(found, text).toHaveLength(1);
      }
      for (const text of ['', ' ', 'the of and', '!', "'"])
        expect(await corpus.searchWords(text, all)).toEqual([]);
      expect(await corpus.documents()).toHaveLength(2);
      for (const limit of [-1, 1.5, Number.NaN, '1; drop' as unknown as number])
        await expect(corpus.searchWords('violin', { ...all, limit })).rejects.toThrow(RangeError);
      expect(await corpus.searchWords('violin', { ...all, limit: 0 })).toEqual([]);
      for (const group of [`everyone"}`, 'everyone,hr', '{hr}', 'NULL', '', `hr' or '1`])
        expect(await corpus.searchWords('violin', { groups: [group], limit: 10 })).toEqual([]);
    });

    test('finds for whoever sees little all that there is, best first', async () => {
      const random = createRandom(1).next;
      const corpus = await stores.corpora.open('selective', withVectors);
      const puts: Promise<void>[] = [];
      const mine: { readonly text: string; readonly vector: Float32Array }[] = [];
      for (let n = 0; n < 150; n++) {
        const isMine = n % 50 === 7;
        const lines = Array.from(
          { length: 8 },
          (_, i) => `violin ${random() < 0.3 ? 'cello ' : ''}part ${n} of ${i}`,
        );
        const vectors = lines.map(() => unitVector(random, 8));
        if (isMine) mine.push(...lines.map((text, i) => ({ text, vector: vectors[i] as Float32Array })));
        puts.push(corpus.put(documentOf(`${n}.md`, isMine ? ['few', 'many'] : ['many'], lines, { vectors })));
      }
      await Promise.all(puts);
      for (const _ of [0, 1]) {
        const query = unitVector(random, 8);
        const cosine = (vector: Float32Array) =>
          vector.reduce((sum, x, i) => sum + x * (query[i] as number), 0);
        const expected = mine.toSorted((a, b) => cosine(b.vector) - cosine(a.vector)).map(({ text }) => text);
        for (const limit of [10, 100]) {
          const few = { groups: ['few'], limit };
          expect(textsOf(await corpus.searchVectors(query, few))).toEqual(expected.slice(0, limit));
          expect(await corpus.searchWords('violin', few)).toHaveLength(Math.min(limit, mine.length));
          const celloFirst = textsOf(await corpus.searchWords('violin cello', few)).map((text) =>
            text.includes('cello'),
          );
          expect(celloFirst).toEqual(celloFirst.toSorted((a, b) => Number(b) - Number(a)));
        }
        // Whoever sees all is answered through the index, whoever sees little chunk by chunk: with the same scores.
        const scores = async (groups: string[]) => {
          const found = await corpus.searchWords('violin cello', { groups, limit: 1_200 });
          return new Map(found.map(({ passage, score }) => [passage.text, score]));
        };
        const [ofAll, ofFew] = [await scores(['many']), await scores(['few'])];
        expect(ofAll.size).toBe(1_200);
        for (const [text, score] of ofFew) expect(ofAll.get(text)).toBeCloseTo(score, 4);
        expect(await corpus.searchVectors(query, { groups: ['many'], limit: 60 })).toHaveLength(60);
        expect(await corpus.searchWords('violin', { groups: ['many'], limit: 60 })).toHaveLength(60);
        await corpus.optimise();
      }
    });

    test('finds through an index over its vectors what it finds without', async () => {
      const random = createRandom(3).next;
      const corpus = await stores.corpora.open('indexed', withVectors);
      const topics = Array.from({ length: 20 }, () => unitVector(random, 8).map((number) => number * 6));
      const stored: { readonly text: string; readonly topic: number; readonly vector: Float32Array }[] = [];
      const puts = Array.from({ length: 500 }, (_, n) => {
        const topic = n % topics.length;
        const vectors = Array.from({ length: 10 }, () => unitVector(random, 8, topics[topic]));
        const lines = vectors.map((_, i) => `${n} ${i}`);
        stored.push(...vectors.map((vector, i) => ({ text: lines[i] as string, topic, vector })));
        return corpus.put(documentOf(`${n}`, topic < 18 ? ['all', 'most'] : ['all'], lines, { vectors }));
      });
      await Promise.all(puts);
      const { rows } = await database.pool.query("select id from fulcrum.corpora where name = 'indexed'");
      const tables = corpusTables(rows[0].id, corpus.lexicalRanking, withVectors);
      await buildNearestIndex(database.pool, tables, 1);
      await buildNearestIndex(database.pool, tables, 1);
      const used = async () => {
        const { rows } = await database.pool.query(
          'select pg_stat_get_numscans($1::regclass)::integer as scans',
          [`fulcrum.${tables.nearest}`],
        );
        return rows[0].scans as number;
      };
      const [hits, before] = [{ all: 0, most: 0 }, await used()];
      for (let n = 0; n < 40; n++) {
        // Of the topics that only some see, too: what is near is then not for all to see.
        const query = unitVector(random, 8, topics[n % topics.length]);
        const cosine = (vector: Float32Array) =>
          vector.reduce((sum, x, i) => sum + x * (query[i] as number), 0);
        for (const group of ['all', 'most'] as const) {
          const exact = stored
            .filter(({ topic }) => group === 'all' || topic < 18)
            .toSorted((a, b) => cosine(b.vector) - cosine(a.vector))
            .slice(0, 10)
            .map(({ text }) => text);
          const found = await corpus.searchVectors(query, { groups: [group], limit: 10 });
          expect(found).toHaveLength(10);
          expect(found.map(({ score }) => score)).toEqual(
            found.map(({ score }) => score).toSorted((a, b) => b - a),
          );
          hits[group] += textsOf(found).filter((text) => exact.includes(text)).length;
        }
      }
      // What a server counts it shows a moment later.
      await expect.poll(used, { timeout: 5_000 }).toBeGreaterThan(before);
      expect(hits.all).toBeGreaterThanOrEqual(392);
      expect(hits.most).toBeGreaterThanOrEqual(392);
    }, 60_000);

    test('shows nobody the canaries of others, in interleaved and broken queries too', async () => {
      const random = createRandom(2).next;
      const corpus = await stores.corpora.open('canaries', withVectors);
      const principals = Array.from({ length: 20 }, (_, n) => `user ${n}`);
      const readersOf = new Map<string, string[]>();
      const document = (n: number) => {
        const name = `doc ${n}`;
        const readers = principals.filter(() => random() < 0.1);
        readersOf.set(name, readers);
        const lines = Array.from({ length: 3 }, (_, i) => `canary${n} violin ${i}`);
        return documentOf(name, readers, lines, {
          title: `canary${n}`,
          vectors: lines.map(() => unitVector(random, 8)),
        });
      };
      await Promise.all(Array.from({ length: 60 }, (_, n) => corpus.put(document(n))));
      let returned = 0;
      let broken = 0;
      const ask = async (n: number) => {
        const who = principals[n % principals.length] as string;
        const target = Math.floor(random() * 60);
        const query = { groups: [who], limit: 200 };
        const found =
          n % 3 === 0
            ? await corpus.searchWords(`violin canary${target}`, query)
            : n % 3 === 1
              ? await corpus.searchVectors(unitVector(random, 8), query)
              : [];
        const text = await corpus.readText(`doc ${target}`, { start: 0, end: 50 }, query.groups);
        const mayRead = new Set(
          [...readersOf].filter(([, readers]) => readers.includes(who)).map(([name]) => name),
        );
        const canaries = JSON.stringify([found, text ?? null]).match(/canary\d+/g) ?? [];
        returned += canaries.length;
        expect(canaries.filter((canary) => !mayRead.has(`doc ${canary.slice(6)}`))).toEqual([]);
        if (n % 3 !== 2) expect(found).toHaveLength(mayRead.size * 3);
        expect(text === undefined).toBe(!mayRead.has(`doc ${target}`));
      };
      const asks = async (from: number, count: number) => {
        const results = await Promise.allSettled(Array.from({ length: count }, (_, i) => ask(from + i)));
        for (const result of results)
          if (result.status === 'rejected') {
            if (result.reason?.name === 'AssertionError') throw result.reason;
            broken++;
          }
      };
      await asks(0, 120);
      expect(broken).toBe(0);
      for (let round = 0; round < 3; round++) {
        const asking = asks(1_000 * (round + 1), 60);
        setTimeout(() => cutConnections(database), 5 + round * 20);
        await asking;
      }
      await asks(10_000, 60);
      expect(returned).toBeGreaterThan(1_000);
    }, 60_000);

    test('hides everything from a reader without groups, and from one who forgets to say which', async () => {
      const corpus = await stores.corpora.open('belt', words);
      await corpus.put(documentOf('a', ['everyone'], ['violin']));
      expect(await corpus.searchWords('violin', { groups: [], limit: 10 })).toEqual([]);
      expect(await corpus.searchWords('violin', { groups: ['nobody'], limit: 10 })).toEqual([]);
      const { rows } = await database.pool.query<{ id: number }>(
        "select id from fulcrum.corpora where name = 'belt'",
      );
      const id = rows[0]?.id as number;
      const tables = ['access_lists', 'documents', 'document_texts', `chunks_${id}`];
      const seen = async (settings: Record<string, string>) => {
        const client = await database.pool.connect();
        await client.query('begin');
        for (const [name, value] of Object.entries(settings))
          await client.query('select set_config($1, $2, true)', [name, value]);
        await client.query('set local role fulcrum_reader');
        const counts: number[] = [];
        for (const table of tables)
          counts.push((await client.query(`select count(*)::int as n from fulcrum.${table}`)).rows[0].n);
        await client.query('rollback');
        client.release();
        return counts;
      };
      const nothing = [0, 0, 0, 0];
      const corpusOnly = { 'fulcrum.corpus': String(id) };
      expect(await seen({})).toEqual(nothing);
      expect(await seen(corpusOnly)).toEqual(nothing);
      expect(await seen({ ...corpusOnly, 'fulcrum.groups': '' })).toEqual(nothing);
      expect(await seen({ ...corpusOnly, 'fulcrum.groups': '{}' })).toEqual(nothing);
      expect(await seen({ ...corpusOnly, 'fulcrum.groups': '{NULL}' })).toEqual(nothing);
      expect(await seen({ ...corpusOnly, 'fulcrum.groups': '{nobody}' })).toEqual(nothing);
      expect(await seen({ 'fulcrum.groups': '{everyone}', 'fulcrum.corpus': '' })).toEqual(nothing);
      expect(await seen({ ...corpusOnly, 'fulcrum.groups': '{everyone}' })).toEqual([1, 1, 1, 1]);
      // After a request that said who asks, its connection remembers nothing.
      expect(await seen({})).toEqual(nothing);
      const role = await database.pool.query(
        "select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = 'fulcrum_reader'",
      );
      expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
    });

    test('returns nothing that its own filter let through by mistake', async () => {
      const corpus = await stores.corpora.open('filter fails', words);
      await corpus.put(documentOf('a', ['hr'], ['violin']));
      const { rows } = await database.pool.query(
        "select id, ranking from fulcrum.corpora where name = 'filter fails'",
      );
      const tables = corpusTables(rows[0].id, rows[0].ranking, words);
      const everything = `select text from ${tables.chunks}`;
      const read = (groups: string[]) =>
        readAs(
          { pool: database.pool, tables, rowSecurity: corpus.rowSecurity },
          groups,
          async (client) => (await client.query(everything)).rows,
          async (client, found) => ({ found, read: (await client.query(everything)).rows }),
        );
      expect(await read(['everyone'])).toEqual({ found: [{ text: 'violin' }], read: [] });
      expect(await read(['hr'])).toEqual({ found: [{ text: 'violin' }], read: [{ text: 'violin' }] });
    });

    test('withdraws a document from the next query on, however often it was found', async () => {
      const random = createRandom(4).next;
      const corpus = await stores.corpora.open('withdrawn', withVectors);
      const put = (name: string, readers: string[]) =>
        corpus.put(documentOf(name, readers, ['violin'], { vectors: [unitVector(random, 8)] }));
      for (const name of ['a', 'b', 'c']) await put(name, ['everyone', 'hr']);
      const found = async (group: string) => {
        const query = { groups: [group], limit: 10 };
        const byVector = namesOf(await corpus.searchVectors(unitVector(random, 8), query)).sort();
        expect(namesOf(await corpus.searchWords('violin', query)).sort()).toEqual(byVector);
        return byVector;
      };
      // So often that the embedded engine's vectors are compared in memory by now.
      for (let n = 0; n < 20; n++) expect(await found('everyone')).toEqual(['a', 'b', 'c']);
      await corpus.setReaders('b', ['hr']);
      expect(await found('everyone')).toEqual(['a', 'c']);
      expect(await found('hr')).toEqual(['a', 'b', 'c']);
      await put('a', ['hr']);
      await corpus.rename('c', 'd', ['everyone']);
      expect(await found('everyone')).toEqual(['d']);
      await corpus.remove(['d']);
      expect(await found('everyone')).toEqual([]);
      await put('e', ['everyone']);
      expect(await found('everyone')).toEqual(['e']);
    });

    test('bears many groups and many readers', async () => {
      const corpus: Corpus = await stores.corpora.open('many groups', words);
      const groups = Array.from({ length: 3_000 }, (_, n) => `a department with a long name, number ${n}`);
      await corpus.put(documentOf('a', groups, ['violin']));
      expect(await corpus.searchWords('violin', { groups: groups.slice(2_999), limit: 3 })).toHaveLength(1);
      expect(
        await corpus.searchWords('violin', { groups: [...groups, 'x'].slice(-2_000), limit: 3 }),
      ).toHaveLength(1);
    });
  });
});
