"""What is kept of one person: gathered into a file for them, and erased when they ask for it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from etude.conversations import store
from etude.core.codes.store import forget_codes
from etude.core.favourites.store import favourites_of, forget_favourites
from etude.core.ids import PersonId
from etude.core.jobs.store import Job, ask_for
from etude.core.jobs.worker import JobHandler
from etude.core.lessons.model import Lesson, Status
from etude.core.lessons.store import OPEN, lessons_of
from etude.core.people.remembering import remembered
from etude.core.people.store import erase_person, learners_of, load_learner, load_person
from etude.core.questions.store import forget_questions
from etude.core.reviews.store import find_review, forget_author
from etude.core.support.store import forget_tickets
from etude.core.text import Voice
from etude.core.transaction import Transactions, Tx
from etude.matching.shown import forget_shown
from etude.matching.standing.store import forget_searches, open_searches
from etude.payments.store import forget_payer, payment_of

JOB = "person.erase"
# So that the goodbye is delivered before the address it goes to is forgotten.
AFTER = timedelta(minutes=1)
# Until a lesson is over and settled, both sides and the money need to know who it was.
UNFINISHED = (*OPEN, Status.COMPLETED)


def is_unfinished(conn: Connection, person: PersonId) -> bool:
    """Whether a lesson of theirs is still to come or to be settled."""
    return bool(lessons_of(conn, person, statuses=UNFINISHED))


def wards_of(conn: Connection, person: PersonId) -> list[str]:
    """The children whom this person looks after and who chat here themselves, by name."""
    return [each.name for each in learners_of(conn, person) if each.person is not None and each.person != person]


def gather(conn: Connection, now: datetime, person: PersonId) -> str:
    """Everything that is kept of a person, their children included, as JSON that people can read."""
    known = load_person(conn, person)
    account = {"name": known.name, "language": known.locale, "time_zone": known.zone, "email": known.email}
    held = {
        "made_at": now.isoformat(),
        "account": account | {"adult": known.adult, "settings": dict(known.preferences)},
        "wishes": remembered(known.preferences),
        "learners": [
            {"name": each.name, "born_year": each.born_year, "level": each.level} for each in learners_of(conn, person)
        ],
        "favourites": [load_person(conn, tutor).name for tutor in favourites_of(conn, person)],
        "searches": [each.wishes.model_dump(mode="json") for each in open_searches(conn, now, person)],
        "lessons": [_lesson(conn, each) for each in lessons_of(conn, person, statuses=tuple(Status))],
        "messages": list(_messages(conn, person, known.voice)),
    }
    return json.dumps(held, ensure_ascii=False, indent=1, default=str)


def ask_to_erase(tx: Tx, person: PersonId) -> bool:
    """Have everything erased that the books do not need, in a minute."""
    ask_for(tx, JOB, f"erase:{person}:{tx.now.isoformat()}", due=tx.now + AFTER, person=person)
    return True


def job_handlers(transactions: Transactions) -> dict[str, JobHandler]:
    """The job that erases somebody."""

    async def erase_them(job: Job) -> None:
        await transactions.run(partial(erase, person=PersonId(job.word("person"))))

    return {JOB: erase_them}


def erase(tx: Tx, person: PersonId) -> bool:
    """Leave nothing of a person but what the books need, without a name: lessons, their dates and amounts.

    Nothing is erased, and False, where they have booked a lesson meanwhile.
    """
    conn = tx.conn
    store.lock_conversation_of(conn, person)
    if is_unfinished(conn, person):
        return False
    store.erase_conversation(conn, tx.now, person)
    forget_shown(conn, person)
    forget_searches(conn, person)
    forget_favourites(conn, person)
    forget_questions(conn, person)
    forget_tickets(conn, person)
    forget_codes(conn, person)
    forget_author(conn, person)
    forget_payer(conn, person)
    erase_person(conn, tx.now, person)
    return True


def _lesson(conn: Connection, lesson: Lesson) -> dict[str, object]:
    payment, review = payment_of(conn, lesson.id), find_review(conn, lesson.id)
    return {
        "subject": lesson.subject,
        "tutor": load_person(conn, lesson.tutor).name,
        "learner": load_learner(conn, lesson.learner).name,
        "start": lesson.start.isoformat(),
        "end": lesson.end.isoformat(),
        "status": lesson.status.value,
        "price": str(lesson.price),
        "payment": payment and {"status": payment.status, "amount": str(payment.amount)},
        "review": review and {"stars": review.stars, "words": review.words},
    }


def _messages(conn: Connection, person: PersonId, voice: Voice) -> Iterator[dict[str, str]]:
    conversation = store.find_conversation(conn, person)
    for each in store.messages_after(conn, conversation, 0, limit=1_000_000) if conversation else ():
        words = each.words or (each.reply.text.render(voice) if each.reply else "")
        yield {"at": each.at.isoformat(), "from": each.author, "words": words}
