/** A chat model computed on this machine: generates text and scores labels, one request at a time. Knows nothing of money or the AI SDK. */

import type { JSONSchema7 } from '@ai-sdk/provider';
import type { Llama, LlamaGrammar, LlamaModel, Token } from 'node-llama-cpp';
import type { Message } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { LabelRequest, TokenisedTurn } from '../chat-model.ts';
import { chatTokens } from './chat-tokens.ts';
import { choiceGrammar } from './choice-grammar.ts';
import { compactGrammar } from './compact-grammar.ts';
import { ContextPool, evaluateAllButLastBatch, keepPrefix } from './context-pool.ts';
import type { LoadedLlama } from './llama.ts';
import { scoreLabels } from './score-labels.ts';

export interface LocalRequest {
  readonly messages: readonly Message[];
  readonly maxOutputTokens: number;
  /** 0, the default, always takes the most probable token. */
  readonly temperature?: number;
  readonly seed?: number;
  readonly choices?: readonly string[];
  readonly schema?: JSONSchema7;
}

export interface LocalCounts {
  readonly inputTokens: number;
  /** Of `inputTokens`, those kept from the call before. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Time spent computing; waiting for earlier requests is not part of it. */
  readonly busyMs: number;
}

export interface LocalGeneration extends LocalCounts {
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

export interface LocalLabelScores extends LocalCounts {
  readonly logProbabilities: readonly number[];
  readonly exact: readonly boolean[];
}

export interface LocalChatEngineOptions extends LoadedLlama {
  readonly id: string;
  readonly model: LlamaModel;
  /** Longest prompt and answer together. */
  readonly contextTokens: number;
  /** GGUF file of an adapter that computes on top of `model`, which others may share. */
  readonly adapterFile?: string;
}

/** Each holds some hundred kilobytes. */
const mostGrammars = 32;

export class LocalChatEngine {
  readonly contextTokens: number;
  readonly #id: string;
  readonly #loaded: LoadedLlama;
  readonly #model: LlamaModel;
  readonly #pool: ContextPool;
  readonly #tokens: (messages: readonly Message[]) => Token[];
  readonly #grammars = new Map<string, Promise<LlamaGrammar>>();

  constructor(options: LocalChatEngineOptions) {
    const { id, model, contextTokens } = options;
    this.#id = id;
    this.#loaded = options;
    this.#model = model;
    this.#pool = new ContextPool(model, options, options.adapterFile);
    this.#tokens = chatTokens(model, options.module);
    this.contextTokens = contextTokens;
  }

  /** Text tokens, control tokens spelled out counted as text. */
  countTokens(text: string): number {
    return this.#model.tokenize(text, false).length;
  }

  /** See `OwnWeights`. */
  tokenise(messages: readonly Message[], completion: string): TokenisedTurn {
    return {
      prompt: this.#tokens(messages),
      completion: [...this.#spoken(completion), this.#endOfTurn()],
    };
  }

  /** Throws `MODEL_INPUT_TOO_LONG` or the signal's reason, which is looked at between tokens. */
  async generate(request: LocalRequest, signal: AbortSignal): Promise<LocalGeneration> {
    const prompt = this.#prompt(request.messages, request.maxOutputTokens);
    return await this.#compute(async () => {
      const started = performance.now();
      const [sequence] = await this.#pool.sequences(prompt.length + request.maxOutputTokens, 1);
      const cachedInputTokens = await keepPrefix(sequence, prompt);
      const last = await this.#loaded.threading.batch(() =>
        evaluateAllButLastBatch(sequence, prompt, cachedInputTokens, signal),
      );
      const grammar = await this.#grammar(request);
      const stopsAt = stopper(request);
      const output: Token[] = [];
      let finish: LocalGeneration['finish'] = 'stop';
      const evaluation = sequence.evaluate(last, {
        temperature: request.temperature ?? 0,
        topK: 0,
        topP: 1,
        seed: request.seed ?? 0,
        ...(grammar && {
          grammarEvaluationState: new this.#loaded.module.LlamaGrammarEvaluationState({
            model: this.#model,
            grammar,
          }),
        }),
      });
      for await (const token of this.#paced(evaluation)) {
        signal.throwIfAborted();
        output.push(token);
        if (stopsAt?.(this.#model.detokenize(output))) break;
        if (output.length >= request.maxOutputTokens) {
          finish = 'length';
          break;
        }
      }
      const text = this.#model.detokenize(output);
      return {
        text: request.schema ? text.trimEnd() : text,
        finish,
        inputTokens: prompt.length,
        cachedInputTokens,
        outputTokens: output.length,
        busyMs: performance.now() - started,
      };
    }, signal);
  }

  /** See `ChatModel.scoreLabels`. Throws `MODEL_INPUT_TOO_LONG` or the signal's reason. */
  async scoreLabels(
    { messages, labels, negligibleShare = 0 }: LabelRequest,
    signal: AbortSignal,
  ): Promise<LocalLabelScores> {
    const endOfTurn = this.#endOfTurn();
    const tokens = labels.map((label) => {
      const own = this.#spoken(label);
      const goesOn = labels.some((other) => other !== label && other.startsWith(label));
      return goesOn || own.length === 0 ? [...own, endOfTurn] : own;
    });
    const longest = Math.max(2, ...tokens.map((t) => t.length));
    const prompt = this.#prompt(messages, longest);
    return await this.#compute(async () => {
      const started = performance.now();
      // Where a label may rule out others, they go one after the other, the likeliest first.
      const side = negligibleShare > 0 ? 1 : labels.length;
      const sequences = await this.#pool.sequences(prompt.length + longest, side);
      const { threading } = this.#loaded;
      const task = { prompt, labels: tokens, negligibleShare, threading };
      const scored = await scoreLabels(sequences, task, signal);
      return {
        logProbabilities: scored.logProbabilities,
        exact: scored.exact,
        inputTokens: prompt.length,
        cachedInputTokens: scored.cachedTokens,
        outputTokens: scored.labelTokens,
        busyMs: performance.now() - started,
      };
    }, signal);
  }

  /** Waits for what is being computed, then frees the context; the weights are whoever's who loaded them. */
  async dispose(): Promise<void> {
    await this.#loaded.queue.idle();
    await this.#pool.dispose();
  }

  #spoken(text: string): Token[] {
    return this.#model.tokenize(text, false, 'trimLeadingSpace');
  }

  #endOfTurn(): Token {
    const token = this.#model.tokens.eos ?? this.#model.tokens.eot;
    if (token === null) throw new Error(`${this.#id} has no token that ends a turn`);
    return token;
  }

  #compute<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#loaded.queue.run(work, signal);
  }

  /** The first step evaluates what is left of the prompt, each later one a single token. */
  async *#paced(evaluation: AsyncGenerator<Token, void>): AsyncGenerator<Token, void> {
    const { threading } = this.#loaded;
    try {
      let step = await threading.batch(() => evaluation.next());
      while (!step.done) {
        yield step.value;
        step = await threading.stepwise(() => evaluation.next());
      }
    } finally {
      await evaluation.return();
    }
  }

  #prompt(messages: readonly Message[], outputTokens: number): Token[] {
    const prompt = this.#tokens(messages);
    const tokens = prompt.length + outputTokens;
    if (tokens > this.contextTokens)
      throw new FulcrumError('MODEL_INPUT_TOO_LONG', { id: this.#id, tokens, limit: this.contextTokens });
    return prompt;
  }

  /** Grammars are compiled once, while they are among the last that were used. */
  async #grammar({ choices, schema }: LocalRequest): Promise<LlamaGrammar | undefined> {
    if (choices === undefined && schema === undefined) return undefined;
    const key = JSON.stringify(choices ?? schema);
    const { llama } = this.#loaded;
    const existing = this.#grammars.get(key);
    if (existing) return await existing;
    const created = choices
      ? llama.createGrammar({ grammar: choiceGrammar(choices) })
      : jsonGrammar(llama, schema as JsonGrammarSchema);
    if (this.#grammars.size >= mostGrammars)
      for (const oldest of this.#grammars.keys().take(1)) this.#grammars.delete(oldest);
    this.#grammars.set(key, created);
    return await created;
  }
}

type JsonGrammarSchema = Parameters<Llama['createGrammarForJsonSchema']>[0];

async function jsonGrammar(llama: Llama, schema: JsonGrammarSchema): Promise<LlamaGrammar> {
  const { grammar } = await llama.createGrammarForJsonSchema(schema);
  return llama.createGrammar({ grammar: compactGrammar(grammar), trimWhitespaceSuffix: true });
}

/** Whether the text is finished although the model has not ended its turn: the engine's JSON grammars go on with blank lines. */
function stopper({ choices, schema }: LocalRequest): ((text: string) => boolean) | undefined {
  if (schema) return (text) => text.endsWith('\n\n');
  if (choices)
    return (text) => choices.includes(text) && !choices.some((c) => c !== text && c.startsWith(text));
  return undefined;
}
