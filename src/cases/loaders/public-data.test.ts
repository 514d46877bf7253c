/** Reads the public data sets whole. They are not part of the project: each test is skipped where the data is absent. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../case-mapping.ts';
import { fileSource } from '../case-source.ts';
import { loadCases } from '../load-cases.ts';

const folder = new URL('../../../../shared/data/', import.meta.url).pathname;

const sets: readonly [file: string, mapping: string, rows: number, kind: string][] = [
  ['banking77/train.csv', '', 10_003, 'label'],
  ['banking77/test.csv', '', 3_080, 'label'],
  ['trec_questions/train.tsv', 'expected=coarse', 5_452, 'label'],
  ['snips_slots/train_full.jsonl', 'input=text,expected=intent,expected=slots', 13_784, 'json'],
  [
    'restaurant8k/train_0.json',
    'input=userInput.text,input=context.requestedSlots,expected=labels',
    8_198,
    'json',
  ],
  ['json_mode_chat/json_mode_dataset.jsonl', '', 500, 'json'],
  ['pii_synth/synth_dataset_v2.json', 'input=full_text,expected=spans', 1_000, 'json'],
  ['prompt_injection/bipia/email/train.jsonl', 'input=context,input=question,expected=ideal', 50, 'label'],
];

describe.skipIf(!existsSync(folder))('public data (skipped where it is absent)', () => {
  it.each(sets)('%s', async (file, mapping, rows, kind) => {
    const source = await fileSource(file, folder);
    const kinds = new Map<string, number>();
    let count = 0;
    for await (const one of loadCases(source, {
      mapping: mapping === '' ? {} : parseMapping(mapping),
      requireExpected: false,
    })) {
      count += 1;
      const seen = one.expected?.kind ?? 'none';
      kinds.set(seen, (kinds.get(seen) ?? 0) + 1);
    }
    expect(count).toBe(rows);
    // Restaurant8k leaves the key out where no slot is named.
    expect([...kinds.keys()].filter((seen) => seen !== 'none')).toEqual([kind]);
  });
});
