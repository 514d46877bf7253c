/** The formats, the more particular first. Does not know what is inside them. */
import { FulcrumError } from '../../domain/errors.ts';
import type { CaseSource } from '../case-source.ts';
import { utf8Text } from '../text/utf8.ts';
import type { CaseLoader } from './case-loader.ts';
import { chatJsonlLoader } from './chat-jsonl.ts';
import { csvLoader } from './csv.ts';
import { jsonArrayLoader } from './json-array.ts';
import { jsonlLoader } from './jsonl.ts';
import { promptfooYamlLoader } from './promptfoo-yaml.ts';

export const caseLoaders: readonly CaseLoader[] = [
  csvLoader,
  chatJsonlLoader,
  jsonlLoader,
  jsonArrayLoader,
  promptfooYamlLoader,
];

/** The loader for a file, by its name and beginning. Throws `CASES_EMPTY` or `CASES_FORMAT`, or what reading the head throws. */
export async function loaderFor(source: CaseSource): Promise<CaseLoader> {
  let head = '';
  for await (const chunk of utf8Text(source.open(), source.name)) {
    head += chunk;
    if (head.length >= 65_536) break;
  }
  if (head.trim() === '') throw new FulcrumError('CASES_EMPTY', { file: source.name });
  const loader = caseLoaders.find((candidate) => candidate.accepts(source.name, head.slice(0, 65_536)));
  if (loader !== undefined) return loader;
  throw new FulcrumError('CASES_FORMAT', {
    file: source.name,
    formats: caseLoaders.map(({ name }) => name).join(', '),
  });
}
