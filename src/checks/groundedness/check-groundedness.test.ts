import { describe, expect, it } from 'vitest';
import { passage } from '../testing/passage.ts';
import { type ClaimJudge, checkGroundedness } from './check-groundedness.ts';

const passages = [passage('zones.md', 'Zone 4 are the islands; the fee is 89 euro.', 100)];

describe('checkGroundedness', () => {
  it('judges each sentence by its words when there is no judge', async () => {
    const found = await checkGroundedness(
      'Yes. Islands cost 89 euro [1]. The ferry sails at 10. Dogs ride free.',
      passages,
    );
    expect(found.counts).toEqual({ supported: 1, contradicted: 0, unsupported: 2, undetermined: 1 });
    expect(found.claims.map(({ text, verdict }) => [text, verdict])).toEqual([
      ['Yes.', 'undetermined'],
      ['Islands cost 89 euro.', 'supported'],
      ['The ferry sails at 10.', 'unsupported'],
      ['Dogs ride free.', 'unsupported'],
    ]);
    expect(found.claims[1]).toMatchObject({
      by: 'words',
      span: { start: 5, end: 30 },
      evidence: [{ document: 'zones.md', span: { start: 100, end: 143 } }],
    });
  });

  it('reads the answer of a JSON reply', async () => {
    const found = await checkGroundedness('{"answer": "89 euro", "source": "zones.md"}', passages);
    expect(found.claims).toMatchObject([{ text: '89 euro', verdict: 'supported' }]);
  });

  it('asks the judge about all but what a number refutes, and takes its word', async () => {
    const asked: unknown[] = [];
    const judge: ClaimJudge = async (claim, evidence, question) => {
      asked.push([claim, evidence, question]);
      return { verdict: claim === 'Yes.' ? 'supported' : 'contradicted', reason: 'r' };
    };
    const found = await checkGroundedness('Yes. The fee is 90 euro. The fee is 89 euro.', passages, {
      question: 'Is there a fee?',
      judge,
    });
    expect(asked).toEqual([
      ['Yes.', passages, 'Is there a fee?'],
      ['The fee is 89 euro.', passages, 'Is there a fee?'],
    ]);
    expect(found.claims.map(({ verdict, by }) => [verdict, by])).toEqual([
      ['supported', 'judge'],
      ['unsupported', 'words'],
      ['contradicted', 'judge'],
    ]);
  });

  it('supports nothing without passages, and claims nothing without an answer', async () => {
    expect((await checkGroundedness('Islands cost 89 euro.', [])).counts.unsupported).toBe(1);
    expect((await checkGroundedness(' … ', passages)).claims).toEqual([]);
  });

  it('judges a bounded number of claims, and says so of the others', async () => {
    const { counts } = await checkGroundedness('It is 89. '.repeat(20_000), passages);
    expect(counts.supported).toBe(50);
    expect(counts.undetermined).toBeGreaterThan(1000);
  });
});
