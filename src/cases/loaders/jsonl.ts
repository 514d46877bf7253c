/** One JSON object a line. Does not know chat or promptfoo records, which have their own loaders. */
import { lines } from '../text/lines.ts';
import { utf8Text } from '../text/utf8.ts';
import type { CaseLoader } from './case-loader.ts';
import { jsonRecordReader, parseJson } from './json-record.ts';

export const jsonlLoader: CaseLoader = {
  name: 'jsonl',
  accepts: (path) => /\.(jsonl|ndjson)$/i.test(path),
  async *load(source, mapping, report) {
    const toDraft = jsonRecordReader(source.name, mapping, report);
    for await (const { line, text } of lines(utf8Text(source.open(), source.name), source.name)) {
      yield toDraft(parseJson(text, { file: source.name, line }), line);
    }
  },
};
