import { expect, it } from 'vitest';
import { compactGrammar } from './compact-grammar.ts';

it('leaves one space at most between the parts of a value, and what strings hold alone', () => {
  const grammar = [
    'root ::= "{" whitespace "\\"a\\"" ":" [ ]? string-rule whitespace "}" "\\n\\n\\n\\n" [\\n]*',
    'whitespace ::= [\\n] ("    " | "\\t") | [ ]?',
    'comma ::= "," ([\\n] (" "{8} | "\\t\\t") | [ ]?)',
    'end ::= [\\n] | [ ]?',
    'string-char-rule ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" ["\\\\/bfnrt]',
  ];
  expect(compactGrammar(grammar.join('\n')).split('\n')).toEqual([
    grammar[0],
    'whitespace ::= [ ]?',
    'comma ::= "," ([ ]?)',
    'end ::= [ ]?',
    grammar[4],
  ]);
});
