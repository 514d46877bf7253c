/** One JSON array of objects, streamed element by element. Does not know promptfoo's JSON configs. */
import { arrayElements } from '../text/array-elements.ts';
import { utf8Text } from '../text/utf8.ts';
import type { CaseLoader } from './case-loader.ts';
import { jsonRecordReader, parseJson } from './json-record.ts';

export const jsonArrayLoader: CaseLoader = {
  name: 'json',
  accepts: (path, head) => /\.json$/i.test(path) && head.trimStart().startsWith('['),
  async *load(source, mapping, report) {
    const toDraft = jsonRecordReader(source.name, mapping, report);
    for await (const { line, text } of arrayElements(utf8Text(source.open(), source.name), source.name)) {
      yield toDraft(parseJson(text, { file: source.name, line }), line);
    }
  },
};
