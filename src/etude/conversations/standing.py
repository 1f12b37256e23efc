"""Looks on for those who asked to be told when somebody fits: in the background, and never at night."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.messages import Button, Reply, Say, StartFlow, Told
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.searches import MY_SEARCHES, what_words
from etude.core.ids import PersonId
from etude.core.installation.store import read_note, write_note
from etude.core.jobs.store import Job, ask_for
from etude.core.jobs.worker import JobHandler
from etude.core.text import _
from etude.core.transaction import Transactions, Tx
from etude.core.tutors.store import load_tutor
from etude.matching.standing.store import StandingSearch, end_search, last_change, newly_fitting, open_searches

JOB, NOTE = "searches.look", "searches"
EVERY = timedelta(minutes=10)
# A time may come free without any tutor changing anything.
AT_LEAST_EVERY = timedelta(hours=1)


def look_soon(tx: Tx) -> None:
    """Have all searches looked at when the next round is due; whoever asks, there is one."""
    due = datetime.fromtimestamp((tx.now.timestamp() // EVERY.total_seconds() + 1) * EVERY.total_seconds(), UTC)
    ask_for(tx, JOB, f"searches:{due:%Y-%m-%dT%H:%M}", due=due)


def job_handlers(transactions: Transactions) -> dict[str, JobHandler]:
    """The round in which all searches are looked at; it asks for the next one for as long as there are any."""

    async def look(job: Job) -> None:
        now = transactions.clock.now()
        changed, found = await transactions.read(lambda conn: _look(conn, now))
        for search, tutors in found:
            await transactions.run(partial(_tell, search=search, tutors=tutors))
        await transactions.run(partial(_close_round, changed=changed))

    return {JOB: look}


def _look(conn: Connection, now: datetime) -> tuple[int | None, list[tuple[StandingSearch, list[PersonId]]]]:
    """Who is to be told of whom, and up to which change of a tutor everybody was looked at: None to look again soon."""
    changed, note = last_change(conn), read_note(conn, NOTE)
    looked = datetime.fromisoformat(note["at"]) if isinstance(note, dict) and note["changed"] == changed else None
    if looked is not None and now - looked < AT_LEAST_EVERY:
        return None, []
    searches = open_searches(conn, now)
    awake = [search for search in searches if search.quiet.over(now, search.zone) == now]
    found = [(search, tutors) for search in awake if (tutors := newly_fitting(conn, now, search))]
    return changed if len(awake) == len(searches) else None, found


def _tell(tx: Tx, search: StandingSearch, tutors: Sequence[PersonId]) -> None:
    """Once: whoever was told in the meantime, or has stopped, is not told."""
    if end_search(tx, search.person, search.id):
        store.tell(tx, search.person, f"search:{search.id}", Told(_news(tx.conn, search, tutors)))


def _news(conn: Connection, search: StandingSearch, tutors: Sequence[PersonId]) -> Reply:
    name, what = first_name(load_tutor(conn, tutors[0]).name), what_words(search.wishes, search.locale)
    words = _("Good news: {name} now fits what you were looking for: {what}.", name=name, what=what)
    if len(tutors) > 1:
        words = _("Good news: {name} and others now fit what you were looking for: {what}.", name=name, what=what)
    wishes = search.wishes.model_dump(mode="json")
    show = Button(_("Show me"), StartFlow("book", {}, {"wishes": wishes}), "primary")
    return Say(words, (show, Button(_("Keep looking"), StartFlow("tell_me", {"wishes": wishes})), MY_SEARCHES))


def _close_round(tx: Tx, changed: int | None) -> None:
    if changed is not None:
        write_note(tx.conn, NOTE, {"changed": changed, "at": tx.now.isoformat()})
    if open_searches(tx.conn, tx.now):
        look_soon(tx)
