"""What anybody can do next, when nothing else is going on."""

from etude.conversations.chat import Scene
from etude.conversations.messages import Button, StartFlow
from etude.core.text import _
from etude.core.tutors.store import is_tutor


def ways_on(scene: Scene) -> tuple[Button, ...]:
    """The first steps of a tutor, or of a student."""
    first = Button(_("Find a tutor"), StartFlow("book"))
    if is_tutor(scene.tx.conn, scene.person.id):
        first = Button(_("My week"), StartFlow("week"))
    return (first, Button(_("My lessons"), StartFlow("my_lessons")), Button(_("Help"), StartFlow("help")))
