"""Errors that people may meet: each carries a sentence for the person and a field for the program."""

from etude.core.text import Text, _


class EtudeError(Exception):
    """Something could not be done; `sentence` says so kindly, `permanent` whether trying again can help."""

    permanent = True
    sentence: Text = _("That did not work. Nothing was changed.")

    def __init__(self, sentence: Text | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.sentence.msgid)


class TimeTakenError(EtudeError):
    """Someone else has just taken this time."""

    sentence = _("That time was just taken.")


class NotYoursError(EtudeError):
    """The thing belongs to somebody else, or does not exist: the answer is the same."""

    sentence = _("I can't find that one.")


class TransitionError(EtudeError):
    """The lesson is no longer in a state that allows this."""

    sentence = _("That can't be done any more. Here is where things stand.")
