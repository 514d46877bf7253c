import { describe, expect, it } from 'vitest';
import type { Case } from '../../domain/case.ts';
import { handlePersonalData, replacePersonalData, stripPersonalData } from './personal-data.ts';

const texts = (input: Case['input'], text: string) => ({ input, expected: { kind: 'text' as const, text } });

describe('personal data of a case', () => {
  it('is the same placeholder in input and answer, however it is written', () => {
    const cleaned = replacePersonalData(
      texts(
        'I am ann@example.org, not bob@example.org. Card 4111 1111 1111 1111.',
        'Dear Ann@Example.org, your card 4111-1111-1111-1111 is blocked.',
      ),
    );
    expect(cleaned.case).toEqual(
      texts(
        'I am [EMAIL_1], not [EMAIL_2]. Card [CARD_1].',
        'Dear [EMAIL_1], your card [CARD_1] is blocked.',
      ),
    );
    expect(cleaned.counts).toEqual({ email: 3, card: 2 });
  });

  it('begins to count anew with each case', () => {
    const [one, other] = ['ann@example.org', 'bob@example.org'].map((mail) =>
      replacePersonalData(texts(mail, '')),
    );
    expect([one?.case.input, other?.case.input]).toEqual(['[EMAIL_1]', '[EMAIL_1]']);
  });

  it('is found in conversations, fields and JSON answers, not in names of fields or labels', () => {
    const { case: conversation } = replacePersonalData({
      input: [{ role: 'user' as const, content: 'mail ann@example.org' }],
      expected: { kind: 'json' as const, value: { 'ann@example.org': ['ann@example.org', 7, null] } },
    });
    expect(conversation).toEqual({
      input: [{ role: 'user', content: 'mail [EMAIL_1]' }],
      expected: { kind: 'json', value: { 'ann@example.org': ['[EMAIL_1]', 7, null] } },
    });
    const labelled = {
      input: { mail: 'ann@example.org' },
      expected: { kind: 'label' as const, label: 'to ann@example.org' },
    };
    expect(replacePersonalData(labelled).case).toEqual({ ...labelled, input: { mail: '[EMAIL_1]' } });
  });

  it('is cut out without leaving two blanks', () => {
    expect(stripPersonalData(texts('mail ann@example.org now, bob@example.org', '')).case.input).toBe(
      'mail now, ',
    );
    expect(stripPersonalData(texts('ann@example.org wrote', '')).case.input).toBe('wrote');
  });

  it('is counted where it is kept', () => {
    const one = { id: 'c1', ...texts('from 192.168.10.7', 'ok') };
    expect(handlePersonalData(one, 'keep')).toEqual({ case: one, counts: { ip: 1 } });
    expect(handlePersonalData(one, 'replace').case).toMatchObject({ id: 'c1', input: 'from [IP_1]' });
  });
});
