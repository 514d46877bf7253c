/** Climbs a task over public test rows and logs the looks as a benchmark. Knows no task. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appendLooks } from '../../src/cases/seal/sealed-set-log.ts';
import { contentHash } from '../../src/domain/content-hash.ts';
import type { Json } from '../../src/domain/json.ts';
import type { Ladder } from '../../src/domain/ladder.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { climb } from '../../src/workbench/climb.ts';
import { interruptible } from '../../src/workbench/interruption.ts';
import { openWorkbench } from '../../src/workbench/open-workbench.ts';

/** `read`: the public rows, for the log. Prints rungs as they are measured. */
export async function climbBenchmark(folder: string, read: readonly object[]): Promise<Ladder> {
  await using workbench = await openWorkbench({
    where: folder,
    interruption: interruptible(),
    onProgress: (event) => {
      if (event.kind === 'rung') console.log(`${event.name}: ${event.line}`);
      if (event.kind === 'note') console.log(event.text);
    },
    now: () => new Date(),
  });
  const ladder = await climb(workbench, { only: [], resume: false });
  await appendLooks(folder, {
    sealedHash: contentHash(read as Json),
    batch: ladder.id,
    at: new Date(),
    benchmark: true,
    stacks: ladder.rungs.map((r) => ({ stackHash: r.stackHash, rung: r.name })),
  });
  await writeFile(path.join(folder, 'report.md'), renderMarkdown(ladder));
  console.log(renderTerminal(ladder, { width: 120, colour: false }));
  return ladder;
}
