import { expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

it.each([
  ['zero-width space', 'a\u200bb', 'ab', 1],
  ['word joiner and byte order mark', '\ufeffa\u2060b', 'ab', 2],
  ['a message in the tag block', 'Hi\u{e0069}\u{e0067}\u{e006e}!', 'Hi!', 3],
  ['a message in variation selectors', 'ok\ufe00\ufe01\ufe0f', 'ok', 3],
  ['an override of the direction', 'exe\u202egpj', 'exegpj', 1],
  ['joiners between Latin letters', 'pass\u200dwo\u200crd', 'password', 2],
  ['a Hangul filler', 'a\u3164b', 'ab', 1],
])('leaves out %s', (_what, raw, text, leftOut) => {
  expect(visibleText(raw)).toEqual({ text, leftOut });
});

it.each([
  ['a family emoji', '👨\u200d👩\u200d👧'],
  ['a heart in colour', '❤\ufe0f'],
  ['a skin tone that joins', '👩🏽\u200d🚀'],
  ['Persian', 'می\u200cخواهم'],
  ['Hindi', 'क्\u200dष'],
])('keeps %s', (_what, text) => {
  expect(visibleText(text)).toEqual({ text, leftOut: 0 });
});

it('makes line ends alike and the rest well-formed, counting none of it', () => {
  expect(visibleText('a\r\nb\rc\u2028d\u0085e')).toEqual({ text: 'a\nb\nc\nd\ne', leftOut: 0 });
  expect(visibleText('a\ud800b\u0000c\u001bd\te')).toEqual({ text: 'a\ufffdbcd\te', leftOut: 0 });
  expect(visibleText('Dampf\u00adschiff')).toEqual({ text: 'Dampfschiff', leftOut: 0 });
});
