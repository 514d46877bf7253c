#!/usr/bin/env sh
# Makes the trainer's Python environment in this checkout: .venv-train, or the folder given.
set -eu
cd "$(dirname "$0")/.."
exec sh trainer/setup.sh "${1:-.venv-train}"
