/** Chooses what of the passages found goes to whoever answers, within a number of tokens. Writes no prompt and searches nothing. */
import type { Passage } from '../../domain/passage.ts';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { embeddedText } from '../chunks/embedded-text.ts';
import type { TokenCount } from '../chunks/token-count.ts';

/** A stretch of one document, whole as it was cut, or its section. */
export interface ContextPassage
  extends Pick<
    Passage,
    'document' | 'title' | 'span' | 'text' | 'contextLine' | 'header' | 'headingPath' | 'pages'
  > {
  readonly extent: 'chunk' | 'section';
  /** The passages found that stand in it, best first. Of a section, `pages` are theirs alone. */
  readonly chunkIds: readonly string[];
  /** Place among the passages found, from 1, of the best in it. */
  readonly rank: number;
  readonly tokens: number;
}

export interface PassageSelection {
  readonly passages: readonly ContextPassage[];
  /** At most `maxTokens`. */
  readonly tokens: number;
  /** Found, and too long for what was left. Nothing is ever cut to fit. */
  readonly leftOut: readonly { readonly chunkId: string; readonly rank: number; readonly tokens: number }[];
}

export interface SelectionOptions {
  readonly maxTokens: number;
  readonly countTokens: TokenCount;
  /** Tokens that each passage costs beside its own: fence, name, source. Default 0. */
  readonly tokensPerPassage?: number;
  /** Where sections are read from, by whom. Without it, chunks stay as they are. */
  readonly smallToBig?: { readonly corpus: Corpus; readonly groups: readonly string[] };
  /** Best first unless told otherwise; by document, documents come in order of their best passage and each in order of its text. */
  readonly order?: 'best-first' | 'by-document';
}

/**
 * Takes passages best first while they fit; one that does not fit is passed over for shorter ones behind it. What is left over then goes to
 * sections, best first: a chunk becomes the section it stands in where the rest of it fits, and the other chunks of that section with it.
 * So no passage gives way to the surroundings of another. A passage that stands wholly in one taken before is counted to that.
 */
export async function selectPassages(
  found: readonly Passage[],
  options: SelectionOptions,
): Promise<PassageSelection> {
  const chosen = chooseChunks(found, options);
  const passages = await growToSections(chosen.passages, chosen.tokens, options);
  const tokens = passages.reduce((sum, passage) => sum + passage.tokens, 0);
  return { passages: ordered(passages, options.order), tokens, leftOut: chosen.leftOut };
}

interface Candidate extends ContextPassage {
  readonly parentSpan?: Passage['parentSpan'];
}

function chooseChunks(found: readonly Passage[], options: SelectionOptions) {
  const { maxTokens, countTokens, tokensPerPassage = 0 } = options;
  const passages: Candidate[] = [];
  const leftOut: PassageSelection['leftOut'][number][] = [];
  const byDocument = new Map<string, number[]>();
  let tokens = 0;
  for (const [i, passage] of found.entries()) {
    const { chunkId, ...rest } = passage;
    const rank = i + 1;
    const places = byDocument.get(passage.document) ?? [];
    const around = places.find((at) => isWithin(passage.span, (passages[at] as Candidate).span));
    if (around !== undefined) {
      const whole = passages[around] as Candidate;
      passages[around] = { ...whole, chunkIds: [...whole.chunkIds, chunkId] };
      continue;
    }
    const cost = countTokens(embeddedText(passage)) + tokensPerPassage;
    if (tokens + cost > maxTokens) {
      leftOut.push({ chunkId, rank, tokens: cost });
      continue;
    }
    tokens += cost;
    byDocument.set(passage.document, [...places, passages.length]);
    passages.push({ ...rest, extent: 'chunk', chunkIds: [chunkId], rank, tokens: cost });
  }
  return { passages, leftOut, tokens };
}

async function growToSections(
  chunks: readonly Candidate[],
  used: number,
  { maxTokens, countTokens, tokensPerPassage = 0, smallToBig }: SelectionOptions,
): Promise<ContextPassage[]> {
  const sections = new Map<string, Candidate[]>();
  for (const chunk of chunks) {
    const { document, span, parentSpan = span } = chunk;
    const key = `${parentSpan.start} ${parentSpan.end} ${document}`;
    sections.set(key, [...(sections.get(key) ?? []), chunk]);
  }
  const passages: ContextPassage[] = [];
  let tokens = used;
  for (const members of sections.values()) {
    const section = smallToBig && (await readSection(members, smallToBig));
    const cost =
      section === undefined
        ? Number.POSITIVE_INFINITY
        : countTokens(embeddedText(section)) + tokensPerPassage;
    const saved = members.reduce((sum, member) => sum + member.tokens, 0);
    if (section === undefined || tokens - saved + cost > maxTokens)
      passages.push(...members.map(({ parentSpan: _, ...passage }) => passage));
    else {
      passages.push({ ...section, tokens: cost });
      tokens += cost - saved;
    }
  }
  return passages;
}

/** `undefined` where the chunk is its whole section, or the section cannot be read by now. */
async function readSection(
  members: readonly Candidate[],
  { corpus, groups }: NonNullable<SelectionOptions['smallToBig']>,
): Promise<ContextPassage | undefined> {
  const [best] = members;
  if (best?.parentSpan === undefined || isWithin(best.parentSpan, best.span)) return undefined;
  const { parentSpan, header: _, pages: __, ...rest } = best;
  const text = await corpus.readText(best.document, parentSpan, groups);
  // The document may have been replaced since it was searched.
  if (
    text === undefined ||
    members.some(({ span, text: own }) => !standsIn(text, parentSpan.start, span, own))
  )
    return undefined;
  const pages = members.flatMap((member) => member.pages ?? []);
  return {
    ...rest,
    extent: 'section',
    span: parentSpan,
    text,
    chunkIds: members.flatMap(({ chunkIds }) => chunkIds),
    ...(pages.length > 0 && {
      pages: {
        first: Math.min(...pages.map(({ first }) => first)),
        last: Math.max(...pages.map(({ last }) => last)),
      },
    }),
  };
}

type Span = Passage['span'];

function isWithin(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function standsIn(section: string, start: number, span: Span, text: string): boolean {
  return section.slice(span.start - start, span.end - start) === text;
}

function ordered(passages: readonly ContextPassage[], order: SelectionOptions['order']): ContextPassage[] {
  const best = passages.toSorted((a, b) => a.rank - b.rank);
  if (order !== 'by-document') return best;
  const documents = [...new Set(best.map(({ document }) => document))];
  const place = new Map(documents.map((document, i) => [document, i]));
  const placeOf = ({ document }: ContextPassage) => place.get(document) as number;
  return best.sort((a, b) => placeOf(a) - placeOf(b) || a.span.start - b.span.start);
}
