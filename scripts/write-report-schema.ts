/** Writes `docs/report.schema.json` from the schema in the code, formatted like every file here; a test holds the two equal. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportSchema } from '../src/report/report-schema.ts';

const file = fileURLToPath(new URL('../docs/report.schema.json', import.meta.url));
writeFileSync(file, JSON.stringify(reportSchema(), undefined, 2));
execFileSync('npx', ['biome', 'format', '--write', file], { stdio: 'inherit' });
