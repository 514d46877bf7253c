import { expect, it } from 'vitest';
import { readNote } from './read-note.ts';

const dropped = (reason: string) => ({ kind: 'dropped', reason });
const noted = (note: string) => ({ kind: 'noted', note });
/** One token a word. */
const read = (text: string, finish: 'stop' | 'length' | 'content-filter' = 'stop', most = 20) =>
  readNote({ text, finish }, most, (part) => part.trim().split(/\s+/).length);

it.each([
  ['NONE', dropped('irrelevant')],
  [' none.\n', dropped('irrelevant')],
  ['**NONE**\nThe passages are about returns.', dropped('irrelevant')],
  ['None of the plans covers islands.', noted('None of the plans covers islands.')],
  ['', dropped('unreadable')],
  [' \n… ', dropped('unreadable')],
  ['<passage id="4" source="a.md">\nTwo years.\n</passage>', noted('Two years.')],
  ['<question>\n</question>', dropped('unreadable')],
  ['It costs 18.40 euro [2]. Returns are free. [1, 3]', noted('It costs 18.40 euro. Returns are free.')],
])('reads %j', (text, expected) => expect(read(text)).toEqual(expected));

it('keeps whole sentences of a note that was cut off', () => {
  expect(read('Zone 1 is free. Zone 4 is not', 'length')).toEqual(noted('Zone 1 is free.'));
  expect(read('- Zone 1: free\n- Zone 4: 89 euro\n- Zone', 'length')).toEqual(
    noted('- Zone 1: free - Zone 4: 89 euro'),
  );
  expect(read('Zone 4 is not', 'length')).toEqual(dropped('unreadable'));
});

it('takes nothing from a reply that a filter ended', () => {
  expect(read('Zone 1 is free.', 'content-filter')).toEqual(dropped('unreadable'));
});

it('keeps to the tokens of the model that is shown the note, whatever came', () => {
  expect(read('Zone 1 is free. Zone 4 is not free at all.', 'stop', 6)).toEqual(noted('Zone 1 is free.'));
  expect(read('Zone 4 is not free at all.', 'stop', 6)).toEqual(dropped('unreadable'));
});
