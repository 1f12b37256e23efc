"""When people answer, under which name, and whether they have a group to answer in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.core.text import zone_named

WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Office:
    """Open on weekdays from `opens` to `closes` o'clock on the wall clock of `zone`.

    `name` is all that a person learns of who answers; `has_group` says that operators read along in a group.
    """

    zone: str = "Europe/London"
    opens: int = 9
    closes: int = 18
    name: str = "A person"
    has_group: bool = False

    def next_opening(self, now: datetime) -> datetime | None:
        """When somebody is there again, or None while somebody is."""
        local = now.astimezone(zone_named(self.zone))
        if local.weekday() < WEEKEND and self.opens <= local.hour < self.closes:
            return None
        opening = local.replace(hour=self.opens, minute=0, second=0, microsecond=0)
        while opening <= local or opening.weekday() >= WEEKEND:
            opening += timedelta(days=1)
        return opening
