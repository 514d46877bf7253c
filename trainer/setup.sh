#!/usr/bin/env sh
# Makes the trainer's Python environment in one step, with uv where it is present, else venv and pip. Does nothing where it is already right.
#   sh trainer/setup.sh <folder of the environment>
# FULCRUM_TORCH=cpu or cuda decides which torch; unset, cuda is taken where nvidia-smi answers. FULCRUM_PYTHON names the Python (3.11 or newer).
set -eu
requirements=$(cd "$(dirname "$0")" && pwd)/requirements.txt
environment=$1
torch=2.13.0
bitsandbytes=0.50.2
pytorch_cpu_index=https://download.pytorch.org/whl/cpu

build=${FULCRUM_TORCH:-}
if [ -z "$build" ]; then
  if nvidia-smi >/dev/null 2>&1; then build=cuda; else build=cpu; fi
fi
case "$build" in
  cpu | cuda) ;;
  *) echo "FULCRUM_TORCH is '$build'; it may be cpu or cuda" >&2; exit 2 ;;
esac

stamp=$environment/.fulcrum-trainer
wanted="torch $torch $build
$(cat "$requirements")"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  echo "The trainer's environment is ready: $environment"
  exit 0
fi

find_python() {
  for python in ${FULCRUM_PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      echo "$python"
      return 0
    fi
  done
  return 1
}

mkdir -p "$(dirname "$environment")"
rm -f "$stamp"
if command -v uv >/dev/null 2>&1; then
  echo "1/3 Making $environment with uv"
  uv venv --quiet --allow-existing --python "${FULCRUM_PYTHON:->=3.11,<3.14}" "$environment"
else
  python=$(find_python) || {
    echo "The trainer needs uv, or Python 3.11 or newer with venv (FULCRUM_PYTHON names one)." >&2
    exit 1
  }
  echo "1/3 Making $environment with $("$python" --version)"
  "$python" -m venv "$environment"
fi
python=$environment/bin/python
if [ ! -x "$python" ]; then python=$environment/Scripts/python.exe; fi

install() {
  if command -v uv >/dev/null 2>&1; then
    uv pip install --python "$python" --index-strategy unsafe-best-match "$@"
  else
    "$python" -m pip install --disable-pip-version-check --progress-bar off --quiet "$@"
  fi
}

echo "2/3 Installing transformers, peft and what they need (about 60 MB), each held to its hash"
install --no-deps --require-hashes -r "$requirements"

# On Linux the torch of PyPI is the CUDA build (527 MB, and about 2 GB of libraries beside it); elsewhere it is the CPU build.
if [ "$build" = cuda ]; then
  echo "3/3 Installing torch $torch with CUDA (over 2 GB) and bitsandbytes $bitsandbytes"
  install "torch==$torch" "bitsandbytes==$bitsandbytes"
elif [ "$(uname -s)" = Linux ]; then
  echo "3/3 Installing torch $torch for the CPU (192 MB)"
  install --no-deps "torch==$torch+cpu" 2>/dev/null ||
    install --no-deps --extra-index-url "$pytorch_cpu_index" "torch==$torch+cpu" || {
    echo "Neither your package index nor $pytorch_cpu_index gave torch $torch for the CPU." >&2
    echo "FULCRUM_TORCH=cuda takes the CUDA build of PyPI instead, which runs without a GPU too (over 2 GB)." >&2
    exit 1
  }
else
  echo "3/3 Installing torch $torch (about 120 MB)"
  install --no-deps "torch==$torch"
fi

"$python" -c 'import torch, transformers, peft; print(f"Ready: torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}")'
printf '%s\n' "$wanted" >"$stamp"
