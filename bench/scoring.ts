/**
 * Cases scored per second, by scorer: the scorer alone, and as the stream a run and `rescore` use, with keys and summary.
 * `node bench/scoring.ts [cases]`. The cases are made up; half of the answers are right.
 */
import { cpus, loadavg } from 'node:os';
import type { Attempt } from '../src/domain/attempt.ts';
import type { Expected } from '../src/domain/case.ts';
import { type AttemptedCase, scoreAttempts } from '../src/measure/scoring/score-attempts.ts';
import type { Scorer } from '../src/measure/scoring/scorer.ts';
import { openScorer, type ScorerSpec } from '../src/measure/scoring/scorer-registry.ts';
import { summariseScores } from '../src/measure/scoring/summarise-scores.ts';
import { createRandom } from '../src/measure/stats/random.ts';

const count = Number(process.argv[2] ?? 100_000);
const labels = Array.from({ length: 77 }, (_, i) => `intent_${i}`);
const words = Array.from({ length: 2000 }, (_, i) => `word${i}`);
const context = { signal: new AbortController().signal };

interface Workload {
  readonly spec: ScorerSpec;
  readonly what: string;
  readonly make: (int: (n: number) => number) => { readonly expected: Expected; readonly wrong: string };
}

const workloads: readonly Workload[] = [
  {
    spec: { kind: 'label', settings: { labels } },
    what: '77 labels',
    make: (int) => ({ expected: { kind: 'label', label: pick(labels, int) }, wrong: pick(labels, int) }),
  },
  {
    spec: { kind: 'json-fields' },
    what: 'object with 8 fields and a list of 3 objects',
    make: (int) => ({ expected: { kind: 'json', value: order(int) }, wrong: JSON.stringify(order(int)) }),
  },
  {
    spec: { kind: 'token-f1' },
    what: '20 words against 20',
    make: (int) => ({ expected: { kind: 'text', text: sentence(int) }, wrong: sentence(int) }),
  },
];

for (const { spec, what, make } of workloads) {
  const scorer = openScorer(spec);
  const alone = await timed(async () => {
    for (const { case: asked, attempt } of cases(make)) {
      if (attempt.outcome.kind === 'answered')
        await scorer.score({ case: asked, answer: attempt.outcome.answer }, context);
    }
  });
  const making = await timed(async () => {
    for (const _ of cases(make));
  });
  const stream = await timed(() => streamed(scorer, make));
  const rate = (seconds: number) => Math.round(count / (seconds - making)).toLocaleString('en');
  console.log(
    `${spec.kind} (${what}), ${count} cases: ${rate(alone)} cases/s alone, ${rate(stream)} cases/s as a stream`,
  );
}
const resident = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  `peak memory ${resident} MB; ${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
);

async function streamed(scorer: Scorer, make: Workload['make']): Promise<void> {
  const [summary] = await summariseScores(scoreAttempts(cases(make), [scorer], context));
  if (summary?.scored !== count) throw new Error(`scored ${summary?.scored} of ${count}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The same cases each time; none is kept. */
function* cases(make: Workload['make']): Generator<AttemptedCase> {
  const { int } = createRandom('scoring');
  for (let i = 0; i < count; i++) {
    const { expected, wrong } = make(int);
    const output = i % 2 === 0 ? wrong : right(expected);
    const inputHash = i.toString(16).padStart(64, '0');
    const attempt: Attempt = {
      key: inputHash,
      inputHash,
      stackHash: 'stack',
      repeat: 0,
      concurrency: 1,
      startedAt: new Date(0),
      outcome: { kind: 'answered', answer: { output, finish: 'stop', callIds: [] } },
    };
    const asked = { id: `case-${i}`, input: `question ${i}`, expected, tags: [], ordinal: i, inputHash };
    yield { case: { ...asked, split: 'dev' }, attempt };
  }
}

function right(expected: Expected): string {
  if (expected.kind === 'json') return JSON.stringify(expected.value);
  return expected.kind === 'label' ? expected.label : expected.kind === 'text' ? expected.text : '';
}

function pick<T>(items: readonly T[], int: (n: number) => number): T {
  return items[int(items.length)] as T;
}

function sentence(int: (n: number) => number): string {
  return Array.from({ length: 20 }, () => pick(words, int)).join(' ');
}

function order(int: (n: number) => number) {
  const line = () => ({ article: pick(words, int), quantity: int(9) });
  const fields = Array.from({ length: 8 }, (_, i) => [`field${i}`, pick(words, int)] as const);
  return { ...Object.fromEntries(fields), lines: [line(), line(), line()] };
}
