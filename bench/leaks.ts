/**
 * Asks a corpus of 20 users, 200 documents each with a canary, 20,000 times over every path that reads it, many at once, some given up, timed
 * out or with their connection cut, and looks for canaries that are not for whoever asked: in what is returned or printed, and in what is
 * written meanwhile. `node bench/leaks.ts [queries on the server] [on the embedded engine]` writes its part of docs/benchmarks.md.
 */
import { groupsOf } from '../src/domain/access.ts';
import { type Attempt, attemptKey } from '../src/domain/attempt.ts';
import { inputHash } from '../src/domain/case.ts';
import { contentHash } from '../src/domain/content-hash.ts';
import type { Corpus } from '../src/domain/ports/corpus-store.ts';
import type { StackSpec } from '../src/domain/stack.ts';
import { explainSearch } from '../src/knowledge/search/explain-search.ts';
import { searchCorpus } from '../src/knowledge/search/search-corpus.ts';
import { wordVector } from '../src/knowledge/testing/counting-embedder.ts';
import { identifyAttempt } from '../src/measure/runs/identify-attempt.ts';
import { createRandom } from '../src/measure/stats/random.ts';
import type { ChatModel } from '../src/models/chat-model.ts';
import type { EmbeddingModel } from '../src/models/embedding-model.ts';
import type { LiveStack } from '../src/stacks/live-stack.ts';
import { openStack } from '../src/stacks/open-stack.ts';
import { fakeChatModel } from '../src/stacks/testing/fake-chat-model.ts';
import { stackParts } from '../src/stacks/testing/stack-parts.ts';
import type { Database } from '../src/store/connection.ts';
import { retryLostConnection } from '../src/store/retry-lost-connection.ts';
import { documentOf } from '../src/store/testing/corpus-documents.ts';
import { cutConnections } from '../src/store/testing/cut-connections.ts';
import {
  type BenchDatabase,
  benchEngines,
  type EngineName,
  openBenchDatabase,
} from './harness/bench-database.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import {
  type CanaryDocument,
  type CountedCanaries,
  canaryDocuments,
  canaryOf,
  chunksPerDocument,
  closedEvery,
  commonWords,
  countCanaries,
  documentsPerUser,
  mayRead,
  nameOf,
  readersOf,
  sharedEvery,
  users,
} from './harness/canary-documents.ts';
import { captureOutput } from './harness/capture-output.ts';
import { type SearchProgram, searchProgram } from './harness/search-program.ts';
import { type Swept, sweepWritten } from './harness/sweep-written.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [onServer = '20000', onEmbedded = onServer] = process.argv.slice(2);
const queriesOn: Readonly<Record<EngineName, number>> = {
  server: Number(onServer),
  embedded: Number(onEmbedded),
};
const concurrency = 24;
/** One in so many answers is given up while it runs, after at most so many milliseconds. */
const [givenUpEvery, longestWaitMs] = [4, 30];
/** After so many queries all connections are broken, and on the server a statement is ended as a time limit ends it. */
const [cutEvery, cancelEvery] = [200, 20];
/** One query in so many is a process of its own. */
const programEvery = 200;
const patienceWithProgram = 100;
const seed = '1';

const givenUp = 'given up';
/** SQLSTATE of a statement that a time limit or an administrator ended. */
const queryCancelled = '57014';

const program = 'fulcrum search, a process';
/** They take turns, but for the last, which has a pace of its own. */
const paths = [
  'searchWords',
  'searchVectors',
  'searchCorpus',
  'readText',
  'explainSearch',
  'answer of a stack',
  program,
] as const;
type Path = (typeof paths)[number];

interface Counts extends CountedCanaries {
  queries: number;
  /** Aborted by whoever asked. */
  givenUp: number;
  timedOut: number;
  /** Under way when all connections were broken; they run anew. */
  cut: number;
  failed: number;
  /** Explanations that tell a document of others from one that is not there. */
  told: number;
}

async function fill(corpus: Corpus, documents: readonly CanaryDocument[]): Promise<void> {
  await Promise.all(
    documents.map((document) => {
      const lines = document.text.split('\n');
      const vectors = lines.map(wordVector);
      return corpus.put(documentOf(document.name, readersOf(document), lines, { vectors }));
    }),
  );
  await corpus.optimise();
}

async function cancelOne({ pool }: Database): Promise<void> {
  await retryLostConnection(() =>
    pool.query(
      `select pg_cancel_backend(pid) from pg_stat_activity
       where application_name = 'fulcrum' and state = 'active' and pid <> pg_backend_pid() order by random() limit 1`,
    ),
  );
}

/** Repeats in its answer all that it is shown. */
function repeatingChatModel(): ChatModel {
  const base = fakeChatModel({});
  return {
    ...base,
    async generate({ messages }, { purchase, signal }) {
      signal.throwIfAborted();
      const shown = messages.map(({ content }) => content).join('\n');
      const { callId, body } = await purchase(
        { model: base.id, requestHash: contentHash(shown), tryNumber: 0 },
        async () => ({ latencyMs: 1, costUsd: 0, body: { text: shown } }),
      );
      // As it stands in the journal, from which an answer may also come again.
      const { text } = body as { readonly text: string };
      return { text, toolCalls: [], finish: 'stop', callIds: [callId], latencyMs: 1, costUsd: 0 };
    },
  };
}

const embeddingModel: EmbeddingModel = {
  id: 'fake/embedding',
  batchSize: 16,
  atMost: () => ({ inputTokens: 0, outputTokens: 0, costUsd: 0 }),
  embed: async (texts, { signal }) => {
    signal.throwIfAborted();
    return { vectors: texts.map(wordVector), callIds: [], latencyMs: 0, costUsd: 0 };
  },
};

function openAnswering(corpus: Corpus): Promise<LiveStack> {
  const spec: StackSpec = {
    answerer: { kind: 'chat', model: { id: 'fake/chat' }, maxOutputTokens: 1_000 },
    contract: { kind: 'text' },
    knowledge: {
      kind: 'retrieved',
      corpus: { name: 'leaks', settings: corpus.settings },
      embedding: { id: embeddingModel.id },
      fusion: { kind: 'weighted', vectorWeight: 0.5 },
      k: 5,
      maxTokens: 4_000,
      sections: true,
      grounding: { abstention: 'not known' },
    },
  };
  const openCorpus = async () => ({
    corpus,
    groupsOf: (principal: string | undefined) => groupsOf(principal, {}),
    versions: { corpusVersion: '1', permissionVersion: '1' },
  });
  const chat = repeatingChatModel();
  const models = {
    chat: async () => chat,
    embedding: async () => embeddingModel,
    reranking: async () => {
      throw new Error('nothing is reranked here');
    },
    [Symbol.asyncDispose]: async () => {},
  };
  return openStack(spec, stackParts({ models, openCorpus }));
}

/** What is bought for somebody. */
const runOf = (principal: string) => `leaks ${principal}`;

interface Attacked {
  readonly counts: ReadonlyMap<Path, Counts>;
  /** In what was written meanwhile. */
  readonly swept: Swept;
  /** In what this process printed. */
  readonly printed: CountedCanaries;
}

async function attack(bench: BenchDatabase, engine: EngineName): Promise<Attacked> {
  const { database, stores, stateFolder, location } = bench;
  const queries = queriesOn[engine];
  const random = createRandom(`${seed} ${engine}`);
  const documents = canaryDocuments(random.next);
  const corpus = await stores.corpora.open('leaks', { chunking: {}, embedding: embeddingModel.id });
  await fill(corpus, documents);
  const stack = await openAnswering(corpus);
  for (let user = 0; user < users; user++) await stores.ledger.openBudget(runOf(nameOf(user)), undefined);
  const databaseUrl = 'url' in location ? location.url : undefined;
  using searching = searchProgram(documents, { stateFolder, databaseUrl });
  await searching.search('the first imports the documents', nameOf(0));
  const counts = new Map(
    paths.map((path): [Path, Counts] => [
      path,
      { queries: 0, givenUp: 0, timedOut: 0, cut: 0, failed: 0, own: 0, foreign: 0, told: 0 },
    ]),
  );
  const pick = <T>(items: readonly T[]) => items[random.int(items.length)] as T;

  async function one(number: number): Promise<void> {
    const path = number % programEvery === 0 ? program : (paths[number % (paths.length - 1)] as Path);
    const count = counts.get(path) as Counts;
    const user = random.int(users);
    const principal = nameOf(user);
    const groups = groupsOf(principal, {});
    const target = pick(documents);
    // The stack repeats its question, so that holds no canary; the others are asked for the very thing every other time.
    const isAnswer = path === 'answer of a stack';
    const words = Array.from({ length: isAnswer ? 2 : 4 }, () => pick(commonWords)).join(' ');
    const text = !isAnswer && number % 2 === 0 ? `${words} ${canaryOf(target)}` : words;
    const abort = new AbortController();
    const ask = async (): Promise<unknown> => {
      const query = { groups, limit: pick([1, 10, 100]) };
      switch (path) {
        case 'searchWords':
          return corpus.searchWords(text, query);
        case 'searchVectors':
          return corpus.searchVectors(wordVector(target.text), query);
        case 'searchCorpus':
          return searchCorpus(corpus, { text, groups, vector: wordVector(target.text) });
        case 'readText':
          return corpus.readText(target.name, { start: 0, end: target.text.length }, groups);
        case 'explainSearch': {
          const explanation = await explainSearch(corpus, { text, groups }, { document: target.name });
          if (!mayRead(user, target) && explanation.kind !== 'not-there') count.told += 1;
          return explanation;
        }
        case 'answer of a stack':
          return answer(text, principal, abort.signal);
        case program:
          return runProgram(searching, { text, principal, signal: abort.signal });
      }
    };
    if (random.int(givenUpEvery) === 0)
      setTimeout(
        () => abort.abort(new Error(givenUp)),
        random.int(longestWaitMs * (path === program ? patienceWithProgram : 1)),
      );
    count.queries += 1;
    underWay.push(count);
    const reply = await ask().then(
      (result) => JSON.stringify(result) ?? '',
      (error: Error & { code?: unknown }) => {
        if (error.message === givenUp) count.givenUp += 1;
        else if (error.code === queryCancelled) count.timedOut += 1;
        else count.failed += 1;
        return `${error.stack} ${JSON.stringify(error)}`;
      },
    );
    underWay.splice(underWay.indexOf(count), 1);
    const { own, foreign } = countCanaries(reply, user);
    count.own += own;
    count.foreign += foreign;
  }

  /** Journalled and kept as an attempt, as a run does. */
  async function answer(question: string, principal: string, signal: AbortSignal): Promise<Attempt> {
    const runId = runOf(principal);
    const asked = { id: question, inputHash: inputHash(question), principal };
    const identity = identifyAttempt(stack, asked, 0);
    const key = attemptKey(identity);
    const purchase = stores.ledger.purchase({ runId, attemptKey: key });
    const given = await stack.answer(question, { purchase, signal, principal, repeat: 0 });
    const outcome = { kind: 'answered' as const, answer: given };
    await stores.attempts.save({ key, ...identity, outcome, concurrency, startedAt: new Date() });
    const [kept] = await stores.attempts.read([key]);
    return kept as Attempt;
  }

  /** A query each. */
  const underWay: Counts[] = [];
  let begun = 0;
  using output = captureOutput();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (begun < queries) {
        const number = begun++;
        if (number % cutEvery === cutEvery - 1) {
          for (const count of underWay) count.cut += 1;
          cutConnections(database);
        }
        if (engine === 'server' && number % cancelEvery === 0) await cancelOne(database);
        if (number % 2_000 === 0) console.log(`${engine}: ${number} of ${queries}`);
        await one(number);
      }
    }),
  );
  const printed = countCanaries(output.text(), undefined);
  return { counts, printed, swept: await sweepWritten(database, stateFolder) };
}

/** What it printed; an error where it says so itself. */
async function runProgram(
  searching: SearchProgram,
  {
    text,
    principal,
    signal,
  }: { readonly text: string; readonly principal: string; readonly signal: AbortSignal },
): Promise<string> {
  const { printed, exitCode } = await searching.search(text, principal, signal);
  if (exitCode === 0) return printed;
  if (signal.aborted) throw Object.assign(new Error(givenUp), { printed });
  throw Object.assign(
    new Error(printed),
    printed.includes('canceling statement') && { code: queryCancelled },
  );
}

const results = new Map<EngineName, Attacked>();
for (const engine of benchEngines()) {
  await using bench = await openBenchDatabase(engine);
  results.set(engine, await attack(bench, engine));
}
const sum =
  (of: (count: Counts) => number) =>
  ({ counts }: Attacked) =>
    [...counts.values()].reduce((total, count) => total + of(count), 0);
const queriesOf = sum((count) => count.queries);
const rows: (readonly [string, (attacked: Attacked) => number])[] = [
  ...paths.map((path) => [path, ({ counts }: Attacked) => counts.get(path)?.queries ?? 0] as const),
  ['all queries', queriesOf],
  ['answers given up while they were made', sum((count) => count.givenUp)],
  ['queries ended by the database as a time limit does', sum(({ timedOut }) => timedOut)],
  ['under way when all connections were broken, run anew', sum(({ cut }) => cut)],
  ['failed for another reason', sum(({ failed }) => failed)],
  ['canaries returned that the asker may read', sum(({ own }) => own)],
  ['**canaries returned that the asker may not read** (target 0)', sum(({ foreign }) => foreign)],
  ['explanations that tell a hidden document from none (target 0)', sum(({ told }) => told)],
  ['rows of the journal, the attempts and all other tables beside the documents', ({ swept }) => swept.rows],
  ['canaries in them that those may read for whom they were written', ({ swept }) => swept.own],
  ['bytes of logs and other files in the state folder', ({ swept }) => swept.bytesOfFiles],
  ['**other canaries in these rows and files** (target 0)', ({ swept }) => swept.foreign],
  ['canaries in what this process printed (target 0)', ({ printed }) => printed.own + printed.foreign],
];
const bounds = [...results].map(
  ([engine, attacked]) => `${(300 / queriesOf(attacked)).toFixed(3)} % (${engine})`,
);
const markdown = [
  '## Leaks',
  '',
  `\`node bench/leaks.ts ${queriesOn.server} ${queriesOn.embedded}\`: ${users} users with ${documentsPerUser} documents each, ${chunksPerDocument} chunks a document with its canary in each; one document in ${sharedEvery} is for a`,
  `second user too, one in ${closedEvery} for nobody. ${concurrency} queries at a time, users in random order; one answer in ${givenUpEvery} is given up within ${longestWaitMs} ms (the program within ${(longestWaitMs * patienceWithProgram) / 1000} s),`,
  `all connections are broken every ${cutEvery} queries, and on the server a statement that runs is cancelled every ${cancelEvery}. Half of the queries, the stack's apart, ask for another's canary by name. Looked`,
  'through: all that is returned, errors too; all that the program prints, progress too; afterwards every row of every table but those that hold the documents,',
  `and every file beside the data, the logs of both engines among them. ${machineNote()}.`,
  '',
  table(
    ['', ...results.keys()],
    rows.map(([name, of]) => [name, ...[...results.values()].map((attacked) => String(of(attacked)))]),
  ),
  '',
  `None in n queries allows, at 95 %, for a rate of at most 3 ÷ n: ${bounds.join(', ')}, for queries such as these.`,
].join('\n');
console.log(markdown);
writeBenchmark('leaks', markdown);
