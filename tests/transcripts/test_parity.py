"""Every transcript in other ways: typed, numbered, said, pointed at, on another channel. All end in the same state."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from zlib import crc32

import pytest

from etude.testing.transcripts import Script, play, read_script
from etude.testing.transcripts.channels import open_doors
from etude.testing.transcripts.outcome import Outcome, differences, outcome_of
from etude.testing.transcripts.play import Choose, Mismatch, tap
from etude.testing.transcripts.players import Player
from etude.testing.transcripts.ways import (
    Words,
    choosing,
    going_on_each_time,
    going_on_half_way,
    point,
    say_sentence,
    type_carelessly,
    type_in_german,
    type_label,
    type_number,
    without_words,
)
from etude.testing.world import World, running_world

SAID: dict[str, Words] = {
    "label": type_label,
    "number": type_number,
    "sentence": say_sentence,
    "place": point,
    "careless": type_carelessly,
    "german": type_in_german,
}
MOVED: dict[str, Callable[[Script], Script]] = {"half_way": going_on_half_way, "each_time": going_on_each_time}
WAYS = (*SAID, *MOVED)
SCRIPTS = {path.stem: read_script(path) for path in sorted(Path(__file__).parent.glob("*.chat"))}
# What is tapped there is over. The button knows what it was about and says where that stands; words can only be about
# what is there now. Each is tried in words as well, and must not end the same.
ABOUT_BUTTONS = {
    "double_tap": "taps what is done already",
    "new_feed_address": "taps a question that was answered",
    "other_times_lapse": "taps a time whose offer has lapsed",
    "request_expires": "confirms a request that has lapsed",
    "stale_button": "taps what is done already",
}

Base = Callable[[Script], Awaitable[Outcome]]
_BASES: dict[str, Outcome] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each script in one of the ways, always the same; in every way where everything is asked for. On SQLite alone."""
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", ["sqlite"])
    if "way" in metafunc.fixturenames:
        every = metafunc.config.getoption("--all-transcripts")
        cases = [
            pytest.param(script, way, id=f"{script.name}-{way}")
            for script in SCRIPTS.values()
            for turn, way in enumerate(WAYS)
            if every or turn == crc32(script.name.encode()) % len(WAYS)
            if not (way in SAID and script.name in ABOUT_BUTTONS) and not (way in MOVED and script.only)
        ]
        metafunc.parametrize(("script", "way"), cases)


@pytest.fixture
def as_written(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Base:
    """What a script leads to as it is written, found out once."""

    async def play_it(script: Script) -> Outcome:
        if script.name not in _BASES:
            async with _another_world(seeded_file, tmp_path_factory.mktemp("as_written")) as world:
                _BASES[script.name] = await _play(world, without_words(script))
        return _BASES[script.name]

    return play_it


async def test_ends_in_the_same_state(script: Script, way: str, world: World, as_written: Base) -> None:
    assert not differences(await as_written(script), await _play_in(world, script, way))


@pytest.mark.parametrize("name", ABOUT_BUTTONS)
async def test_is_about_buttons(name: str, world: World, as_written: Base) -> None:
    """Otherwise it need not be left out any more."""
    try:
        ended = await _play_in(world, SCRIPTS[name], "sentence")
    except Mismatch:
        return
    assert differences(await as_written(SCRIPTS[name]), ended)


async def _play_in(world: World, script: Script, way: str) -> Outcome:
    if way in SAID:
        return await _play(world, without_words(script), choosing(world, SAID[way]))
    return await _play(world, MOVED[way](without_words(script)))


async def _play(world: World, script: Script, choose: Choose = tap) -> Outcome:
    async with open_doors(world) as doors:

        async def enter(role: str, name: str | None, twice: bool) -> Player:
            return await doors.enter("terminal", role, name, twice)

        roles = await play(script, world, enter, doors, choose)
        return await world.etude.transactions.read(lambda conn: outcome_of(conn, roles))


@asynccontextmanager
async def _another_world(seeded: Path, folder: Path) -> AsyncIterator[World]:
    shutil.copy(seeded, folder / "etude.sqlite3")
    async with running_world("", folder) as world:
        yield world
