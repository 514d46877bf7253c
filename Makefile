# The two commands of the README, and what they stand on.
NODE_PATH_PREFIX = PATH="$$(dirname "$$(scripts/find-node.sh)"):$$PWD/node_modules/.bin:$$PATH"

.PHONY: setup models demo test test-trainer check build

setup:
	@scripts/setup-node.sh

models: setup
	@bin/fulcrum models pull local/smollm2-135m local/minilm-l6-v2

demo: setup
	@$(NODE_PATH_PREFIX) node scripts/demo.ts

test: setup
	@scripts/setup-python.sh
	@scripts/setup-trainer.sh || echo "The tests that train are skipped: the trainer's environment could not be made, for the reason above."
	@$(MAKE) --no-print-directory models
	@$(NODE_PATH_PREFIX) npm run --silent check
	@$(NODE_PATH_PREFIX) npm run --silent build
	@$(NODE_PATH_PREFIX) vitest run
	@if [ -x .venv-train/bin/python ]; then $(MAKE) --no-print-directory test-trainer; fi

test-trainer:
	@scripts/setup-trainer.sh
	@.venv-train/bin/python -W ignore -m unittest discover -s trainer/tests

check: setup
	@$(NODE_PATH_PREFIX) npm run --silent check

build: setup
	@$(NODE_PATH_PREFIX) npm run --silent build
