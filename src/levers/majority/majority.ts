/** The reference line that always gives the most frequent answer of the training cases. */
import { z } from 'zod';
import { expectedOutput } from '../expected-output.ts';
import type { Lever } from '../lever.ts';

const rungName = 'majority class';

const settings = z.strictObject({});

export const majority: Lever<z.infer<typeof settings>> = {
  name: 'majority',
  summary: 'always the most frequent answer of the training cases (reference line)',
  byDefault: true,
  settings,
  inapplicable: ({ contract }) =>
    contract.kind === 'label' ? undefined : 'there is no majority answer without labels',
  needs: () => ({}),
  rungNames: () => [rungName],
  async propose(task, _settings, _stacks, bench) {
    const counts = new Map<string, number>();
    for await (const c of bench.cases('train')) {
      const output = expectedOutput(c);
      if (output !== undefined) counts.set(output, (counts.get(output) ?? 0) + 1);
    }
    const [top] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    if (top === undefined) return [];
    const [output, count] = top;
    return [
      {
        name: rungName,
        stack: { answerer: { kind: 'constant', output }, contract: task.contract },
        why: `"${output}" is the most frequent answer in train (${count} cases)`,
        referenceLine: true,
      },
    ];
  },
};
