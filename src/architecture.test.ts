/** Holds the direction of imports and the absence of cycles over the whole tree, without exceptions. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Each stage may import itself and the stages named here. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  checks: ['domain'],
  cases: ['domain', 'checks'],
  knowledge: ['domain', 'checks'],
  models: ['domain'],
  tuning: ['domain', 'checks', 'cases', 'models'],
  stacks: ['domain', 'checks', 'cases', 'knowledge', 'models'],
  levers: ['domain', 'checks', 'cases', 'knowledge', 'tuning', 'models', 'stacks'],
  'measure/stats': [],
  measure: ['domain', 'checks', 'cases', 'models', 'stacks', 'measure/stats'],
  decide: ['domain', 'checks', 'models', 'stacks', 'measure', 'measure/stats'],
  store: ['domain'],
  report: ['domain'],
  workbench: [
    'domain',
    'checks',
    'cases',
    'knowledge',
    'tuning',
    'models',
    'stacks',
    'levers',
    'measure',
    'measure/stats',
    'decide',
    'store',
    'report',
  ],
  cli: ['domain', 'workbench', 'report'],
  testing: ['domain', 'models'],
};

const root = path.resolve(import.meta.dirname);
const files = globSync('**/*.ts', { cwd: root }).map((f) => f.replaceAll(path.sep, '/'));

/** Relative imports of a file, as paths from `src/`. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map((m) => m[1] ?? '');
  return specifiers.map((s) => path.posix.join(path.posix.dirname(file), s));
}

function stageOf(file: string): string {
  return file.startsWith('measure/stats/') ? 'measure/stats' : (file.split('/')[0] ?? '');
}

const isTestCode = (file: string) =>
  /\.(test|conformance)\.ts$/.test(file) || file.includes('/testing/') || file.startsWith('testing/');
const isEntry = (file: string) => !file.includes('/');
const product = files.filter((f) => !isTestCode(f) && !isEntry(f));

test('every stage imports only what lies below it', () => {
  const wrong = product.flatMap((file) =>
    importsOf(file)
      .filter(
        (target) =>
          stageOf(target) !== stageOf(file) && !(allowed[stageOf(file)] ?? []).includes(stageOf(target)),
      )
      .map((target) => `${file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('levers do not import each other', () => {
  const lever = (f: string) => /^levers\/([^/]+)\//.exec(f)?.[1];
  const wrong = product.flatMap((file) =>
    importsOf(file)
      .filter(
        (target) => lever(file) !== undefined && lever(target) !== undefined && lever(target) !== lever(file),
      )
      .map((target) => `${file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no import cycles', () => {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const target of importsOf(file).filter((t) => files.includes(t))) visit(target, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

test('the table above names every stage there is', () => {
  const stages = new Set(files.filter((f) => !isEntry(f)).map(stageOf));
  expect([...stages].filter((s) => !(s in allowed))).toEqual([]);
});
