/** Audits what a lever is about to train on, before the minutes that takes. Renders and trains nothing. */
import type { AuditFinding } from '../../cases/audit/finding.ts';
import type { TrainingAudit, TrainingTarget } from '../../domain/bench.ts';
import { inputText } from '../../domain/case.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { OutputContract } from '../../domain/stack.ts';
import { auditTrainingData } from '../../tuning/data/audit-training-data.ts';
import { handlePersonalData } from '../../tuning/data/personal-data.ts';
import type { HeldOutInput, TrainingExample } from '../../tuning/data/training-example.ts';

export interface AuditParts {
  readonly contract: OutputContract;
  /** Cases of dev and sealed: their inputs alone are looked at. */
  readonly measured: AsyncIterable<StoredCase>;
  readonly onNote: (text: string) => void;
}

/** Tells warnings, and errors too where they are not to keep it from being trained. Throws `TRAINING_DATA_UNFIT`. */
export async function auditTargets(
  targets: AsyncIterable<TrainingTarget>,
  { audit, personalData }: TrainingAudit,
  { contract, measured, onNote }: AuditParts,
): Promise<void> {
  const findings = await auditTrainingData(examples(targets, contract), {
    contract,
    // Lengths are the trainer's to tell, which has the prompts in tokens: it counts what it leaves out.
    maxLength: Number.POSITIVE_INFINITY,
    isEstimate: false,
    heldOut: inputsOf(measured, personalData),
  });
  const errors = findings.filter(({ level }) => level === 'error');
  if (audit === 'refuse' && errors.length > 0)
    throw new FulcrumError('TRAINING_DATA_UNFIT', { problems: errors.map(inWords).join('; ') });
  for (const finding of findings) if (finding.level !== 'info') onNote(`training data: ${inWords(finding)}`);
}

function inWords({ message, examples }: AuditFinding): string {
  const [first] = examples;
  return first === undefined ? message : `${message} (e.g. ${first})`;
}

async function* examples(
  targets: AsyncIterable<TrainingTarget>,
  { kind }: OutputContract,
): AsyncGenerator<TrainingExample> {
  for await (const { id, input, output, group } of targets)
    yield {
      id,
      messages: [],
      completion: output,
      input: inputText(input),
      ...(kind === 'label' && { label: output }),
      ...(group !== undefined && { group }),
    };
}

/** In the form that what is trained on has. */
async function* inputsOf(
  cases: AsyncIterable<StoredCase>,
  personalData: TrainingAudit['personalData'],
): AsyncGenerator<HeldOutInput> {
  for await (const { id, split, input } of cases) {
    if (split === 'train') continue;
    yield { id, split, input: inputText(handlePersonalData({ input }, personalData).case.input) };
  }
}
