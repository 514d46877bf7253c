import { defineTask } from 'fulcrum';

/** Routes support tickets of a fictional bike company to one of 13 queues, on a model that runs on a laptop. */
export default defineTask({
  name: 'triage',
  cases: {
    file: 'tickets.csv',
    map: { input: 'text', expected: 'queue' },
    split: { dev: 130, sealed: 380, seed: 7 },
  },
  contract: {
    kind: 'label',
    descriptions: {
      safety: 'somebody was hurt, or something is hot, cracked, loose or failing',
      privacy: 'personal data',
      fleet: 'organisations with three or more bikes',
      claims: 'theft, vandalism, collisions, insurance cases',
      retention: 'wants to leave, pause or pay less',
      returns: 'wants to give something back soon after delivery',
      dispatch: 'orders on their way',
      battery: 'range, charging, batteries',
      app: 'app, display, tracker, electronic lock',
      goodwill: 'praise, complaints, discounts, very small sums',
      accounts: 'invoices and payments',
      workshop: 'repairs and service',
      partners: 'people who are not customers',
    },
  },
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
    { lever: 'few-shot', k: 4, sets: 3, tryOn: 40 },
    { lever: 'retrieved-few-shot', k: 4, by: 'embedding' },
  ],
  reference: 'instruction',
  marginPoints: 5,
});
