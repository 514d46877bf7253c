/** Which of a teacher's answers are worth learning from. Asks nobody. */
import { abstains } from '../../checks/abstention.ts';
import { checkGroundedness } from '../../checks/groundedness/check-groundedness.ts';
import { compileJsonSchema } from '../../checks/json-schema.ts';
import { readJson } from '../../checks/read-json.ts';
import type { SampledAnswer, TrainingTarget } from '../../domain/bench.ts';
import { inputText } from '../../domain/case.ts';
import type { OutputContract, StackSpec } from '../../domain/stack.ts';

export interface TaughtFilter {
  /** Least share of the samples that agree with the answer, itself among them. */
  readonly minAgreement: number;
  /** Least probability it gave to its answer; of a teacher that tells none, nothing is left out for it. */
  readonly minConfidence: number;
  /** Whether each claim of an answer must be supported by what the teacher was shown. */
  readonly grounded: boolean;
}

export const reasonsLeftOut = ['no answer', 'format', 'agreement', 'confidence', 'groundedness'] as const;
export type LeftOutFor = (typeof reasonsLeftOut)[number];

export interface KeptTaught {
  readonly targets: readonly TrainingTarget[];
  readonly leftOut: Readonly<Record<LeftOutFor, number>>;
}

/** The answer that is learned is the first sample, in the form the contract asks for. */
export async function keepTaught(
  answers: AsyncIterable<SampledAnswer>,
  { contract, knowledge }: Pick<StackSpec, 'contract' | 'knowledge'>,
  filter: TaughtFilter,
): Promise<KeptTaught> {
  const inForm = formOf(contract);
  const targets: TrainingTarget[] = [];
  const leftOut = { 'no answer': 0, format: 0, agreement: 0, confidence: 0, groundedness: 0 };
  const sentence = knowledge?.grounding?.abstention;
  for await (const { outputs, confidence, evidence, ...input } of answers) {
    const [said] = outputs;
    const output = said === undefined ? undefined : inForm(said);
    const reason = await reasonAgainst();
    if (output !== undefined && reason === undefined) targets.push({ ...input, output });
    else leftOut[reason ?? 'format'] += 1;

    async function reasonAgainst(): Promise<LeftOutFor | undefined> {
      if (said === undefined) return 'no answer';
      if (output === undefined) return 'format';
      const agreeing = outputs.filter((other) => other !== undefined && inForm(other) === output).length;
      if (agreeing / outputs.length < filter.minAgreement) return 'agreement';
      if (confidence !== undefined && confidence < filter.minConfidence) return 'confidence';
      const abstained = sentence !== undefined && abstains(output, sentence);
      if (!filter.grounded || evidence === undefined || abstained) return undefined;
      const { counts } = await checkGroundedness(output, evidence, { question: inputText(input.input) });
      return counts.unsupported + counts.contradicted > 0 ? 'groundedness' : undefined;
    }
  }
  // Answers come as they are ready: what is learned must not depend on it.
  return { targets: targets.sort((a, b) => (a.id < b.id ? -1 : 1)), leftOut };
}

/** `undefined` for what the contract does not allow. Equal texts of JSON mean equal values. */
function formOf(contract: OutputContract): (output: string) => string | undefined {
  switch (contract.kind) {
    case 'text':
      return (output) => output.trim() || undefined;
    case 'label':
      return (output) => (contract.labels.includes(output) ? output : undefined);
    case 'json': {
      const problemOf = compileJsonSchema(contract.schema);
      return (output) => {
        const read = readJson(output);
        if (read.kind !== 'as sent' || problemOf(read.value) !== undefined) return undefined;
        return JSON.stringify(read.value);
      };
    }
  }
}
