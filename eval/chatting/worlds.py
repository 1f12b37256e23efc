"""Where the conversations take place: a seeded Etude of its own for some dozens of people, one after another."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from sqlalchemy import Connection, select, update

from etude.app import build
from etude.conversations.store import Address, Newcomer, link_address, person_named
from etude.core import tables
from etude.core.clock import frozen
from etude.core.database import open_database
from etude.core.migrations import migrate
from etude.core.settings import Settings
from etude.testing.seeds import plant
from etude.testing.transcripts import play, read_script
from etude.testing.transcripts.players import DirectPlayer, Player
from etude.testing.world import START, World, running_world
from eval.chatting.bank import Bank
from eval.chatting.figures import Figures
from eval.chatting.hearing import Ear, drawing_ids, hearing
from eval.chatting.meeting import Meeting
from eval.chatting.people import draw_person
from eval.chatting.speech import load_speech

IN_A_WORLD = 50
LONG_EVERY = 5
"""Every fifth world has long names and places."""
LONG_FIRST, LONG_PLACE = "Maximiliane-Charlotte", "Charlottenburg-Wilmersdorf"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A folder with a migrated, seeded database to copy."""

    folder: Path

    def copy(self, name: str) -> Path:
        """A folder of its own with that database in it."""
        made = self.folder / name
        made.mkdir()
        shutil.copy(self.folder / "etude.sqlite3", made / "etude.sqlite3")
        return made


@contextmanager
def seeded() -> Iterator[Seeded]:
    """A seeded database in a temporary folder."""
    with TemporaryDirectory(prefix="etude-eval-") as folder, drawing_ids(Random(0)):
        url = f"sqlite:///{folder}/etude.sqlite3"
        migrate(url)
        asyncio.run(_fill(url))
        yield Seeded(Path(folder))


async def _fill(url: str) -> None:
    database = open_database(url)
    await database.write(lambda conn: plant(conn, START))
    await database.close()


def talk(start: Seeded, figures: Figures, language: str, people: int, seed: int = 1) -> None:
    """So many made-up people speak with Etude in a language."""
    with hearing(figures.hear) as ear:
        for number in range(0, people, IN_A_WORLD):
            few = min(IN_A_WORLD, people - number)
            chance = Random(f"{seed} {language} {number}")
            with drawing_ids(chance):
                asyncio.run(_talk_in_one(start, figures, ear, language, number, few, chance))
            ear.heard.clear()


async def _talk_in_one(
    start: Seeded, figures: Figures, ear: Ear, language: str, number: int, people: int, chance: Random
) -> None:
    long = number // IN_A_WORLD % LONG_EVERY == LONG_EVERY - 1
    folder = start.copy(f"{language}-{number}")
    hours = timedelta(hours=chance.randrange(0, 96))
    bank = Bank()
    etude = build(_settings(folder), frozen(START + hours), bank)
    if long:
        await etude.transactions.run(lambda tx: _lengthen(tx.conn))
    for each in range(people):
        person = draw_person(load_speech(language), Random(f"{chance.random()}"), long=long)
        await Meeting(etude, bank, ear, figures, person, f"{language} {number + each}").live()
    await etude.transactions.database.close()
    shutil.rmtree(folder)


def _settings(folder: Path) -> Settings:
    """Nothing of what a developer's environment says, and nobody outside."""
    return Settings(
        data=folder,
        secret_key=SecretStr("a secret of these conversations, long enough"),
        public_url="https://etude.example",
        openai_key=SecretStr(""),
        openai_url="",
        telegram_token=SecretStr(""),
        database_url="",
        smtp_url="",
        files_url="",
        operators_group=0,
    )


def _lengthen(conn: Connection) -> None:
    """Tutors get long first names, and places with long ones."""
    people, tutors = tables.people, tables.tutors
    teaching = select(tutors.c.person_id)
    conn.execute(update(people).where(people.c.id.in_(teaching)).values(name=LONG_FIRST + " " + people.c.name))
    conn.execute(update(tutors).where(tutors.c.place.is_not(None)).values(place=LONG_PLACE))


def replay(start: Seeded, figures: Figures, transcripts: Path) -> None:
    """Every transcript, on the terminal."""
    with hearing(figures.hear), drawing_ids(Random(0)):
        for path in sorted(transcripts.glob("*.chat")):
            figures.conversations += 1
            try:
                asyncio.run(_replay_one(start, path))
            except AssertionError as error:  # its test says so too; what was said until then is measured all the same
                figures.note("transcripts that went another way", str(error))


async def _replay_one(start: Seeded, path: Path) -> None:
    folder = start.copy(path.stem)
    async with running_world("", folder) as world:
        await play(read_script(path), world, lambda role, name, twice: _enter(world, role, name, twice=twice))
    shutil.rmtree(folder)


async def _enter(world: World, role: str, name: str | None, *, twice: bool) -> Player:
    address = Address("terminal", f"{role}:{name}")
    if name is not None:
        owner = await world.etude.transactions.read(lambda conn: person_named(conn, name))
        assert owner is not None, f"nobody is called {name}"
        await world.etude.transactions.run(lambda tx: link_address(tx.conn, tx.now, address, owner))
    return DirectPlayer(world, address, Newcomer(None, "en", "Europe/London"), twice=twice)
