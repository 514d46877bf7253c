/** Arbitrary foreign texts for property-based tests: known attacks, stray halves of markup and any UTF-16 there is. */
import fc from 'fast-check';
import { hostileTexts } from './hostile-texts.ts';

const halves = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '`',
  '|',
  '\\',
  '\n',
  '\r\n',
  '\t',
  '](',
  '![',
  '<!--',
  '-->',
  ']]>',
  '<![CDATA[',
  '</pre>',
  '</details>',
  '</textarea>',
  '</style>',
  '</svg>',
  '&lt;',
  '&#60;',
  'javascript:alert(1)',
  '\u001b[2J',
  '\u202e',
  '\ud800',
  '\udc00',
  '\0',
  '\u200b',
  '\u2028',
  '\ufffe',
  '\u{e0041}',
  '@everyone',
  'https://example.invalid',
  '```',
  '~~~',
  '---',
];

/** Never empty and never only white space, so that `(empty)` stands for none of them; at most a few hundred characters. */
export const foreignText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...hostileTexts, ...halves),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => `x${parts.join('')}`);
