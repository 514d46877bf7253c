/** What holds of a corpus when importers are killed or race, on both engines. Faults are injected into real processes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { type Database, openDatabase } from '../connection.ts';
import { livingClaims } from '../embedded/database-lock.ts';
import { openStores } from '../open-stores.ts';
import { engines, type TestWorkbench } from '../testing/engines.ts';
import { asUrlOrFolder, runProgram } from '../testing/run-program.ts';

const everyone = { groups: ['everyone'], limit: 10_000 };

/** Every document is of one version throughout: its row, text, chunks by words and by vector, and readers. Returns the versions. */
async function versionsOf(corpus: Corpus): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  const byWords = await corpus.searchWords('violin', everyone);
  const byVector = await corpus.searchVectors(Float32Array.of(1, 0), everyone);
  for (const { name, readers, chunkCount } of await corpus.documents()) {
    const version = readers.find((reader) => /^v\d$/.test(reader))?.slice(1) ?? 'none';
    versions.set(name, version);
    const n = Number(name.slice(4));
    const expected = Array.from(
      { length: 2 + ((n + Number(version)) % 4) },
      (_, i) => `violin ${n} v${version} ${i}`,
    );
    expect(chunkCount).toBe(expected.length);
    for (const found of [byWords, byVector])
      expect(
        found
          .filter(({ passage }) => passage.document === name)
          .map(({ passage }) => passage.text)
          .sort(),
      ).toEqual(expected);
    expect(await corpus.readText(name, { start: 0, end: 10_000 }, ['everyone'])).toBe(expected.join('\n'));
  }
  const names = new Set([...byWords, ...byVector].map(({ passage }) => passage.document));
  expect([...names].filter((name) => !versions.has(name))).toEqual([]);
  return versions;
}

describe.each(engines)('on the $name engine', (engine) => {
  describe.skipIf(engine.skipReason !== undefined)('a corpus after faults', () => {
    let workbench: TestWorkbench;
    let database: Database;
    let corpus: Corpus;
    let where: string;

    beforeAll(async () => {
      workbench = await engine.create();
      where = asUrlOrFolder(workbench.location);
      database = await openDatabase(workbench.location);
      const { corpora } = openStores(database, workbench.stateFolder);
      corpus = await corpora.open('imported', { chunking: {}, embedding: 'test' });
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
      await workbench[Symbol.asyncDispose]();
    });

    test('holds each document whole, of one version and once, wherever its importer was killed', async () => {
      const acknowledged = new Map<string, number>();
      for (const [round, killAfter] of [5, 20, 45, 70].entries()) {
        const importer = runProgram('import-documents.ts', where, '80', String(round));
        await importer.until((lines) => lines.length >= killAfter);
        await sleep(Math.random() * 30);
        importer.child.kill('SIGKILL');
        if (engine.name === 'embedded' && round % 2 === 1)
          for (const claim of livingClaims(workbench.stateFolder)) process.kill(claim.process.pid, 'SIGKILL');
        await importer.ended;
        for (const line of importer.lines) {
          const [, n, version] = line.split(' ');
          acknowledged.set(`doc ${n}`, Number(version));
        }
        // A server may not have read yet what the dead process sent last.
        await sleep(300);
        const versions = await versionsOf(corpus);
        for (const [name, version] of acknowledged)
          expect(Number(versions.get(name))).toBeGreaterThanOrEqual(version);
      }
    }, 90_000);

    test('imported by two processes at once is whole', async () => {
      const importers = ['7', '8'].map((version) => runProgram('import-documents.ts', where, '60', version));
      expect(await Promise.all(importers.map(({ ended }) => ended))).toEqual([0, 0]);
      const versions = await versionsOf(corpus);
      const imported = Array.from({ length: 60 }, (_, n) => versions.get(`doc ${n}`));
      expect(imported.filter((version) => version !== '7' && version !== '8')).toEqual([]);
    }, 60_000);
  });
});
