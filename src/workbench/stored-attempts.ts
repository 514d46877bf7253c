/** Pairs the cases of a split with their stored attempts, page by page. Buys nothing. */
import { type Attempt, attemptKey } from '../domain/attempt.ts';
import type { AttemptStore } from '../domain/ports/attempt-store.ts';
import type { CaseQuery, CaseSetStore, StoredCase } from '../domain/ports/case-set-store.ts';
import { type IdentifiedStack, identifyAttempt } from '../measure/runs/identify-attempt.ts';

export interface StoredParts {
  readonly caseSets: CaseSetStore;
  readonly attempts: AttemptStore;
  readonly caseSetHash: string;
}

/** Attempts are looked up this many at a time. */
const pageSize = 500;

/** Every case of the query in import order, with its attempt where one is stored. */
export async function* storedAttempts(
  stack: IdentifiedStack,
  query: CaseQuery,
  { caseSets, attempts, caseSetHash }: StoredParts,
): AsyncGenerator<{ readonly case: StoredCase; readonly attempt: Attempt | undefined }> {
  const cases = caseSets.stream(caseSetHash, query);
  for await (const { item, attempt } of withAttempts(stack, cases, (one) => one, attempts))
    yield { case: item, attempt };
}

/** Every item in its order, with the attempt at its case where one is stored. */
export async function* withAttempts<T>(
  stack: IdentifiedStack,
  items: AsyncIterable<T>,
  caseOf: (item: T) => StoredCase,
  attempts: AttemptStore,
): AsyncGenerator<{ readonly item: T; readonly attempt: Attempt | undefined }> {
  for await (const page of pages(items)) {
    const keys = page.map((item) => attemptKey(identifyAttempt(stack, caseOf(item), 0)));
    const stored = new Map((await attempts.read(keys)).map((a) => [a.key, a]));
    for (const [i, item] of page.entries()) yield { item, attempt: stored.get(keys[i] ?? '') };
  }
}

/** As they come, a page at a time. */
export async function* pages<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length === pageSize) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}
