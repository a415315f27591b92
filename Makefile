# make run         the bot: with Slack tokens it serves Slack, without them it opens the local workspace
# make test        style, types, import contracts and the test suite
# make check       the slow proofs: a million cases, mutants, a hundred thousand hostile requests
# make soak        a long storm over the outbox: kills, frozen processes, a failing Slack and database; about seven minutes
# make crosscheck  the same lines in local-slack, a stand-in for Slack that others wrote (Linux on x86_64, with npm)
# make bench       measures Headroom beside named peers, about eight minutes, and writes the figures into the README
# All set up what they need in .venv, from Python 3.11 or later alone; only crosscheck needs more.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q install

.PHONY: run test check soak crosscheck bench lock cldr clean
.NOTPARALLEL:

run: .venv/run.done
	@$(BIN)/headroom run $(if $(CLOCK),--clock $(CLOCK))

test: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --maxprocesses 4

check: .venv/test.done
	$(BIN)/pytest -s tests/check

soak: .venv/test.done
	$(BIN)/pytest -s tests/soak

# local-slack listens on all interfaces, so it runs in a network namespace that has only the loopback one.
LOCAL_SLACK := .venv/local-slack/node_modules/local-slack-linux-x64/bin/local-slack
LOCAL_SLACK_SHA256 := 3332007b797969d835f694b463ac526f7ef1fc66afac93f950f585105fe4815f
SHUT_IN := unshare --map-root-user --net

crosscheck: .venv/test.done
	@test "$$(uname -sm)" = "Linux x86_64" || { echo "crosscheck needs Linux on x86_64." >&2; exit 1; }
	@for tool in npm unshare ip; do command -v $$tool >/dev/null || { echo "crosscheck needs $$tool." >&2; exit 1; }; done
	@$(SHUT_IN) ip link set lo up || { echo "crosscheck needs leave to make a network namespace." >&2; exit 1; }
	@test -x $(LOCAL_SLACK) || timeout 120 npm install --prefix .venv/local-slack --ignore-scripts --no-audit --no-fund \
	  --loglevel=error local-slack-linux-x64@0.1.8 || { echo "crosscheck could not install local-slack." >&2; exit 1; }
	@echo "$(LOCAL_SLACK_SHA256)  $(LOCAL_SLACK)" | sha256sum --check --quiet
	LOCAL_SLACK=$(LOCAL_SLACK) timeout 120 $(SHUT_IN) sh -c 'ip link set lo up && exec $(BIN)/pytest tests/crosscheck'

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

# How each language writes numbers, money, days, lists and plurals, out of Babel, which the tests hold it to.
cldr: .venv/test.done
	$(BIN)/python -m tests.builders.cldr

clean:
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
