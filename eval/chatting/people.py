"""Who is made up: what they want, what they know, and how steadily they go about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from string import Formatter
from typing import Literal, TypeAlias

from etude.matching.taxonomy import load_taxonomy
from etude.testing.seeds.places import CITIES
from eval.chatting.speech import Speech

Goal: TypeAlias = Literal["book", "change", "cancel", "ask", "wander"]
GOALS: dict[Goal, int] = {"book": 60, "change": 12, "cancel": 12, "ask": 8, "wander": 8}
SUBJECTS = ("piano", "guitar", "violin", "singing", "drums", "maths", "cello", "flute", "spanish", "chess", "physics")
LONG_SUBJECTS = ("early-childhood-music", "english-literature", "music-production", "public-speaking", "music-theory")
NAMES = ("Mia", "Leo", "Nora", "Max", "Zoe", "Jonas", "Lucía", "Hugo", "Aoife", "Emil")
LONG_NAMES = ("Maximiliane-Charlotte", "Bartholomäus", "María-Inmaculada", "Christopher-Alexander")
STEADY, RESTLESS = 0.0, 0.25
HOURS = (9, 10, 15, 16, 17, 18)


@dataclass
class Person:
    """`restless` is how likely each next thing they do has nothing to do with what they want; `account` is the name
    that their channel knows them by, as Telegram does and a website does not."""

    speech: Speech
    chance: Random
    goal: Goal
    restless: float
    child: bool
    facts: dict[str, str]
    account: str | None = None
    told: set[str] = field(default_factory=set)

    @property
    def is_straight(self) -> bool:
        """Whether all they do is to book."""
        return self.goal == "book" and not self.restless

    def say(self, kind: str) -> str:
        """A sentence of this kind with what they have in mind; from now on they have told that."""
        template = self.speech.draw(self.chance, kind)
        known = self.facts | {
            "day": self.chance.choice(self.speech.days),
            "hour": str(self.chance.choice(HOURS)),
        }
        self.told |= {name for _text, name, _spec, _conv in Formatter().parse(template) if name in self.facts}
        if kind in ("first.me", "first.child", "answer.me", "answer.child"):
            self.told.add("who")
        if kind == "first.me":
            self.told.add("adult")
        if kind.startswith("repair.who"):
            self.facts["name"] = self.facts["other"]
            self.told |= {"who", "name"}
        return template.format_map(known)

    def forget(self) -> None:
        """What they said no longer stands, because they took it back."""
        self.told.clear()


def draw_person(speech: Speech, chance: Random, *, long: bool) -> Person:
    """Somebody who speaks like this; with `long`, whatever they name has a long name."""
    goal = chance.choices(list(GOALS), list(GOALS.values()))[0]
    restless = RESTLESS if goal in ("ask", "wander") or chance.random() < 0.4 else STEADY
    city = next(city for city in CITIES if city.zone == speech.zone)
    places: Sequence[str] = [district.name for district in city.districts]
    name, other = chance.sample(LONG_NAMES if long else NAMES, 2)
    facts = {
        "subject": load_taxonomy().label("subject", chance.choice(LONG_SUBJECTS if long else SUBJECTS), speech.locale),
        "place": max(places, key=len) if long else chance.choice(places),
        "name": name,
        "other": other,
        "age": str(chance.randint(6, 15)),
    }
    account = f"{chance.choice(NAMES)} Moss" if chance.random() < 0.5 else None
    return Person(speech, chance, goal, restless, chance.random() < 0.5, facts, account)
