# make demo    install into .venv and qualify the example list
# make test    install, then lint, types, import contracts and the tests: at most 5 minutes on two cores
# make proofs  the tests that are left out there: more seeds of the proofs, all fixed; more packages, the tutorial
# make other-python   the core, commands, lists and record again under Python 3.13; skipped, aloud, where there is none
# make prove   the rest of long tables, a million hostile cells and expressions, 5,000 damaged command lines, 300 signals to runs (an hour and more in all), random proofs with new seeds (MINUTES=10 SEED=1)
# make docs    write the generated pages, and what the tutorial prints, anew
PYTHON ?= python3
BIN := .venv/bin
MINUTES ?= 10
SEED ?= $(shell date +%s)

TESTS := $(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: demo test proofs compiled other-python prove docs bench clean

.venv/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: .venv/installed
	$(BIN)/shortlist qualify examples/sp500.csv -r examples/industrial.yaml --no-db

test: .venv/installed compiled
	$(BIN)/ruff format --check core plugins tests benchmarks examples
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(TESTS) -m "not proof and not long"

proofs: .venv/installed compiled
	$(TESTS) -m "proof and not long" tests

# Where PYTHONDONTWRITEBYTECODE is set, every command that a test starts would compile all modules again.
compiled: .venv/installed
	@$(BIN)/python -m compileall -q core plugins tests

other-python:
	sh tests/other_python.sh

prove: .venv/installed
	$(TESTS) -m long tests
	$(BIN)/python -m tests.support.prove_reading --seed $(SEED)
	$(BIN)/python -m tests.support.prove_expressions --seed $(SEED)
	$(BIN)/python -m tests.support.fuzz_commands --count 5000 --seed $(SEED)
	$(BIN)/python -m tests.support.prove_signals --seed $(SEED)
	$(BIN)/python -m tests.support.prove --minutes $(MINUTES) --seed $(SEED)

docs: .venv/installed
	$(BIN)/python -m tests.support.make_docs
	$(BIN)/python -m tests.support.tutorial

bench: .venv/installed
	$(BIN)/python -m benchmarks.throughput --memory
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	$(BIN)/python -m benchmarks.peers

clean:
	rm -rf .venv build dist *.egg-info
