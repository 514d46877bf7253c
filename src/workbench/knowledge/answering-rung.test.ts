/** Which rung answers, on ladders small enough to decide by hand. */
import { expect, test } from 'vitest';
import type { Ladder } from '../../domain/ladder.ts';
import { answeringRung } from './answering-rung.ts';

interface Written {
  readonly id: string;
  readonly knowledge?: object;
  readonly dev: number;
  readonly sealed?: number;
  readonly ceiling?: true;
}

const searched = (embedding?: string) => ({
  kind: 'retrieved',
  corpus: { name: 'c', settings: { chunking: {}, ...(embedding && { embedding }) } },
});
const stuffed = { kind: 'stuffed', documents: [], grounding: { abstention: '' } };

function ladder(rungs: readonly Written[], rungId?: string): Ladder {
  return {
    decision: { rungId },
    rungs: rungs.map(({ id, knowledge, dev, sealed, ceiling }) => ({
      id,
      stack: { knowledge },
      dev: { score: { value: dev } },
      ...(sealed !== undefined && { sealed: { score: { value: sealed } } }),
      ...(ceiling && { ceiling }),
    })),
  } as unknown as Ladder;
}

const bare: Written = { id: 'bare', dev: 0.9 };
const inPrompt: Written = { id: 'in prompt', knowledge: stuffed, dev: 0.8 };
const files: Written = { id: 'files', knowledge: { ...stuffed, grounding: undefined }, dev: 0.8 };
const search: Written = { id: 'search', knowledge: searched(), dev: 0.6 };
const better: Written = { id: 'better', knowledge: searched(), dev: 0.7 };
const other: Written = { id: 'other', knowledge: searched('minilm@1'), dev: 0.9 };
const oracle: Written = { id: 'oracle', knowledge: { kind: 'given' }, dev: 1, ceiling: true };

test.each<[string, readonly Written[], string | undefined, string | undefined]>([
  ['the one decided for', [inPrompt, search, better], 'in prompt', 'in prompt'],
  [
    'the best that searches where the one decided for has no documents',
    [bare, search, better],
    'bare',
    'better',
  ],
  ['files that are never searched are no documents', [files, search], 'files', 'search'],
  [
    'the best that searches where nothing was decided',
    [inPrompt, better, search, oracle],
    undefined,
    'better',
  ],
  ['the lower of equals', [search, { ...better, dev: 0.6 }], undefined, 'search'],
  [
    'by the sealed set where all were read there',
    [
      { ...search, sealed: 0.7 },
      { ...better, sealed: 0.5 },
    ],
    undefined,
    'search',
  ],
  ['by dev where one was not', [{ ...search, sealed: 0.9 }, better], undefined, 'better'],
  ['none of a corpus embedded otherwise', [bare, other], 'other', undefined],
  ['never the ceiling', [bare, oracle], 'oracle', undefined],
])('%s', (_, rungs, decided, expected) => {
  expect(answeringRung(ladder(rungs, decided), undefined)?.id).toBe(expected);
});
