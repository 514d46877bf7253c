/** The search of a rung on its own, beside its parts, as the ladder publishes it. Reads no sealed case. */
import type { Fusion } from '../../domain/fusion.ts';
import type { SearchReading } from '../../domain/ladder.ts';
import type { RetrievedKnowledge } from '../../domain/stack.ts';
import {
  type RetrievalFigures,
  type RetrievalSettings,
  readRetrieval,
} from '../../measure/retrieval/read-retrieval.ts';
import { countReranked } from './count-reranked.ts';
import type { SearchedQuestion } from './search-on-dev.ts';

const ks = [1, 5, 10];

/** `ask`: the answers of a search to the questions of dev. `undefined` where no question is judged. */
export async function readSearchOnDev(
  knowledge: RetrievedKnowledge,
  ask: (knowledge: RetrievedKnowledge) => Promise<readonly SearchedQuestion[]>,
  settings: Omit<RetrievalSettings, 'ks'>,
): Promise<SearchReading | undefined> {
  const whole = await ask(knowledge);
  const judged = whole.filter(({ query }) => query.relevant.size > 0).length;
  if (judged === 0) return undefined;
  const searches: SearchReading['searches'] = [];
  for (const [name, part] of partsOf(knowledge)) {
    const queries = (await ask(part)).map(({ query }) => ({ ...query, tags: [] }));
    searches.push({ name, ...figures(readRetrieval(queries, { ...settings, ks })) });
  }
  const reading = readRetrieval(
    whole.map(({ query }) => query),
    { ...settings, ks },
  );
  searches.push({ name: nameOf(knowledge), ...figures(reading) });
  const reranked = countReranked(whole);
  return {
    split: 'dev',
    questions: whole.length,
    unjudged: whole.length - judged,
    searches,
    slices: reading.slices.map((slice) => ({ tag: slice.tag, ...figures(slice) })),
    ...(reranked && { reranked }),
  };
}

/** What the search is put together from, simplest first. */
function partsOf(knowledge: RetrievedKnowledge): (readonly [string, RetrievedKnowledge])[] {
  const { queries: _queries, rerank: _rerank, ...plain } = knowledge;
  const isFused = plain.fusion.kind === 'rrf' || plain.fusion.kind === 'weighted';
  const hasOptions = knowledge.queries !== undefined || knowledge.rerank !== undefined;
  return [
    ...(['words', 'vectors'] as const)
      .filter((kind) => isFused || (kind !== plain.fusion.kind && plain.embedding !== undefined))
      .map((kind) => [kind, { ...plain, fusion: { kind } }] as const),
    ...(hasOptions ? [[fusionName(plain.fusion), plain] as const] : []),
  ];
}

function nameOf({ fusion, queries, rerank }: RetrievedKnowledge): string {
  return [
    fusionName(fusion),
    ...(queries ? [`queries (${queries.kind})`] : []),
    ...(rerank ? [rerank.gate ? 'gated reranking' : 'reranking'] : []),
  ].join(' + ');
}

function fusionName(fusion: Fusion): string {
  if (fusion.kind === 'rrf') return 'words and vectors, by ranks';
  return fusion.kind === 'weighted' ? `words and vectors, ${fusion.vectorWeight} for vectors` : fusion.kind;
}

function figures({
  metrics,
  coverage,
}: RetrievalFigures): Pick<SearchReading['slices'][number], 'metrics' | 'coverage'> {
  return {
    metrics: metrics.map(({ unjudged: _, ...metric }) => metric),
    coverage: [...coverage],
  };
}
