/** Guardrails: the best stack that answers from documents, its answers held to the passages it was shown before they are given. */
import { z } from 'zod';
import { FulcrumError } from '../../domain/errors.ts';
import type { GroundednessGuardrail, StackSpec } from '../../domain/stack.ts';
import { baseStack, needsChatModel } from '../base-stack.ts';
import type { Lever } from '../lever.ts';
import { needsDocuments } from '../needs-documents.ts';

const action = z.enum(['flag', 'abstain', 'retry']);

const settings = z.strictObject({
  /** What is done about an answer that is not supported throughout; of several, a rung each. */
  action: z
    .union([action, z.array(action).min(1)])
    .default('abstain')
    .transform((actions) => [...new Set([actions].flat())]),
  /** What finds that: words, numbers and names, or the task's chat model, asked about each sentence. */
  judge: z.enum(['lexical', 'chat']).default('lexical'),
});

type Settings = z.infer<typeof settings>;

const rungName = (action: GroundednessGuardrail['action'], judge: Settings['judge']) =>
  `guardrail (${action}${judge === 'chat' ? ', judge' : ''})`;

const isUnguarded = ({ knowledge, guardrails }: StackSpec) =>
  knowledge?.grounding !== undefined && guardrails === undefined;

const done: Readonly<Record<GroundednessGuardrail['action'], string>> = {
  flag: 'marks the answer',
  abstain: 'puts the abstention in its place',
  retry: 'has it asked again once, and then puts the abstention in its place',
};

export const guardrails: Lever<Settings> = {
  name: 'guardrails',
  summary: 'answers that the passages do not support are marked, withheld or asked for again',
  byDefault: false,
  settings,
  inapplicable: (task) =>
    task.contract.kind === 'label'
      ? 'an answer that is a label claims nothing that documents could support'
      : (needsChatModel(task) ?? needsDocuments(task)),
  needs: () => ({ models: ['chat'] }),
  rungNames: ({ action, judge }) => action.map((one) => rungName(one, judge)),
  async propose(task, { action, judge }, stacks) {
    const base = baseStack(task, stacks, isUnguarded);
    if (!isUnguarded(base)) throw new FulcrumError('NOTHING_TO_GUARD');
    const onto = stacks.find(({ stack }) => stack === base)?.name;
    const asked = judge === 'chat' && task.chatModel ? { judge: task.chatModel } : {};
    return action.map((one) => ({
      name: rungName(one, judge),
      stack: { ...base, guardrails: { groundedness: { action: one, ...asked } } },
      why: `on ${onto}: a sentence that the passages do not support${judge === 'chat' ? ', says the chat model,' : ' by words, numbers and names'} ${done[one]}`,
    }));
  },
};
