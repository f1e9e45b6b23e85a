.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# Wheels only: no machine needs a compiler.
INSTALL := $(PYTHON) -m pip install --quiet --require-hashes --only-binary :all: --requirement

.PHONY: help run test env fmt lint lock demo bench screenshots clean

help: ## List what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: .venv/.runtime .env ## Serve the portal with a demo alliance: PORT=8000, HOST, DATABASE_URL=postgres://…
	@exec $(PYTHON) scripts/run.py

test: .venv/.dev ## Every check and test; REQUIRE_ALL=1: a lack of this machine is a failure
	@$(PYTHON) scripts/check.py

env: | $(PYTHON) ## Write a .env with random keys, unless there is one
	@$(PYTHON) scripts/env.py

fmt: .venv/.dev ## Format code and templates, and repair what can be repaired
	@.venv/bin/ruff format --quiet . && .venv/bin/ruff check --quiet --fix . && .venv/bin/djangofmt --quiet templates

lint: .venv/.dev ## The checks of `make test` without its tests
	@$(PYTHON) scripts/check.py --no-tests

lock: .venv/.dev ## Resolve pyproject.toml into requirements/, keeping pins that still fit
	@.venv/bin/uv pip compile $(LOCK) -o requirements/runtime.txt
	@.venv/bin/uv pip compile $(LOCK) --group dev -o requirements/dev.txt
# Extras stay in the lock: pip with hashes asks the index anew for a `coverage[toml]` that is only pinned as `coverage`.
LOCK := --quiet --generate-hashes --no-strip-extras --no-emit-index-url --no-header --universal --python-version 3.11 pyproject.toml

demo: .venv/.runtime .env ## Make a large random data set: ROWS=100000
	@$(PYTHON) manage.py demo --rows $(or $(ROWS),100000)

bench: .venv/.dev ## Measure the portal against a bare Django page: ROWS=100000, DATABASES=SQLite,PostgreSQL
	@$(PYTHON) scripts/bench.py

screenshots: .venv/.dev ## Take the handbook's pictures anew from the demo
	@$(PYTHON) scripts/screenshots.py

clean: ## Remove what can be made again: .venv, caches, collected files; never data or .env
	@rm -rf .venv staticfiles var .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@scripts/venv.sh

.venv/.runtime: requirements/runtime.txt | $(PYTHON)
	@echo "Installing the portal's libraries …"
	@$(INSTALL) $< && touch $@

.venv/.dev: requirements/dev.txt | $(PYTHON)
	@echo "Installing the libraries of portal and tests …"
	@$(INSTALL) $< && touch $@

.env: | $(PYTHON)
	@$(PYTHON) scripts/env.py
