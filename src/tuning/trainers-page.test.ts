/** Holds docs/trainers.md to the codes, settings and commands there are. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorRegistry } from '../domain/error-registry.ts';
import { trainerSettings } from './trainers/open-trainer.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const page = read('docs/trainers.md');

test('every code is one of the registry', () => {
  const codes = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code ?? '');
  expect(codes.length).toBeGreaterThan(4);
  expect(codes.filter((code) => !Object.hasOwn(errorRegistry, code))).toEqual([]);
});

test('the settings of a trainer are those of the config', () => {
  const [, code = ''] = /```ts\ntrainer: (\{.*\})\n```/.exec(page) ?? [];
  expect(trainerSettings.safeParse(new Function(`return ${code}`)()).error?.issues).toBeUndefined();
  const [, ...named] = /kind: 'remote', (\w+), (\w+), (\w+), (\w+) \}/.exec(page) ?? [];
  const remote = trainerSettings.options.find(({ shape }) => shape.kind.value === 'remote');
  expect(['kind', ...named]).toEqual(Object.keys(remote?.shape ?? {}));
});

test('every command is one that the help knows, with its options', () => {
  const help = read('docs/cli.md');
  for (const [, command = '', rest = ''] of page.matchAll(/^fulcrum (adapters \w+(?: openai)?)(.*)$/gm)) {
    const section = help.split(/^## /m).find((part) => part.startsWith(`fulcrum ${command}\n`));
    expect(section, command).toBeDefined();
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(section, command).toContain(option);
  }
});

test('what a host could take for an option is refused', () => {
  const given = { kind: 'remote', host: 'box', folder: 'runs' };
  expect(trainerSettings.safeParse(given).success).toBe(true);
  for (const wrong of [
    { host: '-oProxyCommand=touch pwned' },
    { host: 'a b' },
    { folder: '-rf' },
    { folder: 'a\nb' },
  ])
    expect(trainerSettings.safeParse({ ...given, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
});
