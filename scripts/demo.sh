#!/usr/bin/env sh
# Climbs a copy of examples/triage, so that the checkout stays clean; a second run finds everything measured.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
demo="$here/.demo/triage"
mkdir -p "$demo"
for file in fulcrum.config.ts tickets.csv house-rules.md; do cp "$here/examples/triage/$file" "$demo/$file"; done
exec "$here/bin/fulcrum" climb "$demo" -o "$demo/report.html" "$@"
