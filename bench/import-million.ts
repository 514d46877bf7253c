/** Imports a million generated rows and prints rows per second and peak memory. Knows no database: the store counts and forgets. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { importCases } from '../src/cases/import-cases.ts';
import { planImport } from '../src/cases/plan-import.ts';
import type { CaseSetInfo, CaseSetStore } from '../src/domain/ports/case-set-store.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const labels = 40;

function* csv(): Generator<string> {
  yield 'id,text,label,group\n';
  let block = '';
  for (let row = 0; row < rows; row += 1) {
    block += `row-${row},"Order ${row} of customer ${row % 7919} has not arrived, parcel ${(row * 2654435761) % 1e9}, please look",queue_${row % labels},${row % 10 === 0 ? `g${row % 50_000}` : ''}\n`;
    if (block.length > 1 << 20) {
      yield block;
      block = '';
    }
  }
  yield block;
}

const countingStore = (): CaseSetStore => ({
  find: async () => undefined,
  async import(_hash, cases, summarise): Promise<CaseSetInfo> {
    for await (const _ of cases);
    return summarise();
  },
  async *stream() {},
});

const folder = await mkdtemp(join(tmpdir(), 'fulcrum-import-'));
try {
  const path = join(folder, 'cases.csv');
  await pipeline(Readable.from(csv()), createWriteStream(path));
  const megabytes = (await stat(path)).size / 1e6;
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const start = performance.now();
  const plan = await planImport({
    sources: [{ path: 'cases.csv' }],
    folder,
    split: { dev: 2000, sealed: 5000, seed: 1 },
  });
  const hashed = performance.now();
  const info = await importCases(plan, countingStore());
  const done = performance.now();
  clearInterval(watch);
  const seconds = (done - start) / 1000;
  console.log(
    JSON.stringify({
      rows,
      megabytes: Math.round(megabytes),
      hashSeconds: (hashed - start) / 1000,
      importSeconds: (done - hashed) / 1000,
      rowsPerSecond: Math.round(rows / seconds),
      peakRssMegabytes: Math.round(Math.max(peak, process.resourceUsage().maxRSS * 1024) / 1e6),
      restingRssMegabytes: Math.round(before / 1e6),
      counts: info.counts,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
