"""Brings what tests need beside Python packages: Chromium and PostgreSQL. Nothing is ever left out without saying so.

BROWSER=no and STORES=sqlite need less; SYSTEM=no installs nothing. `--left-out` says what a run left out.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from etude.testing.browser import BrowserMissingError, find_chromium
from etude.testing.postgres import PostgresMissingError, find_postgres

BROWSER = os.environ.get("BROWSER", "yes") != "no"
POSTGRES = "postgresql" in os.environ.get("STORES", "postgresql")
SYSTEM = os.environ.get("SYSTEM", "yes") != "no"
PLAYWRIGHT = Path(sys.executable).parent / "playwright"


def finds(search: Callable[[], Path]) -> bool:
    try:
        search()
    except (BrowserMissingError, PostgresMissingError):
        return False
    return True


def missing() -> list[str]:
    wanted = [("Chromium", BROWSER, find_chromium), ("PostgreSQL", POSTGRES, find_postgres)]
    return [name for name, asked, search in wanted if asked and not finds(search)]


def bring(names: list[str]) -> None:
    """Debian's packages where root may install them; elsewhere Playwright's own browser, which needs nobody's leave."""
    root = os.geteuid() == 0
    # Ubuntu's package of this name is only a pointer to a snap, which does not run in a container.
    packages = {"Chromium": ["chromium", "fonts-liberation"]} if is_debian() else {}
    if root and shutil.which("apt-get"):
        packages["PostgreSQL"] = ["postgresql"]
        install({name: packages[name] for name in names if name in packages})
    if "Chromium" in names and not finds(find_chromium):
        print("Downloading Chromium for Playwright (SYSTEM=no refuses)", flush=True)
        subprocess.run([PLAYWRIGHT, "install", *(["--with-deps"] if root else []), "chromium"], check=False)


def install(packages: dict[str, list[str]]) -> None:
    if not packages:
        return
    print(f"Installing {' and '.join(packages)} with apt-get (SYSTEM=no refuses)", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    words = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *chain(*packages.values())]
    subprocess.run(words, env=quiet, check=False, stdout=subprocess.DEVNULL)


def is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().splitlines()


ADVICE = {
    "Chromium": "Chromium is missing: sudo apt-get install chromium, or .venv/bin/playwright install chromium, "
    "or run without it (BROWSER=no).",
    "PostgreSQL": "PostgreSQL is missing: sudo apt-get install postgresql (brew install postgresql on a Mac), "
    "or test on SQLite alone (STORES=sqlite).",
}


def left_out() -> str:
    out = [*([] if BROWSER else ["no browser (BROWSER=no)"]), *([] if POSTGRES else ["no PostgreSQL (STORES=sqlite)"])]
    return f"Less than everything was run: {', '.join(out)}." if out else ""


def main() -> None:
    if "--left-out" in sys.argv:
        if said := left_out():
            print(said)
        return
    names = missing()
    if names and SYSTEM:
        bring(names)
        names = missing()
    if names:
        sys.exit("\n".join(ADVICE[name] for name in names))


if __name__ == "__main__":
    main()
