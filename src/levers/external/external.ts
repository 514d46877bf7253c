/** What a team runs today as a rung: a function, an HTTP endpoint or a file of recorded answers. */
import path from 'node:path';
import { z } from 'zod';
import type { Bench } from '../../domain/bench.ts';
import { isHttpUrl } from '../../domain/is-http-url.ts';
import type { Answerer } from '../../domain/stack.ts';
import { functionDigest } from '../../stacks/answerers/function.ts';
import type { Lever, LeverNeeds } from '../lever.ts';
import { putRecordedAnswers } from './put-recorded-answers.ts';

const settings = z
  .strictObject({
    name: z.string().min(1),
    /** `file.ts#exportedFunction`; without `#` the default export. */
    function: z.string().optional(),
    http: z.strictObject({ url: z.string().refine(isHttpUrl), version: z.string() }).optional(),
    recorded: z.string().optional(),
    costUsdPerAnswer: z.number().nonnegative().optional(),
  })
  .refine((s) => [s.function, s.http, s.recorded].filter((v) => v !== undefined).length === 1, {
    message: 'name exactly one of function, http and recorded',
  });

type Settings = z.infer<typeof settings>;

export const external: Lever<Settings> = {
  name: 'external',
  summary: 'what answers today: a function, an HTTP endpoint or a file of recorded answers',
  byDefault: false,
  settings,
  inapplicable: () => undefined,
  needs,
  rungNames: ({ name }) => [name],
  async propose(task, given, _stacks, bench) {
    const answerer = await answererOf(given, task.folder, bench.artefacts);
    return [
      { name: given.name, stack: { answerer, contract: task.contract }, why: 'answers as it does today' },
    ];
  },
};

function needs({ name, function: own, http, recorded, costUsdPerAnswer }: Settings): LeverNeeds {
  if (recorded !== undefined) return { files: [recorded] };
  const source = own ?? http?.url ?? name;
  const setting = `\`costUsdPerAnswer\` for '${name}' under \`external\``;
  return {
    ...(own !== undefined && { files: [moduleOf(own).module] }),
    ...(costUsdPerAnswer === undefined && { unpriced: { source, setting } }),
  };
}

/** `file.ts#name`; without a name the default export. */
function moduleOf(given: string): { readonly module: string; readonly name: string } {
  const [module = '', name = 'default'] = given.split('#');
  return { module, name };
}

async function answererOf(given: Settings, folder: string, artefacts: Bench['artefacts']): Promise<Answerer> {
  const cost = given.costUsdPerAnswer === undefined ? {} : { costUsdPerAnswer: given.costUsdPerAnswer };
  if (given.function !== undefined) {
    const { module, name } = moduleOf(given.function);
    const digest = await functionDigest(path.resolve(folder, module));
    return { kind: 'function', module, export: name, digest, ...cost };
  }
  if (given.http !== undefined) return { kind: 'http', ...given.http, ...cost };
  const file = given.recorded ?? '';
  const answers = await putRecordedAnswers(path.resolve(folder, file), given.costUsdPerAnswer, artefacts);
  return { kind: 'recorded', answers };
}
