/**
 * Questions over many pages of the handbook: how many of the pages that answer them reach the answer by passages, and how many by notes on each
 * page found. Written for this measurement; the pages were found by looking for the subject's words in all of them and reading, before any search. Asks for no answer.
 *
 * node bench/many-documents.ts [folder to keep vectors and replies in]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { groupsOf } from '../src/domain/access.ts';
import type { ReadDocument } from '../src/domain/answer.ts';
import type { Purchase, PurchasedAnswer } from '../src/domain/purchase.ts';
import type { RetrievedKnowledge } from '../src/domain/stack.ts';
import { needsSynthesis } from '../src/knowledge/search/needs-synthesis.ts';
import { syncCorpus } from '../src/knowledge/sync/sync-corpus.ts';
import { memoryCorpus } from '../src/knowledge/testing/memory-corpus.ts';
import type { ChatModel } from '../src/models/chat-model.ts';
import { estimateTokens } from '../src/models/count-tokens.ts';
import { openModelSource } from '../src/models/open-model-source.ts';
import { retrievedPassages } from '../src/stacks/knowledge/retrieved-passages.ts';
import { writeBenchmark } from './write-benchmark.ts';

interface Question {
  readonly text: string;
  readonly principal: 'everyone' | 'care';
  readonly pages: readonly string[];
}

const questions: readonly Question[] = [
  {
    text: 'List all situations across our pages in which a photo is needed or must not be taken.',
    principal: 'care',
    pages: [
      'plans/deposits.md',
      'plans/insurance.md',
      'delivery/transport-damage.html',
      'delivery/returns.md',
      'policies/privacy.md',
      'safety/incidents.md',
      'workshop/warranty.md',
      'care/theft-claims.html',
      'care/fraud-signs.md',
      'care/retention-offers.md',
      'products/batteries.md',
      'people/travel-expenses.md',
    ],
  },
  {
    text: 'Which of our pages say what role the police play, and what is it on each?',
    principal: 'care',
    pages: [
      'plans/insurance.md',
      'plans/insurance-2024.html',
      'policies/privacy.md',
      'care/theft-claims.html',
      'care/fraud-signs.md',
      'care/escalation-contacts.md',
    ],
  },
  {
    text: 'Summarise everything we know about the Bittern.',
    principal: 'everyone',
    pages: [
      'safety/recalls.md',
      'workshop/parts-prices.html',
      'workshop/service.md',
      'products/batteries.md',
      'products/models.md',
      'fleet/fleets-and-partners.md',
    ],
  },
  {
    text: 'List every deadline or period of 14 days across all pages.',
    principal: 'care',
    pages: [
      'plans/prices.md',
      'plans/prices-2024.md',
      'delivery/returns.md',
      'delivery/returns-2024.md',
      'policies/privacy.md',
      'safety/incidents.md',
      'it/security-equipment.md',
      'care/theft-claims.html',
    ],
  },
  {
    text: 'Which of our pages have been superseded, and since when?',
    principal: 'care',
    pages: [
      'plans/prices-2024.md',
      'plans/insurance-2024.html',
      'delivery/returns-2024.md',
      'care/goodwill-matrix-2024.md',
    ],
  },
  {
    text: 'Compare across all pages which rules differ in Germany.',
    principal: 'care',
    pages: [
      'plans/prices.md',
      'plans/prices-2024.md',
      'plans/invoices.md',
      'plans/vouchers.md',
      'plans/country-rules.html',
      'delivery/zones.md',
      'policies/privacy.md',
      'safety/battery-handling.md',
      'workshop/service.md',
      'it/security-equipment.md',
      'care/theft-claims.html',
      'care/fraud-signs.md',
      'people/organisation.md',
    ],
  },
  {
    text: 'How do hours, deadlines and approvals differ at weekends across the teams?',
    principal: 'care',
    pages: [
      'delivery/transport-damage.html',
      'safety/incidents.md',
      'care/theft-claims.html',
      'care/refund-limits.md',
      'care/escalation-contacts.md',
      'people/on-call.md',
      'people/organisation.md',
    ],
  },
  {
    text: 'List every page that says what to do when a battery is hot, swollen or smokes.',
    principal: 'care',
    pages: [
      'safety/incidents.md',
      'safety/battery-handling.md',
      'workshop/parts-prices.html',
      'workshop/warranty.md',
      'care/goodwill-matrix.md',
      'care/escalation-contacts.md',
      'products/batteries.md',
    ],
  },
];

const [chat, embedding] = [{ id: 'local/smollm2-135m' }, { id: 'local/minilm-l6-v2' }];
const folder = fileURLToPath(new URL('../examples/handbook/pages', import.meta.url));
const state = process.argv[2] ?? path.join(tmpdir(), 'fulcrum-many-documents');
mkdirSync(state, { recursive: true });

/** Replies and vectors outlive the process, so that an interrupted run goes on where it was. */
const journalFile = path.join(state, 'journal.json');
const journal = new Map<string, PurchasedAnswer>(
  existsSync(journalFile) ? JSON.parse(readFileSync(journalFile, 'utf8')) : [],
);
const noted: PurchasedAnswer[] = [];
const purchase: Purchase = async ({ model, requestHash }, call) => {
  const known = journal.get(requestHash);
  const answer = known ?? (await call('bench'));
  journal.set(requestHash, answer);
  if (known === undefined) writeFileSync(journalFile, JSON.stringify([...journal]));
  if (model === chat.id) noted.push(answer);
  return { ...answer, callId: 'bench', replayed: known !== undefined };
};
const signal = new AbortController().signal;
const context = { purchase, signal, call: <T>(work: () => Promise<T>) => work(), repeat: 0 };

await using models = openModelSource();
const [writer, embedder] = [await models.chat(chat), await models.embedding(embedding)];
const chunking = { maxTokens: 120 };
const corpus = memoryCorpus({ chunking, embedding: embedding.id });
const report = await syncCorpus({
  source: { root: folder },
  corpus,
  countTokens: (text) => estimateTokens(text).tokens,
  embed: async (texts) => {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += embedder.batchSize)
      vectors.push(...(await embedder.embed(texts.slice(at, at + embedder.batchSize), context)).vectors);
    return { vectors, embedded: vectors.length };
  },
});

/** As the retrieval rung of the example. */
const plain: RetrievedKnowledge = {
  kind: 'retrieved',
  corpus: { name: 'handbook', settings: corpus.settings },
  embedding,
  fusion: { kind: 'weighted', vectorWeight: 0.5 },
  k: 3,
  maxTokens: 500,
  sections: false,
  grounding: { abstention: 'not in the handbook' },
};
const synthesis = {
  model: chat,
  when: 'always',
  documents: 8,
  passagesPerDocument: 3,
  maxTokensPerNote: 80,
} as const;
const notesTokens = synthesis.documents * (synthesis.maxTokensPerNote + 24);
const passages = synthesis.documents * synthesis.passagesPerDocument;
const ways: readonly (readonly [string, RetrievedKnowledge])[] = [
  [`3 passages, 500 tokens`, plain],
  [`passages, ${notesTokens} tokens`, { ...plain, k: passages, maxTokens: notesTokens }],
  [`${passages} passages, 4,000 tokens`, { ...plain, k: passages, maxTokens: 4000 }],
];

/** Notes what it is told to, so that more documents can be counted than this machine could note. */
const stub: ChatModel = {
  ...writer,
  generate: async () => ({ text: 'A.', toolCalls: [], finish: 'stop', callIds: [], latencyMs: 0 }),
};
const sixteen = { ...plain, synthesis: { ...synthesis, documents: 16 } };

const reached = new Map<string, number[]>();
const count = (way: string, { pages }: Question, documents: readonly { readonly document: string }[]) => {
  const found = new Set(documents.flatMap(({ document }) => pages.filter((page) => page === document))).size;
  reached.set(way, [...(reached.get(way) ?? []), found]);
};
async function ask(
  name: string,
  knowledge: RetrievedKnowledge,
  chatModel = writer,
): Promise<readonly ReadDocument[]> {
  const read: ReadDocument[] = [];
  const { find } = await retrievedPassages(knowledge, (text) => writer.countTokens(text).tokens, {
    models: { ...models, chat: async () => chatModel, embedding: async () => embedder },
    artefacts: { get: () => Promise.reject(new Error('none')) },
    embed: () => Promise.reject(new Error('none')),
    folder,
    openCorpus: async () => ({
      corpus,
      groupsOf: (principal) => groupsOf(principal, report.members),
      versions: { corpusVersion: '', permissionVersion: '' },
    }),
  });
  for (const question of questions) {
    const { principal, text } = question;
    const { passages: found, search = {} } = await find(text, { ...context, principal });
    const { synthesis: own } = search;
    if (own && chatModel === writer) count(`${own.length} read for notes`, question, own);
    count(name, question, found);
    read.push(...(own ?? []));
  }
  return read;
}
for (const [name, knowledge] of ways) await ask(name, knowledge);
const read = await ask('of these noted', { ...plain, synthesis });
await ask('16 read for notes', sixteen, stub);
for (const one of read) console.log(JSON.stringify(one));
const dropped = read.filter(({ kind }) => kind === 'dropped').length;

const gold = questions.reduce((sum, { pages }) => sum + pages.length, 0);
const noticed = questions.filter(({ text }) => needsSynthesis(text).isNeeded).length;
const seconds = noted.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / 1000;
const columns = [...reached.keys()];
const total = (way: string) => {
  const sum = (reached.get(way) ?? []).reduce((a, b) => a + b, 0);
  return `**${sum}** (${((100 * sum) / gold).toFixed(0)} %)`;
};
writeBenchmark(
  'many-documents',
  [
    '## Questions over many documents: passages, or notes on each',
    '',
    `\`node bench/many-documents.ts\`: ${questions.length} questions written for it over \`examples/handbook\` (chunks of ${chunking.maxTokens} tokens, words and vectors at equal weights), with the pages that`,
    `answer each, found by looking for the subject's words in all pages and reading; worded so that ${noticed} of them are noticed by \`needsSynthesis\`. How many of those pages reach the prompt of the answer. Notes: up to ${synthesis.documents} pages,`,
    `${synthesis.passagesPerDocument} passages of each, ${synthesis.maxTokensPerNote} tokens a note, written by SmolLM2-135M (of ${read.length} pages read it dropped ${dropped}; ${(seconds / questions.length).toFixed(0)} s a question, load average ${loadavg()[0]?.toFixed(1)}`,
    'at the end, two shared cores). Figures of retrieval: they say nothing of the answers, for which this model is too weak.',
    '',
    `| question | pages | ${columns.join(' | ')} |`,
    `|---|---:|${columns.map(() => '---:').join('|')}|`,
    ...questions.map(
      ({ text, pages }, at) =>
        `| ${text} | ${pages.length} | ${columns.map((way) => reached.get(way)?.[at]).join(' | ')} |`,
    ),
    `| together | ${gold} | ${columns.map(total).join(' | ')} |`,
  ].join('\n'),
);
