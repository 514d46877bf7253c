/** Collects the cases a rung won and lost against the rung below, with prompts and outputs, for the report. */

import type { ArtefactStore } from '../../domain/artefact.ts';
import type { Attempt } from '../../domain/attempt.ts';
import { attemptKey } from '../../domain/attempt.ts';
import { type Expected, inputText } from '../../domain/case.ts';
import type { Flip } from '../../domain/ladder.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import { identifyAttempt } from '../../measure/runs/identify-attempt.ts';
import { renderShownPrompt } from '../../stacks/prompt/render-shown-prompt.ts';
import type { StoredParts } from '../stored-attempts.ts';
import type { MeasuredRung } from './measured-rung.ts';

/** Shown of each kind at most. */
const mostShown = 10;

/** Where the cases, their answers and the example pools are. */
export interface FlipParts extends StoredParts {
  readonly artefacts: Pick<ArtefactStore, 'get'>;
}

export interface Flips {
  readonly flips: Flip[];
  readonly leftOut: number;
}

/** Dev cases whose primary score differs between the two rungs. */
export async function collectFlips(
  here: MeasuredRung,
  below: MeasuredRung,
  parts: FlipParts,
): Promise<Flips> {
  const scoreBelow = new Map(below.dev.map((o) => [o.caseId, o.score]));
  const differing = here.dev.flatMap(({ caseId, score }) => {
    const other = scoreBelow.get(caseId);
    return score === undefined || other === undefined || score === other
      ? []
      : [{ caseId, score, other, won: score > other }];
  });
  const shown = [
    ...differing.filter((d) => d.won).slice(0, mostShown),
    ...differing.filter((d) => !d.won).slice(0, mostShown),
  ];
  if (shown.length === 0) return { flips: [], leftOut: 0 };
  const cases = new Map<string, StoredCase>();
  const query = { split: 'dev', ids: shown.map((d) => d.caseId) } as const;
  for await (const one of parts.caseSets.stream(parts.caseSetHash, query)) cases.set(one.id, one);
  const flips: Flip[] = [];
  for (const { caseId, score, other, won } of shown) {
    const one = cases.get(caseId);
    if (one === undefined) continue;
    flips.push({
      caseId,
      won,
      input: inputText(one.input),
      expected: describeExpected(one.expected),
      below: await side(below, one, other, parts),
      here: await side(here, one, score, parts),
    });
  }
  return { flips, leftOut: differing.length - shown.length };
}

async function side(
  { stack }: MeasuredRung,
  one: StoredCase,
  score: number,
  { attempts, artefacts }: FlipParts,
): Promise<Flip['here']> {
  const [attempt] = await attempts.read([attemptKey(identifyAttempt(stack, one, 0))]);
  const prompt = await promptOf(stack.spec, one, attempt, artefacts);
  return { score: { value: score }, ...outputOf(attempt), ...(prompt && { prompt }) };
}

async function promptOf(
  spec: MeasuredRung['stack']['spec'],
  one: StoredCase,
  attempt: Attempt | undefined,
  artefacts: FlipParts['artefacts'],
) {
  if (attempt?.outcome.kind !== 'answered') return undefined;
  const messages = await renderShownPrompt(spec, one.input, attempt.outcome.answer, artefacts);
  return messages?.map(({ role, content }) => ({ role, content }));
}

function outputOf(attempt: Attempt | undefined): Pick<Flip['here'], 'output' | 'failure'> {
  if (attempt === undefined) return {};
  if (attempt.outcome.kind === 'failed') return { failure: attempt.outcome.failure.message };
  const { output, abstained } = attempt.outcome.answer;
  if (output !== undefined) return { output };
  return abstained === undefined ? {} : { failure: `abstained: ${abstained.reason}` };
}

export function describeExpected(expected: Expected | undefined): string {
  switch (expected?.kind) {
    case undefined:
      return '(by assertions)';
    case 'text':
      return expected.text;
    case 'label':
      return expected.label;
    case 'accepted':
      return expected.answers.join(' | ');
    case 'json':
      return JSON.stringify(expected.value);
    case 'tool-calls':
      return JSON.stringify(expected.calls);
  }
}
