/**
 * Asks a corpus of 20 users, 200 documents each with a canary, 20,000 times over every path that reads it, many at once, some given up, timed
 * out or with their connection cut, and looks for canaries that are not for whoever asked. `node bench/leaks.ts [queries on the server] [on the embedded
 * engine]` writes its part of docs/benchmarks.md.
 */
import { groupsOf } from '../src/domain/access.ts';
import type { Corpus } from '../src/domain/ports/corpus-store.ts';
import type { StackSpec } from '../src/domain/stack.ts';
import { explainSearch } from '../src/knowledge/search/explain-search.ts';
import { searchCorpus } from '../src/knowledge/search/search-corpus.ts';
import { wordVector } from '../src/knowledge/testing/counting-embedder.ts';
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
import { memoryLedger } from '../src/testing/memory-ledger.ts';
import {
  type BenchDatabase,
  benchEngines,
  type EngineName,
  openBenchDatabase,
} from './harness/bench-database.ts';
import { machineNote, table } from './harness/benchmark-note.ts';
import { writeBenchmark } from './write-benchmark.ts';

const [onServer = '20000', onEmbedded = onServer] = process.argv.slice(2);
const queriesOn: Readonly<Record<EngineName, number>> = {
  server: Number(onServer),
  embedded: Number(onEmbedded),
};
const users = 20;
const documentsPerUser = 200;
/** Every so many documents are read by the next user as well, and every so many by nobody. */
const [sharedEvery, closedEvery] = [10, 25];
const chunksPerDocument = 2;
const concurrency = 24;
/** One in so many answers is given up while it runs, after at most so many milliseconds. */
const [givenUpEvery, longestWaitMs] = [4, 30];
/** After so many queries all connections are broken, and on the server a statement is ended as a time limit ends it. */
const [cutEvery, cancelEvery] = [200, 20];
const seed = '1';

const givenUp = 'given up';
/** SQLSTATE of a statement that a time limit or an administrator ended. */
const queryCancelled = '57014';

const common =
  'travel refund contract salary holiday laptop invoice meeting customer supplier budget office'.split(' ');
const canaryPattern = /canary(\d+)x(\d+)x/g;

interface Owned {
  readonly name: string;
  readonly user: number;
  readonly place: number;
  readonly text: string;
}

const paths = [
  'searchWords',
  'searchVectors',
  'searchCorpus',
  'readText',
  'explainSearch',
  'answer of a stack',
] as const;
type Path = (typeof paths)[number];

interface Counts {
  queries: number;
  /** Aborted by whoever asked. */
  givenUp: number;
  timedOut: number;
  /** Under way when all connections were broken; they run anew. */
  cut: number;
  failed: number;
  /** Canaries of the asker's own, which shows that looking for them works. */
  own: number;
  foreign: number;
  /** Explanations that tell a document of others from one that is not there. */
  told: number;
}

const isReader = (user: number, owner: number, place: number) =>
  place % closedEvery !== 0 &&
  (user === owner || (place % sharedEvery === 0 && user === (owner + 1) % users));
const nameOf = (user: number) => `user${user}`;

function makeDocuments(random: () => number): Owned[] {
  const word = () => common[Math.floor(random() * common.length)] as string;
  const sentence = () => Array.from({ length: 12 }, word).join(' ');
  return Array.from({ length: users * documentsPerUser }, (_, n) => {
    const [user, place] = [n % users, Math.floor(n / users)];
    const lines = Array.from(
      { length: chunksPerDocument },
      () => `${sentence()} canary${user}x${place}x ${sentence()}`,
    );
    return { name: `folder ${n % 7}/document ${n}.md`, user, place, text: lines.join('\n') };
  });
}

async function fill(corpus: Corpus, documents: readonly Owned[]): Promise<void> {
  await Promise.all(
    documents.map(({ name, user, place, text }) => {
      const readers = Array.from({ length: users }, (_, other) => other)
        .filter((other) => isReader(other, user, place))
        .map(nameOf);
      const lines = text.split('\n');
      return corpus.put(documentOf(name, readers, lines, { vectors: lines.map(wordVector) }));
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
      const text = messages.map(({ content }) => content).join('\n');
      const bought = { latencyMs: 1, costUsd: 0, body: { text } };
      const { callId } = await purchase(
        { model: base.id, requestHash: text, tryNumber: 0 },
        async () => bought,
      );
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

async function attack(
  { database, stores }: BenchDatabase,
  engine: EngineName,
): Promise<ReadonlyMap<Path, Counts>> {
  const queries = queriesOn[engine];
  const random = createRandom(`${seed} ${engine}`);
  const documents = makeDocuments(random.next);
  const corpus = await stores.corpora.open('leaks', { chunking: {}, embedding: embeddingModel.id });
  await fill(corpus, documents);
  const stack = await openAnswering(corpus);
  const counts = new Map(
    paths.map((path): [Path, Counts] => [
      path,
      { queries: 0, givenUp: 0, timedOut: 0, cut: 0, failed: 0, own: 0, foreign: 0, told: 0 },
    ]),
  );
  const pick = <T>(items: readonly T[]) => items[random.int(items.length)] as T;

  async function one(number: number): Promise<void> {
    const path = paths[number % paths.length] as Path;
    const count = counts.get(path) as Counts;
    const user = random.int(users);
    const principal = nameOf(user);
    const groups = groupsOf(principal, {});
    const target = pick(documents);
    // The stack repeats its question, so that holds no canary; the others are asked for the very thing every other time.
    const words = Array.from({ length: 4 }, () => pick(common)).join(' ');
    const text =
      path !== 'answer of a stack' && number % 2 === 0
        ? `${words} canary${target.user}x${target.place}x`
        : words;
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
          const isHidden = !isReader(user, target.user, target.place);
          if (isHidden && explanation.kind !== 'not-there') count.told += 1;
          return explanation;
        }
        case 'answer of a stack': {
          const { purchase } = memoryLedger();
          return stack.answer(text, { purchase, signal: abort.signal, principal, repeat: 0 });
        }
      }
    };
    if (random.int(givenUpEvery) === 0)
      setTimeout(() => abort.abort(new Error(givenUp)), random.int(longestWaitMs));
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
    for (const [, owner, place] of reply.matchAll(canaryPattern)) {
      if (isReader(user, Number(owner), Number(place))) count.own += 1;
      else count.foreign += 1;
    }
  }

  /** A query each. */
  const underWay: Counts[] = [];
  let begun = 0;
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
  return counts;
}

const results = new Map<EngineName, ReadonlyMap<Path, Counts>>();
for (const engine of benchEngines()) {
  await using bench = await openBenchDatabase(engine);
  results.set(engine, await attack(bench, engine));
}
const sum = (of: (count: Counts) => number) => (counts: ReadonlyMap<Path, Counts>) =>
  [...counts.values()].reduce((total, count) => total + of(count), 0);
const bound = (counts: ReadonlyMap<Path, Counts>) =>
  `${(300 / sum((count) => count.queries)(counts)).toFixed(3)} %`;
const rows: (readonly [string, (counts: ReadonlyMap<Path, Counts>) => number])[] = [
  ...paths.map(
    (path) => [path, (counts: ReadonlyMap<Path, Counts>) => counts.get(path)?.queries ?? 0] as const,
  ),
  ['all queries', sum(({ queries: n }) => n)],
  ['answers given up while they were made', sum((count) => count.givenUp)],
  ['queries ended by the database as a time limit does', sum(({ timedOut }) => timedOut)],
  ['under way when all connections were broken, run anew', sum(({ cut }) => cut)],
  ['failed for another reason', sum(({ failed }) => failed)],
  ['canaries returned that the asker may read', sum(({ own }) => own)],
  ['**canaries returned that the asker may not read** (target 0)', sum(({ foreign }) => foreign)],
  ['explanations that tell a hidden document from none (target 0)', sum(({ told }) => told)],
];
const markdown = [
  '## Leaks',
  '',
  `\`node bench/leaks.ts ${queriesOn.server} ${queriesOn.embedded}\`: ${users} users with ${documentsPerUser} documents each, ${chunksPerDocument} chunks a document with its canary in each; one document in ${sharedEvery} is for a`,
  `second user too, one in ${closedEvery} for nobody. ${concurrency} queries at a time, users in random order; one answer in ${givenUpEvery} is given up within ${longestWaitMs} ms, all`,
  `connections are broken every ${cutEvery} queries, and on the server a statement that runs is cancelled every ${cancelEvery}. Looked through: all that is returned, errors too. Half of the queries ask for another's canary by name. ${machineNote()}.`,
  '',
  table(
    ['', ...results.keys()],
    rows.map(([name, of]) => [name, ...[...results.values()].map((counts) => String(of(counts)))]),
  ),
  '',
  `None in n queries allows, at 95 %, for a rate of at most 3 ÷ n: ${[...results].map(([engine, counts]) => `${bound(counts)} (${engine})`).join(', ')}, for queries such as these.`,
].join('\n');
console.log(markdown);
writeBenchmark('leaks', markdown);
