"""When somebody wants to be left alone: hours of the day, and reminders as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.core.ids import PersonId
from etude.core.people.model import Person
from etude.core.people.store import change_person, load_person
from etude.core.text import zone_named
from etude.core.transaction import Tx

QUIET, MUTED = "quiet", "muted"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Full hours of somebody's own clock in which nothing is said that can wait; none where both are the same."""

    start: int
    end: int

    def covers(self, hour: int) -> bool:
        """Whether this hour of the day is among them."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def over(self, moment: datetime, zone: str) -> datetime:
        """The moment itself, or when these hours are over where it falls into them."""
        local = moment.astimezone(zone_named(zone))
        if not self.covers(local.hour):
            return moment
        end = local.replace(hour=self.end, minute=0, second=0, microsecond=0)
        return end if end > local else end + timedelta(days=1)


USUAL = Quiet(21, 8)


def quiet_of(person: Person) -> Quiet:
    """The hours that somebody has chosen, else the usual ones."""
    return quiet_in(person.preferences)


def quiet_in(preferences: Mapping[str, object]) -> Quiet:
    """The hours in what is kept of somebody."""
    chosen = preferences.get(QUIET)
    return Quiet(*chosen) if isinstance(chosen, list) and len(chosen) == 2 else USUAL


def is_muted(person: Person) -> bool:
    """Whether somebody wants no reminders."""
    return person.preferences.get(MUTED) is True


def keep_quiet(tx: Tx, person: PersonId, quiet: Quiet) -> None:
    """Say nothing that can wait in these hours."""
    _keep(tx, person, QUIET, [quiet.start, quiet.end])


def mute(tx: Tx, person: PersonId, on: bool) -> bool:
    """Remind this person no more, or again."""
    _keep(tx, person, MUTED, on)
    return on


def _keep(tx: Tx, person: PersonId, name: str, value: object) -> None:
    known = load_person(tx.conn, person, lock=True).preferences
    change_person(tx.conn, person, preferences={**known, name: value})
