import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../domain/ladder.ts';
import type { Contender } from './contender.ts';
import { type DecisionInput, decide } from './decide.ts';
import { comparison, reading } from './testing/readings.ts';

interface Short {
  readonly usd?: number;
  readonly score?: number;
  readonly p95Ms?: number;
  readonly timed?: number;
  readonly best?: Verdict;
  readonly ref?: Verdict;
  readonly tell?: number;
  readonly noModel?: true;
}

/** A stack called `name` with its verdicts against the best and the reference. */
function contender(name: string, { best, ref, tell, noModel, ...figures }: Short): Contender {
  return {
    id: name,
    name,
    reading: reading({ score: 0.8, ...figures }),
    ...(best && { againstBest: comparison(best, tell) }),
    ...(ref && { againstReference: comparison(ref, tell) }),
    withoutLanguageModel: noModel === true,
  };
}

function decideOn(
  stacks: Record<string, Short>,
  bestId: string,
  referenceId?: string,
  more: Partial<DecisionInput> = {},
) {
  return decide({
    contenders: Object.entries(stacks).map(([name, short]) => contender(name, short)),
    bestId,
    ...(referenceId !== undefined && { referenceId }),
    constraints: {},
    marginPoints: 5,
    confidence: 0.95,
    basis: 'sealed',
    triedLanguageModel: true,
    ...more,
  });
}

const outcome = (...given: Parameters<typeof decideOn>) => {
  const { kind, rungId } = decideOn(...given);
  return rungId === undefined ? kind : `${kind}: ${rungId}`;
};

describe('what is decided', () => {
  it('ships the cheapest shown to be no worse than the best', () => {
    const stacks: Record<string, Short> = {
      today: { usd: 5, best: 'worse' },
      best: { usd: 4, ref: 'better' },
      fair: { usd: 2, best: 'no worse', ref: 'better' },
      cheap: { usd: 1, best: 'no worse', ref: 'better' },
      cheapest: { usd: 0.5, best: 'worse', ref: 'cannot tell' },
    };
    expect(outcome(stacks, 'best', 'today')).toBe('ship: cheap');
    expect(outcome(stacks, 'best')).toBe('ship: cheap');
  });

  it('ships the best where nothing cheaper is shown to be as good', () => {
    const stacks: Record<string, Short> = {
      today: { usd: 1, best: 'worse' },
      best: { usd: 4, ref: 'better' },
      cheap: { usd: 2, best: 'cannot tell', ref: 'better' },
    };
    expect(outcome(stacks, 'best', 'today')).toBe('ship: best');
  });

  it.each<[string, Short, string]>([
    ['better', { usd: 4, ref: 'better' }, 'ship: best'],
    ['no worse and cheaper', { usd: 0.5, ref: 'no worse' }, 'ship: best'],
    ['no worse and as dear', { usd: 1, ref: 'no worse' }, 'keep the reference: today'],
    ['no worse at an unknown cost', { ref: 'no worse' }, 'keep the reference: today'],
    ['cheaper but perhaps worse', { usd: 0.5, ref: 'cannot tell' }, 'keep the reference: today'],
    ['cheaper but worse', { usd: 0.5, ref: 'worse' }, 'keep the reference: today'],
    ['never compared', { usd: 0.5 }, 'keep the reference: today'],
  ])('changes the reference only for a stack that is %s', (_, best, expected) => {
    expect(outcome({ today: { usd: 1, best: 'cannot tell' }, best }, 'best', 'today')).toBe(expected);
  });

  it('keeps a reference that is no worse than a dearer best', () => {
    const stacks: Record<string, Short> = {
      today: { usd: 1, best: 'no worse' },
      best: { usd: 4, ref: 'better' },
    };
    expect(outcome(stacks, 'best', 'today')).toBe('keep the reference: today');
  });

  it('keeps a reference that is the best itself, unless something cheaper is as good', () => {
    const today: Short = { usd: 5 };
    expect(outcome({ today }, 'today', 'today')).toBe('keep the reference: today');
    const open: Short = { usd: 1, best: 'cannot tell', ref: 'cannot tell' };
    expect(outcome({ today, open }, 'today', 'today')).toBe('keep the reference: today');
    const good: Short = { usd: 1, best: 'no worse', ref: 'no worse' };
    expect(outcome({ today, good }, 'today', 'today')).toBe('ship: good');
  });

  it('falls back to a dearer stack that earns its place when the cheapest does not', () => {
    const stacks: Record<string, Short> = {
      today: { usd: 1, best: 'cannot tell' },
      best: { usd: 4, ref: 'better' },
      cheap: { usd: 2, best: 'no worse', ref: 'cannot tell' },
    };
    expect(outcome(stacks, 'best', 'today')).toBe('ship: best');
  });

  it('takes an unknown cost for no advantage', () => {
    const stacks: Record<string, Short> = { best: { usd: 4 }, free: { best: 'no worse' } };
    expect(outcome(stacks, 'best')).toBe('ship: best');
    const unknown: Record<string, Short> = { best: { score: 0.9 }, other: { score: 0.85, best: 'no worse' } };
    expect(outcome(unknown, 'best')).toBe('ship: best');
  });
});

describe('constraints', () => {
  const constraints = { maxUsdPer1k: 2, minScore: 0.7 };

  it('stops where every stack misses one', () => {
    const decision = decideOn({ a: { usd: 3 }, b: { usd: 1, score: 0.6996 } }, 'a', 'a', { constraints });
    expect(decision).toEqual({
      kind: 'stop here',
      headline: 'Stop here: no stack meets your constraints.',
      reasons: [
        'a is out: $3 per 1,000 answers is above $2.',
        'b is out: score of 69.96 % is below the floor of 70 %.',
      ],
      wouldSettle: ['Relax a constraint, try a stronger model, or keep the task with people.'],
      basis: 'sealed',
    });
  });

  it('does not stop for what is only unknown', () => {
    const decision = decideOn({ a: { usd: 3 }, b: { timed: 60 }, c: { usd: 1 } }, 'a', 'a', {
      constraints: { maxUsdPer1k: 2, maxP95Ms: 900 },
    });
    expect(decision).toMatchObject({
      kind: 'undecided',
      headline: 'Undecided: no stack is shown to meet your constraints.',
      wouldSettle: [
        'At least 100 timed answers of each stack: more sealed cases.',
        'A price for every model, under `prices` in the config.',
      ],
    });
    expect(decision.reasons[1]).toBe(
      'b is out: p95 is unknown: it takes 100 answers timed alike, and there are 60; the cost is unknown: the price of a call is unknown.',
    );
  });

  it('never keeps a reference that misses one, even for a worse stack', () => {
    const decision = decideOn(
      { today: { usd: 9, best: 'better' }, best: { usd: 1, ref: 'worse' } },
      'best',
      'today',
      { constraints },
    );
    expect(decision).toMatchObject({ kind: 'ship', rungId: 'best' });
    expect(decision.reasons).toEqual([
      'best was the best on dev.',
      'best is worse than today: −12.0 points (95 % interval −17.0 to −7.0) on 350 cases.',
      'best costs $1 per 1,000 answers, today $9.',
      'today is out: $9 per 1,000 answers is above $2.',
    ]);
  });

  it('ships what is shown better than the reference where the best on dev is out', () => {
    const stacks: Record<string, Short> = {
      today: { usd: 1, best: 'worse' },
      best: { usd: 9, ref: 'better' },
      dear: { usd: 1.5, best: 'cannot tell', ref: 'better' },
      cheap: { usd: 0.5, best: 'worse', ref: 'no worse' },
    };
    expect(outcome(stacks, 'best', 'today', { constraints })).toBe('ship: dear');
    const { dear: _, ...others } = stacks;
    expect(outcome(others, 'best', 'today', { constraints })).toBe('ship: cheap');
    const { cheap: __, ...rest } = others;
    const kept = decideOn(rest, 'best', 'today', { constraints });
    expect(kept).toMatchObject({ kind: 'keep the reference', rungId: 'today' });
    expect(kept.reasons).toEqual([
      'Nothing is shown to be better than today, or as good and cheaper.',
      'best is out: $9 per 1,000 answers is above $2.',
    ]);
  });

  it('ships the only stack that is left, and is undecided among several that were not compared', () => {
    const stacks: Record<string, Short> = {
      today: { usd: 9 },
      best: { usd: 8 },
      a: { usd: 1 },
      b: { usd: 1 },
    };
    expect(outcome(stacks, 'best', 'today', { constraints })).toBe('undecided');
    const { b: _, ...one } = stacks;
    expect(outcome(one, 'best', 'today', { constraints })).toBe('ship: a');
  });
});

describe('what is said', () => {
  it('explains a cheaper choice against the best and the reference, in figures', () => {
    const decision = decideOn(
      {
        'GPT today': { usd: 5, best: 'worse' },
        'few-shot (4)': { usd: 4, ref: 'better' },
        'small model': { usd: 0.1234, best: 'no worse', ref: 'better' },
        tiny: { usd: 0.01, best: 'cannot tell', ref: 'no worse', tell: 1590 },
      },
      'few-shot (4)',
      'GPT today',
      { marginPoints: 0.07 * 100 },
    );
    expect(decision).toEqual({
      kind: 'ship',
      rungId: 'small model',
      headline: 'Ship small model.',
      reasons: [
        'small model is no worse than few-shot (4) within 7 points: −0.5 points (95 % interval −3.3 to +2.5) on 350 cases.',
        'small model costs $0.123 per 1,000 answers, few-shot (4) $4.',
        'small model is better than GPT today: +8.0 points (95 % interval +3.1 to +12.9) on 350 cases.',
        'small model costs $0.123 per 1,000 answers, GPT today $5.',
      ],
      wouldSettle: [
        'About 1,240 more sealed cases would settle how tiny compares with few-shot (4), if the difference stays as seen.',
      ],
      basis: 'sealed',
    });
  });

  it('says why the reference stays and what would settle it', () => {
    const decision = decideOn(
      { today: { usd: 1, best: 'cannot tell', tell: 800 }, best: { usd: 2, ref: 'cannot tell', tell: 800 } },
      'best',
      'today',
      { basis: 'dev' },
    );
    expect(decision).toEqual({
      kind: 'keep the reference',
      rungId: 'today',
      headline: 'Keep today.',
      reasons: [
        'Nothing is shown to be better than today, or as good and cheaper.',
        'It cannot be told whether best is as good as today: −4.0 points (95 % interval −9.0 to +1.0) on 350 cases.',
      ],
      wouldSettle: [
        'About 450 more dev cases would settle how best compares with today, if the difference stays as seen.',
      ],
      basis: 'dev',
    });
  });

  it('names what could not be shown of something cheaper', () => {
    const { reasons, wouldSettle } = decideOn(
      { today: { usd: 5 }, open: { usd: 1, best: 'cannot tell', ref: 'cannot tell' } },
      'today',
      'today',
    );
    expect(reasons).toEqual([
      'today was the best on dev.',
      'Nothing cheaper is shown to be within 5 points of it.',
    ]);
    expect(wouldSettle).toEqual(['More sealed cases would settle how open compares with today.']);
    expect(decideOn({ today: { usd: 5 } }, 'today', 'today')).toMatchObject({
      reasons: ['today was the best on dev.'],
      wouldSettle: [],
    });
  });

  it('asks for a price where only that stands in the way', () => {
    const { kind, reasons, wouldSettle } = decideOn(
      { today: { usd: 5, best: 'cannot tell' }, best: { ref: 'no worse' } },
      'best',
      'today',
    );
    expect(kind).toBe('keep the reference');
    expect(reasons).toContain('What best costs is unknown: the price of a call is unknown.');
    expect(wouldSettle).toEqual(['A price for best would settle whether best is cheaper than today.']);
  });

  it('advises against a language model only where one was tried and none is needed', () => {
    const stacks: Record<string, Short> = {
      prompt: { usd: 5 },
      classifier: { usd: 0.1, best: 'no worse', ref: 'no worse', noModel: true },
    };
    const headline = (...given: Parameters<typeof decideOn>) => decideOn(...given).headline;
    expect(headline(stacks, 'prompt', 'prompt')).toBe(
      'Ship classifier. Do not use a language model for this task.',
    );
    expect(headline(stacks, 'prompt', 'prompt', { triedLanguageModel: false })).toBe('Ship classifier.');
    const kept: Record<string, Short> = {
      classifier: { usd: 0.1, noModel: true },
      prompt: { usd: 5, best: 'worse', ref: 'worse' },
    };
    expect(headline(kept, 'classifier', 'classifier')).toBe(
      'Keep classifier. Do not use a language model for this task.',
    );
  });
});
