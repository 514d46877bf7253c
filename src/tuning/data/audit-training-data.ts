/** Audits what a model is to be trained on, in one pass: what `fulcrum check --for tuning` prints. Reads no files, renders nothing, trains nothing. */
import type { AuditedCase } from '../../cases/audit/auditor.ts';
import { CaseNames } from '../../cases/audit/case-names.ts';
import { DuplicatesAudit } from '../../cases/audit/duplicates-audit.ts';
import type { AuditFinding } from '../../cases/audit/finding.ts';
import { nearDuplicateOverlap } from '../../cases/audit/near-duplicates/near-duplicate-index.ts';
import { PersonalDataTally } from '../../cases/audit/personal-data-tally.ts';
import { shorten } from '../../cases/text/shorten.ts';
import type { Split } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';
import type { OutputContract } from '../../domain/stack.ts';
import { classBalance, enoughExamples, missingLabels } from './enough-examples.ts';
import { LengthAudit, type TokenLimits } from './length-audit.ts';
import type { HeldOutInput, TrainingExample } from './training-example.ts';

export interface TrainingAuditOptions extends TokenLimits {
  readonly contract: OutputContract;
  /** Inputs of dev and sealed: none of them may be among the examples. */
  readonly heldOut?: AsyncIterable<HeldOutInput>;
  /** Called with the examples and inputs seen so far. */
  readonly onProgress?: (seen: number) => void;
}

/** Beyond this share an example in ten teaches the opposite of another. */
const tooContradictory = 0.1;
const levels = ['error', 'warning', 'info'] as const;
const progressEvery = 1000;

/** Errors first: with one of them training would be pointless, or what it gives could not be measured. Memory as `auditCases`. */
export async function auditTrainingData(
  examples: AsyncIterable<TrainingExample>,
  options: TrainingAuditOptions,
): Promise<AuditFinding[]> {
  const { contract, heldOut, onProgress } = options;
  const names = new CaseNames();
  const duplicates = new DuplicatesAudit(names, nearDuplicateOverlap, ['dev', 'sealed']);
  const balance = classBalance();
  const length = new LengthAudit(options);
  const [inInputs, inAnswers] = [new PersonalDataTally(), new PersonalDataTally()];
  const labels = new Set<string>();
  let seen = 0;
  const place = (one: Placed) => {
    const audited = asAudited(one, seen);
    names.add(audited);
    duplicates.observe(audited);
    seen += 1;
    if (seen % progressEvery === 0) onProgress?.(seen);
  };
  for await (const example of examples) {
    const { id, input, completion, label, group } = example;
    const answer = label ?? identityOf(completion);
    place({ id, split: 'train', input, answer });
    if (label !== undefined) labels.add(label);
    balance.observe(asAudited({ id, split: 'train', input, answer: label, group }, seen));
    length.observe(example);
    inInputs.add(id, input);
    inAnswers.add(id, completion);
  }
  const among = duplicates.findings().flatMap((finding) => amongExamples(finding, seen, contract));
  for await (const one of heldOut ?? []) place(one);
  const leaks = duplicates.findings().filter(({ code }) => code.endsWith('ACROSS_SPLITS'));
  return [
    enoughExamples(length.usable, contract),
    ...leaks,
    ...among,
    ...missingLabels(contract, labels),
    ...balance.findings(),
    ...length.findings(),
    ...inInputs.findings('inputs', personalDataAdvice),
    ...inAnswers.findings('answers', personalDataAdvice),
  ].sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}

const personalDataAdvice =
  'A model may repeat word for word what it was trained on. Set `personalData` to `replace` or `drop`, or decide to keep it.';

interface Placed {
  readonly id: string;
  readonly split: Split;
  readonly input: string;
  readonly answer?: string | undefined;
  readonly group?: string | undefined;
}

function asAudited({ id, split, input, answer, group }: Placed, index: number): AuditedCase {
  const grouped = group === undefined ? {} : { group };
  const one = { id, split, input, ordinal: index, inputHash: '', tags: [], ...grouped };
  return { index, case: one, text: input, label: answer };
}

const shownAnswer = 40;

/** Answers are equal exactly when these are, and long ones are not kept. */
function identityOf(completion: string): string {
  const text = completion.trim();
  if (text.length <= shownAnswer) return text;
  return `${shorten(text, shownAnswer)} ${contentHash(text).slice(0, 8)}`;
}

/** What the audit of cases says, in the words and at the level of training. */
function amongExamples(finding: AuditFinding, examples: number, contract: OutputContract): AuditFinding[] {
  const { code, count } = finding;
  const isFree = contract.kind === 'text';
  switch (code) {
    case 'CONTRADICTORY_LABELS':
      return [contradictions(finding, examples, isFree)];
    case 'NEARLY_CONTRADICTORY_LABELS':
      // Alike questions rarely have the very same words for an answer.
      return isFree ? [] : [finding];
    case 'DUPLICATES':
      return [
        {
          ...finding,
          message: `${count} examples repeat an earlier input word for word`,
          advice: 'Leave them out: what stands twice weighs twice, and is learnt by heart sooner.',
        },
      ];
    case 'NEAR_DUPLICATES':
      return [
        {
          ...finding,
          advice: 'They teach less than their number says; a variety of inputs teaches more.',
        },
      ];
    default:
      return [];
  }
}

function contradictions(finding: AuditFinding, examples: number, isFree: boolean): AuditFinding {
  const { count } = finding;
  const share = (2 * count) / examples;
  return {
    ...finding,
    level: !isFree && share > tooContradictory ? 'error' : 'warning',
    code: 'CONTRADICTORY_ANSWERS',
    message: `${count} inputs stand several times with different answers, at least ${(100 * share).toFixed(1)} % of the examples`,
    advice: isFree
      ? 'Where both are right no harm is done; where one is better, keep that one.'
      : 'Decide each one: of two answers to one input a model learns to guess.',
  };
}
