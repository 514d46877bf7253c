import { expect, it } from 'vitest';
import { contextLine } from './context-line.ts';
import { countWords } from './testing/build-document.ts';

it('names the title and the headings, outermost first', () => {
  expect(contextLine('Handbook', ['Leave', 'Parents'], 10, countWords)).toBe('Handbook > Leave > Parents');
  expect(contextLine('', ['Leave'], 10, countWords)).toBe('Leave');
  expect(contextLine('', [], 10, countWords)).toBe('');
});

it('names a title once that is the first heading, too', () => {
  expect(contextLine('Leave', ['Leave', 'Parents'], 10, countWords)).toBe('Leave > Parents');
});

it('leaves out the outermost where there is no room', () => {
  expect(contextLine('Handbook', ['Leave', 'Parents'], 4, countWords)).toBe('Leave > Parents');
  expect(contextLine('Handbook', ['Leave', 'Parents'], 1, countWords)).toBe('Parents');
  expect(contextLine('Handbook', ['Leave', 'Two parents'], 1, countWords)).toBe('');
});

it('shortens a long entry between code points', () => {
  const line = contextLine(`a${'😀'.repeat(100)}`, [], 1000, countWords);
  expect(line).toBe(`a${'😀'.repeat(79)}…`);
});
