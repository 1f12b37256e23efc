"""The button that saves a tutor, or takes them off again."""

from etude.conversations.chat import Chat
from etude.conversations.messages import Button, StartFlow
from etude.core.favourites.store import favourites_of
from etude.core.ids import PersonId
from etude.core.text import _

MY_FAVOURITES = Button(_("My favourites"), StartFlow("my_favourites"))


def favourite_button(chat: Chat, tutor: PersonId) -> Button:
    """Whichever of the two can be done now."""
    args: dict[str, object] = {"tutor": tutor}
    if tutor in chat.look(lambda conn: favourites_of(conn, chat.person.id)):
        return Button(_("Remove favourite"), StartFlow("remove_favourite", args))
    return Button(_("Add to favourites"), StartFlow("add_favourite", args))
