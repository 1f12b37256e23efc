"""What only tutors may do."""

from etude.conversations.chat import Chat
from etude.core.errors import EtudeError
from etude.core.text import _
from etude.core.tutors.store import is_tutor


class NotATutorError(EtudeError):
    """Only tutors have hours."""

    sentence = _("That is for tutors. Shall I find you one?")


def only_tutors(chat: Chat) -> None:
    """Raises NotATutorError for anybody else."""
    if not chat.look(lambda conn: is_tutor(conn, chat.person.id)):
        raise NotATutorError
