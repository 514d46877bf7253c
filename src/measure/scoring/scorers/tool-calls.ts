/** 1 when exactly the expected tools were called with the expected arguments, or none where none is expected. Runs no tool. */
import { z } from 'zod';
import type { Expected, ToolCall } from '../../../domain/case.ts';
import { canonicalJson } from '../../../domain/content-hash.ts';
import type { Json } from '../../../domain/json.ts';
import { rightOrWrong, unscored } from '../score-value.ts';
import { defineScorerKind } from '../scorer-kind.ts';
import { countItems, overlap } from '../text/multiset.ts';

/**
 * Arguments are equal as JSON, whatever the order of their fields. The metadata says how many calls had a right name and how many right
 * arguments as well, and for cases that expect no call whether there was one.
 */
export const toolCalls = defineScorerKind({
  kind: 'tool-calls',
  version: 1,
  settings: z.strictObject({
    /** `any`: parallel calls, order does not matter. */
    order: z.enum(['any', 'same']).default('any'),
  }),
  needsExpected: () => true,
  binary: () => true,
  fromAssertion(value) {
    const calls = z
      .array(z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.json()) }))
      .safeParse(value);
    return calls.success ? { expected: { kind: 'tool-calls', calls: calls.data } as Expected } : undefined;
  },
  open:
    ({ order }) =>
    ({ case: { expected }, answer: { toolCalls: got = [] } }) => {
      if (expected?.kind !== 'tool-calls')
        return unscored(`tool calls are needed, the case expects ${expected?.kind}`);
      const { calls: wanted } = expected;
      const rightNames = overlap(countItems(wanted.map((c) => c.name)), countItems(got.map((c) => c.name)));
      const rightCalls = order === 'any' ? shared(wanted, got) : inPlace(wanted, got);
      const metadata: Json = { expected: wanted.length, got: got.length, rightNames, rightCalls };
      return rightOrWrong(rightCalls === wanted.length && got.length === wanted.length, metadata);
    },
});

function shared(wanted: readonly ToolCall[], got: readonly ToolCall[]): number {
  const keys = (calls: readonly ToolCall[]) => countItems(calls.map(key).filter((k) => k !== undefined));
  return overlap(keys(wanted), keys(got));
}

function inPlace(wanted: readonly ToolCall[], got: readonly ToolCall[]): number {
  const gotKeys = got.map(key);
  return wanted.map(key).filter((k, i) => k !== undefined && k === gotKeys[i]).length;
}

/** `undefined` for arguments too deeply nested to be written: they equal nothing. */
function key(call: ToolCall): string | undefined {
  try {
    return canonicalJson([call.name, call.arguments]);
  } catch {
    return undefined;
  }
}
