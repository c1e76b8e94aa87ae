# Without make:  python3 storytracker/embedded/bootstrap.py
#                .venv/bin/python -m storytracker.embedded run

PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help run test test-faults check format screenshots bench-quality bench-speed bench-scale \
	lock clean packages test-packages bench-packages

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: packages ## Start everything on this machine: http://localhost:8000/ (STORYTRACKER_PORT)
	@exec $(BIN)/python -m storytracker.embedded run

test: test-packages ## Run all tests, those in a browser included (ARGS="-k name"; -n0: one by one)
	@exec $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

test-faults: test-packages ## Kill, stop and starve things many times over (long; ARGS as above)
	@STORYTRACKER_FAULTS=full $(BIN)/python -m pytest tests/faults $(ARGS)

check: test-packages ## Check format, lint, types, import rules and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_checks.py -k migrations

format: test-packages ## Format the code and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: test-packages ## Photograph the main pages into screenshots/
	@STORYTRACKER_SCREENSHOTS=screenshots $(BIN)/python -m pytest -q tests/browser/test_screenshots.py

bench-quality: bench-packages ## Measure how well articles are read (STORYTRACKER_BENCH_DATA)
	@$(BIN)/python -m benchmarks.quality

bench-speed: bench-packages ## Measure how fast pages and imports are
	@$(BIN)/python -m benchmarks.speed

bench-scale: bench-packages ## Measure imports on large archives (ARGS="--sizes 10000 100000")
	@$(BIN)/python -m benchmarks.scale $(ARGS)

lock: test-packages ## Write the lock files anew (UPGRADE=--upgrade for the newest versions)
	$(LOCK) $(UPGRADE) locks/uv.in -o locks/uv.txt
	$(LOCK) $(UPGRADE) pyproject.toml -o locks/runtime.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra embedded -c locks/runtime.txt -o locks/embedded.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra embedded --extra test -c locks/embedded.txt \
		-o locks/test.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra embedded --extra test --extra bench \
		-c locks/test.txt -o locks/bench.txt

clean: ## Remove the packages and caches; var/, which holds your data, stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

packages:
	@$(PYTHON) storytracker/embedded/bootstrap.py embedded

test-packages:
	@$(PYTHON) storytracker/embedded/bootstrap.py test

bench-packages:
	@$(PYTHON) storytracker/embedded/bootstrap.py bench
