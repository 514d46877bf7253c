import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../domain/answer.ts';
import type { Attempt } from '../../../domain/attempt.ts';
import type { Expected } from '../../../domain/case.ts';
import type { Passage } from '../../../domain/passage.ts';
import { attemptScorer } from '../score-attempt.ts';
import { openScorer } from '../scorer-registry.ts';
import { fakeModels, fenced } from '../testing/fake-models.ts';
import { scoreAnswer } from '../testing/score-output.ts';

const passage = (document: string, text: string): Passage => ({
  chunkId: text,
  document,
  span: { start: 0, end: text.length },
  text,
  contextLine: '',
  headingPath: [],
});
const evidence = [
  passage('zones.md', 'Zone 4 are the islands; the fee is 89 euro. </passages>'),
  passage('notice.md', 'The notice period is one month.'),
];
const given = (output: string): Partial<Answer> => ({ output, evidence });
const json = (answer: string, source: string | null): Expected => ({
  kind: 'json',
  value: { answer, source },
});

describe('faithfulness', () => {
  const words = { kind: 'faithfulness', settings: { abstention: 'Not in the handbook.' } };

  it('is the share of supported claims, with the counts and the first that fails', async () => {
    const answer = 'Yes. Islands cost 89 euro. The fee is 98 euro. Notice is one month.';
    expect(await scoreAnswer(words, given(answer))).toEqual({
      kind: 'scored',
      value: 2 / 3,
      metadata: {
        supported: 2,
        contradicted: 0,
        unsupported: 1,
        undetermined: 1,
        claim: 'Yes.',
        verdict: 'undetermined',
        reason: 'it has no word that could be looked up',
      },
    });
  });

  it.each([
    ['an abstention', given('not in the handbook'), /abstains/],
    ['an answer without its passages', { output: 'Islands cost 89 euro.' }, /without the passages/],
    ['a mere yes', given('Yes.'), /no claim could be judged/],
    ['no sentence', given('…'), /no sentence/],
  ])('leaves %s unscored', async (_, answer, reason) => {
    expect(await scoreAnswer(words, answer)).toEqual({
      kind: 'unscored',
      reason: expect.stringMatching(reason),
    });
  });

  it('gives 0 where a search found nothing and the stack claims all the same', async () => {
    const answer = { output: 'Islands cost 89 euro.', evidence: [] };
    expect(await scoreAnswer(words, answer)).toMatchObject({ value: 0 });
  });

  const judged = { kind: 'faithfulness', settings: { judge: { id: 'm' } } };

  it('asks the judge for each claim but those a number refutes, and counts what it cannot tell', async () => {
    const replies: Record<string, string> = {
      'Islands cost 89 euro.': '{"reason": "so it says", "verdict": "supported"}',
      'Zone 4 is free.': '{"reason": "89 euro", "verdict": "contradicted"}',
    };
    const fake = fakeModels((request) => ({ text: replies[fenced(request, 'claim')] ?? 'hm' }));
    const answer = 'Islands cost 89 euro. It is 98 euro. Zone 4 is free. Perhaps so.';
    const value = await scoreAnswer(judged, given(answer), { input: 'What do islands cost?' }, fake.context);
    expect(value).toMatchObject({
      value: 1 / 3,
      metadata: { supported: 1, contradicted: 1, unsupported: 1, undetermined: 1 },
    });
    expect(fake.bought()).toBe(3);
    const [request] = fake.asked;
    expect(request && fenced(request, 'question')).toBe('What do islands cost?');
    expect(request && fenced(request, 'passages')).toContain('<passage id="2" source="notice.md">');
    expect(request?.messages[1]?.content.match(/<\/passages>/g)).toHaveLength(1);
  });

  it.each(['{"verdict": "supported"}', '{"reason": "r", "verdict": "yes"}', 'supported', ''])(
    'never takes the reply %j for a verdict',
    async (text) => {
      const fake = fakeModels(() => ({ text }));
      expect(await scoreAnswer(judged, given('Zone 4 is free.'), {}, fake.context)).toMatchObject({
        kind: 'unscored',
        reason: expect.stringMatching(/no claim could be judged: the judge/),
      });
    },
  );
});

describe('citation-correctness', () => {
  it('counts a sentence right when all it cites was supplied and supports it', async () => {
    const answer =
      'Islands cost 89 euro [1]. Notice is one month [1]. Notice is one month [2][3]. Notice is one month. Yes [1].';
    expect(await scoreAnswer({ kind: 'citation-correctness' }, given(answer))).toMatchObject({
      value: 1 / 4,
      metadata: { right: 1, unsupported: 1, 'not supplied': 1, uncited: 1, undetermined: 1 },
    });
  });

  it('reads the source of a JSON reply', async () => {
    const value = (source: string) =>
      scoreAnswer({ kind: 'citation-correctness' }, given(`{"answer": "89 euro", "source": ${source}}`));
    expect(await value('"zones.md"')).toMatchObject({ value: 1 });
    expect(await value('"notice.md"')).toMatchObject({ value: 0, metadata: { unsupported: 1 } });
    expect(await value('"prices.md"')).toMatchObject({ value: 0, metadata: { 'not supplied': 1 } });
    expect(await value('null')).toMatchObject({ value: 0, metadata: { uncited: 1 } });
  });
});

describe('context precision and recall', () => {
  const asked = { goldDocuments: ['zones.md', 'gone.md'] };

  it('count passages and documents', async () => {
    expect(await scoreAnswer({ kind: 'context-precision' }, { evidence }, asked)).toMatchObject({
      value: 0.5,
    });
    expect(await scoreAnswer({ kind: 'context-recall' }, { evidence }, asked)).toMatchObject({ value: 0.5 });
    expect(await scoreAnswer({ kind: 'context-recall' }, { evidence: [] }, asked)).toMatchObject({
      value: 0,
    });
    expect(await scoreAnswer({ kind: 'context-precision' }, { evidence: [] }, asked)).toMatchObject({
      value: 0,
    });
  });

  it.each(['context-precision', 'context-recall'])('%s is unscored where it cannot be told', async (kind) => {
    expect(await scoreAnswer({ kind }, { evidence })).toMatchObject({ reason: /gold/ });
    expect(await scoreAnswer({ kind }, {}, asked)).toMatchObject({ reason: /without the passages/ });
  });
});

describe('abstention', () => {
  const spec = { kind: 'abstention', settings: { sentence: 'not in the handbook' } };
  const none = json('not in the handbook', null);

  it.each([
    ['{"answer": "not in the handbook", "source": null}', none, 1, true, true],
    ['{"answer": "89 euro", "source": "zones.md"}', none, 0, true, false],
    ['Not in the handbook.', json('89 euro', 'zones.md'), 0, false, true],
    ['It is 98 euro.', json('89 euro', 'zones.md'), 1, false, false],
    ['', json('89 euro', 'zones.md'), 0, false, false],
  ])('%s where %j is expected', async (output, expected, value, wanted, found) => {
    expect(await scoreAnswer(spec, { output }, { expected })).toMatchObject({
      value,
      detection: { expected: wanted, found },
    });
  });

  it('is unscored where the case does not say what would be answered', async () => {
    expect(
      await scoreAnswer(spec, { output: 'x' }, { expected: { kind: 'label', label: 'a' } }),
    ).toMatchObject({
      kind: 'unscored',
    });
  });

  it('judges the abstention of a stack itself, which is worth 0 to every other scorer', async () => {
    const attempt: Attempt = {
      key: 'k',
      inputHash: 'i',
      stackHash: 's',
      repeat: 0,
      concurrency: 1,
      startedAt: new Date(0),
      outcome: {
        kind: 'answered',
        answer: { abstained: { reason: 'nothing was found' }, finish: 'stop', callIds: [] },
      },
    };
    const scorers = [openScorer(spec), openScorer({ kind: 'json-fields' })];
    const score = attemptScorer(scorers, { signal: new AbortController().signal });
    const scores = await score({ id: 'c', input: 'q', tags: [], expected: none }, attempt);
    expect(scores.map(({ value }) => value)).toMatchObject([
      { value: 1, detection: { expected: true, found: true } },
      { value: 0, metadata: { abstained: 'nothing was found' } },
    ]);
  });
});

describe('field-scores', () => {
  const spec = {
    kind: 'field-scores',
    settings: { fields: { answer: { scorer: 'token-f1', weight: 3 }, source: { scorer: 'exact-match' } } },
  };
  const expected = json('29 euro a month', 'plans/prices.md');
  const score = (output: string, of = expected) => scoreAnswer(spec, { output }, { expected: of });

  it('judges each field by its own scorer and takes the weighted mean', async () => {
    // Token F1 of "euro 29" against "29 euro month" ("a" is an article): 2 × 2 ÷ (2 + 3) = 0.8.
    expect(await score('{"answer": "euro 29", "source": "plans/prices.md"}')).toMatchObject({
      value: (3 * 0.8 + 1) / 4,
      metadata: { fields: { answer: 0.8, source: 1 } },
    });
    expect(await score('{"answer": "29 euro a month", "source": "Plans/prices.md"}')).toMatchObject({
      value: 0.75,
    });
    expect(await score('{"answer": "29 euro a month"}')).toMatchObject({ value: 0.75 });
    expect(await score('29 euro a month')).toMatchObject({ value: 0 });
    expect(await score('{"__proto__": {"answer": "29 euro a month"}}')).toMatchObject({ value: 0 });
  });

  it('compares null with null alone', async () => {
    const none = json('not in the handbook', null);
    expect(await score('{"answer": "not in the handbook", "source": null}', none)).toMatchObject({
      value: 1,
    });
    expect(await score('{"answer": "not in the handbook", "source": "a.md"}', none)).toMatchObject({
      value: 0.75,
    });
    expect(await score('{"answer": "not in the handbook", "source": ""}', none)).toMatchObject({
      value: 0.75,
    });
  });

  it('leaves the case unscored where a field is, and refuses what it cannot open', async () => {
    const odd = { kind: 'field-scores', settings: { fields: { answer: { scorer: 'numeric' } } } };
    expect(
      await scoreAnswer(odd, { output: '{"answer": "2"}' }, { expected: json('none', null) }),
    ).toMatchObject({
      kind: 'unscored',
      reason: expect.stringMatching(/^answer: /),
    });
    for (const fields of [{}, { answer: { scorer: 'no-such' } }, { answer: { scorer: 'regex' } }])
      expect(() => openScorer({ kind: 'field-scores', settings: { fields } })).toThrow(
        expect.objectContaining({ code: 'SCORER_SETTINGS' }),
      );
  });
});
