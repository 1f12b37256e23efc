"""What lessons may cost, and prices that change on a day to come."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from etude.core.ids import PersonId
from etude.core.jobs.store import Job, ask_for
from etude.core.jobs.worker import JobHandler
from etude.core.money import Money
from etude.core.text import zone_named
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.model import Rate
from etude.core.tutors.profile.store import load_coming_rates, set_coming_rates, set_rates
from etude.core.tutors.store import load_tutor

SHORTEST, LONGEST = 15, 180
# In major units for an hour: what is outside is asked about, and above the highest no lesson can cost at all.
USUAL, HIGHEST = (8, 150), 1000
# A major unit of these buys about a hundredth of a pound or a euro.
_SMALL = frozenset(("JPY", "KRW", "CLP", "COP", "HUF", "INR", "NGN", "KES", "ISK", "ARS"))


def is_length(minutes: int) -> bool:
    """Whether a lesson can be so long."""
    return SHORTEST <= minutes <= LONGEST


def by_the_hour(price: Money, minutes: int) -> float:
    """What an hour would cost, in major units of a currency such as the pound."""
    scale = 100 if price.currency in _SMALL else 1
    return float(price.major) * 60 / minutes / scale


def is_possible(rate: Rate) -> bool:
    """Whether a lesson can have this length and cost this at all."""
    return is_length(rate.minutes) and 0 < by_the_hour(rate.price, rate.minutes) <= HIGHEST


def is_usual(rate: Rate) -> bool:
    """Whether the price is one that need not be asked about."""
    return USUAL[0] <= by_the_hour(rate.price, rate.minutes) <= USUAL[1]


def change_rates(tx: Tx, tutor: PersonId, rates: Sequence[Rate], starts_on: date | None) -> bool:
    """Let lessons cost this for whoever books from `starts_on` on (a day on the tutor's wall), None for at once.

    Whoever has asked for a lesson keeps its price.
    """
    set_coming_rates(tx.conn, tutor, (), tx.now.date())
    if starts_on is None:
        set_rates(tx.conn, tutor, rates)
        return True
    set_coming_rates(tx.conn, tutor, rates, starts_on)
    zone = zone_named(load_tutor(tx.conn, tutor).zone)
    due = datetime.combine(starts_on, time.min, zone).astimezone(UTC)
    ask_for(tx, "tutor.rates", f"tutor.rates:{tutor}:{starts_on}", due=due, tutor=tutor, day=str(starts_on))
    return True


def change_formats(tx: Tx, tutor: PersonId, rates: Sequence[Rate]) -> bool:
    """Let lessons cost this, where formats came or went; prices that are still to come stay for those that are left."""
    coming = load_coming_rates(tx.conn, tutor)
    set_rates(tx.conn, tutor, rates)
    if coming is not None:
        day, later = coming
        formats, priced = {rate.format for rate in rates}, {rate.format for rate in later}
        kept = [rate for rate in later if rate.format in formats]
        set_coming_rates(tx.conn, tutor, [*kept, *(rate for rate in rates if rate.format not in priced)], day)
    return True


def job_handlers(transactions: Transactions) -> dict[str, JobHandler]:
    """Prices that begin to hold; each looks first whether it still applies."""

    async def start(job: Job) -> None:
        tutor, day = PersonId(job.word("tutor")), date.fromisoformat(job.word("day"))
        await transactions.run(lambda tx: start_coming_rates(tx, tutor, day))

    return {"tutor.rates": start}


def start_coming_rates(tx: Tx, tutor: PersonId, day: date) -> None:
    """Let the prices hold that were to begin on this day, if they still are; safe to run any number of times."""
    coming = load_coming_rates(tx.conn, tutor)
    if coming is not None and coming[0] == day:
        set_rates(tx.conn, tutor, coming[1])
        set_coming_rates(tx.conn, tutor, (), day)
