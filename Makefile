# Needs Python 3.11+, git and make. Everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
export PYTHONPATH :=

.PHONY: demo test test-all lint mutation bench peers questions schema goldens pattern wheel clean

## Generate the shop into build/shop, install it, run its tests, serve it and call it over HTTP.
demo: $(READY)
	rm -rf build/shop
	$(BIN)/groundplan new build/shop --preset shop
	cd build/shop && env -u VIRTUAL_ENV $(CURDIR)/$(BIN)/uv sync --quiet --python $(CURDIR)/$(BIN)/python
	cd build/shop && .venv/bin/python -m pytest
	$(BIN)/python tests/demo.py build/shop

## Everything that must hold before a change lands, but for the slow tests.
test: lint
	$(BIN)/pytest -n 2 --dist worksteal

## The same with all rows, and whole projects installed and tested.
test-all: lint
	$(BIN)/pytest -n 3 --dist worksteal -m "slow or not slow"

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

## Plant small bugs in two generated projects and see how many their own tests find.
mutation: $(READY)
	$(BIN)/python -m pip install --quiet --group mutation
	$(BIN)/python tests/mutation.py

## Measure every goal of speed and write docs/benchmarks.md; `make bench ONLY=warm` only measures.
bench: $(READY)
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY),--write)

## Run other generators on comparable work, in environments of their own; writes docs/peers.md.
peers: $(READY)
	$(BIN)/python -m benchmarks.peers --write

## Write what repeats Python elsewhere: the questions of copier.yml, the schema for editors.
questions: $(READY)
	$(BIN)/python -m groundplan.questions

schema: $(READY)
	$(BIN)/python -m groundplan.questions schema

## Render the goldens anew; read the difference before anything else.
goldens: $(READY)
	$(BIN)/python tests/goldens.py

## Begin a pattern: make pattern NAME=saga
pattern: $(READY)
	$(BIN)/python -m groundplan.patterns.begin $(NAME)

wheel: $(READY)
	rm -rf dist && $(BIN)/python -m build --outdir dist

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@
