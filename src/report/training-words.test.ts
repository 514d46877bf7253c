import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ladder, ladderSchema } from '../domain/ladder.ts';
import type { Training } from '../domain/ladder-training.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { drawSection } from './sections/section.ts';
import { trainingSection } from './sections/training-section.ts';
import { renderTerminal } from './terminal.ts';
import { foreignText } from './testing/foreign-texts.ts';
import { sampleLadder } from './testing/sample-ladder.ts';
import { withForeignText } from './testing/with-foreign-text.ts';
import { trainingLines } from './training-words.ts';

const interval = (low: number, high: number) => ({ low, high });
const training: Training = {
  method: 'lora',
  trainer: 'local',
  device: 'cpu',
  examples: 480,
  seconds: 671,
  steps: 360,
  bestStep: 290,
  stopped: 'early stopping',
  seed: 1,
  heldOut: { rows: 48, loss: 0.41234 },
  adapterBytes: 19_540_000,
  perplexity: { base: 5.1234, tuned: 1.4 },
  gap: {
    trainCases: 480,
    trainScore: 0.95,
    devCases: 120,
    devScore: 0.85,
    differencePoints: 10,
    intervalPoints: interval(4.1, 17.3),
    verdict: 'overfits',
  },
  forgetting: {
    items: 144,
    base: { scored: 144, right: 72, failed: 3, interval: interval(0.42, 0.58) },
    tuned: { scored: 144, right: 60, failed: 5, interval: interval(0.34, 0.5) },
    comparison: {
      against: 'base',
      pairs: 144,
      differencePoints: -8.333,
      intervalPoints: interval(-15.1, -1.4),
      pValue: 0.023,
      won: 8,
      lost: 20,
      verdict: 'worse',
      method: "Newcombe's paired interval, exact McNemar",
    },
    kinds: [
      {
        kind: 'arithmetic',
        base: { scored: 26, right: 13, failed: 0, interval: interval(0.32, 0.68) },
        tuned: { scored: 26, right: 2, failed: 0, interval: interval(0.02, 0.24) },
      },
    ],
    lost: [{ id: 'arithmetic-01', prompt: 'What is 4 + 3?' }],
  },
  learningCurve: {
    cases: 120,
    readings: [
      { examples: 120, seeds: 3, score: 0.7, standardError: 0.01 },
      { examples: 480, seeds: 3, score: 0.8, standardError: 0.01 },
    ],
    ahead: {
      examples: 1920,
      score: 0.85,
      interval: interval(0.79, 0.91),
      gainPoints: 5,
      gainIntervalPoints: interval(0.2, 10),
    },
    more: { gainPoints: 2, factor: 8, verdict: 'helps', more: 310, low: 140, high: 1800 },
  },
};
const ladder: Ladder = {
  ...sampleLadder,
  rungs: sampleLadder.rungs.map((rung, at) => (at === 2 ? { ...rung, training } : rung)),
};
const lastLine = (more: NonNullable<Training['learningCurve']>['more']) =>
  trainingLines({ ...training, learningCurve: { cases: 9, readings: [], ...(more && { more }) } }).at(-1);

describe('what the report says of training', () => {
  it('is a sentence for each thing that is known', () => {
    expect(trainingLines(training)).toEqual([
      'Trained by lora (local, cpu) on 480 examples in 11 min 11 s; 360 steps, step 290 kept, stopped early; seed 1; adapter of 19.5 MB',
      'Loss on 48 held-out examples: 0.412 nats a token',
      'Perplexity of the answers held out of training: 1.40, of the base 5.12',
      '95.0 % on 480 train cases, 85.0 % on 120 dev cases: a gap of +10.0 points (+4.1 to +17.3); it overfits: it does better on what it was trained on',
      'General set of 144 items: 41.7 % (34.0–50.0), its base 50.0 % (42.0–58.0): −8.3 points (−15.1 to −1.4), won 8, lost 20, p = 0.023; against its base worse',
      'Learning curve by training examples, on 120 cases: 120: 70.0 %, 480: 80.0 %',
      'At 1,920 examples 85.0 % (79.0–91.0) is to be expected, +5.0 points (+0.2 to +10.0) on top',
      'About 310 more examples for 2 points (140 to 1,800)',
    ]);
    const { method, trainer, examples, seconds } = training;
    expect(trainingLines({ method, trainer, examples, seconds })).toEqual([
      'Trained by lora (local) on 480 examples in 11 min 11 s',
    ]);
  });

  it('says what more data would bring, or that it would bring nothing, or that nobody can tell', () => {
    expect(lastLine({ gainPoints: 1, factor: 8, verdict: 'will not help' })).toBe(
      'More data will not help: 8 times as much is not to bring 1 point',
    );
    expect(lastLine({ gainPoints: 2, factor: 8, verdict: 'cannot tell', more: 900, low: 100 })).toBe(
      'These readings cannot tell whether more data helps: about 900, at least 100 more examples for 2 points, and perhaps more than 8 times the data',
    );
  });

  it('stands in every format', () => {
    const html = renderHtml(ladder);
    expect(html).toContain('<h2 id="training-title">After training</h2>');
    expect(html).toContain('About 310 more examples for 2 points');
    expect(html).toContain('7.7 % (2.0–24.0)');
    expect(html).toContain('<code>arithmetic-01</code> <bdi>What is 4 + 3?</bdi>');
    expect(renderHtml(sampleLadder)).not.toContain('After training');
    const markdown = renderMarkdown(ladder);
    expect(markdown).toContain('### After training');
    expect(markdown).toContain('- General set of 144 items');
    const text = renderTerminal(ladder, { width: 100, colour: false });
    expect(text.match(/^Training: /gm)).toHaveLength(8);
  });

  it('survives the record, and foreign text changes no structure', () => {
    expect(ladderSchema.parse(JSON.parse(JSON.stringify(ladder))).rungs[2]?.training).toEqual(training);
    const tags = (given: Ladder) => drawSection(trainingSection(given)).source.match(/<[^>]*>/g)?.length;
    const expected = tags(withForeignText(ladder, 'x'));
    fc.assert(
      fc.property(foreignText, (text) => {
        expect(tags(withForeignText(ladder, text))).toBe(expected);
      }),
      { numRuns: 10 },
    );
  });
});
