"""What `make check` holds: style, types, who may import whom, clean text, each language's words, the widget's build.

`python tools/check.py types` runs one of them.
"""

import filecmp
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
PACKAGE = Path("src/etude")
WIDGET, BUILT = Path("widget"), PACKAGE / "bots/web_widget/static"
MIGRATIONS = PACKAGE / "core/migrations/versions"
# A lock that names a registry, or a text that names someone's folder, works on one machine only.
OF_ONE_MACHINE = {
    "a registry's host": re.compile(r"pypi\.org|pythonhosted\.org|registry\.(npmjs|yarnpkg)|test\.pypi"),
    "a machine's path": re.compile(r"(?<![\w.~/-])/(?:root|work|Users|home/(?!\.\.)\w+)/\w"),
}


class NotRunError(Exception):
    """The check could not be run here; the message says why."""


def ran(*words: str | Path, cwd: Path | None = None) -> list[str]:
    """What a program complained of; nothing when it was content."""
    done = subprocess.run(words, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return [done.stdout.strip() or f"{words[0]} failed"] if done.returncode else []


def check_style() -> list[str]:
    return ran(PROGRAMS / "ruff", "check", "--quiet", ".")


def check_format() -> list[str]:
    return ran(PROGRAMS / "ruff", "format", "--check", "--quiet", ".")


def check_types() -> list[str]:
    return ran(PROGRAMS / "mypy")


def check_imports() -> list[str]:
    """The contracts see packages only, so every folder with code has to be one."""
    folders = {file.parent for file in PACKAGE.rglob("*.py")} - {MIGRATIONS}
    bare = sorted(folder for folder in folders if not (folder / "__init__.py").exists())
    return [f"{folder} has no __init__.py" for folder in bare] + ran(PROGRAMS / "lint-imports", "--no-logo")


def check_text() -> list[str]:
    return [trouble for file in tracked() for trouble in read_critically(file)]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], text=True, check=True, stdout=subprocess.PIPE).stdout
    return [Path(name) for name in listed.split("\0") if name and Path(name).is_file()]


def read_critically(file: Path) -> list[str]:
    try:
        lines = file.read_text().splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{file}:{number}: {what}: {found.group()}"
        for number, line in enumerate(lines, 1)
        for what, pattern in OF_ONE_MACHINE.items()
        if (found := pattern.search(line))
    ]


def check_words() -> list[str]:
    """Every sentence in every language, and the compiled catalogues as their words are."""
    return ran(sys.executable, "tools/words.py", "--check")


def check_widget() -> list[str]:
    """The built files are kept, so that installing Etude needs no Node; here they are built again and compared."""
    if not (WIDGET / "package.json").exists():
        raise NotRunError("there is no widget")
    if shutil.which("npm") is None:
        raise NotRunError("Node is not installed, so the widget's built files were not compared with their source")
    before = read_all(BUILT)
    failed = npm_install() or ran("npm", "run", "check", cwd=WIDGET) or ran("npm", "run", "build", cwd=WIDGET)
    if failed:
        return failed
    after = read_all(BUILT)
    names = sorted(name for name in before | after if before.get(name) != after.get(name))
    return [f"{name} was not what its source builds; it is now, so look at it and commit it" for name in names]


def npm_install() -> list[str]:
    lock, installed = WIDGET / "package-lock.json", WIDGET / "node_modules/installed-from.json"
    if installed.exists() and filecmp.cmp(lock, installed, shallow=False):
        return []
    failed = ran("npm", "ci", cwd=WIDGET)
    if not failed:
        shutil.copy(lock, installed)
    return failed


def read_all(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


CHECKS = {
    "style": check_style,
    "format": check_format,
    "types": check_types,
    "imports": check_imports,
    "text": check_text,
    "words": check_words,
    "widget": check_widget,
}


def passes(name: str, check: Callable[[], list[str]]) -> bool:
    started = time.monotonic()
    try:
        troubles = check()
    except NotRunError as error:
        print(f"{name:8} not run: {error}", flush=True)
        return True
    print(f"{name:8} {'FAILED' if troubles else 'ok'} ({time.monotonic() - started:.1f} s)", flush=True)
    print(*troubles, sep="\n", end="\n" if troubles else "", flush=True)
    return not troubles


def main() -> None:
    chosen = sys.argv[1:] or list(CHECKS)
    results = [passes(name, CHECKS[name]) for name in chosen]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
