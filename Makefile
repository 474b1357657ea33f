# SPDX-License-Identifier: Apache-2.0
# `make demo` and `make test` do all their own set-up; they need Python 3.11 and nothing else.
PYTHON ?= python3.11
PYTHON := $(shell command -v $(PYTHON) || command -v python3)
BIN := .venv/bin
export PYTHONPATH := src

.PHONY: demo test check bench docs screenshots requirements lock clean

demo: .venv/.web-ready          ## set up the generated demo operator and serve it on http://127.0.0.1:8000
	@$(BIN)/amends demo

test: .venv/.dev-ready          ## run every test; what needs PostgreSQL, Java or Chromium runs where they are found
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)
	@if $(BIN)/python -m tests.postgres; then echo "… the areas once more, on PostgreSQL"; \
	    $(BIN)/python -m pytest -n auto --dist loadgroup --on-postgres $(ARGS) tests/apps; \
	else echo "skipped: the areas on PostgreSQL, which was not found (Debian: apt install postgresql)"; fi

check: .venv/.dev-ready         ## format, lint, types, import contracts, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	AMENDS_DATA=$$(mktemp -d) $(BIN)/amends manage makemigrations --check --dry-run
	$(BIN)/python docs/generate.py --check
	$(BIN)/python docs/translate.py --check
	$(BIN)/python -m docs.requirements.write --check

bench: .venv/.bench-ready       ## measure every claim of docs/benchmarks.md (BENCH_CUSTOMERS=1000000 for a quick look)
	$(BIN)/python -m benchmarks

docs: .venv/.dev-ready          ## write what is generated from the code: GLOSSARY.md, docs/features.md, docs/methods.md
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/translate.py

screenshots: .venv/.dev-ready   ## take the pictures of the guides from the demo; needs Chromium
	$(BIN)/python -m docs.pictures

requirements: .venv/.dev-ready  ## write docs/requirements.md: each row, what it asks, the tests that show it, whether it holds
	$(BIN)/python -m docs.requirements.write

lock:                           ## pin every dependency again, with hashes and no host
	@sh requirements/lock.sh

.venv/bin/uv: requirements/uv.txt
	@echo "… creating .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# One recipe for the three sets; the stamp says which set of pins is installed.
.venv/.%-ready: requirements/%.txt pyproject.toml | .venv/bin/uv
	@echo "… installing what requirements/$*.txt pins"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements/$*.txt
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

clean:                          ## remove the environment and the demo's data
	rm -rf .venv var
