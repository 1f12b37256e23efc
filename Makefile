# One runner for everything; CI calls the same commands. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test test-all test-telegram check bench eval eval-chat fmt lock clean dev

PY := .venv/bin/python
# Tests wait for servers and browsers much of the time, so two processes help even on a small machine.
PROCESSES ?= 2
LOCK := .venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' Makefile

demo: ## run Etude with made-up tutors and pupils, on this machine alone
	@tools/setup demo
	@exec .venv/bin/etude demo

dev:
	@tools/setup dev

test: dev ## every test; BROWSER=no or STORES=sqlite run less, SYSTEM=no installs nothing
	@$(PY) tools/services.py
	@$(PY) -m pytest -n $(PROCESSES) $(ARGS); status=$$?; $(PY) tools/services.py --left-out; exit $$status

test-all: dev ## the same, with every transcript on every channel and every store
	@$(PY) tools/services.py
	@$(PY) -m pytest -n $(PROCESSES) --all-transcripts $(ARGS); status=$$?; $(PY) tools/services.py --left-out; exit $$status

test-telegram: dev ## the Bot API contract against Telegram itself, with a token and a chat from the environment
	@[ -n "$$ETUDE_TEST_TELEGRAM_TOKEN" ] && [ -n "$$ETUDE_TEST_TELEGRAM_CHAT" ] || { \
	  echo "Not run: put a bot's token into ETUDE_TEST_TELEGRAM_TOKEN, and into ETUDE_TEST_TELEGRAM_CHAT the number"; \
	  echo "of a chat that it may write to (press Start there, then look at the bot's getUpdates)."; exit 1; }
	@$(PY) -m pytest --telegram tests/contracts/test_bot_api.py

check: dev ## lint, format, types, who may import whom, locks, the widget's build
	@$(PY) tools/check.py

bench: dev ## measure; the figures in docs/ come from here
	@$(PY) -m bench

eval: dev ## how well sentences are understood, slot by slot; the figures in docs/ come from here
	@$(PY) -m eval.understanding --each

eval-chat: dev ## how good the conversation is, over all transcripts and 3,000 made-up people; each figure beside its goal
	@$(PY) -m eval.chat $(ARGS)

fmt: dev ## format the code and mend what ruff can mend
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: dev ## lock what pyproject.toml asks for; UPGRADE=--upgrade takes the newest it allows
	@[ -x .venv/bin/uv ] || $(PY) -m pip install --quiet uv
	@$(LOCK) $(UPGRADE) pyproject.toml requirements/build.in --all-extras --group dev -o requirements/dev.txt
	@$(LOCK) $(UPGRADE) pyproject.toml requirements/build.in --extra demo -c requirements/dev.txt -o requirements/demo.txt

clean: ## remove what can be made again; the data folder stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist widget/node_modules
	@find src tests tools bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
