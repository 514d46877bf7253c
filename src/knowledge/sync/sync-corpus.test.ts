import { chmodSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Corpus, FoundPassage } from '../../domain/ports/corpus-store.ts';
import { countWords } from '../chunks/testing/build-document.ts';
import { parseParts } from '../parsing/parse-files.ts';
import { archiveOf } from '../parsing/testing/sample-files.ts';
import { type CountingEmbedder, countingEmbedder } from '../testing/counting-embedder.ts';
import { memoryCorpus } from '../testing/memory-corpus.ts';
import { parseInProcess } from '../testing/parse-in-process.ts';
import { type SyncOptions, syncCorpus } from './sync-corpus.ts';
import type { SyncReport } from './sync-report.ts';
import type { WriteContexts, WrittenContext } from './write-contexts.ts';

let root = '';
let corpus: Corpus;
let embedder: CountingEmbedder;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'sync-')));
  corpus = memoryCorpus({ chunking: { maxTokens: 40, minTokens: 1 }, embedding: 'counting' });
  embedder = countingEmbedder();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

const sync = (options: Partial<SyncOptions> = {}) =>
  syncCorpus({
    source: { root },
    corpus,
    countTokens: countWords,
    embed: embedder.embed,
    parse: parseInProcess,
    ...options,
  });

/** As of a model that writes what it is told to of each chunk, by its text; and all that it was asked. */
function contextWriter(reply: (chunk: string) => WrittenContext) {
  const asked: string[] = [];
  const writeContexts: WriteContexts = async (documents) =>
    documents.flatMap(({ chunks }) =>
      chunks.map(({ text }) => {
        asked.push(text);
        return reply(text);
      }),
    );
  return { asked, writeContexts };
}

/** What happened, without what did not. */
function told(report: SyncReport): Record<string, unknown> {
  const { warnings, members: _m, chunksStored: _s, chunksEmbedded: _e, failed, denied, ...lists } = report;
  const shown = {
    ...lists,
    failed: failed.map(
      ({ name, problem, keptVersion }) => `${name} ${problem}${keptVersion ? ', kept' : ''}`,
    ),
    denied: denied.map(({ name }) => name),
    warnings: warnings.map(({ message }) => message),
  };
  return Object.fromEntries(
    Object.entries(shown).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== 0)),
  );
}

async function found(text: string, groups: readonly string[] = ['everyone']): Promise<string[]> {
  const passages = await corpus.searchWords(text, { groups, limit: 100 });
  return [...new Set(passages.map(({ passage }) => passage.document))].sort();
}

const readersOf = async () =>
  Object.fromEntries((await corpus.documents()).map(({ name, readers }) => [name, readers.join(' ')]));

const three = '# Title\n\n## One\n\nalpha one.\n\n## Two\n\nbeta two.\n\n## Three\n\ngamma three.\n';

describe('a sync', () => {
  it('stores what is new, and nothing a second time', async () => {
    put('a.md', three);
    put('care/b.txt', 'delta');
    put('care/c.md', '---\ntitle: C\ndate: 2026-03-01\nowner: T\n---\n\nepsilon');
    put('care/c.md.meta.yaml', 'category: special');
    expect(told(await sync())).toEqual({ added: ['a.md', 'care/b.txt', 'care/c.md'] });
    expect(await corpus.documents()).toMatchObject([
      { name: 'a.md', title: 'Title', readers: ['everyone'], chunkCount: 3 },
      { name: 'care/b.txt', category: 'care', chunkCount: 1 },
      { name: 'care/c.md', title: 'C', category: 'special', date: '2026-03-01', metadata: { owner: 'T' } },
    ]);
    const before = await corpus.version();
    expect(told(await sync())).toEqual({ unchanged: 3 });
    expect(embedder.calls).toEqual([5]);
    expect(await corpus.version()).toEqual(before);
  });

  it('embeds only the text that is new', async () => {
    put('a.md', three);
    await sync();
    put('a.md', three.replace('beta', 'zeta'));
    const report = await sync();
    expect(told(report)).toEqual({ changed: ['a.md'] });
    expect(report).toMatchObject({ chunksStored: 3, chunksEmbedded: 1 });
    expect(embedder.embedded.slice(3)).toEqual(['Title > Two\nTwo\n\nzeta two.']);
    expect(await found('beta')).toEqual([]);
    expect(await found('zeta')).toEqual(['a.md']);
    put('a.md.meta.yaml', 'title: Other');
    expect(told(await sync())).toEqual({ changed: ['a.md'] });
  });

  it('fills batches across documents, and cuts a large one', async () => {
    for (let n = 0; n < 10; n += 1) put(`${n}.txt`, `word${n}`);
    put('z.md', Array.from({ length: 9 }, (_, n) => `# H${n}\n\nw${n}`).join('\n\n'));
    await sync({ chunksPerBatch: 4 });
    expect(embedder.calls).toEqual([4, 4, 4, 4, 3]);
  });

  it('keeps chunks and vectors of a renamed file, and gives it the readers of its new name', async () => {
    put('a.md', three);
    put('b.md', 'beta');
    put('open/c.md', 'other');
    put('_acl.yaml', 'default: [everyone]\nclosed.md: [care]');
    await sync();
    renameSync(path.join(root, 'a.md'), path.join(root, 'closed.md'));
    // An edited file under a new name is another document; one that is moved to another category is read anew.
    put('d.md', 'beta more');
    rmSync(path.join(root, 'b.md'));
    mkdirSync(path.join(root, 'other'));
    renameSync(path.join(root, 'open/c.md'), path.join(root, 'other/c.md'));
    const calls = embedder.embedded.length;
    expect(told(await sync())).toEqual({
      renamed: [{ from: 'a.md', to: 'closed.md' }],
      added: ['d.md', 'other/c.md'],
      removed: ['b.md', 'open/c.md'],
    });
    expect(embedder.embedded.slice(calls)).toEqual(['beta more']);
    expect(await readersOf()).toEqual({ 'closed.md': 'care', 'd.md': 'everyone', 'other/c.md': 'everyone' });
    expect(await found('gamma', ['care'])).toEqual(['closed.md']);
    expect(await found('gamma')).toEqual([]);
  });

  it('changes readers without reading, and before anything else', async () => {
    put('care/a.md', 'alpha');
    put('care/b.md', '---\nreaders: [finance, care]\n---\nbeta');
    put('c.md', 'gamma');
    await sync();
    put('_acl.yaml', 'default: [everyone]\ncare/: [care]');
    // What follows does not come to an end, and the permission holds all the same.
    put('d.md', 'delta');
    const failing = sync({ embed: () => Promise.reject(new Error('no model')) });
    await expect(failing).rejects.toThrow('no model');
    expect(await readersOf()).toEqual({ 'c.md': 'everyone', 'care/a.md': 'care', 'care/b.md': 'care' });
    put('_acl.yaml', 'default: [everyone]');
    rmSync(path.join(root, 'd.md'));
    const report = await sync();
    expect(told(report)).toEqual({ unchanged: 3, accessChanged: ['care/a.md', 'care/b.md'] });
    expect(await readersOf()).toMatchObject({ 'care/a.md': 'everyone', 'care/b.md': 'care finance' });
    expect(embedder.embedded).toHaveLength(3);
    put('_acl.yaml', 'default: [everyone');
    expect(told(await sync())).toMatchObject({ denied: ['c.md', 'care/a.md', 'care/b.md'] });
    expect(Object.values(await readersOf())).toEqual(['', '', '']);
  });

  it('lets documents and metadata files narrow their readers, never widen', async () => {
    put('_acl.yaml', 'default: [staff]');
    put('a.md', '---\nreaders: [everyone]\n---\nx');
    put('b.md', '---\nreaders: [staff, board]\n---\nx');
    put('c.md', '---\nreaders: [board]\n---\nx');
    put('d.md', '---\nreaders: board\n---\nx');
    put('e.txt', 'x');
    put('e.txt.meta.yaml', 'readers: [board]');
    put('f.txt', 'x');
    put('f.txt.meta.yaml', 'readers: [');
    put('g.md', '---\nreaders: [staff]\n---\nx');
    put('g.md.meta.yaml', 'readers: [everyone]');
    const expected = {
      'a.md': 'staff',
      'b.md': 'staff',
      'c.md': '',
      'd.md': '',
      'e.txt': '',
      'f.txt': '',
      'g.md': 'staff',
    };
    const { denied } = await sync();
    expect(await readersOf()).toEqual(expected);
    expect(denied.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'c.md: nobody may read it: it names board, and the access list grants staff',
      'd.md: nobody may read it: its own `readers` are no list of groups',
      'e.txt: nobody may read it: it names board, and the access list grants staff',
      expect.stringMatching(/^f\.txt: nobody may read it: its metadata file cannot be read: /),
    ]);
    // And the same from what is stored.
    expect(told(await sync())).toEqual({ unchanged: 7, denied: ['c.md', 'd.md', 'e.txt', 'f.txt'] });
    put('_acl.yaml', 'default: [everyone]');
    await sync();
    expect(await readersOf()).toMatchObject({
      'a.md': 'everyone',
      'b.md': 'board staff',
      'd.md': '',
      'e.txt': 'board',
    });
  });

  it('goes on past a file that fails, and keeps the version before', async () => {
    put('a.md', 'alpha');
    put('b.pdf', 'no PDF at all');
    put('c.png', 'x');
    put('d.md', 'delta');
    const first = await sync();
    expect(told(first)).toMatchObject({
      added: ['a.md', 'd.md'],
      failed: [expect.stringMatching(/^b\.pdf /), expect.stringMatching(/^c\.png cannot/)],
    });
    put('a.md', 'x'.repeat(200));
    const second = await sync({ limits: { bytesIn: 100 }, failedBefore: first.failed });
    expect(told(second).failed).toEqual([
      expect.stringMatching(/^a\.md is larger than 1 MB, kept$/),
      expect.stringMatching(/^b\.pdf /),
      expect.stringMatching(/^c\.png /),
    ]);
    expect(await found('alpha')).toEqual(['a.md']);
  });

  it('does not parse again what failed with the same bytes', async () => {
    put('a.pdf', 'no PDF at all');
    const { failed } = await sync();
    const told = [{ ...(failed[0] as (typeof failed)[0]), problem: 'is what it was' }];
    expect((await sync({ failedBefore: told })).failed[0]?.problem).toBe('is what it was');
    put('a.pdf', 'other bytes');
    expect((await sync({ failedBefore: told })).failed[0]?.problem).not.toBe('is what it was');
  });

  it('follows an archive file by file', async () => {
    const acl = 'default: [everyone]\ncare/: [care]';
    put(
      'p.zip',
      archiveOf({
        '_acl.yaml': acl,
        'a.md': 'alpha',
        'care/b.md': 'beta',
        '.git/x.md': 'x',
        'c.md': 'gamma',
      }),
    );
    expect(told(await sync())).toEqual({ added: ['p.zip/a.md', 'p.zip/c.md', 'p.zip/care/b.md'] });
    expect(await readersOf()).toEqual({
      'p.zip/a.md': 'everyone',
      'p.zip/c.md': 'everyone',
      'p.zip/care/b.md': 'care',
    });
    expect((await corpus.documents())[2]?.category).toBe('care');
    put('p.zip', archiveOf({ '_acl.yaml': acl, 'a.md': 'alpha', 'care/b.md': 'beta 2' }));
    expect(told(await sync())).toEqual({
      unchanged: 1,
      changed: ['p.zip/care/b.md'],
      removed: ['p.zip/c.md'],
    });
    put('p.zip', 'broken');
    expect(told(await sync())).toMatchObject({
      accessChanged: ['p.zip/a.md', 'p.zip/care/b.md'],
      failed: [expect.stringMatching(/^p\.zip /)],
    });
    expect(await found('alpha beta', ['everyone', 'care'])).toEqual([]);
    put('x.md', 'x');
    rmSync(path.join(root, 'p.zip'));
    expect(told(await sync())).toMatchObject({ removed: ['p.zip/a.md', 'p.zip/care/b.md'] });
  });

  it('says of an archive without documents that it holds none', async () => {
    put('a.md', 'alpha');
    put('empty.zip', archiveOf({}));
    put('access.zip', archiveOf({ '_acl.yaml': 'default: [everyone]', '.git/x.md': 'x' }));
    expect(told(await sync())).toEqual({
      added: ['a.md'],
      failed: ['access.zip holds no documents', 'empty.zip holds no documents'],
    });
  });

  it('keeps what is done when it is aborted, and goes on from there', async () => {
    for (let n = 0; n < 12; n += 1) put(`${String(n).padStart(2, '0')}.txt`, `word${n}`);
    const controller = new AbortController();
    const aborted = sync({
      parse: parseParts,
      processes: 1,
      signal: controller.signal,
      chunksPerBatch: 2,
      onProgress: ({ documentsStored }) => {
        if (documentsStored === 4) controller.abort(new Error('enough'));
      },
    });
    await expect(aborted).rejects.toThrow('enough');
    const kept = (await corpus.documents()).length;
    expect(kept).toBeGreaterThanOrEqual(4);
    expect(kept).toBeLessThan(12);
    const stored = embedder.embedded.length;
    const report = await sync();
    expect(report.unchanged).toBe(kept);
    expect(report.added).toHaveLength(12 - kept);
    expect(embedder.embedded).toHaveLength(12);
    expect(stored).toBeGreaterThanOrEqual(kept);
    expect(new Set(embedder.embedded).size).toBe(12);
  });

  it('does not take a folder that is not there for one that is empty', async () => {
    put('a.md', 'alpha');
    await sync();
    rmSync(path.join(root, 'a.md'));
    await expect(sync()).rejects.toMatchObject({ code: 'DOCUMENTS_NONE' });
    rmSync(root, { recursive: true });
    await expect(sync()).rejects.toMatchObject({ code: 'DOCUMENTS_MISSING' });
    expect(await found('alpha')).toEqual(['a.md']);
  });

  it.skipIf(process.getuid?.() === 0)(
    'denies, and does not remove, what stands in a folder it cannot read',
    async () => {
      put('in/a.md', 'alpha');
      put('b.md', 'beta');
      await sync();
      chmodSync(path.join(root, 'in'), 0);
      const report = await sync();
      chmodSync(path.join(root, 'in'), 0o700);
      expect(report.removed).toEqual([]);
      expect(await readersOf()).toEqual({ 'b.md': 'everyone', 'in/a.md': '' });
    },
  );

  it('takes members, a table by code, and tells misspelt paths', async () => {
    put('_acl.yaml', 'default: [everyone]\nmembers: {care: [anna]}\ncaer/: [care]');
    put('care/a.md', 'alpha');
    put('care/b.md.meta.yaml', 'readers: [care]');
    const report = await sync({ access: { default: ['staff'] } });
    expect(report.members).toEqual({ anna: ['care'] });
    expect(await readersOf()).toEqual({ 'care/a.md': 'staff' });
    expect(report.warnings.map(({ message }) => message)).toEqual([
      '_acl.yaml:3: "caer/" decides for no document',
      'care/b.md.meta.yaml stands beside no document',
    ]);
    const part = await sync({ source: { root, include: ['care/*'] } });
    expect(part.warnings).toEqual([]);
  });

  it('searches chunks by what was written of them, and shows none of it', async () => {
    const settings = corpus.settings;
    const contextLine = { kind: 'written', model: { id: 'fake/chat' }, maxTokens: 20 } as const;
    corpus = memoryCorpus({ ...settings, contextLine });
    put('a.md', three);
    const { writeContexts } = contextWriter((text) => ({
      kind: 'written',
      sentence: text.includes('beta') ? 'On violins.' : 'On drums.',
    }));
    const report = await sync({ writeContexts });
    expect(report).toMatchObject({ contexts: { written: 3, unreadable: 0, failed: 0 } });
    expect(embedder.embedded).toContain('Title > Two\nOn violins.\nTwo\n\nbeta two.');
    const [only, ...others] = await corpus.searchWords('violins', { groups: ['everyone'], limit: 9 });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ writtenContext: 'On violins.', passage: { contextLine: 'Title > Two' } });
    expect(JSON.stringify(only?.passage)).not.toContain('violins');
    const { span, text } = (only as FoundPassage).passage;
    expect(await corpus.readText('a.md', span, ['everyone'])).toBe(text);
    await expect(sync()).rejects.toThrow('written contexts');
  });

  it('keeps headings alone where nothing came, and asks again where a call failed', async () => {
    const contextLine = { kind: 'written', model: { id: 'fake/chat' }, maxTokens: 20 } as const;
    corpus = memoryCorpus({ ...corpus.settings, contextLine });
    put('a.md', three);
    put('b.md', 'delta');
    const out = contextWriter((text) => {
      if (text.includes('beta')) return { kind: 'failed', reason: 'it is out', transient: true };
      return text === 'delta' ? { kind: 'unreadable' } : { kind: 'written', sentence: 'On drums.' };
    });
    const first = await sync(out);
    expect(first).toMatchObject({
      added: ['a.md', 'b.md'],
      contexts: { written: 2, unreadable: 1, failed: 1, reason: 'it is out' },
    });
    expect(await found('beta')).toEqual(['a.md']);
    expect(embedder.embedded).toContain('Title > Two\nTwo\n\nbeta two.');
    const before = await corpus.version();
    const again = contextWriter(() => ({ kind: 'written', sentence: 'On drums.' }));
    expect(await sync(again)).toMatchObject({ changed: ['a.md'], unchanged: 1, contexts: { written: 3 } });
    expect(await corpus.version()).not.toEqual(before);
    expect((await corpus.searchWords('drums', { groups: ['everyone'], limit: 9 })).length).toBe(3);
    const third = contextWriter(() => ({ kind: 'failed', reason: 'refused', transient: false }));
    expect(await sync(third)).toMatchObject({ unchanged: 2, contexts: { written: 0, failed: 0 } });
    expect(third.asked).toEqual([]);
    put('b.md', 'epsilon');
    expect(await sync(third)).toMatchObject({ changed: ['b.md'], contexts: { failed: 1 } });
    // What would be refused again is not asked for again.
    expect(await sync(third)).toMatchObject({ unchanged: 2 });
    expect(third.asked).toEqual(['epsilon']);
  });

  it('is refused without embedding where the corpus has one', async () => {
    await expect(syncCorpus({ source: { root }, corpus, countTokens: countWords })).rejects.toThrow(
      'embedding model',
    );
  });
});
