/** Forty-four pages, too long for a prompt and not for everybody's eyes: what does searching them buy? `bin/fulcrum climb examples/handbook`. */
import { defineTask } from 'fulcrum';

export default defineTask({
  name: 'handbook',
  cases: { file: 'questions.jsonl', split: { dev: 90, sealed: 260 } },
  contract: {
    kind: 'json',
    schema: {
      type: 'object',
      properties: {
        answer: { type: 'string', maxLength: 120 },
        source: { type: ['string', 'null'], maxLength: 40 },
      },
      required: ['answer', 'source'],
      additionalProperties: false,
    },
  },
  instruction: {
    text: 'Answer the question of a colleague at Brackwater in at most 15 words.',
    inputTag: 'question',
  },
  models: { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' },
  maxOutputTokens: 96,
  knowledge: { documents: 'pages', abstention: 'not in the handbook' },
  levers: [
    'instruction',
    'stuffed-knowledge', // left out: the pages are too long
    { lever: 'few-shot', k: 2, sets: 2, tryOn: 16 },
    { lever: 'retrieval', k: 3, maxTokens: 500, chunkTokens: 120 },
    { lever: 'oracle-passages', chunkTokens: 120 },
  ],
  scorers: [
    {
      kind: 'field-scores',
      name: 'answer and source',
      settings: { fields: { answer: { scorer: 'token-f1' }, source: { scorer: 'exact-match' } } },
    },
    { kind: 'abstention', settings: { sentence: 'not in the handbook' } },
    'context-recall',
    'context-precision',
    'citation-correctness',
    'faithfulness',
  ],
});
