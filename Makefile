# All set-up on a fresh Debian machine with Python 3.11 and Node 20, then the work itself.
# `make demo` and `make test` are all a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps

.PHONY: demo test tour bench check setup words chromium clean wheel

demo: setup
	$(BIN)/vivavoce demo $(ARGS)

test: setup $(STAMPS)/dev chromium
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

tour: setup $(STAMPS)/dev chromium
	VIVAVOCE_TOUR=1 $(BIN)/pytest tests/web/test_day.py

bench: setup $(STAMPS)/dev
	$(BIN)/vivavoce bench $(ARGS)

check: setup $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(STAMPS)/run $(STAMPS)/vendor

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt uv

$(STAMPS)/run: $(VENV)/bin/uv pyproject.toml constraints.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[embeddings,voice]'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: $(STAMPS)/run
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --group dev
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/vendor: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	node scripts/vendor.mjs
	@mkdir -p $(STAMPS) && touch $@

words: $(STAMPS)/dev
	$(BIN)/python scripts/words.py

chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }

wheel: setup
	$(BIN)/uv build --wheel --quiet

clean:
	rm -rf $(VENV) $(STAMPS) node_modules var dist
