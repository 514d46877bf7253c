/** A tuned model of an account as a task that moves it off. The account is a stand-in; `openai-tuned-models.test.ts` holds what it reads. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { taskSchema } from './config/task-config.ts';
import { importTunedModel, type TunedModel } from './import-openai.ts';
import { interruptible } from './interruption.ts';

const id = `ft:gpt-4.1-mini-2025-04-14:acme's "best"::abc`;
const row = (question: string, answer: string) =>
  `${JSON.stringify({
    messages: [
      { role: 'system', content: 'Sort it.' },
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  })}\n`;
const files: Readonly<Record<string, string>> = {
  'file-a': Array.from({ length: 12 }, (_, at) =>
    row(`Question ${at}`, ['refund', 'delivery'][at % 2] ?? ''),
  ).join(''),
  'file-b': Array.from({ length: 4 }, (_, at) => row(`Other ${at}`, 'refund')).join(''),
};
const tuned: TunedModel = {
  id,
  base: 'gpt-4.1-mini-2025-04-14',
  job: 'ftjob-1',
  createdAt: '2025-10-09T08:53:20.000Z',
  training: { id: 'file-a', name: 'tickets.jsonl', bytes: 100 },
  shutdown: { date: '2027-01-14', of: 'base' },
  isGone: false,
};
const account = (model: TunedModel) => ({
  tunedModels: async () => [model],
  download: async (file: { readonly id: string }, target: string) => writeFile(target, files[file.id] ?? ''),
});
/** As the file says it; it is not loaded, since the package it imports is this one. */
async function configOf(folder: string) {
  const text = await readFile(path.join(folder, 'fulcrum.config.ts'), 'utf8');
  const [, code] = /defineTask\(([\s\S]*)\);\n$/.exec(text) ?? [];
  return taskSchema.parse(new Function(`return (${code})`)());
}

const newFolder = async () => path.join(await mkdtemp(path.join(tmpdir(), 'fulcrum-import-')), 'task');

test('with a validation file: that is sealed, and the tuned model is what the others are compared with', async () => {
  const folder = await newFolder();
  const withValidation = { ...tuned, validation: { id: 'file-b', name: 'held-out.jsonl', bytes: 10 } };
  const done = await importTunedModel(account(withValidation), { model: id, folder }, interruptible());
  expect(done).toEqual({ file: path.join(folder, 'fulcrum.config.ts'), cases: 16, isFair: true });
  const config = await configOf(folder);
  expect(config).toMatchObject({
    cases: { train: 'training.jsonl', test: 'validation.jsonl' },
    external: [{ name: id, function: 'tuned-model.ts#answer' }],
    reference: id,
    models: { chat: 'local/smollm2-135m' },
  });
  const file = path.join(folder, 'tuned-model.ts');
  const module = await import(pathToFileURL(file).href);
  expect(module.answer).toBeTypeOf('function');
  const text = await readFile(file, 'utf8');
  expect(text).toContain(JSON.stringify(id));
  expect(text).toContain('until 2027-01-14');
});

test('without one it says that the cases flatter the tuned model', async () => {
  const folder = await newFolder();
  const done = await importTunedModel(
    account(tuned),
    { model: id, folder, chatModel: 'openai/gpt-6-luna' },
    interruptible(),
  );
  expect(done).toMatchObject({ cases: 12, isFair: false });
  const config = await configOf(folder);
  expect([config.cases, config.models.chat]).toEqual(['training.jsonl', 'openai/gpt-6-luna']);
});

test('a model that is not there, or whose file is gone, is told before anything is written', async () => {
  const unknown = importTunedModel(
    account(tuned),
    { model: 'ft:other', folder: await newFolder() },
    interruptible(),
  );
  await expect(unknown).rejects.toMatchObject({
    code: 'TUNED_MODEL_UNKNOWN',
    message: expect.stringContaining(id),
  });
  const folder = await newFolder();
  const gone = importTunedModel(
    account({ ...tuned, training: { id: 'file-z' } }),
    { model: id, folder },
    interruptible(),
  );
  await expect(gone).rejects.toMatchObject({ code: 'TUNED_FILE_GONE' });
  await expect(readFile(folder)).rejects.toThrow('ENOENT');
});
