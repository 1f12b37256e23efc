"""Questions whose answer is known: about the tutors on screen, a lesson, the service, and a tutor's own work.

What is asked is recognised by the vocabulary in ``asked/``; facts come from the database, the rest from the written
help centre. Nothing is changed by an answer, and the conversation stays where it was.
"""

from etude.conversations.answers.answering import find_answer, not_known, takes_any_words
from etude.conversations.answers.asking import asks_about
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import shows_cards

__all__ = ["Known", "asks_about", "find_answer", "not_known", "shows_cards", "takes_any_words"]
