import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../domain/attempt.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { AttemptScore } from './score-attempt.ts';
import { scoreAttempts } from './score-attempts.ts';
import { unscored } from './score-value.ts';
import type { Scorer } from './scorer.ts';
import { openScorer } from './scorer-registry.ts';
import { summariseScores } from './summarise-scores.ts';
import { fakeModels } from './testing/fake-models.ts';

const context = { signal: new AbortController().signal };

function attempted(i: number, outcome: Attempt['outcome'] | string): { case: StoredCase; attempt: Attempt } {
  return {
    case: {
      id: `c${i}`,
      input: `question ${i}`,
      expected: { kind: 'text', text: 'right' },
      tags: [],
      split: 'dev',
      ordinal: i,
      inputHash: `i${i}`,
    },
    attempt: {
      key: `a${i}`,
      inputHash: `i${i}`,
      stackHash: 's',
      repeat: 0,
      concurrency: 1,
      startedAt: new Date(0),
      outcome:
        typeof outcome === 'string'
          ? { kind: 'answered', answer: { output: outcome, finish: 'stop', callIds: [] } }
          : outcome,
    },
  };
}

const abstained: Attempt['outcome'] = {
  kind: 'answered',
  answer: { abstained: { reason: 'below 0.4' }, finish: 'stop', callIds: [] },
};
const failed: Attempt['outcome'] = {
  kind: 'failed',
  failure: { code: 'MODEL_TIMEOUT', message: 'no answer', retryable: false },
  callIds: [],
};
const exact = openScorer({ kind: 'exact-match' });
const f1 = openScorer({ kind: 'token-f1' });

async function all(scores: AsyncIterable<AttemptScore>): Promise<AttemptScore[]> {
  const list: AttemptScore[] = [];
  for await (const score of scores) list.push(score);
  return list;
}

describe('scoreAttempts', () => {
  const four = [attempted(0, 'right'), attempted(1, 'wrong'), attempted(2, abstained), attempted(3, failed)];

  it('keeps the order of attempts and of scorers', async () => {
    const scores = await all(scoreAttempts(four, [exact, f1], context));
    expect(scores.map((s) => `${s.caseId} ${s.scorer}`)).toEqual(
      four.flatMap((_, i) => [`c${i} exact-match`, `c${i} token-f1`]),
    );
    expect(new Set(scores.map((s) => s.key)).size).toBe(8);
  });

  it('an abstention is 0 and marked, a failure is unscored with its reason', async () => {
    const scores = await all(scoreAttempts(four, [exact], context));
    expect(scores.map((s) => s.outcome)).toEqual(['answered', 'answered', 'abstained', 'failed']);
    expect(scores[2]?.value).toEqual({ kind: 'scored', value: 0, metadata: { abstained: 'below 0.4' } });
    expect(scores[3]?.value).toEqual({ kind: 'unscored', reason: 'MODEL_TIMEOUT: no answer' });
  });

  it('summaries count what is scored, unscored and failed, and give both means', async () => {
    const attempts = [...four, attempted(4, 'right')];
    const strange = {
      ...attempted(5, 'x'),
      case: { ...attempted(5, 'x').case, expected: { kind: 'json', value: {} } as const },
    };
    const [summary] = await summariseScores(scoreAttempts([...attempts, strange], [exact], context));
    expect(summary).toMatchObject({ n: 6, scored: 4, unscored: 1, failed: 1, abstained: 1, perfect: 2 });
    expect(summary?.mean).toBe(0.5);
    expect(summary?.meanFailuresAsZero).toBe(0.4);
    expect(summary?.reasons).toHaveLength(2);
  });

  it('a mean of nothing is absent, not 0', async () => {
    const [summary] = await summariseScores(scoreAttempts([attempted(0, failed)], [exact], context));
    expect(summary).not.toHaveProperty('mean');
    expect(summary?.meanFailuresAsZero).toBe(0);
  });

  it('holds only so many attempts at a time, however slow the scorer', async () => {
    let read = 0;
    let open = 0;
    let mostOpen = 0;
    async function* endless() {
      for (;;) yield attempted(read++, 'right');
    }
    const slow: Scorer = {
      ...exact,
      async score() {
        mostOpen = Math.max(mostOpen, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open--;
        return unscored('slow');
      },
    };
    let seen = 0;
    for await (const _ of scoreAttempts(endless(), [slow], { ...context, concurrency: 4 })) {
      if (++seen === 50) break;
    }
    expect(mostOpen).toBe(4);
    expect(read).toBeLessThan(60);
    expect(open).toBe(0);
  });

  it('throws where the turn of the failed one comes, after what went before', async () => {
    const breaking: Scorer = {
      ...exact,
      async score({ case: { id } }) {
        if (id === 'c1') throw new Error('budget');
        return unscored('fine');
      },
    };
    const seen: string[] = [];
    const reading = (async () => {
      for await (const score of scoreAttempts(four, [breaking], context)) seen.push(score.caseId);
    })();
    await expect(reading).rejects.toThrow('budget');
    expect(seen).toEqual(['c0']);
  });

  it('gives each paid score its own scope of the ledger, and unpaid scorers none', async () => {
    const fake = fakeModels(() => ({ text: '{"reason": "r", "grade": 5}' }));
    const judge = openScorer({ kind: 'judge', settings: { model: { id: 'm' }, rubric: 'r' } });
    const scopes: string[] = [];
    const { models, purchase } = fake.context.paid ?? expect.unreachable();
    const paid = {
      models,
      purchaseFor: (key: string) => {
        scopes.push(key);
        return purchase;
      },
    };
    const scores = await all(scoreAttempts(four.slice(0, 2), [exact, judge], { ...context, paid }));
    expect(scopes).toEqual(scores.filter((s) => s.scorer === 'judge').map((s) => s.key));
    expect(fake.bought()).toBe(2);
    const unbought = await all(scoreAttempts(four.slice(0, 2), [judge], context));
    expect(unbought.map((s) => s.value.kind)).toEqual(['unscored', 'unscored']);
    expect(fake.bought()).toBe(2);
  });

  it('stops when aborted', async () => {
    const abort = new AbortController();
    abort.abort(new Error('stopped by the user'));
    await expect(all(scoreAttempts(four, [exact], { signal: abort.signal }))).rejects.toThrow(
      'stopped by the user',
    );
  });
});
