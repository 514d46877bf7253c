/** Holds docs/tasks.md and the README to what the config schema and the lever registry say. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { levers } from '../../levers/registry.ts';
import { scorerKinds } from '../../measure/scoring/scorer-registry.ts';
import { taskSchema } from './task-config.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/tasks.md'), 'utf8');
const leverSection = page.slice(page.indexOf('## Levers'), page.indexOf('## What you run today'));

test('the lever table names every lever that a task can list', () => {
  const table = [...leverSection.matchAll(/^\| `([a-z-]+)` \|/gm)].map((m) => m[1]);
  expect(table.sort()).toEqual(
    levers
      .map((l) => l.name)
      .filter((n) => n !== 'external')
      .sort(),
  );
});

test('the settings in the table are settings of that lever', () => {
  for (const [, name, cell] of leverSection.matchAll(/^\| `([a-z-]+)` \| ([^|]*) \|/gm)) {
    const settings = levers.find((l) => l.name === name)?.settings as unknown as { shape?: object };
    const known = Object.keys(settings.shape ?? {});
    for (const [, setting] of (cell ?? '').matchAll(/`(\w+)`/g))
      expect(known, `${name}.${setting}`).toContain(setting);
  }
});

test('the first example is a valid config', () => {
  const code = /```ts\nimport[\s\S]*?defineTask\(([\s\S]*?)\);\n```/.exec(page)?.[1] ?? '';
  const config: unknown = new Function(`return (${code})`)();
  expect(taskSchema.safeParse(config).error?.issues).toBeUndefined();
});

test('every key named in the page is a key of the config', () => {
  const keys = Object.keys(taskSchema.shape);
  for (const key of [
    'external',
    'reference',
    'prices',
    'modelObjects',
    'providers',
    'local',
    'scorers',
    'knowledge',
  ]) {
    expect(page).toContain(key);
    expect(keys).toContain(key);
  }
});

test('the scorers named in the page exist', () => {
  const section = page.slice(page.indexOf('## Scorers'));
  const named = [...section.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map((m) => m[1]);
  expect(named.filter((n) => !scorerKinds.some((k) => k.kind === n))).toEqual([]);
});
