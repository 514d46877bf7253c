/** The answerer that calls a user's own TypeScript function. Knows nothing of what it does inside. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { AnswererKind } from '../answerer-kind.ts';
import { bookExternalReply, readExternalReply } from '../external-reply.ts';

export const functionAnswerer: AnswererKind<'function'> = {
  kind: 'function',
  async open(answerer, _spec, { folder }) {
    const file = path.resolve(folder, answerer.module);
    if ((await functionDigest(file)) !== answerer.digest) {
      throw new FulcrumError('FUNCTION_CHANGED', { module: answerer.module });
    }
    const loaded: Record<string, unknown> = await import(`${pathToFileURL(file).href}?${answerer.digest}`);
    const call = loaded[answerer.export];
    if (typeof call !== 'function') {
      throw new FulcrumError('FUNCTION_INVALID', { module: answerer.module, export: answerer.export });
    }
    const source = `${answerer.module}#${answerer.export}`;
    const { costUsdPerAnswer } = answerer;
    const upperBound = costUsdPerAnswer === undefined ? {} : { maxCostUsd: costUsdPerAnswer };
    return {
      maxConcurrency: 8,
      prefixState: 'as the function does',
      async answer(input, { purchase, signal }) {
        const intent = { model: source, requestHash: contentHash(input), tryNumber: 0, ...upperBound };
        const { body } = await purchase(intent, async () => {
          const startedAt = performance.now();
          const reply: unknown = await callUserCode(source, () => call(input, { signal }));
          return bookExternalReply(reply, { latencyMs: performance.now() - startedAt, costUsdPerAnswer });
        });
        return { output: readExternalReply(source, body), finish: 'stop' };
      },
      estimate: async () => upperBound,
    };
  },
};

/** What the user's code throws is the user's to mend, and may have cost something. */
async function callUserCode(source: string, call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (cause) {
    const problem = `it threw ${cause instanceof Error ? cause.message : String(cause)}`;
    const error = new FulcrumError('EXTERNAL_REPLY_INVALID', { source, problem }, { cause });
    throw Object.assign(error, { billing: 'unknown' });
  }
}

/** SHA-256 of the module's own text; what it imports is not covered. */
export async function functionDigest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
