# Every command of the project. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

# Folders that appear as the product grows; a tool is only given those that are there.
SOURCES := $(wildcard coalition search_index scripts benchmarks migrations tests wsgi.py gunicorn.conf.py)
SERVED := $(wildcard coalition search_index wsgi.py gunicorn.conf.py)
TYPED := $(wildcard coalition search_index scripts wsgi.py)
# The folders whose tests reach the database; `make test-postgresql` runs these again on PostgreSQL.
DATABASE_TESTS ?= $(wildcard tests/coalition tests/flows tests/migrations)
# Folders whose tests generate their examples; `make soak` runs these for longer.
PROPERTY_TESTS ?= tests/coalition/access tests/coalition/deidentify tests/coalition/evidence \
  tests/coalition/test_richtext.py tests/coalition/test_vault.py tests/search_index \
  tests/flows/test_search_is_sealed.py tests/flows/test_malformed_requests.py \
  tests/flows/test_no_path_without_two_factors.py \
  tests/coalition/accounts/test_sign_in_timing.py
# More arguments for pytest, such as TEST='-k withdrawn'.
TEST ?=

.PHONY: help
help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- Installing -------------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing)." \
	       "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo "Installing what the product runs on (requirements.txt, checked by hash)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt | $(BIN)/python
	@echo "Installing what building and testing needs (requirements-dev.txt, checked by hash)"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(RUNTIME) $(DEVELOPMENT) ## Install everything for development into .venv

.PHONY: install
install: $(RUNTIME) ## Make `flask deidentify` work in every folder, from .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

.PHONY: lock
lock: $(DEVELOPMENT) ## Lock requirements*.in again, with hashes
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url $(LOCK) $$name.in --output-file $$name.txt || exit 1; done

# --- Running ----------------------------------------------------------------------------------------------

.PHONY: demo
demo: $(RUNTIME) ## Serve an invented coalition on http://localhost:$PORT (default 8000)
	@$(BIN)/python scripts/demo.py serve --port $(PORT)

.PHONY: demo-reset
demo-reset: $(RUNTIME) ## Wipe the demo: its database, index, mail, keys and sign-ins
	@$(BIN)/python scripts/demo.py reset

.PHONY: run
run: $(RUNTIME) ## Serve with the COALITION_ settings of your own environment
	@$(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

.PHONY: worker
worker: $(RUNTIME) ## Deliver mail, schedules and index messages, with your own settings
	@$(BIN)/flask worker

.PHONY: migrate
migrate: $(RUNTIME) ## Bring the database up to the newest migration, with your own settings
	@$(BIN)/flask db upgrade

.PHONY: reindex
reindex: $(RUNTIME) ## Build the search index again from the database, with your own settings
	@$(BIN)/flask search rebuild

# --- Checking ---------------------------------------------------------------------------------------------

.PHONY: test
test: $(DEVELOPMENT) ## Run every test but the soak, on SQLite
	@$(BIN)/pytest -n auto --dist worksteal $(TEST)

.PHONY: test-postgresql
test-postgresql: $(DEVELOPMENT) ## Run the tests that reach the database on a real PostgreSQL
	@COALITION_TEST_DATABASE=postgresql $(BIN)/pytest -n auto --dist worksteal $(DATABASE_TESTS) $(TEST)

.PHONY: coverage
coverage: $(DEVELOPMENT) ## Run the tests in one process and say which lines none of them reached
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest $(TEST)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

.PHONY: soak
soak: $(DEVELOPMENT) ## Run the generated tests at length: thousands of examples, fifty kills, compared times
	@COALITION_TEST_KILLS=50 COALITION_TEST_MALFORMED=10000 COALITION_TEST_ORDERS=1000 COALITION_TEST_SEALED=10000 COALITION_TEST_TIMING=1 $(BIN)/pytest --hypothesis-profile=soak -n auto $(PROPERTY_TESTS) $(TEST)

.PHONY: check
check: $(DEVELOPMENT) ## Lint, formatting, types, unsafe code and who may import whom
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy $(TYPED)
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(SERVED)
	@PYTHONPATH=. $(BIN)/lint-imports

.PHONY: format
format: $(DEVELOPMENT) ## Mend what the linter can mend, and format
	@$(BIN)/ruff check --fix-only --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

.PHONY: bench
bench: $(DEVELOPMENT) ## Measure search and de-identification beside their peers
	@$(BIN)/python -m benchmarks

.PHONY: smoke
smoke: $(DEVELOPMENT) ## Start the demo on a free port, sign in as every role, stop it
	@$(BIN)/python scripts/smoke_demo.py

.PHONY: walkthrough
walkthrough: $(DEVELOPMENT) ## Take the pictures of docs/evidence-walkthrough.md anew, in Chromium
	@COALITION_TEST_PICTURES=1 $(BIN)/pytest -q tests/browser/test_evidence_walkthrough.py

.PHONY: clean
clean: ## Remove caches and reports; keep .venv and the demo
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build coverage test-results
	@rm -f .coverage .coverage.*
	@find coalition search_index scripts tests benchmarks migrations -name __pycache__ -type d \
	  -exec rm -rf {} + 2>/dev/null || true
