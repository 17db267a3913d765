# A fresh machine needs Python 3.11 or newer with venv, and make. Everything else is fetched here, once.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check screenshots catalogues bench crash fuzz lock clean

demo: $(READY)  ## open a throw-away desk with five years of life in it
	$(BIN)/counterpane demo

test: $(READY)  ## the whole suite
	$(BIN)/python -m pytest -n auto

check: $(READY)  ## the rules of the house: style, types, who may import whom, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

screenshots: $(READY)  ## draw the pictures again; look at them before committing
	$(BIN)/python tests/pictures.py

catalogues: $(READY)  ## read the wording anew into tui/locale and compile it; then translate what is listed
	$(BIN)/python tests/catalogues.py

bench: $(READY)  ## speed, each figure as a ratio to a floor of the same run
	$(BIN)/python -m tests.bench

fuzz: $(READY)  ## ten thousand random names on each screen, and two dozen crashes in a real terminal
	$(BIN)/python -m tests.fuzz

crash: $(READY)  ## kill, starve and damage the program, 1,000 times and more; nothing acknowledged may be lost
	$(BIN)/python tests/crash.py

lock: $(READY)  ## resolve the newest allowed versions into .requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra dev --no-header -o .requirements.lock pyproject.toml

clean:
	rm -rf $(VENV)

$(READY): .requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
