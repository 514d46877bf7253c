/** Holds the config that `init` writes to the schema that reads it. */
import { expect, test } from 'vitest';
import { renderConfig } from './render-config.ts';
import { taskSchema } from './task-config.ts';

function read(text: string): unknown {
  const code = /defineTask\(([\s\S]*)\);\n$/.exec(text)?.[1] ?? '';
  return new Function(`return (${code})`)();
}

test('what is written is read back, with names that need quoting', () => {
  const text = renderConfig({
    cases: "it's here.csv",
    mapping: { input: ['subject', 'body'], expected: ['the queue'] },
    labels: ['a', 'b'],
    instruction: 'Line one\nsays "go" and \\ stops',
    chatModel: 'service/my-model',
    embeddingModel: 'local/minilm-l6-v2',
    service: { id: 'service', baseURL: 'http://127.0.0.1:1/v1' },
  });
  expect(taskSchema.parse(read(text))).toMatchObject({
    cases: { file: "it's here.csv", map: { input: ['subject', 'body'], expected: 'the queue' } },
    instruction: { text: 'Line one\nsays "go" and \\ stops' },
    providers: [{ id: 'service', baseURL: 'http://127.0.0.1:1/v1' }],
    models: { chat: 'service/my-model' },
    reference: 'instruction',
    levers: ['majority', 'naive-bayes', 'classifier', 'instruction', 'few-shot', 'retrieved-few-shot'],
  });
});

test('free text gets no label levers', () => {
  const text = renderConfig({ cases: 'q.csv', chatModel: 'm', embeddingModel: 'e' });
  expect(taskSchema.parse(read(text)).levers).toEqual(['instruction', 'few-shot', 'retrieved-few-shot']);
});
