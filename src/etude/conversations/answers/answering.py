"""Which answer a question gets: facts first, then the help centre, and a person for all the rest."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from etude.conversations.answers import lessons, offers, own_lessons, profiles, teaching, times, tutors, whys
from etude.conversations.answers.articles import tell_article
from etude.conversations.answers.asking import Asked, read_asked
from etude.conversations.answers.known import Known
from etude.conversations.answers.situation import Situation, last_words
from etude.conversations.answers.tutors import ask_button
from etude.conversations.chat import Scene
from etude.conversations.engine import Engine
from etude.conversations.forms import Utterance, any_words
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.state import State
from etude.conversations.understanding import understand
from etude.conversations.understanding.courtesy import is_courtesy
from etude.core.text import _

Fact = Callable[[Situation, Utterance], Known | None]

# For each thing that is asked about, who may know: the first that does answers.
FACTS: Mapping[str, tuple[Fact, ...]] = {
    "price": (teaching.net, offers.other_price, lessons.summed_up, lessons.price, tutors.price, offers.price),
    "cheaper": (offers.cheaper,),
    "length": (lessons.summed_up, lessons.length, tutors.length),
    "where": (lessons.summed_up, lessons.place, tutors.where),
    "free": (times.free,),
    "good": (tutors.good,),
    "qualified": (tutors.qualified,),
    "speaks": (profiles.speaks, offers.available),
    "teaches": (profiles.teaches, offers.available),
    "bring": (tutors.bring,),
    "available": (offers.available,),
    "status": (lessons.status, own_lessons.answered, tutors.answering),
    "mine": (own_lessons.mine,),
    "address": (own_lessons.address,),
    "paid_once": (own_lessons.paid_once,),
    "wait": (lessons.waiting, lessons.summed_up, lessons.length, tutors.length),
    "next": (lessons.next_step,),
    "who": (teaching.who, tutors.about),
    "asked_for": (teaching.asked_for, lessons.status),
    "answered": (teaching.answered, lessons.status),
    "agenda": (lessons.agenda,),
    "paid": (teaching.paid, own_lessons.on_its_way, lessons.money_back),
    "on_its_way": (own_lessons.on_its_way, teaching.paid, lessons.money_back),
    "net": (teaching.net, lessons.money_back),
    "off": (teaching.off,),
    "money_back": (lessons.money_back,),
    "why_price": (whys.why_price,),
    "why": (whys.why,),
    "why_not": (whys.why_not,),
}
# What the help centre says where no fact is known.
TOPIC_OF = {
    "price": "prices",
    "why_price": "prices",
    "money_back": "cancelling",
    "on_its_way": "cancelling",
    "paid": "earnings",
    "net": "earnings",
    "qualified": "safety",
    "next": "requests",
}
# Whoever says outright that they want to book, cancel or see something is not asking about it.
YIELDING = frozenset(("free", "good", "qualified", "speaks", "teaches", "bring", "available", "where", "who"))
SURE, MOST = 0.7, 2
MOST_PARTS = 4
_QUESTION = re.compile(r"(?<=\?)\s+")
_JOINT = re.compile(r"(?<=[?.!;…\n])\s+|,?\s+(?:and|und|y|e)\s+|,\s+", re.IGNORECASE)


def find_answer(scene: Scene, state: State, engine: Engine, said: Utterance) -> Known | None:
    """The answer to what was asked, None where nothing was, it is not known here, or any words are an answer now.

    Raises LookupNeeded where something has to be looked up first.
    """
    if takes_any_words(state, engine):
        return None
    known = [_answer_one(scene, state, each) for each in _questions(said)]
    told = [each for each in known if each is not None]
    if not told or len(told) == 1:
        return told[0] if told else None
    replies = [reply for each in told for reply in each.replies]
    once = tuple(reply for at, reply in enumerate(replies) if reply not in replies[:at])
    return Known(once, any(each.asks for each in told))


def _questions(said: Utterance) -> list[Utterance]:
    """Two questions in one message are answered one by one."""
    parts = _QUESTION.split(said.text.strip())
    if len(parts) < 2 or sum(part.endswith("?") for part in parts) < len(parts) - 1:
        parts = _only_asking(said)
    if not parts:
        return [said]
    return [replace(said, text=part, understood=understand(part, said.now, said.locale)) for part in parts[:MOST]]


def _only_asking(said: Utterance) -> list[str]:
    """The questions of a message that says nothing besides but what is polite: "thanks! is it online, and how long"."""
    parts = [part for part in _JOINT.split(said.text.strip()) if part.strip()]
    if not 1 < len(parts) <= MOST_PARTS:
        return []
    asking = [part for part in parts if read_asked(replace(said, text=part))]
    return asking if all(part in asking or is_courtesy(part) for part in parts) else []


def _answer_one(scene: Scene, state: State, said: Utterance) -> Known | None:
    situation = Situation(scene, state, said.text)
    wants_a_flow = any(command.flow and command.confidence >= SURE for command in said.understood.commands)
    for asked in read_asked(said):
        if asked.about == "not_known":
            return not_known(scene, state)
        if asked.about in YIELDING and wants_a_flow and not asked.topic:
            continue
        if asked.about == "where" and situation.booking and said.understood.wishes.at == "student":
            continue  # "can you come to me instead?" wishes for it
        known = _by_facts(situation, said, asked) or _by_article(situation, said, asked)
        if known is not None:
            return known
    return None


def not_known(scene: Scene, state: State) -> Known:
    """What was just asked and is not known here may be put to a person, or to the tutor who is spoken about."""
    state.misses += 1  # so that the same is never said twice in a row
    words, again = last_words(scene), state.misses % 2 == 0
    situation = Situation(scene, state, words)
    tutor = None if situation.teaches else situation.tutor
    if tutor is None:
        said = (
            _("I don't know that one. A person does.") if again else _("I can't answer that myself, but a person can.")
        )
        return Known((Say(said, _WAYS),))
    name = first_name(tutor.name)
    said = _("I can't answer that myself. {name} can, or a person.", name=name)
    if again:
        said = _("I don't know that one. {name} does, or a person.", name=name)
    return Known((Say(said, (ask_button(tutor, words), *_WAYS)),))


def takes_any_words(state: State, engine: Engine) -> bool:
    """Whether the open question is answered by whatever is said, such as a question to a tutor."""
    run = state.current
    asked = run.asked if run else None
    return bool(run and asked and engine.flows[run.flow].answer(asked.answer).reads is any_words)


def _by_facts(situation: Situation, said: Utterance, asked: Asked) -> Known | None:
    facts = () if asked.topic else FACTS[asked.about]
    return next((known for fact in facts if (known := fact(situation, said)) is not None), None)


def _by_article(situation: Situation, said: Utterance, asked: Asked) -> Known | None:
    topic = asked.about if asked.topic else TOPIC_OF.get(asked.about)
    return tell_article(situation, said, topic) if topic else None


_WAYS = (Button(_("Talk to a person"), StartFlow("talk_to_person")), Button(_("Help"), StartFlow("help")))
