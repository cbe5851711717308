# Suyang: `make run` serves, `make test` tests, `make help` says what else there is.
# PORT, HOST, LAN=1, SUYANG_HOME, DATABASE_URL, PUBLIC_URL pass through: docs/guides/operators.md

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
SUYANG_REFERENCE_DATA ?= $(wildcard $(abspath ../shared/data))
export SUYANG_REFERENCE_DATA

.PHONY: help run demo test test-long bench guides lint texts setup clean
.DEFAULT_GOAL := help

help: ## Say what there is to make
	@echo "make WHAT, where WHAT is:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

run: setup ## Serve Suyang on this computer (PORT=8000; LAN=1 lets phones in the room in)
	@exec $(BIN)/suyang serve $(if $(LAN),--lan)

demo: setup ## Fill var/demo with a made-up province (minutes, once), say how to sign in, serve it
	@SUYANG_HOME=var/demo $(BIN)/suyang demo $(ARGS)
	@SUYANG_HOME=var/demo exec $(BIN)/suyang serve $(if $(LAN),--lan)

test: setup ## Run the tests, on SQLite and the data layer on PostgreSQL too (ARGS="-k word")
	@sh scripts/setup.sh "$(PYTHON)" test
	@sh scripts/run_tests.sh $(ARGS)

test-long: setup ## Run the tests that take minutes: kill -9 under load, long journeys
	@sh scripts/setup.sh "$(PYTHON)" test
	@sh scripts/run_tests.sh --long $(ARGS)

bench: setup ## Measure the answer path beside a bare view, the adaptive engine beside peers
	@sh scripts/setup.sh "$(PYTHON)" test
	@sh scripts/run_bench.sh $(ARGS)

guides: setup ## Take the pictures of the officers' guide anew, from a small demonstration (minutes)
	@sh scripts/setup.sh "$(PYTHON)" test
	@$(BIN)/python scripts/guide_pictures.py $(ARGS)

lint: setup ## Check code, types, layers, templates, texts and content
	@sh scripts/setup.sh "$(PYTHON)" test
	@sh scripts/run_lint.sh

texts: setup ## Put words that are new into the Chinese catalogues, and compile them
	@$(BIN)/python scripts/texts.py --add
	@$(BIN)/python scripts/texts.py --compile

setup: ## Make .venv with what Suyang needs (the others do it by themselves)
	@sh scripts/setup.sh "$(PYTHON)" runtime

clean: ## Remove .venv and caches; data in var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
