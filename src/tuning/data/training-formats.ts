/** One training example as a line of each trainer's own format. Knows no files; what the tools read is as their docs said in November 2026. */
import type { Message } from '../../domain/case.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { TrainingExample } from './training-example.ts';

type Rendered = Pick<TrainingExample, 'messages' | 'completion'>;

/** In each of them only the completion is to be learnt, and not what an assistant says in the prompt. */
export const trainingFormats = {
  /** OpenAI chat fine-tuning: of the turns of the assistant those of weight 0 are not learnt. */
  openai: ({ messages, completion }: Rendered): JsonObject => ({
    messages: [
      ...messages.map((message) =>
        message.role === 'assistant' ? { ...turn(message), weight: 0 } : turn(message),
      ),
      answer(completion),
    ],
  }),
  /** TRL, conversational prompt-completion: the loss is on the completion alone. */
  trl: ({ messages, completion }: Rendered): JsonObject => ({
    prompt: messages.map(turn),
    completion: [answer(completion)],
  }),
  /** Axolotl, `type: chat_template` with `message_field_training: train`. */
  axolotl: ({ messages, completion }: Rendered): JsonObject => ({
    messages: [
      ...messages.map((message) => ({ ...turn(message), train: false })),
      { ...answer(completion), train: true },
    ],
  }),
  /** LLaMA-Factory, sharegpt with the tags of `datasetInfo`; `mask_history: true` learns the last turn alone. */
  'llama-factory': ({ messages, completion }: Rendered): JsonObject => ({
    messages: [...messages.map(turn), answer(completion)],
  }),
} as const satisfies Record<string, (example: Rendered) => JsonObject>;
export type TrainingFormat = keyof typeof trainingFormats;

/** One prompt, the answer to prefer and the one to avoid. */
export interface PreferencePair extends Pick<TrainingExample, 'id' | 'messages'> {
  readonly chosen: string;
  readonly rejected: string;
}

export const preferenceFormats = {
  /** TRL, conversational preference with an explicit prompt. */
  preference: ({ messages, chosen, rejected }: PreferencePair): JsonObject => ({
    prompt: messages.map(turn),
    chosen: [answer(chosen)],
    rejected: [answer(rejected)],
  }),
  /** OpenAI direct preference optimisation; Together and Fireworks read it as well. */
  'openai-preference': ({ messages, chosen, rejected }: PreferencePair): JsonObject => ({
    input: { messages: messages.map(turn) },
    preferred_output: [answer(chosen)],
    non_preferred_output: [answer(rejected)],
  }),
} as const satisfies Record<string, (pair: PreferencePair) => JsonObject>;
export type PreferenceFormat = keyof typeof preferenceFormats;

/** The entry of `dataset_info.json` by which LLaMA-Factory reads a file of its format. */
export function datasetInfo(fileName: string): JsonObject {
  return {
    file_name: fileName,
    formatting: 'sharegpt',
    columns: { messages: 'messages' },
    tags: {
      role_tag: 'role',
      content_tag: 'content',
      user_tag: 'user',
      assistant_tag: 'assistant',
      system_tag: 'system',
    },
  };
}

/** Nothing else a message may carry. */
function turn({ role, content }: Message): JsonObject & Message {
  return { role, content };
}

function answer(content: string) {
  return { role: 'assistant', content } as const;
}
