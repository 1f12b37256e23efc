"""What it means that somebody opened the chat: a greeting, or whatever a link's payload stands for."""

from etude.conversations import store
from etude.conversations.chat import Scene
from etude.conversations.engine import AskedAgain, Command, Started
from etude.conversations.linking import ASKING, LINK, has_lessons, join
from etude.conversations.messages import Button, Reply, Say, StartFlow
from etude.conversations.record import Record
from etude.conversations.secret_codes import HIDDEN, hidden_code
from etude.conversations.state import State
from etude.core.codes.store import Code, CodeDigest, find_code, redeem
from etude.core.text import _
from etude.matching.taxonomy import SubjectId, load_taxonomy
from etude.matching.wishes import Wishes

USED = Say(_("That link has been used, or is too old. You can go on right here."))
YOURS = Say(_("You have lessons in this chat, so it stays yours. Open that link where you have booked nothing yet."))


def greet(scene: Scene) -> Command:
    """The flow that welcomes somebody who has nothing under way."""
    return Started("menu")


def open_chat(scene: Scene, record: Record, payload: str) -> list[Command]:
    """Read a payload: a code that links this address or invites a guardian, a tutor or a subject to begin with."""
    code, typed = hidden_code(payload)
    if code is not None:
        is_fresh = not store.has_spoken(scene.tx.conn, record.conversation.id)
        if typed:
            record.said(HIDDEN)
        return _by_code(scene, record, code, is_fresh)
    kind, _dash, rest = payload.partition("-")
    if kind == "tutor" and rest:
        return [_begin_with(State.load(record.conversation.state), rest)]
    if kind == "subject" and rest in load_taxonomy().subjects:
        return [Started("book", answers={"wishes": Wishes(subjects=(SubjectId(rest),)).model_dump(mode="json")})]
    if payload:
        scene.out.append(USED)
    return _go_on(record)


def _begin_with(state: State, tutor: str) -> Command:
    """A booking with this tutor: the one under way with all that was wished for, where nobody's link began it."""
    run = state.current
    if run and run.flow == "book" and "tutor" not in run.args:
        return Started("book", dict(run.args), {"tutor": tutor})
    return Started("book", {"tutor": tutor})


def _by_code(scene: Scene, record: Record, code: CodeDigest, is_fresh: bool) -> list[Command]:
    found = find_code(scene.tx.conn, scene.now, code)
    if found is None:
        scene.out.append(USED)
    elif found.purpose == "guardian" and found.works:
        return _as_guardian(scene, record, code, found)
    elif found.purpose == LINK and found.person == scene.person.id:
        return _go_on(record)  # they are where the link leads
    elif not found.works:
        scene.out.append(_worn_out(found, code))
    elif has_lessons(scene.tx.conn, scene.person.id):
        scene.out.append(YOURS)
        return []
    elif found.payload.get("mailed") or not is_fresh:
        # A mail may be forwarded, and is opened by programs that look for harm; and what somebody wrote here already
        # does not become another's to read because they followed a link.
        return [Started(ASKING, {"code": code})]
    elif record.spoken_here is not None and join(scene.tx, code, scene.person.id, record.spoken_here):
        return []
    return _go_on(record)


def _as_guardian(scene: Scene, record: Record, code: CodeDigest, found: Code) -> list[Command]:
    if found.person == scene.person.id:
        scene.out.append(Say(_("This link is for a parent or guardian. Please send it to them.")))
        return []
    if redeem(scene.tx, code, "guardian") is None:  # somebody else was faster
        scene.out.append(USED)
        return []
    return [Started("guardian", {"wanted": found.payload["wanted"], "minor": found.person})]


def _worn_out(found: Code, code: CodeDigest) -> Reply:
    """Each kind of link has its own way to a new one."""
    if found.purpose == "guardian":
        return Say(_("That link has been used, or is too old. Please ask for a new one where it came from."))
    if found.payload.get("mailed"):
        again = Button(_("Mail me a new link"), StartFlow("new_link", {"code": code}), "primary")
        return Say(_("That link has been used, or is too old. I can mail a new one to the same address."), (again,))
    return Say(_("That link has been used, or is too old. Say “go on elsewhere” in your other chat for a new one."))


def _go_on(record: Record) -> list[Command]:
    return [AskedAgain() if State.load(record.conversation.state).runs else Started("menu")]
