/** The answerer that calls a user's own TypeScript function. Knows nothing of what it does inside. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { AnswererKind } from '../answerer-kind.ts';
import { purchaseExternal } from '../purchase-external.ts';

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
    return {
      maxConcurrency: 8,
      prefixState: 'as the function does',
      answer: (input, context) =>
        purchaseExternal(
          { source, requestHash: contentHash(input), ...answerer },
          () => call(input, { signal: context.signal }),
          context,
        ),
      estimate: async () => maxCost(answerer.costUsdPerAnswer),
    };
  },
};

const maxCost = (usd: number | undefined) => (usd === undefined ? {} : { maxCostUsd: usd });

/** SHA-256 of the module's own text; what it imports is not covered. */
export async function functionDigest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
