"""Etude in a process of its own, that can be asked to stop, or killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60
READY = "Etude is ready: "


@dataclass(frozen=True, slots=True)
class Server:
    """A running `etude serve`, and the address it said."""

    process: Process
    url: str

    async def stop(self, sign: int = signal.SIGTERM) -> str:
        """Send a signal; everything it still said."""
        if self.process.returncode is None:
            self.process.send_signal(sign)
        async with asyncio.timeout(PATIENCE):
            said, _errors = await self.process.communicate()
        return said.decode()


async def run_command(folder: Path, *words: str, **settings: str) -> Process:
    """Start a command of Etude's in a folder, with nothing set but these settings."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ETUDE_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "etude",
        *words,
        cwd=folder,
        env=mine | {"ETUDE_DATA": str(folder / "data"), **settings},
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )


@asynccontextmanager
async def serving_process(folder: Path, port: int = 0, **settings: str) -> AsyncIterator[Server]:
    """`etude serve` on a port, 0 for any; it is killed at the end if it still runs."""
    process = await run_command(folder, "serve", "--port", str(port), **settings)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            line = (await process.stdout.readline()).decode()
        assert line.startswith(READY), (line, (await process.communicate())[1].decode())
        yield Server(process, line.removeprefix(READY).strip().rstrip("/"))
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
