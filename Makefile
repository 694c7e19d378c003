# Two commands: `make run` starts the product, `make test` proves it.
PY   ?= python3
PORT ?= 8000
V    := .venv
BIN  := $(V)/bin
export DJANGO_SETTINGS_MODULE ?= config.settings

.PHONY: help run setup test check web worker beat format lint ladder types templates lock pictures

help:
	@echo "make run    start the product (PORT=8000)"
	@echo "make test   run every test"
	@echo "make check  format, lint, ladder, types, templates, deploy check, tests"

$(V)/run.stamp: requirements.lock
	@$(PY) deploy/preflight.py || exit 1
	@test -x $(BIN)/python || { echo "[1/5] Creating $(V)"; $(PY) -m venv $(V); }
	@echo "[2/5] Installing the locked requirements"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(V)/dev.stamp: requirements-dev.lock $(V)/run.stamp
	@echo "Installing the development requirements"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(V)/run.stamp
	@exec $(BIN)/python manage.py serve --port $(PORT)

setup: $(V)/dev.stamp

# Separate processes, for PostgreSQL and Redis (see README): run each under a supervisor.
web: $(V)/run.stamp
	@exec $(BIN)/python manage.py serve --only web --port $(PORT)
worker: $(V)/run.stamp
	@exec $(BIN)/celery -A config worker --loglevel INFO
beat: $(V)/run.stamp
	@exec $(BIN)/celery -A config beat --loglevel INFO --schedule var/beat-schedule

format: $(V)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
lint: $(V)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
ladder: $(V)/dev.stamp
	$(BIN)/lint-imports
types: $(V)/dev.stamp
	$(BIN)/mypy .
templates: $(V)/dev.stamp
	$(BIN)/djlint templates --lint --quiet

check: lint ladder types templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	DEMO=0 SECRET_KEY=check-only-$$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n') ALLOWED_HOSTS=example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(MAKE) test

test: $(V)/dev.stamp
	@$(BIN)/python manage.py compile_translations
	$(BIN)/python -m pytest -n auto --no-loadscope-reorder $(ARGS)

# Real screenshots for the README; needs Chromium and its Chinese fonts.
pictures: $(V)/dev.stamp
	@$(BIN)/python -m deploy.pictures

# Locks without hosts; needs `uv` on the PATH of the person who upgrades.
lock:
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --group dev -c requirements.lock -o requirements-dev.lock
