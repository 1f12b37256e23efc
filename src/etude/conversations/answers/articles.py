"""The help centre in the chat: the short answer, with a link to all of it."""

from etude.conversations.answers.help_centre import load_article
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import Situation
from etude.conversations.forms import Utterance
from etude.conversations.messages import Button, OpenLink, Say, StartFlow
from etude.core.text import _, verbatim

# Where only a person can go on.
FOR_A_PERSON = frozenset(("become-a-tutor", "robot", "safety", "data"))


def tell_article(situation: Situation, said: Utterance, topic: str) -> Known:
    """The short answer, in the language of the question."""
    article = load_article(topic, said.understood.language)
    buttons = (read_more(situation, said, topic), *_ways_on(situation, topic))
    return Known((Say(verbatim(article.short), buttons),))


def read_more(situation: Situation, said: Utterance, topic: str) -> Button:
    """Opens the whole article."""
    article = load_article(topic, said.understood.language)
    return Button(_("Read more"), OpenLink(situation.scene.house.link(article.path)))


def _ways_on(situation: Situation, topic: str) -> tuple[Button, ...]:
    """Something to do next, where nothing else is going on; a person where only a person can go on."""
    if topic in FOR_A_PERSON:
        return (Button(_("Talk to a person"), StartFlow("talk_to_person")),)
    if situation.run is not None:
        return ()
    if situation.teaches:
        return (Button(_("My week"), StartFlow("week")),)
    return (Button(_("Find a tutor"), StartFlow("book")),)
