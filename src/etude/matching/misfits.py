"""Why a tutor is not among those shown: the one wish they do not meet, or how many fit better."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from etude.core.ids import PersonId
from etude.core.tutors.store import load_tutor
from etude.matching.candidates import Match, Search
from etude.matching.ranking import wished_subjects
from etude.matching.relaxing import raise_price, soften, soften_more
from etude.matching.wishes import Wishes

MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Misfit:
    """`wish` is the one that would have to give for this tutor: a name that `soften` knows, ``subjects``, ``listed``,
    ``time`` where they have none at all, ``several`` where one is not enough. None of them where the tutor fits: then
    `place` is theirs in the list, from 1, if it is not a very long one.

    `match` is how they would fit, with `wishes` that they meet.
    """

    wish: str | None
    wishes: Wishes
    match: Match | None = None
    place: int | None = None


def why_not_shown(
    conn: Connection, now: datetime, tutor_id: PersonId, wishes: Wishes, zone: str, locale: str
) -> Misfit:
    """The true reason, as the search itself would find it."""
    tutor = load_tutor(conn, tutor_id)
    if not tutor.listed:
        return Misfit("listed", wishes)
    if wishes.subjects and not set(tutor.subjects) & wished_subjects(wishes)[0]:
        return Misfit("subjects", wishes)
    search = Search(conn, now, zone, locale)
    if fitting := search.among([tutor_id], wishes):
        best = [match.tutor for match in search.best(wishes, MOST_PLACES).matches]
        return Misfit(None, wishes, fitting[0], best.index(tutor_id) + 1 if tutor_id in best else None)
    for wish, softer in soften(wishes):
        if found := search.among([tutor_id], softer):
            return Misfit(wish, _no_softer_than_needed(wishes, softer, found[0]), found[0])
    for softer in soften_more(wishes):
        if found := search.among([tutor_id], softer, whatever_taught=True):
            return Misfit("several", softer, found[0])
    return Misfit("time", wishes)


def _no_softer_than_needed(wishes: Wishes, softer: Wishes, match: Match) -> Wishes:
    limit = wishes.price_max
    if limit is None or softer.price_max is not None:
        return softer
    return raise_price(wishes, [limit.asked(match.price, match.minutes)])
