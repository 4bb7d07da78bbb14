# Two commands are enough on a new machine: `make run` and `make test`.

PYTHON ?= python3.11
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install install-dev check format lint types layers advisories tests test docs clean

run: install  ## Install what is missing and start on http://127.0.0.1:7860
	$(BIN)/python app.py

install: $(VENV)/installed

install-dev: $(VENV)/installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	touch $(VENV)/installed $@

test: install-dev check tests  ## Everything that must hold: format, lint, types, layers, tests

check: lint types layers advisories

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

advisories:  ## Known faults of the pinned packages, where the source of advisories can be reached
	$(BIN)/python -m tests.advisories

tests:  ## In WORKERS processes, with the floor of branch coverage (pyproject.toml)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder --cov --cov-report=

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs:  ## Rewrite the generated parts of the README
	$(BIN)/python -m assistant.settings_table --write

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
