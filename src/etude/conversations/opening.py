"""What it means that somebody opened the chat: a greeting, or whatever a link's payload stands for."""

from etude.conversations import store
from etude.conversations.chat import Scene
from etude.conversations.engine import AskedAgain, Command, Started
from etude.conversations.messages import Joined, Say
from etude.conversations.record import Record
from etude.conversations.state import State
from etude.core.codes.store import peek, redeem
from etude.core.ids import PersonId
from etude.core.lessons.model import Status
from etude.core.lessons.store import lessons_of
from etude.core.text import _
from etude.core.tutors.store import is_tutor
from etude.matching.taxonomy import SubjectId, load_taxonomy
from etude.matching.wishes import Wishes

USED = Say(_("That link has been used, or is too old. You can go on right here."))
AGREED = (Status.REQUESTED, Status.COUNTERED, Status.CONFIRMED, Status.COMPLETED, Status.SETTLED)


def greet(scene: Scene) -> Command:
    """The flow that welcomes somebody who has nothing under way."""
    return Started("menu")


def open_chat(scene: Scene, record: Record, payload: str) -> list[Command]:
    """Read a payload: a code that links this address or invites a guardian, a tutor or a subject to begin with."""
    kind, _dash, rest = payload.partition("-")
    if kind == "tutor" and rest:
        return [Started("book", {"tutor": rest})]
    if kind == "subject" and rest in load_taxonomy().subjects:
        return [Started("book", answers={"wishes": Wishes(subjects=(SubjectId(rest),)).model_dump(mode="json")})]
    if payload:
        found = peek(scene.tx, payload)
        if found is None:
            scene.out.append(USED)
        elif found.purpose == "guardian" and found.person == scene.person.id:
            scene.out.append(Say(_("This link is for a parent or guardian. Please send it to them.")))
            return []
        elif found.purpose == "guardian":
            if redeem(scene.tx, payload, "guardian") is None:  # somebody else was faster
                scene.out.append(USED)
                return []
            return [Started("guardian", {"wanted": found.payload["wanted"], "minor": found.person})]
        elif found.purpose == "link":
            return _link(scene, record, payload, found.person)
    return [AskedAgain() if State.load(record.conversation.state).runs else Started("menu")]


def _link(scene: Scene, record: Record, payload: str, owner: PersonId) -> list[Command]:
    """This address becomes another of the code's owner, whose conversation goes on in it.

    Whoever has lessons here would lose sight of them, and anybody can send somebody a link of their own.
    """
    if owner != scene.person.id and _has_lessons(scene):
        words = _("You have lessons in this chat, so it stays yours. Open that link where you have booked nothing yet.")
        scene.out.append(Say(words))
        return []
    code = redeem(scene.tx, payload, "link")
    if code is None or code.person == scene.person.id or record.spoken_here is None:
        return [AskedAgain()]
    store.link_address(scene.tx.conn, scene.now, record.spoken_here, code.person)
    runs = State.load(record.conversation.state).runs_as_json()
    store.tell(scene.tx, code.person, f"joined:{payload}", Joined(runs), record.spoken_here)
    return []


def _has_lessons(scene: Scene) -> bool:
    """Whether this person teaches here, or has booked or asked for a lesson."""
    conn, person = scene.tx.conn, scene.person.id
    return is_tutor(conn, person) or bool(lessons_of(conn, person, statuses=AGREED))
