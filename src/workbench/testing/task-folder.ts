/** A task in a folder of its own, for tests: invented tickets of three labels and a config over the mock provider. */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TaskFolderOptions {
  /** Ends in `/v1`. */
  readonly baseURL: string;
  /** Name of the model at the mock; a name of its own shares no stored answer with other tests. */
  readonly model: string;
  readonly cases?: { readonly train: number; readonly dev: number; readonly sealed: number };
  /** Laid over the config, key by key. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `.fulcrum` leads there. */
  readonly stateFolder?: string;
}

export interface TaskFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes the config anew, with these keys laid over it. */
  configure(config: Readonly<Record<string, unknown>>): Promise<void>;
}

export const mockLabels = ['billing', 'delivery', 'repair'] as const;
/** US dollars per million tokens of the mock's models. */
export const mockPrice = { inputUsdPerMillion: 1, outputUsdPerMillion: 2 } as const;

export async function taskFolder(options: TaskFolderOptions): Promise<TaskFolder> {
  const { baseURL, model, cases = { train: 40, dev: 30, sealed: 40 }, stateFolder } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'fulcrum-task-'));
  const base = {
    name: path.basename(folder),
    cases: { file: 'tickets.csv', split: { dev: cases.dev, sealed: cases.sealed, seed: 1 } },
    contract: { kind: 'label' },
    instruction: 'Choose the queue for the ticket.',
    providers: [{ id: 'mock', baseURL }],
    models: { chat: `mock/${model}` },
    prices: { [`mock/${model}`]: mockPrice },
    maxOutputTokens: 16,
    levers: ['majority', 'naive-bayes', 'instruction'],
  };
  const configure = (config: TaskFolderOptions['config']) =>
    writeFile(path.join(folder, 'fulcrum.config.json'), JSON.stringify({ ...base, ...config }, null, 2));
  await writeFile(path.join(folder, 'tickets.csv'), tickets(cases.train + cases.dev + cases.sealed));
  await configure(options.config ?? {});
  if (stateFolder !== undefined) await symlink(stateFolder, path.join(folder, '.fulcrum'));
  return {
    path: folder,
    configure,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const subjects = [
  ['the invoice shows a wrong sum', 'my card was charged twice', 'please send the receipt again'],
  ['the parcel has not arrived', 'the courier left it in the rain', 'can it come on another day'],
  ['the brake squeals', 'the chain fell off', 'the wheel is bent since yesterday'],
] as const;
const openings = ['Hello,', 'Good morning:', 'It is about this:', 'Again,', 'Short question:'];

/** Every row different; one in seven carries another queue's words. */
function tickets(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const at = i % 3;
    const words = subjects[i % 7 === 0 ? (at + 1) % 3 : at] ?? subjects[0];
    const text = `${openings[i % openings.length]} ${words[Math.floor(i / 3) % 3]} (order ${1000 + i}).`;
    return `t${i},"${text}",${mockLabels[at]}`;
  });
  return `id,input,expected\n${rows.join('\n')}\n`;
}
