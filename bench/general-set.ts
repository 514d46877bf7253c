/**
 * The general set for forgetting, asked of chat models as they are: shares by kind with their intervals, replies that were cut off, seconds.
 * Base and adapter can only be told apart where the base lies well between nothing and everything.
 *
 * node bench/general-set.ts [model ids, default local/smollm2-135m local/qwen2.5-coder-0.5b]
 */
import type { Outcome } from '../src/measure/comparison/outcome.ts';
import { wilson } from '../src/measure/stats/wilson.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { stackParts } from '../src/stacks/testing/stack-parts.ts';
import { forgettingSet } from '../src/tuning/forgetting/forgetting-set.ts';
import { askGeneralSet } from '../src/workbench/after-training/measure-forgetting.ts';
import { measuringParts } from '../src/workbench/testing/measuring-parts.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { writeBenchmark } from './write-benchmark.ts';

const given = process.argv.slice(2);
const ids = given.length > 0 ? given : ['local/smollm2-135m', 'local/qwen2.5-coder-0.5b'];
const kinds = [...new Set(forgettingSet.cases.flatMap(({ tags }) => tags))];
await using models = openModelSource();

const percent = (share: number) => (share * 100).toFixed(1);

function share(outcomes: readonly Outcome[]): string {
  const right = outcomes.filter(({ score }) => score === 1).length;
  const interval = wilson(right, outcomes.length);
  return `${right} of ${outcomes.length}, ${percent(right / outcomes.length)} (${percent(interval?.low ?? 0)}–${percent(interval?.high ?? 1)})`;
}

const columns: string[][] = [];
for (const id of ids) {
  const startedAt = performance.now();
  const outcomes = await askGeneralSet({ id }, measuringParts({ ...stackParts(), models }));
  const seconds = (performance.now() - startedAt) / 1000;
  columns.push([
    share(outcomes),
    ...kinds.map((kind) => share(outcomes.filter(({ tags }) => tags.includes(kind)))),
    String(outcomes.filter(({ failed }) => failed).length),
    seconds.toFixed(0),
  ]);
  for (const { caseId, score } of outcomes) process.stderr.write(`${id} ${caseId} ${score}\n`);
}
const rows = ['all items', ...kinds, 'cut off at 64 tokens', 'seconds'];
const markdown = `## The general set for forgetting

\`node bench/general-set.ts${given.map((id) => ` ${id}`).join('')}\`: ${forgettingSet.cases.length} items, each asked once at temperature 0, right where all of its checks hold; shares in percent
with Wilson intervals. ${machineNote()}.

${table(
  ['', ...ids],
  rows.map((name, at) => [name, ...columns.map((column) => column[at] ?? '')]),
)}
`;
process.stdout.write(markdown);
writeBenchmark('general-set', markdown);
