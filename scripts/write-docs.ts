/** Writes what the docs generate from the code: the command line page, the error table and the trees. `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedDocs } from '../src/cli/generated-docs.ts';

const root = path.resolve(import.meta.dirname, '..');
for (const { file, text } of generatedDocs(root)) {
  const target = path.join(root, file);
  if (readFileSync(target, { encoding: 'utf8', flag: 'a+' }) !== text) {
    writeFileSync(target, text);
    console.log(`wrote ${file}`);
  }
}
