/** What holds when the embedded server itself is killed, raced for, stuck or out of space. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { attemptKey } from '../../domain/attempt.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { openDatabase } from '../connection.ts';
import { openStores } from '../open-stores.ts';
import { currentProcess } from '../process-identity.ts';
import { runProgram } from '../testing/run-program.ts';
import { stopEmbeddedServer, testStateFolder } from '../testing/test-state-folder.ts';
import { livingClaims } from './database-lock.ts';

const serverPid = (stateFolder: string) =>
  livingClaims(stateFolder).find((claim) => claim.state === 'owning')?.process.pid;

const keyOf = (n: number) =>
  attemptKey({ inputHash: contentHash(n), stackHash: contentHash('stack'), repeat: 0 });

test('four processes that start together share one server', async () => {
  await using folder = await testStateFolder();
  const openers = Array.from({ length: 4 }, () => runProgram('open.ts', folder.path));
  expect(await Promise.all(openers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
  expect(new Set(openers.flatMap(({ lines }) => lines)).size).toBe(1);
});

test('the lock is held by one process at a time', async () => {
  await using folder = await testStateFolder();
  const contenders = Array.from({ length: 4 }, () => runProgram('contend-for-lock.ts', folder.path, '8'));
  expect(await Promise.all(contenders.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
  const spans = contenders
    .flatMap(({ lines }) => lines)
    .map((line) => line.split(' ').map(Number) as [number, number])
    .sort(([a], [b]) => a - b);
  expect(spans).toHaveLength(32);
  const overlaps = spans.filter(([start], i) => start < (spans[i - 1]?.[1] ?? 0));
  expect(overlaps).toEqual([]);
});

test('the server ends soon after its last client, and cleans up', async () => {
  await using folder = await testStateFolder();
  const { socketFolder } = await (async () => {
    await using database = await openDatabase({ stateFolder: folder.path });
    await database.pool.query('select 1');
    const endpoint = livingClaims(folder.path)[0]?.endpoint;
    return { socketFolder: endpoint?.host as string };
  })();
  expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
  for (let waitedMs = 0; livingClaims(folder.path).length > 0 && waitedMs < 10_000; waitedMs += 50)
    await sleep(50);
  expect(livingClaims(folder.path)).toEqual([]);
  expect(existsSync(socketFolder)).toBe(false);
});

test('the server does not outlive a client that was killed', async () => {
  await using folder = await testStateFolder();
  const holder = runProgram('hold-lease.ts', folder.path, 'run');
  await holder.until((lines) => lines.length > 0);
  holder.child.kill('SIGKILL');
  await holder.ended;
  for (let waitedMs = 0; livingClaims(folder.path).length > 0 && waitedMs < 10_000; waitedMs += 50)
    await sleep(50);
  expect(livingClaims(folder.path)).toEqual([]);
});

test('a server killed while it serves comes back, and every acknowledged attempt is there', async () => {
  await using folder = await testStateFolder();
  const buyer = runProgram('buy.ts', folder.path, 'run', '900');
  const killed = new Set<number>();
  for (const after of [40, 200, 400]) {
    await buyer.until((lines) => lines.filter((line) => line.startsWith('done')).length >= after);
    const pid = serverPid(folder.path);
    if (pid === undefined) continue;
    killed.add(pid);
    process.kill(pid, 'SIGKILL');
  }
  expect(await buyer.ended).toBe(0);
  expect(killed.size).toBe(3);
  const count = (word: string) => buyer.lines.filter((line) => line.startsWith(word)).length;
  // The buyer lived on, so it bought nothing twice.
  expect(count('sent')).toBe(900);
  expect(count('done')).toBe(900);
  await using database = await openDatabase({ stateFolder: folder.path });
  const { attempts, ledger } = openStores(database, folder.path);
  expect((await attempts.existing(Array.from({ length: 900 }, (_, n) => keyOf(n)))).size).toBe(900);
  expect(await ledger.totals('run')).toMatchObject({
    calls: { settled: 900, intended: 0, unknown: 0 },
    settledUsd: 9,
    reservedUsd: 0,
  });
});

test('a server killed together with its importer shows no half set', async () => {
  await using folder = await testStateFolder();
  const importer = runProgram('import-cases.ts', folder.path, 'set', '200000');
  await importer.until((lines) => lines.length >= 5);
  importer.child.kill('SIGKILL');
  await stopEmbeddedServer(folder.path, 'SIGKILL');
  await importer.ended;
  await using database = await openDatabase({ stateFolder: folder.path });
  const { caseSets } = openStores(database, folder.path);
  expect(await caseSets.find('set')).toBeUndefined();
});

test('a server killed under an import is started again, and the set is whole', async () => {
  await using folder = await testStateFolder();
  const importer = runProgram('import-cases.ts', folder.path, 'set', '20000');
  await importer.until((lines) => lines.length >= 5);
  process.kill(serverPid(folder.path) as number, 'SIGKILL');
  expect(await importer.ended).toBe(0);
  await using database = await openDatabase({ stateFolder: folder.path });
  const { rows } = await database.pool.query('select count(*)::int as n from fulcrum.cases');
  expect(rows).toEqual([{ n: 20_000 }]);
});

test('statements of many clients never mix, however large', async () => {
  await using folder = await testStateFolder();
  await using database = await openDatabase({ stateFolder: folder.path });
  const text = 'x'.repeat(1_500_000);
  const ask = async (n: number) => {
    const size = n % 2 === 0 ? 5 : text.length;
    const { rows } = await database.pool.query(
      `select ${n} as query, $1::int as n, length($2::text) as size`,
      [n, text.slice(0, size)],
    );
    expect(rows).toEqual([{ query: n, n, size }]);
  };
  await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)));
});

test('whoever does not know the token is refused', async () => {
  await using folder = await testStateFolder();
  await using database = await openDatabase({ stateFolder: folder.path });
  await database.pool.query('select 1');
  const endpoint = livingClaims(folder.path)[0]?.endpoint;
  const stranger = new pg.Client({
    host: endpoint?.host as string,
    port: 5432,
    user: 'postgres',
    password: 'guess',
  });
  await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
});

test('a claim from another host is respected and named', async () => {
  await using folder = await testStateFolder();
  const lock = join(folder.path, 'db.lock');
  mkdirSync(lock);
  const file = join(lock, '1-abc.json');
  const { scope } = currentProcess();
  writeFileSync(
    file,
    JSON.stringify({ state: 'owning', process: JSON.stringify(['elsewhere', scope, 1, '1']) }),
  );
  await expect(openDatabase({ stateFolder: folder.path })).rejects.toMatchObject({
    code: 'DATABASE_LOCKED',
    details: { host: 'elsewhere', pid: 1, file },
  });
  rmSync(file);
});

test('a damaged database is a coded error', async () => {
  await using folder = await testStateFolder();
  writeFileSync(join(folder.path, 'db', 'global', 'pg_control'), 'not a control file');
  await expect(openDatabase({ stateFolder: folder.path })).rejects.toMatchObject({
    code: 'DATABASE_START_FAILED',
  });
});

/** Why no small file system can be mounted here. */
function noMountReason(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a full disk needs root on Linux';
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return undefined;
  } catch {
    return 'this machine does not let us mount a tmpfs';
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const mountReason = noMountReason();
if (mountReason !== undefined) console.warn(`skipped: full disk: ${mountReason}`);

describe.skipIf(mountReason !== undefined)('on a disk that fills up', { timeout: 60_000 }, () => {
  async function onSmallDisk(sizeMb: number, work: (stateFolder: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'fulcrum-small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder]);
    try {
      await work(folder);
    } finally {
      await stopEmbeddedServer(folder, 'SIGKILL');
      // The threads of a killed process close their files a moment after it is gone.
      await sleep(200);
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    }
  }

  test('opening is refused before anything is written', () =>
    onSmallDisk(100, async (stateFolder) => {
      await expect(openDatabase({ stateFolder })).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(existsSync(join(stateFolder, 'db'))).toBe(false);
    }));

  test('saving is refused in time, and what was acknowledged is kept', () =>
    onSmallDisk(190, async (stateFolder) => {
      await using database = await openDatabase({ stateFolder });
      const { records } = openStores(database, stateFolder);
      let saved = 0;
      const fill = async () => {
        for (;;) {
          const noise = Array.from({ length: 60_000 }, () => Math.random());
          await records.put({ id: `r${saved}`, kind: 'noise', task: 't', body: noise });
          saved++;
        }
      };
      await expect(fill()).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(saved).toBeGreaterThan(10);
      execFileSync('mount', ['-o', 'remount,size=600m', stateFolder]);
      await sleep(300);
      const { rows } = await database.pool.query('select count(*)::int as n from fulcrum.records');
      expect(rows).toEqual([{ n: saved }]);
    }));

  test('a server whose log no longer fits is ended, and the next one finds everything', () =>
    onSmallDisk(300, async (stateFolder) => {
      const database = await openDatabase({ stateFolder });
      const { records } = openStores(database, stateFolder);
      await records.put({ id: 'before', kind: 'k', task: 't', body: 1 });
      const pid = serverPid(stateFolder);
      // One statement that the guard lets in, and that fills the disk with log.
      const grow = database.pool.query(
        "select count(pg_logical_emit_message(false, 'p', repeat('x', 100000))) from generate_series(1, 20000)",
      );
      await expect(grow).rejects.toMatchObject({ code: '53100' });
      await database[Symbol.asyncDispose]();
      execFileSync('mount', ['-o', 'remount,size=900m', stateFolder]);
      await using again = await openDatabase({ stateFolder });
      expect(serverPid(stateFolder)).not.toBe(pid);
      expect(await openStores(again, stateFolder).records.get('before')).toMatchObject({ body: 1 });
    }));

  test('a server that spins on a full disk is ended by its watchdog', () =>
    onSmallDisk(300, async (stateFolder) => {
      const database = await openDatabase({ stateFolder });
      const { records } = openStores(database, stateFolder);
      await records.put({ id: 'before', kind: 'k', task: 't', body: 1 });
      const spinning = database.pool.query("do 'begin loop null; end loop; end'");
      // Once it runs, another program takes what is left of the disk.
      await sleep(300);
      const filler = join(stateFolder, 'filler');
      await writeFile(filler, Buffer.alloc(300 * 1024 * 1024)).catch(() => {});
      await expect(spinning).rejects.toThrow('terminated unexpectedly');
      await database[Symbol.asyncDispose]();
      rmSync(filler);
      await using again = await openDatabase({ stateFolder });
      expect(await openStores(again, stateFolder).records.get('before')).toMatchObject({ body: 1 });
    }));
});
