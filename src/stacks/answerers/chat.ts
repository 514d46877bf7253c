/** The answerer that asks a chat model: renders the prompt, holds the model to the contract, reads the answer. Knows no provider. */
import type { JSONSchema7 } from '@ai-sdk/provider';
import { type CaseInput, inputText } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { ChatAnswerer, Example, OutputContract, StackSpec } from '../../domain/stack.ts';
import { addUsage, noTokens } from '../../domain/usage.ts';
import type {
  AllowedValues,
  ChatMessage,
  ChatModel,
  ChatReply,
  ChatRequest,
  LabelRequest,
} from '../../models/chat-model.ts';
import type { AnswererContext, AnswererKind, Reply } from '../answerer-kind.ts';
import { type ExampleRetriever, openExampleRetriever } from '../examples/example-retriever.ts';
import { fillerMessage } from '../filler-message.ts';
import {
  type GroundednessGuard,
  type Guarded,
  openGroundednessGuard,
  passed,
} from '../guardrails/groundedness-guard.ts';
import { openPassageSource } from '../knowledge/open-passage-source.ts';
import type { PassageSource } from '../knowledge/passage-source.ts';
import { stuffedPassages } from '../knowledge/stuffed-passages.ts';
import type { AnswerEstimate, LiveStack } from '../live-stack.ts';
import { readLabel } from '../prompt/read-label.ts';
import { renderAbstention } from '../prompt/render-abstention.ts';
import { renderPassages } from '../prompt/render-passages.ts';
import {
  answerMarker,
  inputTag,
  type Prompt,
  renderExamples,
  renderPrompt,
} from '../prompt/render-prompt.ts';
import { renderRetry } from '../prompt/render-retry.ts';
import { shownPassages } from '../prompt/shown-passages.ts';
import { suppliedSources } from '../prompt/supplied-sources.ts';
import { sumBounds } from '../sum-bounds.ts';

/** What is said after reasoning that did not end in a readable answer. */
const askForAnswerAlone = 'Now give only the answer.';

/** From the seed of an answer to that of asking again: further than repeats go. */
const anotherSeed = 1_000_000;

export const chatAnswerer: AnswererKind<'chat'> = {
  kind: 'chat',
  async open(answerer, spec, parts) {
    const model = await parts.models.chat(answerer.model);
    checkCapabilities(spec, answerer, model);
    const asked: Asked = { answerer, spec, model };
    const retrieve =
      spec.examples?.kind === 'retrieved' ? await openExampleRetriever(spec.examples, parts) : undefined;
    const countTokens = (text: string) => model.countTokens(text).tokens;
    const source = await openPassageSource(spec.knowledge, countTokens, parts);
    const stuffed =
      spec.knowledge?.kind === 'stuffed' && spec.knowledge.grounding
        ? stuffedPassages(spec.knowledge)
        : undefined;
    const evidenceTokens =
      source?.evidenceTokens ??
      source?.mostTokens ??
      countTokens(renderPassages(stuffed ?? [], inputTag(spec)));
    const guard = await openGroundednessGuard(spec, evidenceTokens, parts);
    /** `prompt` is absent where nothing was found to answer from. */
    const render = async (input: CaseInput, context: AnswererContext) => {
      const found = await source?.find(input, context);
      const passages = found?.passages;
      const searched = found?.search && { search: found.search };
      if (passages?.length === 0) return { evidence: passages, searched, examples: [] };
      const examples = (await retrieve?.search(input, context)) ?? [];
      const shown = shownPassages({ ...(passages && { evidence: passages }), ...searched });
      const prompt = renderPrompt(spec, input, { examples, ...(shown && { passages: shown }) });
      return { prompt, evidence: passages ?? stuffed, searched, examples };
    };
    return {
      ...versionsOf(source, retrieve),
      maxConcurrency: model.capabilities.maxConcurrency,
      prefixState: model.capabilities.promptCaching === 'none' ? 'no prompt cache' : 'shared prefix warm',
      async render(input, context) {
        const { prompt, evidence } = await render(input, context);
        return prompt && { ...prompt, ...(evidence && { evidence }) };
      },
      async answer(input, context) {
        const { prompt, evidence, searched, examples } = await render(input, context);
        if (prompt === undefined)
          return { ...nothingFound(spec), ...(evidence && { evidence }), ...searched };
        const sources = suppliedSources(spec.knowledge?.grounding, evidence);
        const toAsk = { ...asked, ...(sources && { sources }) };
        const reply = await ask(toAsk, prompt, context);
        const askAgain: Guarded['askAgain'] = (claims) =>
          ask(toAsk, retry(spec, prompt, reply.output, claims), {
            ...context,
            repeat: context.repeat + anotherSeed,
          });
        const guarded = { question: inputText(input), evidence: evidence ?? [], askAgain };
        return {
          ...(guard ? await guard.guard(reply, guarded, context) : reply),
          promptHash: prompt.hash,
          ...(model.adapterHash !== undefined && { adapterHash: model.adapterHash }),
          ...(examples.length > 0 && { exampleIds: examples.map((e) => e.caseId) }),
          ...(evidence && { evidence }),
          ...searched,
        };
      },
      estimate: async (input) => estimate(asked, input, { retrieve, source, guard }),
    };
  },
};

/** Those of the documents tell who may see what, too. */
function versionsOf(
  ...parts: readonly (Pick<LiveStack, 'versions'> | undefined)[]
): Pick<LiveStack, 'versions'> {
  const versions = parts.find((part) => part?.versions)?.versions;
  return versions ? { versions } : {};
}

/** Asked before anything is bought. */
function checkCapabilities(
  { contract, reasoning }: StackSpec,
  { decoding }: ChatAnswerer,
  { id, capabilities, scoreLabels }: ChatModel,
): void {
  if (decoding === 'score-labels' && contract.kind === 'label' && scoreLabels === undefined)
    throw new FulcrumError('MODEL_CANNOT_SCORE_LABELS', { model: id });
  if (reasoning?.kind === 'effort' && !capabilities.reasoningEffort)
    throw new FulcrumError('MODEL_HAS_NO_EFFORT', { model: id });
}

/** What of a prompt is sent. */
type AskedPrompt = Pick<Prompt, 'sharedMessages'> & { readonly messages: readonly ChatMessage[] };
type Repeat = Pick<AnswererContext, 'repeat'>;

interface Asked {
  readonly answerer: ChatAnswerer;
  readonly spec: StackSpec;
  readonly model: ChatModel;
  /** What the reply may name as its source; absent while that is not known. */
  readonly sources?: AllowedValues;
}

/** Asks once; with step-by-step reasoning, a second time where the steps did not end in an answer that meets the contract. */
async function ask(asked: Asked, prompt: AskedPrompt, context: AnswererContext): Promise<Reply> {
  if (asked.spec.reasoning?.kind !== 'step-by-step') return askForAnswer(asked, prompt, context);
  const { maxReasoningTokens } = asked.spec.reasoning;
  const wanted = stepsRequest(asked, prompt, context, maxReasoningTokens);
  const steps = await context.call(() => asked.model.generate(wanted, context));
  if (steps.finish !== 'length') refuseIncomplete(steps, wanted);
  const answered = afterMarker(steps.text);
  const output = answered === undefined ? undefined : meetContract(asked.spec.contract, answered);
  if (output !== undefined && steps.finish !== 'length') {
    return {
      output,
      reasoning: steps.text,
      finish: steps.finish,
      ...(steps.usage && { usage: steps.usage }),
    };
  }
  const final = await askForAnswer(asked, followUp(prompt, steps.text, maxReasoningTokens), context);
  const { usage, ...rest } = final;
  const total = steps.usage && usage ? addUsage(steps.usage, usage) : undefined;
  return { ...rest, reasoning: steps.text, ...(total && { usage: total }) };
}

function stepsRequest(
  asked: Asked,
  prompt: AskedPrompt,
  context: Repeat,
  maxReasoningTokens: number,
): ChatRequest {
  return { ...request(asked, prompt, context), maxOutputTokens: maxReasoningTokens };
}

function followUp(prompt: AskedPrompt, steps: string, maxReasoningTokens: number): AskedPrompt {
  return {
    ...prompt,
    messages: [
      ...prompt.messages,
      { role: 'assistant', content: steps, atMostTokens: maxReasoningTokens },
      { role: 'user', content: askForAnswerAlone },
    ],
  };
}

/** The conversation so far, and the turn that asks again. */
function retry(
  spec: StackSpec,
  prompt: AskedPrompt,
  output: string | undefined,
  claims: readonly string[],
): AskedPrompt {
  const turns: ChatMessage[] = [
    { role: 'assistant', content: output ?? '' },
    { role: 'user', content: renderRetry(spec, claims) },
  ];
  return { ...prompt, messages: [...prompt.messages, ...turns] };
}

/** One call under the contract: by label scoring where the stack says so, by constrained generation where the model can, else by parsing. */
async function askForAnswer(asked: Asked, prompt: AskedPrompt, context: AnswererContext): Promise<Reply> {
  const { contract } = asked.spec;
  const wanted = answerRequest(asked, prompt, context);
  if ('labels' in wanted) return scoreLabels(asked, wanted, context);
  const reply = await context.call(() => asked.model.generate(wanted, context));
  refuseIncomplete(reply, wanted);
  return {
    output: meetContract(contract, reply.text) ?? reply.text,
    finish: reply.finish,
    ...optional(reply),
  };
}

function answerRequest(asked: Asked, prompt: AskedPrompt, context: Repeat): ChatRequest | LabelRequest {
  const { contract } = asked.spec;
  if (asked.answerer.decoding !== 'score-labels' || contract.kind !== 'label') {
    return request(asked, prompt, context, contract);
  }
  const { messages, sharedMessages } = prompt;
  return { messages, sharedMessages, labels: contract.labels, negligibleShare };
}

function refuseIncomplete({ finish }: ChatReply, { maxOutputTokens }: ChatRequest): void {
  if (finish === 'length' || finish === 'content-filter' || finish === 'error')
    throw new FulcrumError('OUTPUT_INCOMPLETE', { finish, tokens: maxOutputTokens });
}

function optional({ usage, reasoning, toolCalls }: ChatReply): Partial<Reply> {
  return {
    ...(usage && { usage }),
    ...(reasoning !== undefined && { reasoning }),
    ...(toolCalls.length > 0 && { toolCalls }),
  };
}

/** Only what says which label is best: its probability is then never overstated, and asking takes no longer than generating it. */
const negligibleShare = 1;

async function scoreLabels({ model }: Asked, wanted: LabelRequest, context: AnswererContext): Promise<Reply> {
  const { labels } = wanted;
  const scored = await context.call(async () => await model.scoreLabels?.(wanted, context));
  const logs = scored?.logProbabilities ?? [];
  if (logs.length !== labels.length || !logs.every(Number.isFinite))
    throw new FulcrumError('MODEL_CALL_FAILED', {
      id: model.id,
      reason: 'not every label was given a score',
    });
  const labelProbabilities = softmax(labels, logs);
  const output = labels[logs.indexOf(Math.max(...logs))] as string;
  const usage = scored?.usage;
  return { output, labelProbabilities, finish: 'stop', ...(usage && { usage }) };
}

function softmax(labels: readonly string[], logs: readonly number[]): Record<string, number> {
  const top = Math.max(...logs);
  const weights = logs.map((l) => Math.exp(l - top));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return Object.fromEntries(labels.map((label, i) => [label, (weights[i] ?? 0) / total]));
}

function request(
  { answerer, spec, model, sources }: Asked,
  prompt: AskedPrompt,
  { repeat }: Repeat,
  contract?: OutputContract,
): ChatRequest {
  const { temperature, seed, maxOutputTokens } = answerer;
  const output = contract && constraint(contract, model, sources);
  return {
    messages: prompt.messages,
    sharedMessages: prompt.sharedMessages,
    maxOutputTokens,
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed: seed + repeat }),
    ...(output && { output }),
    ...(spec.reasoning?.kind === 'effort' && { reasoningEffort: spec.reasoning.effort }),
  };
}

function constraint(
  contract: OutputContract,
  { capabilities }: ChatModel,
  sources: AllowedValues | undefined,
): ChatRequest['output'] {
  if (contract.kind === 'label' && capabilities.choice) return { kind: 'choice', choices: contract.labels };
  if (contract.kind === 'json' && capabilities.jsonSchema) {
    const allowed = capabilities.schemaPerRequest && sources ? { allowed: sources } : {};
    return { kind: 'json', schema: contract.schema as JSONSchema7, ...allowed };
  }
  return undefined;
}

/** The text in the form the contract asks for; `undefined` when it cannot be read so. Invalid JSON is left to the scorers. */
function meetContract(contract: OutputContract, text: string): string | undefined {
  return contract.kind === 'label' ? readLabel(text, contract.labels) : text.trim();
}

function afterMarker(text: string): string | undefined {
  const at = text.lastIndexOf(answerMarker);
  const answer = at < 0 ? '' : text.slice(at + answerMarker.length).trim();
  return answer === '' ? undefined : answer;
}

/** What beside the model an answer of the stack may take. */
interface Opened {
  readonly retrieve: ExampleRetriever | undefined;
  readonly source: PassageSource | undefined;
  readonly guard: GroundednessGuard | undefined;
}

/** Every call that one answer can take, each as it is reserved. */
function estimate(asked: Asked, input: CaseInput, { retrieve, source, guard }: Opened): AnswerEstimate {
  const { model, spec, answerer } = asked;
  const tokensOf = (example: Example) =>
    model.atMost({ messages: renderExamples([example], spec), sharedMessages: 0, maxOutputTokens: 0 })
      .inputTokens;
  const examples = retrieve?.longest(tokensOf) ?? [];
  const asAsked = renderPrompt(spec, input, { examples, ...(source && { passages: [] }) });
  const prompt = source === undefined ? asAsked : beside(asAsked, fillerMessage(source.mostTokens, model));
  const first = { repeat: 0 };
  const steps = spec.reasoning?.kind === 'step-by-step' ? spec.reasoning.maxReasoningTokens : undefined;
  const answerTokens = Math.max(answerer.maxOutputTokens, steps ?? 0);
  const prompts: AskedPrompt[] = [prompt];
  // The first answer, its sentences named, and a line break after each.
  if (spec.guardrails?.groundedness.action === 'retry')
    prompts.push(beside(retry(spec, prompt, '', []), fillerMessage(3 * answerTokens, model)));
  const requests = prompts.flatMap((one) =>
    steps === undefined
      ? [answerRequest(asked, one, first)]
      : [stepsRequest(asked, one, first, steps), answerRequest(asked, followUp(one, '', steps), first)],
  );
  const bounds = requests.map((request) => model.atMost(request));
  return sumBounds([
    ...bounds,
    ...(retrieve?.atMost(input) ?? []),
    ...(source?.atMost?.(input) ?? []),
    ...(guard?.atMost(inputText(input), answerTokens) ?? []),
  ]);
}

function beside<P extends AskedPrompt>(prompt: P, unknown: ChatMessage): P {
  return { ...prompt, messages: [...prompt.messages, unknown] };
}

/** What a model would be asked to say; asking it costs, and it might make something up. */
function nothingFound(spec: StackSpec): Reply {
  return {
    output: renderAbstention(spec),
    finish: 'stop',
    usage: noTokens,
    ...(spec.guardrails && { guardrails: { groundedness: passed } }),
  };
}
