/**
 * What is run on the other machine, as scripts for `sh`. What comes from a user is read from standard input, a line each, and never is part
 * of a script; no script holds a single quote.
 */

/** First line in: the folder of all runs. Next: what its names stand for. */
const begin = (...names: readonly string[]) =>
  ['set -eu', 'umask 077', ...['folder', ...names].map((name) => `IFS= read -r ${name}`)].join('\n');

const inRun = String.raw`cd -- "$folder/runs/$id"
args_of() { ps -o args= -p "$1" 2>/dev/null || tr "\\0" " " <"/proc/$1/cmdline" 2>/dev/null; }
is_running() {
  [ -f "$1" ] || return 1
  case "$(args_of "$(cat "$1")")" in *"$2"*) return 0 ;; esac
  return 1
}`;

const withPython = `case "$folder" in /*) ;; *) folder=$PWD/$folder ;; esac
export FULCRUM_TRAINER_PYTHON="$python" FULCRUM_TRAINER_ENVIRONMENT="$folder/environment"`;

export const remoteScripts = {
  /** Says `run` and `base` where these are there already. */
  look: `${begin('id', 'base')}
if [ -d "$folder/runs/$id" ]; then echo run; fi
if [ -d "$folder/bases/$base" ]; then echo base; fi`,

  /** A tar archive follows. What did not arrive whole gets no name. */
  bringBase: `${begin('base', 'bytes')}
mkdir -p -- "$folder/bases"
cd -- "$folder/bases"
rm -rf "$base.new"
mkdir "$base.new"
tar -xf - -C "$base.new"
[ "$(cat "$base.new"/* | wc -c)" -eq "$bytes" ]
rm -rf "$base"
mv "$base.new" "$base"`,

  /** A tar archive follows, whose last file is run.sh. */
  bringRun: `${begin('id', 'base')}
mkdir -p -- "$folder/runs"
cd -- "$folder/runs"
rm -rf "$id.new"
mkdir "$id.new"
tar -xf - -C "$id.new"
[ -f "$id.new/run.sh" ]
ln -s "../../bases/$base" "$id.new/base"
mv "$id.new" "$id"`,

  /** Says from which byte of events.jsonl on to follow it: where the try that goes on, or has finished, began. */
  start: `${begin('id', 'python')}
${withPython}
${inRun}
if is_running pid run.sh || [ "$(cat status 2>/dev/null || :)" = 0 ]; then cat began; exit; fi
rm -f status stop trainer-pid
size=0
if [ -f events.jsonl ]; then size=$(wc -c <events.jsonl); fi
nohup sh run.sh >/dev/null 2>&1 </dev/null &
echo $! >pid
echo $size`,

  /** The status is written last, so who does not run any more has written it, or never will. First line out: running, gone, or the exit status. Then what events.jsonl holds from that byte on, counted from 1. */
  follow: `${begin('id', 'from')}
${inRun}
if is_running pid run.sh; then echo running; elif [ -f status ]; then cat status; else echo gone; fi
if [ -f events.jsonl ]; then tail -c "+$from" events.jsonl; fi`,

  /** `signal`: TERM asks for a pause, KILL ends it, and is waited for. */
  stop: `${begin('id', 'signal')}
${inRun}
: >stop
if is_running trainer-pid fulcrum_trainer; then kill "-$signal" "$(cat trainer-pid)"; fi
[ "$signal" = KILL ] || exit 0
for _ in 1 2 3 4 5; do [ -f status ] && break || sleep 1; done`,

  /** The end of what it said. */
  said: `${begin('id')}
${inRun}
tail -c 2000 run.log`,

  fetch: `${begin('id', 'file')}
${inRun}
cat -- "$file"`,

  plan: `${begin('id', 'python')}
${withPython}
${inRun}
exec sh run.sh plan spec.json`,

  /** Rows follow. */
  evaluate: `${begin('id', 'python')}
${withPython}
${inRun}
cat >rows-$$.jsonl
trap "rm -f rows-$$.jsonl" EXIT
sh run.sh evaluate . --rows rows-$$.jsonl`,

  logits: `${begin('id', 'python', 'top')}
${withPython}
${inRun}
cat >rows-$$.jsonl
trap "rm -f rows-$$.jsonl" EXIT
sh run.sh logits . --rows rows-$$.jsonl --top "$top"`,
} as const;
