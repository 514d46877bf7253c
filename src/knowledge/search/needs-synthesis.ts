/** Notices questions that no few passages can answer, as their answer is spread over many documents. Knows neither corpus nor model. */

export interface SynthesisNeed {
  /** Whether a rule fired. */
  readonly isNeeded: boolean;
  /** Names of the rules that did, for whoever asks why. */
  readonly rules: readonly string[];
}

interface SynthesisRule {
  readonly name: string;
  readonly pattern: RegExp;
}

const many = '(?:all|every|each)';
const kinds =
  'pages?|documents?|files?|articles?|polic(?:y|ies)|sections?|chapters?|guides?|manuals?|reports?|contracts?|tickets?|emails?|notes?';

/** English. Written for questions to a body of documents; each pattern is linear in the length of the question. */
export const synthesisRules: readonly SynthesisRule[] = [
  {
    name: 'lists everything of a kind',
    pattern: new RegExp(
      `^(?:please |can you |could you |i need (?:you )?(?:to )?)*(?:list|enumerate|collect|gather|compile|name|show|find|give)\\b(?: (?:me|us|out|up|a|the|complete|full|list|of|together)){0,4} ${many}\\b`,
      'i',
    ),
  },
  {
    name: 'asks which documents',
    pattern: new RegExp(
      `\\b(?:which|what|how many) (?:of (?:our|the|these|those) )?(?:\\w+ )?(?:${kinds})\\b`,
      'i',
    ),
  },
  {
    name: 'counts over a collection',
    pattern: /\bhow many of (?:our|these|those|all)\b|\bhow many different\b/i,
  },
  {
    name: 'compares across many',
    pattern: new RegExp(
      `\\b(?:compare|contrast|comparison|compares|rank|differences?|differ|differs|vary|varies)\\b[^.?!]{0,80}\\b(?:${many}|across|by (?:country|product|team|department|region|year)|from (?:\\w+) to (?:\\w+)|between (?:the|our)(?: \\w+)? (?:countries|products|teams|departments|regions|models|plans|versions|offices|sites))\\b`,
      'i',
    ),
  },
  {
    name: 'asks across a collection',
    pattern: new RegExp(
      `\\bacross (?:${many}|the|our|different|various)\\b|\\bthroughout (?:the|our)\\b|\\bin (?:all|each|every one) of (?:our|the|these|those)\\b|\\bfor each (?:of|country|product|plan|team|department|model|region|supplier)\\b`,
      'i',
    ),
  },
  {
    name: 'sums up a body of text',
    pattern: new RegExp(
      `\\b(?:summar(?:y|ies|i[sz]e)|overview|sum up|digest)\\b[^.?!]{0,60}\\b(?:${many}|whole|entire|everything|our|past|last)\\b|\\beverything (?:we|that|there|you|the|about|on)\\b`,
      'i',
    ),
  },
  {
    name: 'looks for patterns',
    pattern:
      /\b(?:common|recurring|main|overall|general|key|most frequent) (?:themes?|patterns?|trends?|topics?|complaints?|reasons?|causes?)\b|\btrends? (?:in|of|over)\b|\bhow (?:has|have) [^.?!]{3,80} (?:changed|evolved|developed|shifted)\b/i,
  },
  {
    name: 'looks for contradictions',
    pattern:
      /\b(?:contradict\w*|inconsisten\w*|conflict(?:s|ing)?|disagree\w*|overlap\w*)\b[^.?!]{0,60}\b(?:between|across|among|each other|one another|documents|pages|policies)\b|\bdo(?:es)? (?:any|our|the) [^.?!]{0,40}\b(?:contradict|conflict|disagree)\b/i,
  },
];

/** A transparent guess: it misses questions that do not say so, and is wrong on some that only sound so. */
export function needsSynthesis(question: string): SynthesisNeed {
  const text = question.slice(0, 2000).replace(/\s+/g, ' ').trim();
  const rules = synthesisRules.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
  return { isNeeded: rules.length > 0, rules };
}
