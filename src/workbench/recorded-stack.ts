/** The stack of a rung in the record, as its stored attempts are found by. Opens nothing. */
import type { Rung } from '../domain/ladder.ts';
import type { StackSpec } from '../domain/stack.ts';
import type { IdentifiedStack } from '../measure/runs/identify-attempt.ts';

export function recordedStack({ stack, stackHash, versions }: Rung): IdentifiedStack {
  const spec = stack as unknown as StackSpec;
  if (versions === undefined) return { spec, hash: stackHash };
  const { corpusVersion, permissionVersion } = versions;
  const corpus = corpusVersion === undefined ? {} : { corpusVersion };
  return { spec, hash: stackHash, versions: { ...corpus, permissionVersion } };
}
