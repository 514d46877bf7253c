/** Judges each claim of an answer against the supplied passages: by its words, and where there is a judge, by entailment. Knows no model. */
import type { Span } from '../../domain/document.ts';
import type { Passage } from '../../domain/passage.ts';
import { readCitations } from '../citations/read-citations.ts';
import { indexEvidence, type Quote } from '../lexical/evidence-index.ts';
import { mostCharactersJudged, readReply } from '../read-reply.ts';
import { type FloorFinding, lexicalFloor } from './lexical-floor.ts';

export const verdicts = ['supported', 'contradicted', 'unsupported', 'undetermined'] as const;
/** `undetermined`: nobody could tell, which is neither. */
export type Verdict = (typeof verdicts)[number];

export interface ClaimFinding {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Whether the passages entail the claim, which answers `question`. A rejection ends the check. */
export type ClaimJudge = (
  claim: string,
  evidence: readonly Passage[],
  question: string | undefined,
) => Promise<ClaimFinding>;

export interface JudgedClaim extends ClaimFinding {
  /** A sentence of the answer, citation marks left out. */
  readonly text: string;
  /** In the answer; in its field `answer` for a JSON reply. */
  readonly span: Span;
  readonly by: 'words' | 'judge';
  /** Where the passages come nearest to the claim. */
  readonly evidence: readonly Quote[];
}

export interface Groundedness {
  /** Empty for an answer without a sentence. */
  readonly claims: readonly JudgedClaim[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

export interface GroundednessOptions {
  readonly question?: string | undefined;
  readonly judge?: ClaimJudge | undefined;
}

/** What an answer beyond these claims is not judged on: it would cost a call each. */
export const mostClaims = 50;

/**
 * A number that the passages do not hold is unsupported, and the judge is not asked; a figure the answer has computed is one. All other claims
 * are the judge's. Without one the words decide: enough of them, with every name and in the same polarity, count as supported, which a
 * rearrangement of the words would too. An abstention is a claim like any other: ask `abstains` before.
 */
export async function checkGroundedness(
  output: string,
  passages: readonly Passage[],
  { question, judge }: GroundednessOptions = {},
): Promise<Groundedness> {
  const { text } = readReply(output);
  const index = indexEvidence(passages);
  const sentences = readCitations(text.slice(0, mostCharactersJudged));
  const claims: JudgedClaim[] = [];
  for (const { text: claim, span } of sentences) {
    if (claims.length >= mostClaims || span.end >= mostCharactersJudged) {
      claims.push({ text: claim, span, by: 'words', evidence: [], ...tooMuch });
      continue;
    }
    const floor = lexicalFloor(claim, index);
    const asked = judge !== undefined && floor.kind !== 'refuted';
    const finding = asked ? await judge(claim, passages, question) : byWords(floor);
    claims.push({ text: claim, span, by: asked ? 'judge' : 'words', evidence: floor.quotes, ...finding });
  }
  return { claims, counts: countVerdicts(claims) };
}

const tooMuch: ClaimFinding = {
  verdict: 'undetermined',
  reason: `only the first ${mostClaims} claims and ${mostCharactersJudged} characters of an answer are judged`,
};

function byWords({ kind, reason }: FloorFinding): ClaimFinding {
  if (kind === 'empty') return { verdict: 'undetermined', reason };
  return { verdict: kind === 'covered' ? 'supported' : 'unsupported', reason };
}

function countVerdicts(claims: readonly ClaimFinding[]): Record<Verdict, number> {
  const counts = { supported: 0, contradicted: 0, unsupported: 0, undetermined: 0 };
  for (const { verdict } of claims) counts[verdict]++;
  return counts;
}
