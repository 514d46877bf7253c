import { describe, expect, it } from 'vitest';
import { scoreKey, scorerHash } from './scorer.ts';
import { openScorer, scorerKinds } from './scorer-registry.ts';

describe('openScorer', () => {
  it('names what there is when the scorer is unknown', () => {
    expect(() => openScorer({ kind: 'exact-mach' })).toThrow(/exact-mach.*exact-match/);
  });

  it('refuses settings it does not know', () => {
    expect(() => openScorer({ kind: 'label', settings: { lables: ['a'] } })).toThrow(
      expect.objectContaining({ code: 'SCORER_SETTINGS' }),
    );
  });

  it('gives every kind once', () => {
    const kinds = scorerKinds.map((k) => k.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe('identity', () => {
  it('is the same for a default said aloud, and does not depend on the name', () => {
    const plain = openScorer({ kind: 'accepted-answers' });
    const explicit = openScorer({
      kind: 'accepted-answers',
      name: 'answers',
      settings: { compare: 'normalised' },
    });
    expect(scorerHash(plain)).toBe(scorerHash(explicit));
    expect(explicit.name).toBe('answers');
  });

  it('changes with any setting, and with it the key of a score', () => {
    const hashes = [undefined, { labels: ['a'] }, { labels: ['a', 'b'] }].map((settings) =>
      scorerHash(openScorer({ kind: 'label', ...(settings && { settings }) })),
    );
    const keys = hashes.map((hash) => scoreKey({ attemptKey: 'a', scorerHash: hash, expectationHash: 'e' }));
    expect(new Set([...hashes, ...keys]).size).toBe(6);
  });
});
