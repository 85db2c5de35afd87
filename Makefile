# GreenLang. `make demo` shows what it does; `make test` checks everything.

# The first supported Python (3.11 to 3.13) that really runs; or say PYTHON=/path/to/python.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
  && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
DATA ?= ../shared/data

.PHONY: help setup setup-dev demo test bench accuracy mutation golden examples docs check clean

help:
	@echo "make demo       simulated plants, one of each agent, from raw history to decisions"
	@echo "make test       style, types, layers, documentation, tests"
	@echo "make check      style, types, layers only"
	@echo "make docs       the documentation site, in site/"
	@echo "make bench      speeds        -> benchmarks/results/bench.json"
	@echo "make accuracy   against truth -> benchmarks/results/accuracy.json"
	@echo "make mutation   would a slip be noticed? -> benchmarks/results/mutation.json; hours"
	@echo "make golden     golden records on every Python 3.11 to 3.13 found"
	@echo "make examples   measured data: make examples DATA=folder"
	@echo "make setup      .venv with what running needs; setup-dev: what testing needs too"
	@echo "make clean      remove what the other targets made"

setup: .venv/.runtime

setup-dev: .venv/.dev

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "GreenLang needs Python 3.11, 3.12 or 3.13: none found." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.lock pyproject.toml | .venv/bin/python
	@echo "Installing what GreenLang needs into .venv ..."
	@$(PIP) --require-hashes -r requirements/runtime.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.runtime
	@echo "Installing what testing needs into .venv ..."
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

demo: setup
	@$(BIN)/greenlang demo --out demo

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup-dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

test: check docs
	$(BIN)/python -m pytest -n 2

bench: setup-dev
	$(BIN)/python -m benchmarks.bench

accuracy: setup-dev
	$(BIN)/python -m benchmarks.accuracy

mutation: setup-dev
	nice $(BIN)/python -m tests.mutation.run

golden: setup-dev
	$(BIN)/python -m tests.golden.run

examples: setup
	@set -e; for script in examples/*.py; do \
	  echo "== $$script"; $(BIN)/python "$$script" "$(DATA)"; done

clean:
	rm -rf .golden .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
	  build demo dist examples/out site
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
