/** `fulcrum init`: reads a file of cases and writes a config that climbs it. Buys nothing. */
import { access, constants, copyFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseMapping } from '../cases/case-mapping.ts';
import { type ImportPlan, planImport } from '../cases/plan-import.ts';
import { type PreparedImport, prepareImport } from '../cases/prepare-import.ts';
import { readDrafts } from '../cases/read-drafts.ts';
import { FulcrumError } from '../domain/errors.ts';
import { defaultModels } from './config/default-models.ts';
import { renderConfig } from './config/render-config.ts';
import { makeFolders } from './make-folders.ts';

export interface InitOptions extends ModelOptions {
  /** File of cases, relative to the working folder. */
  readonly cases: string;
  /** Where the config goes; the folder of the cases by default. */
  readonly folder?: string;
  /** `input=question,expected=answer`. */
  readonly map?: string;
}

export interface ModelOptions {
  readonly instruction?: string;
  readonly chatModel?: string;
  readonly embeddingModel?: string;
  /** An OpenAI-compatible service to add as a provider. */
  readonly baseUrl?: string;
  readonly apiKeyEnv?: string;
}

export interface Initialised {
  readonly file: string;
  readonly cases: number;
  /** How the expected values are read, and why. */
  readonly contract: string;
  readonly ignoredColumns: readonly string[];
  /** The file of cases in the task's folder, when it was copied there. */
  readonly copy?: string;
  /** A column not used whose name says id and whose values all differ, when the cases were given no ids. */
  readonly idColumn?: string;
}

/** Throws what reading the cases throws, and `CONFIG_EXISTS` or `CASES_EXIST` rather than overwrite a file. */
export async function init(options: InitOptions): Promise<Initialised> {
  const source = path.resolve(options.cases);
  const folder = path.resolve(options.folder ?? path.dirname(source));
  const file = await newConfig(folder);
  // Said of the path as it was looked for: the import knows it only relative to a folder.
  if ((await stat(source).catch(() => undefined))?.isFile() !== true) {
    throw new FulcrumError('CASES_FILE_MISSING', { file: source });
  }
  const mapping = options.map === undefined ? undefined : parseMapping(options.map);
  const plan = await planImport({
    folder: path.dirname(source),
    sources: [{ path: path.basename(source) }],
    ...(mapping && { mapping }),
  });
  const prepared = await prepareImport(plan);
  // Reads every case, so that a broken row is reported now and not at the first climb, and before anything is written.
  for await (const _ of prepared.cases());
  const idColumn = await findIdColumn(plan, prepared);
  await makeFolders(folder);
  const cases = await bringCases(source, folder);
  const labels = prepared.contract.kind === 'label' ? prepared.contract.labels : undefined;
  const given = { cases, ...(mapping && { mapping }), ...(labels && { labels }) };
  await writeFile(file, renderConfig({ ...draftModels(options), ...given }));
  return {
    file,
    cases: prepared.total,
    contract: `${prepared.contract.kind}${labels ? ` (${labels.length} labels)` : ''}, because ${prepared.inferred?.because ?? 'it was stated'}`,
    ignoredColumns: prepared.report.ignoredColumns,
    ...(path.join(folder, cases) !== source && { copy: path.join(folder, cases) }),
    ...(idColumn !== undefined && { idColumn }),
  };
}

/** Where the config of that folder is to be written. Throws `CONFIG_EXISTS`. */
export async function newConfig(folder: string): Promise<string> {
  const file = path.join(folder, 'fulcrum.config.ts');
  await access(file).then(
    () => {
      throw new FulcrumError('CONFIG_EXISTS', { file });
    },
    () => undefined,
  );
  return file;
}

export function isWithin(folder: string, inner: string): boolean {
  const inside = path.relative(folder, inner);
  return !inside.startsWith('..') && !path.isAbsolute(inside);
}

/** `ticket_id`, `Case number`, `ticketId`. */
const saysId = (column: string) =>
  /(^|[\s_-])(id|uuid|guid|key|number|no|nr)$/i.test(column) || /[a-z]I[dD]$/.test(column);

/** The first column that an import with it as the id would take. */
async function findIdColumn(plan: ImportPlan, { report }: PreparedImport): Promise<string | undefined> {
  for await (const { id } of readDrafts(
    plan.sources.map(({ source }) => source),
    plan.mapping,
  )) {
    if (id !== undefined) return undefined;
    break;
  }
  for (const column of report.ignoredColumns.filter(saysId)) {
    const fits = await prepareImport({ ...plan, mapping: { ...plan.mapping, id: column } }).then(
      () => true,
      () => false,
    );
    if (fits) return column;
  }
  return undefined;
}

/** The cases must lie in the task's folder, so that the task can be committed and moved as one. */
async function bringCases(source: string, folder: string): Promise<string> {
  if (isWithin(folder, source)) return path.relative(folder, source);
  const name = path.basename(source);
  const copy = path.join(folder, name);
  await copyFile(source, copy, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new FulcrumError('CASES_EXIST', { file: copy }, { cause: error });
    throw new FulcrumError('CASES_FILE_MISSING', { file: source }, { cause: error });
  });
  return name;
}

/** What the options alone decide of a config. */
export function draftModels({ chatModel, embeddingModel, baseUrl, apiKeyEnv, instruction }: ModelOptions) {
  const service =
    baseUrl === undefined
      ? undefined
      : { id: 'service', baseURL: baseUrl, ...(apiKeyEnv !== undefined && { apiKeyEnv }) };
  const chat = chatModel ?? defaultModels.chat;
  return {
    ...(instruction !== undefined && { instruction }),
    chatModel: service && !chat.startsWith(`${service.id}/`) ? `${service.id}/${chat}` : chat,
    embeddingModel: embeddingModel ?? defaultModels.embedding,
    ...(service && { service }),
  };
}
