# Two commands do all the set-up: `make run` (the application) and `make test` (the whole suite).
PYTHON = .venv/bin/python

.PHONY: run test test-browser bench lint messages setup

run: .venv/run
	@bash .ci/serve

test: .venv/dev
	@$(PYTHON) -m pytest $(PYTEST_ARGS)

test-browser: .venv/dev
	@bash .ci/chromium
	@$(PYTHON) -m pytest -m browser $(PYTEST_ARGS)

bench: .venv/dev
	@$(PYTHON) -m bench $(BENCH_ARGS)

lint: .venv/dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

# Extracts the sentences of the code and the templates (needs GNU gettext), then compiles them.
messages: .venv/dev
	@$(PYTHON) .ci/messages

setup: .venv/dev

.venv/run: requirements.txt .ci/setup
	@bash .ci/setup requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt .ci/setup
	@bash .ci/setup requirements-dev.txt
	@touch .venv/run $@
