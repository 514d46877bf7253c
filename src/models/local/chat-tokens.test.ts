/** Prompts as the templates inside the model files write them; a model is skipped where it is not pulled. Loads vocabularies only. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listModels } from '../catalogue/list-models.ts';
import { chatTokens } from './chat-tokens.ts';
import { type LoadedLlama, loadLlama } from './llama.ts';

/** What each model is told where no system message is given: from its publisher's model card. */
const unasked: Readonly<Record<string, string>> = {
  'local/smollm2-135m': 'You are a helpful AI assistant named SmolLM, trained by Hugging Face',
  'local/qwen2.5-coder-0.5b': 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.',
  'local/qwen2.5-coder-1.5b': 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.',
};
const chatModels = (await listModels()).filter(({ kind }) => kind === 'chat');

let loaded: LoadedLlama;
beforeAll(async () => {
  loaded = await loadLlama({ gpu: false });
}, 60_000);
afterAll(() => loaded?.llama.dispose());

describe.each(chatModels)('$id', { timeout: 120_000 }, ({ id, path, pulled }) => {
  test.skipIf(!pulled)(`writes turns in ChatML (run \`fulcrum models pull ${id}\`)`, async () => {
    const model = await loaded.llama.loadModel({ modelPath: path, vocabOnly: true });
    const written = (...messages: Parameters<ReturnType<typeof chatTokens>>[0]) =>
      model.detokenize(chatTokens(model, loaded.module)(messages), true);
    const turn = (role: string, text: string) => `<|im_start|>${role}\n${text}<|im_end|>\n`;
    expect(written({ role: 'user', content: 'Hi' })).toBe(
      `${turn('system', unasked[id] ?? '')}${turn('user', 'Hi')}<|im_start|>assistant\n`,
    );
    expect(
      written(
        { role: 'system', content: 'Sort.' },
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ),
    ).toBe(
      `${turn('system', 'Sort.')}${turn('user', 'a')}${turn('assistant', 'b')}${turn('user', 'c')}<|im_start|>assistant\n`,
    );
    await model.dispose();
  });
});
