import { defineTask } from 'fulcrum';

/** Routes support tickets of a fictional bike company to one of 13 queues, on a model that runs on a laptop. */
export default defineTask({
  name: 'triage',
  cases: {
    file: 'tickets.csv',
    map: { input: 'text', expected: 'queue' },
    split: { dev: 110, sealed: 360, seed: 7 },
  },
  contract: { kind: 'label' },
  instruction: {
    text: 'You route the support tickets of Brackwater, which sells and rents electric cargo bikes. Choose the one queue that must handle the ticket.',
    inputTag: 'ticket',
  },
  models: { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' },
  levers: [
    'majority',
    'naive-bayes',
    'classifier',
    'instruction',
    { lever: 'few-shot', k: 3, sets: 2 },
    { lever: 'retrieved-few-shot', k: 3, by: 'embedding' },
  ],
  reference: 'instruction',
  marginPoints: 5,
});
