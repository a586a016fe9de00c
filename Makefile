# Everything a person types. `make` alone lists it; PYTHON=python3.12 chooses the Python, ARGS="..." is passed on.

PYTHON ?= python3
ARGS ?=
DATA ?= sst
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-engine check setup bench demo-corpus models screenshots lock clean python

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
	  printf '%-20s %s\n' "$$name" "$$text"; done

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Wordscope needs Python 3.11 or newer, which $(PYTHON) is not; name another one: make PYTHON=python3.12 ..." >&2; \
	  exit 1; }

setup: python ## make .venv with the locked dependencies and the project
	@$(PYTHON) -m tools.prepare

run: setup ## open the window on the demo data (no display: train off screen and save wordscope.png)
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  echo "No display here: training for 20 s in an off-screen window, picture in wordscope.png."; \
	  QT_QPA_PLATFORM=offscreen $(BIN)/wordscope snapshot wordscope.png --seconds 20 $(ARGS); \
	else \
	  $(BIN)/wordscope $(ARGS); \
	fi

test: python ## run the whole test suite
	@$(PYTHON) -m tools.prepare test
	@$(BIN)/python -m pytest -n auto $(ARGS)

test-engine: python ## run the engine's tests where Qt cannot be imported
	@$(PYTHON) -m tools.prepare test
	@$(BIN)/python -m pytest -n auto -p no:pytest-qt -p tests.without_qt tests/engine $(ARGS)

check: python ## format, lint, types and import rules
	@$(PYTHON) -m tools.prepare check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: python ## measure speed and quality against gensim, and the window
	@$(PYTHON) -m tools.prepare bench
	@$(BIN)/wordscope bench --against gensim --gui $(ARGS)

demo-corpus: setup ## write the demo corpus anew from its generator
	@$(BIN)/python -m resources.generator $(ARGS)

models: setup ## train the bundled model anew (DATA=folder of the treebank)
	@$(BIN)/python -m tools.make_models $(DATA)

screenshots: setup ## take the pictures of the README
	@mkdir -p docs
	@for theme in light dark; do \
	  QT_QPA_PLATFORM=offscreen $(BIN)/wordscope snapshot "docs/window-$$theme.png" --theme $$theme --seconds 20 $(ARGS) || exit 1; \
	done
	@QT_QPA_PLATFORM=offscreen $(BIN)/wordscope snapshot docs/first-start.png --seconds 0 --size 1500x950 $(ARGS)

# In an environment of its own: the usual one cannot be made while the lock contradicts pyproject.toml.
lock: python ## resolve all versions anew into constraints.txt (with the lowest supported Python)
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python -m tools.lock > constraints.new
	@mv constraints.new constraints.txt
	@rm -rf .venv-lock

clean: ## remove the environment, caches and build results
	@rm -rf .venv .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache constraints.new
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
