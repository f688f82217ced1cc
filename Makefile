# Two commands on a fresh machine: `make demo` and `make test`. Needs Python 3.11 or newer, make and a C compiler.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help demo test test-fast lint types docs bench clean

help:  ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(BIN)/.core: pyproject.toml setup.py $(wildcard src/breakapart/sequence/*.c)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "breakapart needs Python 3.11 or newer; try: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[images]'
	touch $@

$(BIN)/.dev: pyproject.toml $(BIN)/.core
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@# mappy comes as source and needs the headers of zlib, which not every machine has
	$(BIN)/python -m pip install --quiet --editable '.[reads]' || echo 'Without mappy the tests of long reads skip.'
	touch $@

demo: $(BIN)/.core  ## Run the two cases of the published report
	$(BIN)/breakapart demo --output demo-output
	$(BIN)/breakapart demo --check --quiet

test: $(BIN)/.dev  ## Run every test
	$(BIN)/python -m pytest -n 2

test-fast: $(BIN)/.dev  ## Run the tests that take seconds
	$(BIN)/python -m pytest -n 2 -m 'not slow and not browser'

lint: $(BIN)/.dev  ## Lint, check formatting and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(BIN)/.dev  ## Check types
	$(BIN)/mypy

docs: $(BIN)/.dev  ## Build the documentation
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

bench: $(BIN)/.core  ## Measure speed and memory against named peers and floors
	$(BIN)/python benchmarks/run.py

clean:  ## Remove what the targets above made
	rm -rf $(VENV) demo-output docs/_build .pytest_cache .mypy_cache .ruff_cache
