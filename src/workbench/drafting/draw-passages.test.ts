import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../domain/access.ts';
import type { Corpus } from '../../domain/ports/corpus-store.ts';
import { memoryCorpus } from '../../knowledge/testing/memory-corpus.ts';
import { documentOf } from '../../store/testing/corpus-documents.ts';
import { type DrawnPassage, type DrawOptions, drawPassages } from './draw-passages.ts';

const members = { carla: ['leads'] };
const long = (topic: string) =>
  `Whoever wants to know something about ${topic} finds it in this very sentence, word for word.`;

const pages: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['rules.md', ['everyone'], [long('deposits'), 'Deposits', long('returns')]],
  ['care/limits.md', ['care', 'leads'], [long('limits')]],
  ['leads/pay.md', ['leads'], [long('pay')]],
  ['closed.md', [], [long('secrets')]],
];

async function draw(options: Partial<DrawOptions> = {}, given = pages) {
  const corpus: Corpus = memoryCorpus();
  for (const [name, readers, lines] of given) await corpus.put(documentOf(name, readers, lines));
  const isOpen = given.every(([, readers]) => readers.includes('everyone'));
  const opened = {
    corpus,
    groupsOf: (principal: string | undefined) =>
      groupsOf(principal ?? (isOpen ? 'everyone' : undefined), members),
  };
  const drawn: DrawnPassage[] = [];
  for await (const one of drawPassages(opened, { seed: 'seed', limit: 100, ...options })) drawn.push(one);
  return drawn;
}
const seen = (drawn: readonly DrawnPassage[]) =>
  drawn.map(({ passage, principal }) => `${passage.document} as ${principal}`).sort();

describe('passages to ask about', () => {
  it('are asked about by somebody who may read them; of what nobody may read none is drawn', async () => {
    const asked = seen(await draw());
    expect(asked).toEqual([
      expect.stringMatching(/^care\/limits\.md as (care|leads)$/),
      'leads/pay.md as leads',
      'rules.md as everyone',
      'rules.md as everyone',
    ]);
  });

  it('are those of who is named, with the groups of that person, and no other', async () => {
    expect(seen(await draw({ principal: 'carla' }))).toEqual([
      'care/limits.md as carla',
      'leads/pay.md as carla',
      'rules.md as carla',
      'rules.md as carla',
    ]);
    expect(seen(await draw({ principal: 'anna' }))).toEqual(['rules.md as anna', 'rules.md as anna']);
  });

  it('need nobody where everything is open', async () => {
    expect(seen(await draw({}, pages.slice(0, 1)))).toEqual([
      'rules.md as undefined',
      'rules.md as undefined',
    ]);
  });

  it('have something to ask about, and come no more than are wanted', async () => {
    expect((await draw()).map(({ passage }) => passage.text)).not.toContain('Deposits');
    const [first, second, ...rest] = await draw();
    expect(await draw({ limit: 2 })).toEqual([first, second]);
    expect(rest).toHaveLength(2);
  });

  it('are those of one document of several with the same bytes', async () => {
    const copies = [...pages, ['a copy of rules.md', ['leads'], pages[0]?.[2] ?? []] as const];
    const names = new Set((await draw({}, copies)).map(({ passage }) => passage.document));
    expect([...names].sort()).toEqual(['a copy of rules.md', 'care/limits.md', 'leads/pay.md']);
  });
});
