/** Holds docs/tuning-data.md to what the code does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorRegistry } from '../../domain/error-registry.ts';
import { handlePersonalData, personalDataHandlings } from './personal-data.ts';
import {
  datasetInfo,
  type PreferenceFormat,
  preferenceFormats,
  type TrainingFormat,
  trainingFormats,
} from './training-formats.ts';

const page = readFileSync(new URL('../../../docs/tuning-data.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```json (\w+)(?:=(\S+))?(?: rejected=(\w+))?\n([\s\S]*?)^```$/gm)].map(
  ([, kind, name = '', rejected = '', text = '']) => ({ kind, name, rejected, value: JSON.parse(text) }),
);
const ofKind = (kind: string) => blocks.filter((block) => block.kind === kind);
const source = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('docs/tuning-data.md', () => {
  const example = ofKind('example')[0]?.value;

  it('shows every format as it is written', () => {
    const shown = ofKind('format');
    expect(shown.map(({ name }) => name)).toEqual([
      ...Object.keys(trainingFormats),
      ...Object.keys(preferenceFormats),
    ]);
    for (const { name, rejected, value } of shown) {
      const pair = { ...example, id: '', chosen: example.completion, rejected };
      const line =
        name in trainingFormats
          ? trainingFormats[name as TrainingFormat](example)
          : preferenceFormats[name as PreferenceFormat](pair);
      expect(line).toEqual(value);
    }
    const [info] = ofKind('info');
    expect(datasetInfo(info?.name ?? '')).toEqual(info?.value);
  });

  it('shows what becomes of personal data', () => {
    const [before, ...after] = ofKind('case');
    expect(after.map(({ name }) => name)).toEqual(personalDataHandlings.filter((one) => one !== 'keep'));
    for (const { name, value } of after)
      expect(handlePersonalData(before?.value, name as 'replace' | 'drop').case).toEqual(value);
  });

  it('names every finding, and no error that there is not', () => {
    const table = [...page.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)];
    const named = table.flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '));
    const own = ['enough-examples', 'length-audit', 'audit-training-data', '../../workbench/check-tuning']
      .flatMap((file) => [...source(`./${file}.ts`).matchAll(/code: '([A-Z_]+)'/g)])
      .map(([, code]) => code);
    const ofCases = [
      'CLASS_BALANCE',
      'THIN_CLASSES',
      'DUPLICATES',
      'NEAR_DUPLICATES',
      'DUPLICATES_ACROSS_SPLITS',
      'NEAR_DUPLICATES_ACROSS_SPLITS',
      'NEARLY_CONTRADICTORY_LABELS',
      'PERSONAL_DATA',
    ];
    expect(named.toSorted()).toEqual([...new Set([...own, ...ofCases])].toSorted());
    const codes = [...page.matchAll(/`(PREFERENCES_[A-Z_]+|TRAINING_(?!EXAMPLES)[A-Z_]+)`/g)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(errorRegistry).toHaveProperty(code as string);
  });
});
