# make run    the bot: with Slack tokens it serves Slack, without them it opens the local workspace
# make test   style, types, import contracts and the test suite
# make check  the slow proofs: a million cases, mutants, a hundred thousand hostile requests
# make bench  measures Headroom beside named peers, about three minutes, and writes the figures into the README
# All set up what they need in .venv, from Python 3.11 or later alone.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q install

.PHONY: run test check bench lock clean
.NOTPARALLEL:

run: .venv/run.done
	@$(BIN)/headroom run

test: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

check: .venv/test.done
	$(BIN)/pytest -s tests/check

bench: .venv/bench.done
	$(BIN)/python -m bench

.venv/run.done: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Headroom needs Python 3.11 or later: make PYTHON=python3.12 run")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up Headroom in .venv (once, about a minute)..." >&2
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.done: .venv/run.done requirements/test.txt
	@echo "Adding what the tests need..." >&2
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

.venv/bench.done: .venv/run.done requirements/bench.txt
	@echo "Adding the peers to measure beside..." >&2
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

# For whoever changes a dependency: rewrites the locks (needs uv on the PATH).
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
  --no-emit-index-url --no-emit-find-links pyproject.toml

lock:
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) -o requirements/test.txt --group test -c requirements/run.txt
	$(COMPILE) -o requirements/bench.txt --group bench -c requirements/run.txt

clean:
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
