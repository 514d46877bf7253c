/** Asks a tuned model and its base the general set, each as a bare chat model. Knows nothing of what the adapter was trained for. */
import { inputHash } from '../../domain/case.ts';
import type { Forgetting } from '../../domain/ladder-training.ts';
import type { ModelRef } from '../../domain/model-ref.ts';
import type { StoredCase } from '../../domain/ports/case-set-store.ts';
import type { StackSpec } from '../../domain/stack.ts';
import type { ComparisonSettings } from '../../measure/comparison/comparison-settings.ts';
import type { Outcome } from '../../measure/comparison/outcome.ts';
import { readForgetting } from '../../measure/comparison/read-forgetting.ts';
import { attemptScorer } from '../../measure/scoring/score-attempt.ts';
import { openScorer } from '../../measure/scoring/scorer-registry.ts';
import type { StackParts } from '../../stacks/live-stack.ts';
import { openStack } from '../../stacks/open-stack.ts';
import { forgettingSet } from '../../tuning/forgetting/forgetting-set.ts';
import { type MeasureParts, measureStack } from '../measure-stack.ts';

export interface ForgettingParts extends Omit<MeasureParts, 'caseSetHash' | 'score'> {
  readonly stackParts: StackParts;
}

/**
 * Base and tuned model compared item by item. Answers that are stored are not bought again, so the base is asked once for all adapters.
 * Throws as `measureStack` does. `undefined` where no item was scored for both.
 */
export async function measureForgetting(
  tuned: ModelRef,
  parts: ForgettingParts,
  settings: Omit<ComparisonSettings, 'binary'>,
): Promise<Forgetting | undefined> {
  const { adapter: _, ...base } = tuned;
  const before = await askGeneralSet(base, parts);
  const after = await askGeneralSet(tuned, parts);
  return readForgetting(before, after, forgettingSet.cases, { ...settings, binary: true });
}

/** One outcome per item, in their order. */
export async function askGeneralSet(model: ModelRef, parts: ForgettingParts): Promise<readonly Outcome[]> {
  const { hash, cases } = forgettingSet;
  await importGeneralSet(parts);
  const score = attemptScorer([openScorer({ kind: 'assertions', settings: { every: true } })], {
    signal: parts.interruption.soft,
  });
  const request = { name: 'general set', split: 'dev' as const, total: cases.length };
  const stack = await openStack(bareStack(model), parts.stackParts);
  return measureStack(stack, request, { ...parts, caseSetHash: hash, score });
}

/** Nothing but the model: each item says itself what is to be done. */
function bareStack(model: ModelRef): StackSpec {
  const { maxOutputTokens } = forgettingSet;
  return { answerer: { kind: 'chat', model, temperature: 0, maxOutputTokens }, contract: { kind: 'text' } };
}

async function importGeneralSet({ caseSets }: Pick<ForgettingParts, 'caseSets'>): Promise<void> {
  const { hash, cases } = forgettingSet;
  async function* stored(): AsyncGenerator<StoredCase> {
    for (const [ordinal, one] of cases.entries())
      yield { ...one, split: 'dev', ordinal, inputHash: inputHash(one.input) };
  }
  const counts = { train: 0, dev: cases.length, sealed: 0 };
  await caseSets.import(hash, stored(), () => ({ hash, sources: ['the general set of Fulcrum'], counts }));
}
