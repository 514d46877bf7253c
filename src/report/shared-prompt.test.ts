import { expect, it } from 'vitest';
import { sharedPrompt } from './shared-prompt.ts';

const message = (content: string, role = 'user') => ({ role, content });

it('finds what all prompts begin with', () => {
  const shared = [message('rules', 'system'), message('example')];
  expect(sharedPrompt([[...shared, message('a')], [...shared, message('b')], shared])).toEqual(shared);
  expect(sharedPrompt([[message('a')], [message('a', 'system')]])).toEqual([]);
});

it('shares nothing among fewer than two prompts', () => {
  expect(sharedPrompt([])).toEqual([]);
  expect(sharedPrompt([[message('a')]])).toEqual([]);
});
