/** Which scorers a task gets when its author names none. Scores nothing. */
import type { Expected } from '../../domain/case.ts';
import type { OutputContract } from '../../domain/stack.ts';
import type { ScorerSpec } from './scorer-registry.ts';

/** What the cases of a set carry. */
export interface ExpectationsSeen {
  readonly kinds: ReadonlySet<Expected['kind']>;
  readonly assertions: boolean;
}

/**
 * The primary scorer first, then those that stand beside it; empty when there is nothing to judge by. What is expected decides, then what the
 * contract asks for; assertions are primary only where nothing is expected. Where cases differ in kind, those the primary scorer cannot
 * read are unscored with the reason.
 */
export function defaultScorers(
  contract: OutputContract,
  { kinds, assertions }: ExpectationsSeen,
): ScorerSpec[] {
  const beside: ScorerSpec[] = assertions ? [{ kind: 'assertions' }] : [];
  return [...primaryScorers(contract, kinds), ...beside];
}

function primaryScorers(contract: OutputContract, kinds: ExpectationsSeen['kinds']): ScorerSpec[] {
  const jsonValid: ScorerSpec = {
    kind: 'json-valid',
    ...(contract.kind === 'json' && { settings: { schema: contract.schema } }),
  };
  if (kinds.has('tool-calls')) return [{ kind: 'tool-calls' }];
  if (kinds.has('json')) return [{ kind: 'json-fields' }, jsonValid];
  if (contract.kind === 'label' && kinds.size > 0)
    return [{ kind: 'label', settings: { labels: contract.labels } }];
  if (kinds.has('label')) return [{ kind: 'label' }];
  if (kinds.has('accepted')) return [{ kind: 'accepted-answers' }];
  if (kinds.has('text')) return [{ kind: 'normalised-match' }];
  return contract.kind === 'json' ? [jsonValid] : [];
}
