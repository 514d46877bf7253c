import { expect, it } from 'vitest';
import type { StackSpec } from '../../domain/stack.ts';
import { putExamplePool } from '../examples/example-pool.ts';
import { memoryArtefacts } from '../testing/memory-artefacts.ts';
import { renderPrompt } from './render-prompt.ts';
import { renderShownPrompt } from './render-shown-prompt.ts';

const examples = [
  { caseId: 'a', input: 'first', output: '1' },
  { caseId: 'b', input: 'second', output: '2' },
];

async function stackWithPool() {
  const artefacts = memoryArtefacts();
  const pool = await putExamplePool(artefacts, examples);
  const spec: StackSpec = {
    answerer: { kind: 'chat', model: { id: 'fake/model' }, maxOutputTokens: 16 },
    contract: { kind: 'text' },
    examples: { kind: 'retrieved', pool, k: 2, by: 'bm25' },
  };
  const prompt = renderPrompt(spec, 'third', { examples: [...examples].reverse() });
  return { artefacts, spec, prompt, answer: { promptHash: prompt.hash, exampleIds: ['b', 'a'] } };
}

it('renders the prompt that was shown, examples in their order', async () => {
  const { artefacts, spec, prompt, answer } = await stackWithPool();
  expect(await renderShownPrompt(spec, 'third', answer, artefacts)).toEqual(prompt.messages);
});

it('gives nothing for an answer without a prompt', async () => {
  const { artefacts, spec } = await stackWithPool();
  expect(await renderShownPrompt(spec, 'third', {}, artefacts)).toBeUndefined();
});

it('gives nothing rather than another prompt', async () => {
  const { artefacts, spec, answer } = await stackWithPool();
  const shown = (input: string, changed: object) =>
    renderShownPrompt(spec, input, { ...answer, ...changed }, artefacts);
  expect(await shown('fourth', {})).toBeUndefined();
  expect(await shown('third', { exampleIds: ['a', 'b'] })).toBeUndefined();
  expect(await shown('third', { exampleIds: ['b', 'gone'] })).toBeUndefined();
});

it('gives nothing when the pool is gone or another', async () => {
  const { artefacts, spec, answer } = await stackWithPool();
  expect(await renderShownPrompt(spec, 'third', answer, memoryArtefacts())).toBeUndefined();
  const pool = await putExamplePool(
    artefacts,
    examples.map((e) => ({ ...e, output: `${e.output}!` })),
  );
  const changed: StackSpec = { ...spec, examples: { kind: 'retrieved', pool, k: 2, by: 'bm25' } };
  expect(await renderShownPrompt(changed, 'third', answer, artefacts)).toBeUndefined();
});
