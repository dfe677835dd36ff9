# Every target sets up what it needs: .venv with the locked packages, and on Debian or Ubuntu the system libraries.
PYTHON ?= python3
SHELL := /bin/bash
PY := .venv/bin/python
STAMP := .venv/.rushes-ready

POSTGRES ?= 16
# LeRobot needs at least 3.12.
PEERS_PYTHON ?= python3.12
PEERS := build/peers/.rushes-ready

.PHONY: demo test test-postgres test-peers check bench bench-full soak fuzz setup lock clean

demo: setup
	@packaging/with-display.sh $(PY) main.py --demo

# Two at a time, each with a display of its own; what is in one file shares what it made.
test: check
	@$(PY) -m pytest tests --dist loadfile --tx 2*popen//python=$(CURDIR)/packaging/python-with-display.sh

test-postgres: setup
	@RUSHES_TEST_POSTGRES=$(POSTGRES) packaging/with-display.sh --virtual $(PY) -m pytest tests/app/cli \
		tests/models/catalog tests/test_administration_guide.py -m "not long or long" $(ARGS)

# Exported labels, read by LeRobot's own library and by Label Studio's.
test-peers: setup $(PEERS)
	@RUSHES_TEST_PEERS=$(CURDIR)/build/peers/bin/python $(PY) -m pytest tests/models/exports/test_peer_libraries.py $(ARGS)

check: setup
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

bench: setup
	@packaging/with-display.sh --virtual $(PY) -m tests.benchmarks $(ARGS)

bench-full: setup
	@packaging/with-display.sh --virtual $(PY) -m tests.benchmarks --full $(ARGS)

soak: setup
	@packaging/with-display.sh --virtual $(PY) -m pytest tests -m long
	@packaging/with-display.sh --virtual $(PY) -m tests.soak

fuzz: setup
	@$(PY) -m tests.soak.fuzz

setup: $(STAMP)

$(STAMP): requirements.lock packaging/setup.sh packaging/system-packages.txt
	@packaging/setup.sh "$(PYTHON)"
	@touch $@

$(PEERS): packaging/peers.txt
	@command -v "$(PEERS_PYTHON)" >/dev/null || \
		{ echo "rushes: Python 3.12 or later is needed: make test-peers PEERS_PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PEERS_PYTHON)" -m venv --clear build/peers
	@build/peers/bin/python -m pip install --quiet --disable-pip-version-check -r packaging/peers.txt
	@touch $@

lock: setup
	@$(PY) -m pip install --quiet uv
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --extra dev --output-file requirements.lock pyproject.toml

clean:
	@rm -rf .venv build dist
