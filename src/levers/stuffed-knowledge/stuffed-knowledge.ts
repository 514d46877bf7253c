/** Small, stable knowledge put whole into the cached part of the prompt. */
import { z } from 'zod';
import { baseStack, needsChatModel } from '../base-stack.ts';
import type { Lever } from '../lever.ts';

const rungName = 'knowledge in the prompt';

const settings = z.strictObject({});

export const stuffedKnowledge: Lever<z.infer<typeof settings>> = {
  name: 'stuffed-knowledge',
  summary: "the task's documents stand whole in the system prompt, before anything that changes",
  byDefault: true,
  settings,
  inapplicable: (task) =>
    needsChatModel(task) ??
    (task.knowledge === undefined || task.knowledge.length === 0
      ? 'the task names no `knowledge`'
      : undefined),
  needs: () => ({ models: ['chat'] }),
  rungNames: () => [rungName],
  async propose(task, _settings, stacks) {
    const documents = task.knowledge ?? [];
    const base = baseStack(task, stacks, (s) => s.knowledge === undefined && s.reasoning === undefined);
    const characters = documents.reduce((sum, d) => sum + d.text.length, 0);
    return [
      {
        name: rungName,
        stack: { ...base, knowledge: { kind: 'stuffed', documents } },
        why: `${documents.length} documents, ${characters.toLocaleString('en')} characters, in the shared prefix`,
      },
    ];
  },
};
