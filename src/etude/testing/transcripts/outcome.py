"""What a conversation has led to, as the database tells it, with names in place of ids."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from sqlalchemy import Column, Connection, Table, func, select

from etude.conversations import store
from etude.conversations.messages import buttons_of
from etude.conversations.state import Run, State
from etude.conversations.store import Address
from etude.core.ids import PersonId
from etude.core.people.store import load_person
from etude.core.tables import (
    blocks,
    day_hours,
    jobs,
    learners,
    lesson_log,
    lessons,
    people,
    reviews,
    tickets,
    weekly_hours,
)
from etude.payments.tables import ledger_entries, ledger_lines, payments

Outcome: TypeAlias = dict[str, list[str]]
"""For each kind of thing, each of them in a line, sorted."""

_ID = re.compile(r"\b[a-z]{3}_[0-9a-z]{16}\b")
_SEAL = re.compile(r"\b[0-9a-f]{24}\b")
_LINK = re.compile(r"https?://\S+")
_KEPT = {
    "lessons": (lessons, ("id", "sequence", "created_at", "updated_at")),
    "what was done": (lesson_log, ("id",)),
    "taken times": (blocks, ("id",)),
    "learners": (learners, ("id", "created_at")),
    "tickets": (tickets, ("id", "turns", "topic")),
    "weekly hours": (weekly_hours, ("id",)),
    "days": (day_hours, ("id",)),
    "reviews": (reviews, ("id", "created_at")),
}
_MONEY = ("amount", "currency", "status", "captured", "refunded")


def outcome_of(conn: Connection, roles: Mapping[str, Address]) -> Outcome:
    """All that counts at the end of a transcript; `roles` are where its people are."""
    names = _Names(conn, roles)
    found = {what: names.lines(conn, table, but=but) for what, (table, but) in _KEPT.items()}
    found["payments"] = names.lines(conn, payments, only=("lesson_id", *_MONEY))
    books = ledger_lines.join(ledger_entries, ledger_lines.c.entry_id == ledger_entries.c.id)
    entries = (ledger_entries.c.kind, ledger_entries.c.lesson_id, ledger_lines.c.account)
    sums = select(*entries, ledger_lines.c.amount, ledger_lines.c.currency).select_from(books)
    found["ledger"] = sorted(names.name(str(tuple(row))) for row in conn.execute(sums))
    timers = select(jobs.c.kind, jobs.c.due_at).where(jobs.c.kind.like("lesson.%"), jobs.c.done_at.is_(None))
    found["timers"] = sorted(str(tuple(row)) for row in conn.execute(timers))
    stuck = select(jobs.c.kind, jobs.c.trouble).where(jobs.c.stuck_at.is_not(None))
    found["stuck"] = sorted(str(tuple(row)) for row in conn.execute(stuck))
    for who, address in roles.items():
        found |= _of_person(conn, names, who, address)
    return found


def differences(one: Outcome, other: Outcome) -> list[str]:
    """What only the one has, after a minus, and only the other, after a plus."""
    found: list[str] = []
    for what in sorted({*one, *other}):
        before, after = Counter(one.get(what, ())), Counter(other.get(what, ()))
        found += [f"{what} - {each}" for each in (before - after).elements()]
        found += [f"{what} + {each}" for each in (after - before).elements()]
    return found


def _of_person(conn: Connection, names: "_Names", who: str, address: Address) -> Outcome:
    """Who they are, what they were told last, what they are asked, and what they have answered so far."""
    person = store.person_at(conn, address)
    conversation = store.find_conversation(conn, person) if person else None
    if person is None or conversation is None:
        return {}
    them = load_person(conn, person)
    known = f"{them.name} {them.adult} {them.guardian} {them.voice.locale} {them.voice.zone}"
    said = [each.reply for each in store.messages_after(conn, conversation, 0) if each.reply is not None]
    words = [
        f"{each.text.render(them.voice)} {[button.label.render(them.voice) for button in buttons_of(each)]}"
        for each in said[-1:]
    ]
    state = State.load(store.load_conversation(conn, conversation).state)
    open_flows = [f"{run.flow} {run.args} asks {run.asked and run.asked.path}, {_told(run)}" for run in state.runs]
    return {
        f"{who} is": [names.name(known)],
        f"{who} heard last": [_LINK.sub("http", each) for each in words],
        f"{who} is in": [names.name(each) for each in open_flows],
    }


def _told(run: Run) -> dict[str, object]:
    """What was chosen so far; of a wish it does not matter in how many words it was said."""
    found: dict[str, object] = {}
    for path, given in sorted(run.answers.items()):
        value = given.value.get("tutor") if isinstance(given.value, dict) else given.value
        if value is not None:
            found[path] = value
    return found


class _Names:
    """People by their role or name, lessons by their order, everything else by its kind."""

    def __init__(self, conn: Connection, roles: Mapping[str, Address]) -> None:
        self._names: dict[str, str] = {}
        for row in conn.execute(select(people.c.id, people.c.name)):
            self._names[row.id] = str(row.name)
        for who, address in roles.items():
            person: PersonId | None = store.person_at(conn, address)
            if person is not None:
                self._names[person] = who
        for row in conn.execute(select(learners.c.id, learners.c.name)):
            self._names[row.id] = row.name
        begun = select(lesson_log.c.lesson_id).group_by(lesson_log.c.lesson_id).order_by(func.min(lesson_log.c.id))
        for number, row in enumerate(conn.execute(begun), 1):
            self._names[row.lesson_id] = f"lesson {number}"

    def name(self, words: str) -> str:
        """The words with names for ids."""
        return _SEAL.sub("seal", _ID.sub(lambda match: self._names.get(match.group(), match.group()[:3]), words))

    def lines(self, conn: Connection, table: Table, *, only: Iterable[str] = (), but: Iterable[str] = ()) -> list[str]:
        wanted: list[Column[object]] = [
            column for column in table.c if column.name in set(only) or (not only and column.name not in set(but))
        ]
        rows = conn.execute(select(*wanted)).mappings()
        return sorted(self.name(", ".join(f"{key} {value}" for key, value in row.items())) for row in rows)
