/** `fulcrum adapters import openai`: what an account has tuned there, and a task that measures one of it beside what could replace it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { planImport } from '../cases/plan-import.ts';
import { prepareImport } from '../cases/prepare-import.ts';
import { FulcrumError } from '../domain/errors.ts';
import {
  type OpenAiAccount,
  openAiAccount,
  type TunedModel,
} from '../tuning/trainers/hosted/openai-tuned-models.ts';
import { defaultModels } from './config/default-models.ts';
import { renderConfig } from './config/render-config.ts';
import { newConfig } from './init.ts';
import type { Interruption } from './interruption.ts';
import { makeFolders } from './make-folders.ts';

export type { TunedModel };

export interface ImportedTask {
  readonly file: string;
  readonly cases: number;
  /** Whether the cases of the sealed set are some that the model was not tuned on. */
  readonly isFair: boolean;
}

export interface ImportOptions {
  /** `ft:…` */
  readonly model: string;
  readonly folder: string;
  /** What could replace it. */
  readonly chatModel?: string;
}

export function openAccount(env: NodeJS.ProcessEnv = process.env): OpenAiAccount {
  return openAiAccount({ env });
}

/** Fetches the files the model was tuned on. Throws `TUNED_MODEL_UNKNOWN`, `TUNED_FILE_GONE`, `CONFIG_EXISTS`, or a `MODEL_…` error. */
export async function importTunedModel(
  account: OpenAiAccount,
  { model, folder: given, chatModel = defaultModels.chat }: ImportOptions,
  { soft }: Interruption,
): Promise<ImportedTask> {
  const folder = path.resolve(given);
  const config = await newConfig(folder);
  const tuned = await account.tunedModels(soft);
  const found = tuned.find(({ id }) => id === model);
  if (found === undefined) {
    const known = tuned.map(({ id }) => id).join(', ') || 'none';
    throw new FulcrumError('TUNED_MODEL_UNKNOWN', { model, known });
  }
  const { training, validation } = found;
  if (training.name === undefined) throw new FulcrumError('TUNED_FILE_GONE', { model, file: training.id });
  await makeFolders(folder);
  await account.download(training, path.join(folder, 'training.jsonl'), soft);
  const isFair = validation?.name !== undefined;
  if (isFair) await account.download(validation, path.join(folder, 'validation.jsonl'), soft);
  const read = await readCases(folder, ['training.jsonl', ...(isFair ? ['validation.jsonl'] : [])]);
  const module = 'tuned-model.ts';
  await writeFile(path.join(folder, module), moduleOf(found));
  await writeFile(
    config,
    renderConfig({
      cases: isFair ? { train: 'training.jsonl', test: 'validation.jsonl' } : 'training.jsonl',
      ...(read.labels && { labels: read.labels }),
      instruction: 'Answer the last message, as the conversation asks for it.',
      today: { name: model, function: `${module}#answer` },
      chatModel,
      embeddingModel: defaultModels.embedding,
    }),
  );
  return { file: config, cases: read.cases, isFair };
}

/** Every row is read, so that a broken one is told now. */
async function readCases(folder: string, files: readonly string[]) {
  const plan = await planImport({ folder, sources: files.map((file) => ({ path: file })) });
  const prepared = await prepareImport(plan);
  for await (const _ of prepared.cases());
  const labels = prepared.contract.kind === 'label' ? prepared.contract.labels : undefined;
  return { cases: prepared.total, labels };
}

/** The function by which a task asks the model as it is asked today. */
function moduleOf({ id, shutdown }: TunedModel): string {
  const until = shutdown === undefined ? '' : ` It answers until ${shutdown.date}.`;
  return `/** The tuned model that answers today.${until} The key is read from OPENAI_API_KEY. */
export async function answer(input: unknown, { signal }: { readonly signal: AbortSignal }): Promise<string> {
  const messages = Array.isArray(input) ? input : [{ role: 'user', content: String(input) }];
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: \`Bearer \${process.env.OPENAI_API_KEY}\`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: ${JSON.stringify(id)}, messages, temperature: 0 }),
    signal,
  });
  if (!response.ok) throw new Error(\`status \${response.status}\`);
  const { choices } = (await response.json()) as { choices: [{ message: { content: string } }] };
  return choices[0].message.content;
}
`;
}
