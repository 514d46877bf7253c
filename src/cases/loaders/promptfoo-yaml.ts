/** promptfoo's config file: its `tests`, inline or in files beside it, become cases. Prompts and providers are not read, code is never run. */
import type { Node } from 'yaml';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { CaseMapping } from '../case-mapping.ts';
import type { CaseSource } from '../case-source.ts';
import type { DraftCase } from '../draft-case.ts';
import type { LoadReportCollector } from '../load-report.ts';
import { malformed, type Place } from '../malformed.ts';
import { lines, maxRecordLength } from '../text/lines.ts';
import { utf8Text } from '../text/utf8.ts';
import type { CaseLoader } from './case-loader.ts';
import { csvLoader } from './csv.ts';
import { isObject, parseJson } from './json-record.ts';
import { draftFromTest } from './promptfoo-test.ts';

export const promptfooYamlLoader: CaseLoader = {
  name: 'promptfoo',
  followsReferences: true,
  accepts: (path, head) =>
    /\.ya?ml$/i.test(path) || (/\.json$/i.test(path) && /"(tests|prompts|providers)"\s*:/.test(head)),
  async *load(source, mapping, report) {
    const config = await readYaml(source);
    const root = config.value;
    const context: Context = {
      mapping,
      report,
      defaults: isObject(root) && isObject(root.defaultTest) ? root.defaultTest : {},
    };
    if (isObject(root) && root.scenarios !== undefined) report.note('scenarios were left out');
    const tests = isObject(root) ? root.tests : root;
    if (tests === undefined) return;
    yield* readTests(tests, source, context, (index) =>
      config.lineOf(isObject(root) ? ['tests', index] : [index]),
    );
  },
};

interface Context {
  readonly mapping: CaseMapping;
  readonly report: LoadReportCollector;
  /** promptfoo's `defaultTest`: its variables and assertions hold for every test. */
  readonly defaults: JsonObject;
}

async function* readTests(
  tests: Json,
  source: CaseSource,
  context: Context,
  lineOf: (index: number) => number,
): AsyncGenerator<DraftCase> {
  const list = Array.isArray(tests) ? (tests as readonly Json[]) : [tests];
  for (const [index, test] of list.entries()) {
    const place = { file: source.name, line: lineOf(index) };
    const reference =
      typeof test === 'string'
        ? test
        : isObject(test) && typeof test.path === 'string'
          ? test.path
          : undefined;
    if (reference !== undefined) yield* readFile(await referenced(reference, source, place), context);
    else if (isObject(test)) yield* readTest(test, source, place, context);
    else throw malformed(place, 'a test that is neither an object nor a file', test);
  }
}

async function* readFile(source: CaseSource, context: Context): AsyncGenerator<DraftCase> {
  if (/\.(csv|tsv)$/i.test(source.name)) {
    if (Object.keys(context.defaults).length > 0)
      context.report.note('defaultTest is not applied to tests in CSV files');
    yield* csvLoader.load(source, context.mapping, context.report);
  } else if (/\.(jsonl|ndjson)$/i.test(source.name)) {
    for await (const { line, text } of lines(utf8Text(source.open(), source.name), source.name)) {
      yield* readTests([parseJson(text, { file: source.name, line })], source, context, () => line);
    }
  } else if (/\.(ya?ml|json)$/i.test(source.name)) {
    const { value, lineOf } = await readYaml(source);
    yield* readTests(value, source, context, (index) => lineOf([index]));
  } else {
    throw new FulcrumError('CASES_FORMAT', { file: source.name, formats: 'csv, jsonl, yaml, json' });
  }
}

async function* readTest(
  test: JsonObject,
  source: CaseSource,
  place: Place,
  { defaults, report }: Context,
): AsyncGenerator<DraftCase> {
  const vars = { ...objectOf(defaults.vars), ...objectOf(test.vars) };
  const assert = [...listOf(defaults.assert), ...listOf(test.assert)].filter(isObject);
  for (const key of ['options', 'transform', 'assertScoringFunction'] as const) {
    if (test[key] !== undefined) report.note(`${key} of a test was left out`);
  }
  const threshold = typeof test.threshold === 'number' ? { threshold: test.threshold } : {};
  const filled = Object.fromEntries(
    await Promise.all(
      Object.entries(vars).map(async ([name, value]) => [name, await variable(value, source, place)]),
    ),
  ) as JsonObject;
  for (const combination of combinations(filled, place)) {
    yield draftFromTest({ vars: combination, assert, ...threshold }, place, report);
  }
}

/** The text of a file named by `file://…` in a variable; code and binary files are refused. */
async function variable(value: Json, source: CaseSource, place: Place): Promise<Json> {
  if (typeof value !== 'string' || !value.startsWith('file://')) return value;
  const file = await referenced(value, source, place);
  if (!/\.(txt|md|json|html|csv|xml)$/i.test(file.name)) {
    throw malformed(place, 'a variable from a file that is not text', value);
  }
  const text = await wholeText(file);
  return /\.json$/i.test(file.name) ? parseJson(text, { file: file.name, line: 1 }) : text;
}

/** promptfoo runs a test once for each item of a variable that is a list, and for each combination of several. */
function combinations(vars: JsonObject, place: Place): JsonObject[] {
  let all: JsonObject[] = [{}];
  for (const [name, value] of Object.entries(vars)) {
    const choices = Array.isArray(value) ? (value as readonly Json[]) : [value];
    all = all.flatMap((one) => choices.map((choice) => ({ ...one, [name]: choice })));
    if (all.length > 10_000) throw malformed(place, 'more than 10,000 combinations of variables', vars);
  }
  return all;
}

async function referenced(reference: string, source: CaseSource, place: Place): Promise<CaseSource> {
  const path = reference.replace(/^file:\/\//, '');
  if (/\.(c|m)?(j|t)s(:|$)|\.py(:|$)|^(https?|huggingface):/i.test(path) || /[*?]/.test(path)) {
    throw malformed(
      place,
      'tests or variables from code, the web or a pattern of names are not read',
      reference,
    );
  }
  return source.resolve(path);
}

async function readYaml(source: CaseSource) {
  // Only here: most tasks hold no YAML.
  const { LineCounter, parseDocument, YAMLParseError } = await import('yaml');
  const text = await wholeText(source);
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'silent' });
  const error = document.errors[0];
  if (error instanceof YAMLParseError) {
    const line = counter.linePos(Math.min(error.pos[0], text.trimEnd().length)).line;
    throw malformed(
      { file: source.name, line },
      error.message.split('\n')[0] ?? 'not valid YAML',
      text.split('\n')[line - 1],
    );
  }
  let value: Json;
  try {
    value = document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (cause) {
    throw malformed({ file: source.name, line: 1 }, (cause as Error).message, '');
  }
  const lineOf = (path: readonly (string | number)[]) => {
    const range = (document.getIn(path, true) as Node | undefined)?.range;
    return range ? counter.linePos(range[0]).line : 1;
  };
  return { value, lineOf };
}

async function wholeText(source: CaseSource): Promise<string> {
  let text = '';
  for await (const chunk of utf8Text(source.open(), source.name)) {
    text += chunk;
    if (text.length > maxRecordLength) {
      throw malformed(
        { file: source.name, line: 1 },
        'longer than 16 million characters; put the tests into CSV or JSONL',
        '',
      );
    }
  }
  return text;
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
