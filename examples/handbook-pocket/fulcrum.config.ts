/** Twelve pages that fit into a prompt: is putting them there better than searching them? `bin/fulcrum climb examples/handbook-pocket`. */
import { defineTask } from 'fulcrum';

export default defineTask({
  name: 'handbook-pocket',
  cases: { file: 'questions.jsonl', split: { dev: 60, sealed: 100, seed: 7 } },
  contract: {
    kind: 'json',
    schema: {
      type: 'object',
      properties: {
        answer: { type: 'string', maxLength: 100 },
        source: { oneOf: [{ type: 'string', maxLength: 40 }, { type: 'null' }] },
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
  maxOutputTokens: 128,
  knowledge: { documents: 'pages', abstention: 'not in the handbook' },
  levers: [
    'instruction',
    'stuffed-knowledge',
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
