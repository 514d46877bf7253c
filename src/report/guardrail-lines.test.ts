import { expect, test } from 'vitest';
import type { Ladder } from '../domain/ladder.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';
import { sampleLadder } from './testing/sample-ladder.ts';

const groundedness = { answers: 119, passed: 80, flagged: 0, retried: 9, abstained: 30 };
const ladder: Ladder = {
  ...sampleLadder,
  rungs: sampleLadder.rungs.map((rung, at) =>
    at === 3 ? { ...rung, dev: { ...rung.dev, guardrails: { groundedness } } } : rung,
  ),
};
const line =
  'retrieved examples (8), 1.7B, of 119 answers on dev: 80 let through, 0 flagged, 9 let through when asked again, 30 replaced by the abstention';

test('every report for people says what the guardrail of a rung did', () => {
  expect(renderTerminal(ladder, { width: 400, colour: false })).toContain(`\nGuardrail: ${line}.\n`);
  expect(renderMarkdown(ladder)).toContain('30 replaced by the abstention.');
  expect(renderHtml(ladder)).toContain(`<p>Guardrail: <bdi>${line}</bdi>.</p>`);
  for (const report of [renderMarkdown(sampleLadder), renderHtml(sampleLadder)])
    expect(report).not.toContain('Guardrail');
});
