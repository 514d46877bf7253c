#!/usr/bin/env sh
# Trains the adapter of the folder it lies in, which holds all that it takes. Run again, it goes on from the last good checkpoint.
#   sh run.sh                    events are added to events.jsonl, messages to run.log; the exit status goes to the file status
#   sh run.sh plan spec.json     or another command of the trainer, its events on standard output
# FULCRUM_TRAINER_PYTHON names a Python that has everything. Else one is made in FULCRUM_TRAINER_ENVIRONMENT, once.
set -eu
cd "$(dirname "$0")"
export PYTHONPATH="$PWD/trainer" PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 PYTHONNOUSERSITE=1

find_python() {
  python=${FULCRUM_TRAINER_PYTHON:-}
  if [ -n "$python" ]; then return; fi
  environment=${FULCRUM_TRAINER_ENVIRONMENT:-$HOME/.local/share/fulcrum/trainer}
  sh trainer/setup.sh "$environment" >&2
  python=$environment/bin/python
}

if [ $# -gt 0 ]; then
  find_python
  exec "$python" -P -m fulcrum_trainer "$@"
fi

# Who wants a pause asks the trainer itself: this shell waits for it, and says how it ended.
trap : TERM INT
echo $$ >pid
finish() {
  echo "$1" >status.new
  mv status.new status
  exit "$1"
}

# Where the events of this try begin: those of an earlier one may end within a line.
touch events.jsonl
wc -c <events.jsonl >began
echo '{"event": "phase", "name": "setting up"}' >>events.jsonl
find_python >>run.log 2>&1 || finish 1
if [ -f stop ]; then finish 6; fi
status=0
sh -c 'echo $$ >trainer-pid && exec "$0" -P -m fulcrum_trainer train . --resume' "$python" \
  >>events.jsonl 2>>run.log </dev/null || status=$?
if [ "$status" -ne 0 ] || [ ! -f canary.jsonl ]; then finish "$status"; fi
"$python" -P -m fulcrum_trainer evaluate . --rows canary.jsonl >canary-readings.new 2>>run.log </dev/null || finish $?
mv canary-readings.new canary-readings.jsonl
finish 0
