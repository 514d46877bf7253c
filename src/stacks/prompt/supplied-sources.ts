/** What a reply may name as its source: one of the documents shown to the model. Knows no model. */
import type { Passage } from '../../domain/passage.ts';
import type { Grounding } from '../../domain/stack.ts';
import type { AllowedValues } from '../../models/chat-model.ts';

export function suppliedSources(
  grounding: Grounding | undefined,
  evidence: readonly Passage[] | undefined,
): AllowedValues | undefined {
  if (grounding?.sourceField === undefined || evidence === undefined) return undefined;
  return { property: grounding.sourceField, values: [...new Set(evidence.map(({ document }) => document))] };
}
