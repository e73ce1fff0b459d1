# Needs Python 3.11 or newer and make. Another Python: make report PYTHON=python3.12
# Further arguments for the command behind a target: make test ARGS="-k browser"

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
# On all cores; the tests of one file stay together, for they share what is costly to make.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --dist loadfile
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Packages go into .venv, whatever a user's settings say of where pip should put them.
INSTALL := env -u PIP_PREFIX -u PIP_ROOT $(PIP) install --no-user --target=

.DEFAULT_GOAL := help
.PHONY: help report test test-all lab mutants bench lock lint clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /|/' | while IFS='|' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

report: .venv/installed ## Build the default edition into build/ and say where to look
	$(BIN)/vse-report build $(ARGS)

test: .venv/installed ## Run the tests, except those marked slow (two minutes on two cores)
	$(PYTEST) -m "not slow" $(ARGS)

test-all: .venv/installed ## Run every test (under ten minutes on two cores)
	$(PYTEST) $(ARGS)

lab: .venv/installed ## Open the notebooks in JupyterLab
	cd notebooks && ../$(BIN)/jupyter lab $(ARGS)

mutants: .venv/installed ## Change the reports on the spine, count what goes unnoticed
	$(BIN)/python tests/mutants.py $(ARGS)

bench: .venv/installed ## Time our build against papermill and nbconvert, and measure its memory
	$(BIN)/python bench/bench.py $(ARGS)

lint: .venv/installed ## Check style, formatting, and that notebooks hold no outputs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

# Needs uv, which is a program of its own and not in the lock: the lock must not depend on what
# writes it. Versions already locked stay; all of them anew: make lock ARGS=--upgrade
lock: ## Renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --group dev $(ARGS) pyproject.toml -o requirements.lock

clean: ## Remove .venv, build and caches
	rm -rf .venv build .pytest_cache .ruff_cache

# The environment, in two steps: a changed lock begins it anew, a changed pyproject.toml only
# installs the package again. Each file is written last, so an install that was interrupted is
# never taken for a finished one.
.venv/locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed, found: '"$$($(PYTHON) --version 2>&1)"'. Name one with PYTHON=…, for instance: make report PYTHON=python3.12' >&2; exit 1; }
	@echo 'Installing the locked packages into .venv; this takes a minute or two, once.'
	$(PYTHON) -m venv --clear .venv
	$(INSTALL) --require-hashes -r requirements.lock
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
