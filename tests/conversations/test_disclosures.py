"""Which words are for a person at once, which only sound like it, and whose help lines are named."""

import pytest

from etude.conversations.disclosures import discloses
from etude.conversations.disclosures.answering import LINES, country_of
from etude.core.ids import PersonId
from etude.core.people.model import Person
from etude.core.text import Voice

DISCLOSED = """
I want to kill myself
I don’t want to live any more
dont want to be here anymore
my daughter cuts herself
my uncle sometimes hits me
my dad hit me
My tutor touched me
he asked me for nudes
I'm scared of my dad
my teacher hit me with a ruler
my son is being abused by his teacher
piano for my son, and he says he wants to die
ich will nicht mehr leben
Ich möchte sterben
Mein Vater schlägt mich
Ich ritze mich
mein Lehrer hat meine Tochter angefasst
quiero morirme
no quiero vivir
mi padre me pega
me hago daño
el profesor tocó a mi hija
"""
HARMLESS = """
this piece is killing me
I could murder a coffee
hit the right note
he hit the right note
hit me up on Thursday
my teacher hit me up about Friday
they hit me with a fee
can we work on the beat
the drum part beats me every time
my brother beats me at chess
dead tired today
a deadline
shoot me an email
Kindertotenlieder
Death and the Maiden
Der Tod und das Mädchen
I'm dying to learn the cello
cut time and common time
he kills it on the drums
he touched me deeply with his playing
the theme of Suicide Squad
Meine Stimme ist tot
mein Sohn schlägt gern die Trommel
sie berührt mich sehr mit ihrer Stimme
er schlägt mich beim Schach
me muero de ganas de aprender piano
me toca el martes
mi hermano me toca el piano
matar el tiempo
"""


@pytest.mark.parametrize("words", DISCLOSED.strip().splitlines())
def test_what_discloses_harm_is_recognised(words: str) -> None:
    assert discloses(words)
    assert discloses(words.upper())


@pytest.mark.parametrize("words", HARMLESS.strip().splitlines())
def test_what_only_sounds_like_it_is_not(words: str) -> None:
    assert not discloses(words)


@pytest.mark.parametrize(
    ("zone", "locale", "numbers"),
    [
        ("Europe/London", "en", ("999", "116 123", "0800 1111")),
        ("Europe/London", "de", ("999", "116 123", "0800 1111")),
        ("Europe/Berlin", "en", ("112", "0800 111 0 111", "116 111")),
        ("UTC", "de", ("112", "0800 111 0 111", "116 111")),
        ("Europe/Madrid", "es", ("112", "024", "116 111")),
        ("Atlantic/Canary", "es", ("112", "024", "116 111")),
        ("America/New_York", "en-US", ("findahelpline.com",)),
        ("America/Mexico_City", "es", ("findahelpline.com",)),
        ("UTC", "en", ("findahelpline.com",)),
    ],
)
def test_help_lines_are_those_of_where_somebody_is(zone: str, locale: str, numbers: tuple[str, ...]) -> None:
    somebody = Person(PersonId("per_1"), None, locale, zone, None, None, None, False, {}, 1)
    line = LINES[country_of(somebody)].render(Voice("en", zone))
    assert all(number in line for number in numbers)
    assert len(line) <= 240
