import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fulcrum-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = path.join(folder, 'fulcrum.config.json');
const problemOf = async (config: unknown) => {
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return loadConfig(folder).then(
    () => 'none',
    (error: Error) => error.message.replace('fulcrum.config.json: ', ''),
  );
};

describe('a wrong config is reported with path, value and nearest key', () => {
  test.each([
    [{ case: 'a.csv' }, 'case: unknown key; nearest valid key is "cases"'],
    [{ cases: 5 }, 'cases: must be string or object (is 5)'],
    [{ cases: 'a.csv', modles: {} }, 'modles: unknown key; nearest valid key is "models"'],
    [{ cases: 'a.csv', models: { caht: 'x' } }, 'models.caht: unknown key; nearest valid key is "chat"'],
    [{ cases: { file: 'a.csv', mpa: {} } }, 'cases.mpa: unknown key; nearest valid key is "map"'],
    [
      { cases: { file: 'a.csv', split: { dev: 0.1, sealed: 0.2, sed: 3 } } },
      'cases.split.sed: unknown key; nearest valid key is "seed"',
    ],
    [
      { cases: 'a.csv', prices: { 'mock/a': { inputUsdPerMilion: 1, outputUsdPerMillion: 1 } } },
      'prices.mock/a.inputUsdPerMillion: Invalid input: expected number, received undefined (is missing)',
    ],
    [{ cases: 'a.csv', marginPoints: 500 }, 'marginPoints: Too big: expected number to be <=50 (is 500)'],
    [
      { cases: 'a.csv', providers: [{ id: 'X', baseURL: 'http://127.0.0.1/v1' }] },
      /^providers\.0\.id: .*\(is "X"\)$/,
    ],
    [
      { cases: 'a.csv', providers: [{ id: 'x', baseURL: 'localhost:8000/v1' }] },
      'providers.0.baseURL: must be a URL that begins with http:// or https:// (is "localhost:8000/v1")',
    ],
    [{ cases: 'a.csv', levers: ['majority', { name: 'few-shot' }] }, /^levers\.1\.lever: .*\(is missing\)$/],
    [{ cases: 'a.csv', contract: { kind: 'labels' } }, /^contract\.kind: .*'label'.*"labels"/],
    ['{ "cases": ', /Unexpected end of JSON input/],
  ])('%j', async (config, problem) => {
    const found = await problemOf(config);
    if (typeof problem === 'string') expect(found).toBe(problem);
    else expect(found).toMatch(problem);
  });

  test('a missing file, a file that throws, one without a default export', async () => {
    await expect(loadConfig(path.join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    const module = path.join(folder, 'throws.mjs');
    writeFileSync(module, 'throw new Error("the author was tired");');
    await expect(loadConfig(module)).rejects.toThrow('the author was tired');
    const empty = path.join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const task = {};');
    await expect(loadConfig(empty)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
