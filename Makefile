# GNU make. Everything lives in .venv; once set up, nothing is fetched until a lock file changes.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check
PACKAGE := service/presskontakt/__init__.py
INSTALLED := .venv/installed
TOOLS := .venv/tools
quiet = found=$$($1 2>&1) || { echo "$$found"; exit 1; }
CHECKS := check-format check-lint check-types check-scripts check-imports check-lock

.PHONY: help install run test check $(CHECKS) bench fuzz lock format clean FORCE

help: ## List the targets (default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

install: $(INSTALLED) ## Set up .venv/bin/presskontakt

run: $(INSTALLED) ## Serve on 127.0.0.1:8000; another port: make run PORT=8123
	@exec $(BIN)/presskontakt serve --sign-in-link $(if $(PORT),--port $(PORT))

test: $(TOOLS) ## Run every test; some of them: make test ARGS="-k phone"
	@sh .ci/test-tools
	@echo "test: pytest"
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile $(ARGS)

check: $(TOOLS) ## Check format, lint, types, imports and locks, all of them
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

check-format: $(TOOLS)
	@echo "check: format (ruff format)"
	@$(call quiet,$(BIN)/ruff format --check --output-format concise .)

check-lint: $(TOOLS)
	@echo "check: lint (ruff)"
	@$(BIN)/ruff check --quiet --output-format concise .

check-types: $(TOOLS)
	@echo "check: types (mypy --strict)"
	@$(BIN)/mypy --no-error-summary

check-scripts:
	@sh .ci/test-tools check
	@echo "check: scripts (tsc)"
	@tsc --project service/presskontakt/web/widget
	@tsc --project service/presskontakt/web/switchboard

check-imports: $(TOOLS)
	@echo "check: layers (import-linter)"
	@$(call quiet,$(BIN)/lint-imports --no-cache --no-logo)

check-lock: $(TOOLS)
	@echo "check: locks"
	@$(BIN)/python .ci/lock check

bench: $(TOOLS) ## Measure against the budgets; some: make bench ARGS="routing serving"
	@sh .ci/test-tools wrk
	@$(BIN)/python -m tests.bench $(ARGS)

fuzz: $(TOOLS) ## Run the tests with many more generated examples
	@sh .ci/test-tools
	@echo "fuzz: pytest with the hypothesis profile fuzz"
	@HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest $(ARGS) tests

lock: .venv/place ## Resolve the locks again; to newer versions: make lock ARGS=--upgrade
	@$(BIN)/python .ci/lock write $(ARGS)

format: $(TOOLS) ## Format the code and mend what ruff can
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

clean: ## Remove .venv, caches and what was built
	@rm -rf .venv build dist .hypothesis test-results
	@find . -name .git -prune -o -type d \( -name __pycache__ -o -name '.*_cache' \) -prune -exec rm -rf {} +

# The environment belongs to this folder and this Python; when either changes it is made anew.
.venv/place: FORCE
	@minor=$$($(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11); print(sys.version_info[:2])' 2>&-) \
	  || { echo "Python 3.11 or newer is needed; say where it is: make PYTHON=/path/to/python3 ..."; exit 1; }; \
	place="Python $$minor in $(CURDIR)"; \
	if [ "$$(cat $@ 2>&-)" != "$$place" ]; then \
	  echo "install: .venv"; \
	  $(PYTHON) -m venv --clear .venv && echo "$$place" > $@; \
	fi

$(INSTALLED): .venv/place requirements.lock pyproject.toml $(PACKAGE)
	@echo "install: presskontakt and what it needs"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(TOOLS): $(INSTALLED) .ci/requirements-test.lock
	@echo "install: test and check tools"
	@$(PIP) --require-hashes -r .ci/requirements-test.lock
	@touch $@
