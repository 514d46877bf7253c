/** Parses the files named on its command line with the hostile parser and prints each outcome; made to be killed in the middle. */
import { fileURLToPath } from 'node:url';
import { parseFiles } from '../../parse-files.ts';

const files = process.argv.slice(2).map((path) => ({ name: path, path }));
const program = fileURLToPath(new URL('./hostile-parser.ts', import.meta.url));
for await (const outcome of parseFiles(files, { program, processes: 1, limits: { timeMs: 60_000 } }))
  console.log('document' in outcome ? outcome.document.text : outcome.problem);
