"""Questions whose answer is known: about the tutors on screen, a lesson, the service, and a tutor's own work.

What is asked is recognised by the vocabulary in ``asked/``; facts come from the database, the rest from the written
help centre. Nothing is changed by an answer, and the conversation stays where it was.
"""

from etude.conversations.answers.answering import find_answer, not_known
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import shows_cards

__all__ = ["Known", "find_answer", "not_known", "shows_cards"]
