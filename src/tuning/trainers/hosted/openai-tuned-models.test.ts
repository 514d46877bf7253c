/** What an account at OpenAI has tuned, on a fixture built from what it publishes; nobody compared it with the service itself. */
import { expect, test } from 'vitest';
import { openAiAccount } from './openai-tuned-models.ts';
import { startService } from './testing/start-service.ts';

const job = (id: string, tuned: string | null, extra: object = {}) => ({
  object: 'fine_tuning.job',
  id,
  model: 'gpt-4.1-mini-2025-04-14',
  created_at: 1_750_000_000,
  finished_at: 1_750_003_600,
  fine_tuned_model: tuned,
  status: tuned === null ? 'failed' : 'succeeded',
  training_file: 'file-a',
  validation_file: null,
  trained_tokens: 5768,
  hyperparameters: { n_epochs: 3 },
  ...extra,
});

test('models with their files, over pages, and the day they or their base end', async () => {
  const newest = job('ftjob-3', 'ft:gpt-4.1-mini-2025-04-14:acme::c', {
    created_at: 1_760_000_000,
    validation_file: 'file-b',
  });
  const jobs = [job('ftjob-1', 'ft:gpt-4.1-mini-2025-04-14:acme::a'), job('ftjob-2', null), newest];
  await using service = await startService(({ path }) => {
    const url = new URL(path, 'http://x');
    if (url.pathname === '/fine_tuning/jobs') {
      const first = jobs.findIndex(({ id }) => id === url.searchParams.get('after')) + 1;
      return {
        json: { object: 'list', data: jobs.slice(first, first + 2), has_more: first + 2 < jobs.length },
      };
    }
    if (url.pathname === '/files')
      return {
        json: {
          object: 'list',
          data: [{ id: 'file-a', filename: 'tickets.jsonl', bytes: 140, purpose: 'fine-tune' }],
          has_more: false,
        },
      };
    return {
      json: {
        object: 'list',
        data: [
          { id: 'gpt-4.1-mini-2025-04-14', object: 'model', shutdown_date: '2027-01-14' },
          { id: 'ft:gpt-4.1-mini-2025-04-14:acme::c', object: 'model', shutdown_date: '2027-03-01' },
          { id: 'ft:gpt-4.1-mini-2025-04-14:acme::a', object: 'model', shutdown_date: null },
        ],
      },
    };
  });
  const account = openAiAccount({ env: { OPENAI_API_KEY: 'k' }, baseURL: service.baseURL });
  expect(await account.tunedModels(new AbortController().signal)).toEqual([
    {
      id: 'ft:gpt-4.1-mini-2025-04-14:acme::c',
      base: 'gpt-4.1-mini-2025-04-14',
      job: 'ftjob-3',
      createdAt: '2025-10-09T08:53:20.000Z',
      trainedTokens: 5768,
      training: { id: 'file-a', name: 'tickets.jsonl', bytes: 140 },
      validation: { id: 'file-b' },
      shutdown: { date: '2027-03-01', of: 'model' },
      isGone: false,
    },
    {
      id: 'ft:gpt-4.1-mini-2025-04-14:acme::a',
      base: 'gpt-4.1-mini-2025-04-14',
      job: 'ftjob-1',
      createdAt: '2025-06-15T15:06:40.000Z',
      trainedTokens: 5768,
      training: { id: 'file-a', name: 'tickets.jsonl', bytes: 140 },
      shutdown: { date: '2027-01-14', of: 'base' },
      isGone: false,
    },
  ]);
});
