"""A booking that was left in the middle is remembered once, gently, and never at night."""

from datetime import timedelta

from etude.conversations import store
from etude.conversations.chat import Scene
from etude.conversations.messages import Button, LeftOpen, Reply, Say, StartFlow
from etude.conversations.parts.lesson_words import subject_label
from etude.conversations.record import Record
from etude.conversations.state import Run, State, runs_under_way
from etude.core.ids import PersonId
from etude.core.jobs.store import Job, ask_anew, withdraw
from etude.core.jobs.worker import JobHandler, RetryLaterError
from etude.core.people.quiet import is_muted, quiet_of
from etude.core.people.store import load_person
from etude.core.support.store import waiting_ticket
from etude.core.text import Text, _
from etude.core.transaction import Transactions, Tx
from etude.matching.wishes import Wishes

AFTER = timedelta(hours=20)


def note_left_open(scene: Scene, state: State, record: Record) -> None:
    """Somebody was here just now: the reminder of their booking is due a while after that, if it has not been said.

    What they have stopped or finished needs none.
    """
    left = {run.id for run in state.runs if _is_worth_it(run)}
    for run in sorted(left):
        due = quiet_of(scene.person).over(scene.now + AFTER, scene.person.zone)
        ask_anew(scene.tx, "booking.left", f"left:{run}", due, person=scene.person.id, run=run)
    for run in sorted(runs_under_way(record.conversation.state) - left):
        withdraw(scene.tx, f"left:{run}")


def job_handlers(transactions: Transactions) -> dict[str, JobHandler]:
    """The job that puts the reminder into a conversation's inbox."""

    async def left(job: Job) -> None:
        await transactions.run(lambda tx: _put_in(tx, PersonId(job.word("person")), job.word("run")))

    return {"booking.left": left}


def remind_gently(scene: Scene, state: State, record: Record, run_id: str) -> list[Reply]:
    """The one reminder, if the booking is still open, nothing is kept for it, and nobody else is looking after it."""
    run = state.find(run_id)
    if run is None or not _is_worth_it(run) or is_muted(scene.person):
        return []
    if waiting_ticket(scene.tx.conn, scene.person.id) is not None:
        return []
    conversation = record.conversation
    if not store.is_reachable(scene.tx.conn, conversation.address) or _was_here(scene, record):
        return []
    words = _(
        "{what} is still here, as you left it. Shall we go on? If not, there's nothing to do.", what=_what(scene, run)
    )
    return [Say(words, (Button(_("Go on"), StartFlow(run.flow, run.args), "primary"),))]


def _put_in(tx: Tx, person: PersonId, run: str) -> None:
    # A worker that was down by day must not make up for it at night.
    known = load_person(tx.conn, person)
    wait = quiet_of(known).over(tx.now, known.zone) - tx.now
    if wait:
        raise RetryLaterError(wait)
    store.tell(tx, person, f"left:{run}", LeftOpen(run))


def _is_worth_it(run: Run) -> bool:
    """A booking that says what is wanted, and keeps nothing yet."""
    if run.flow != "book" or any(kept.undo for kept in run.kept.values()):
        return False
    return bool(_subjects(run) or run.args.get("tutor"))


def _subjects(run: Run) -> tuple[str, ...]:
    given = run.answers.get("wishes")
    return tuple(Wishes.model_validate(given.value).subjects) if given else ()


def _was_here(scene: Scene, record: Record) -> bool:
    """Whether they have said something meanwhile that was answered just before this."""
    said = store.last_messages(scene.tx.conn, record.conversation.id, 20)
    return any(message.author == "you" and message.at > scene.now - AFTER for message in said)


def _what(scene: Scene, run: Run) -> Text:
    subjects = _subjects(run)
    if not subjects:
        return _("Your booking")
    label = subject_label(subjects[0], scene.person.locale)
    return _("{subject}: your search", subject=label)
