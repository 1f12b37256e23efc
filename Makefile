LOCK = .venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
lock:
	$(LOCK) pyproject.toml --extra demo -o requirements/demo.txt
	$(LOCK) pyproject.toml --all-extras --group dev -o requirements/dev.txt
