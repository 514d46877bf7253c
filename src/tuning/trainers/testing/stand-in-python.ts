/** A program in the place of Python on another machine: tells forty steps in four seconds, pauses as the trainer does, leaves a finished run. */
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finishedRun } from './finished-run.ts';

export const standInSteps = 40;

/** Called with `-P -m fulcrum_trainer train . --resume` or `… evaluate . --rows <file>`. */
export async function standInPython(): Promise<string> {
  const finished = await finishedRun();
  const program = path.join(await mkdtemp(path.join(tmpdir(), 'fulcrum-python-')), 'python');
  const step = `{"event":"step","step":%d,"of":${standInSteps},"loss":1,"learning_rate":0.1,"gradient_norm":1,"examples":1,"tokens":1,"tokens_per_s":1,"eta_s":1,"elapsed_s":1}`;
  await writeFile(
    program,
    `#!/bin/sh
if [ "$4" = evaluate ]; then
  printf '{"event":"row","id":"a","answer_tokens":2,"loss":{"base":3,"adapter":0.5}}\\n'
  exit
fi
at=0
if [ -f reached ]; then at=$(cat reached); fi
trap 'echo "$at" >reached; exit 6' TERM
echo '{"event":"hello","protocol":1,"device":"none","versions":{}}'
while [ "$at" -lt ${standInSteps} ]; do
  sleep 0.1
  at=$((at + 1))
  printf '${step}\\n' "$at"
done
cp -R '${finished}'/. .
`,
  );
  await chmod(program, 0o755);
  return program;
}
