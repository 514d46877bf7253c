/** Identifies what a sealed case asks and expects, for noticing that it was edited. Does not know files. */
import type { Case, Expected } from '../../domain/case.ts';
import { contentHash } from '../../domain/content-hash.ts';

/**
 * 16 hex digits over input, expected answer, assertions and acting user. Text and label hash alike, so that declaring labels later does not
 * count as an edit; tags, groups and grades may be corrected after sealing.
 */
export function caseContentHash({ input, expected, assertions, principal }: Case): string {
  return contentHash({ input, expected: answer(expected), assertions, principal }).slice(0, 16);
}

function answer(expected: Expected | undefined): unknown {
  switch (expected?.kind) {
    case undefined:
      return undefined;
    case 'text':
      return { text: expected.text.trim() };
    case 'label':
      return { text: expected.label };
    default:
      return expected;
  }
}
