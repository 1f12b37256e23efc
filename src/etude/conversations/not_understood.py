"""What is said to somebody who was not understood."""

from etude.conversations.chat import Scene
from etude.conversations.engine import Engine
from etude.conversations.messages import Reply, Say
from etude.conversations.state import Run
from etude.core.text import Text, _
from etude.core.tutors.store import is_tutor


def hint_at(scene: Scene, engine: Engine, run: Run | None) -> Text | None:
    """What can be said at the present question."""
    if run is None and is_tutor(scene.tx.conn, scene.person.id):
        return _("You could say “my week” or “off next Friday”.")
    if run is None:
        return _("You could say “piano for my son, Tuesdays after 5”.")
    if run.asked is None:
        return _("I'm waiting for the payment, and tell you as soon as it's here. You can also say “back” or “cancel”.")
    return engine.flows[run.flow].answer(run.asked.answer).hint


def say_sorry(misses: int, hint: Text | None, engine: Engine, *, waits: bool) -> Reply:
    """Not the same twice in a row, and with a person to talk to in the end."""
    if misses > 2 and misses % 2:
        words = _("I still don't follow, sorry. Shall I get a person?")
        return Say(words, (engine.flows["talk_to_person"].button(),))
    if misses > 2 or (misses == 2 and hint is None):
        return Say(_("Sorry, I can't make sense of that. “help” shows what I can do."))
    if misses == 2 or hint is None:
        return Say(_("I'm not sure what you mean. Tap a button, type its words, or say “help”."))
    return Say(hint if waits else _("Sorry, I didn't get that. {hint}", hint=hint))


def leave_for_a_person(misses: int) -> Text:
    """For somebody who has asked for a person: whoever comes reads it."""
    if misses % 2:
        return _("A person from Etude will see that too. I can go on meanwhile.")
    return _("I leave that to the person who comes. I can still find a tutor or show your lessons.")
