#!/usr/bin/env sh
# Prints the path of a Node of version 22.18 or newer: the system's, else the one `make setup` put into .tools.
here=$(cd "$(dirname "$0")/.." && pwd)
for node in node "$here/.tools/node_modules/.bin/node"; do
  if "$node" -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||(a===22&&b>=18)?0:1)' >/dev/null 2>&1; then
    command -v "$node"
    exit 0
  fi
done
echo "Fulcrum needs Node 22.18 or newer. Run 'make setup' (Linux), or install it from your package manager." >&2
exit 1
