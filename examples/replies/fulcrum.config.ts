/** Support replies in a house voice that a program can check: what do examples in the prompt teach of it? `bin/fulcrum climb examples/replies`. */
import { defineTask } from 'fulcrum';
import { houseRules } from './house-rules.ts';
import { scorers } from './scorers.ts';

/** What the task asks for. It names the rules and does not tell them, so that little stands before the case. */
const brief = 'Write the reply of Brackwater Care in the house voice: greeting, outcome, next step, closing.';

export default defineTask({
  name: 'replies',
  cases: {
    file: 'replies.jsonl',
    map: { input: ['message', 'notes'], expected: 'reply' },
    split: { dev: 60, sealed: 160, seed: 7 },
  },
  contract: { kind: 'text' },
  instruction: { text: brief, inputTag: 'case' },
  models: { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' },
  maxOutputTokens: 128,
  levers: [
    // The same brief with every rule told; the better of both on dev goes on.
    {
      lever: 'instruction',
      alternatives: [`${brief} The rules:\n${houseRules.map(({ says }) => `- ${says}`).join('\n')}`],
    },
    { lever: 'few-shot', k: 3, sets: 2, tryOn: 16 },
    { lever: 'retrieved-few-shot', k: 3, by: 'embedding' },
  ],
  scorers: [...scorers],
  reference: 'instruction',
  marginPoints: 5,
});
