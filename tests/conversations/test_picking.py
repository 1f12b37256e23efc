"""Which tutor is meant of those on the screen, in words that are about all of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from etude.conversations.forms import Utterance
from etude.conversations.parts.picking import Pick, read_pick
from etude.conversations.parts.spoken_choices import wants_somebody_else
from etude.conversations.understanding import understand
from etude.core.ids import PersonId

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/London"))
ADA = Pick(tutor=PersonId("per_ada"), name="Ada Byrne", price=3800, currency="GBP")
LEO = Pick(tutor=PersonId("per_leo"), name="Leo Tolland", price=3500, currency="GBP")
MATEO = Pick(tutor=PersonId("per_mateo"), name="Mateo Ruiz", price=3400, currency="EUR")


def meant(words: str, *shown: Pick) -> list[Pick]:
    return list(read_pick(Utterance(words, understand(words, NOW, "en"), NOW, "en", shown)))


@pytest.mark.parametrize(
    "words", ["someone cheaper", "too expensive", "zu teuer", "jemand günstigeres", "algo más barato"]
)
def test_somebody_cheaper_costs_less_than_the_cheapest(words: str) -> None:
    assert meant(words, ADA, LEO) == [Pick(price=3500, currency="GBP")]
    assert meant(words, ADA, MATEO) == []


@pytest.mark.parametrize(
    "words", ["hmm actualy lets try leo", "leo", "probieren wir lieber Leo", "pues probemos con Leo"]
)
def test_somebody_is_to_be_tried_instead(words: str) -> None:
    assert meant(words, ADA, LEO) == [LEO]


def test_the_cheapest_is_one_of_them() -> None:
    assert meant("the cheapest", ADA, LEO) == [LEO]


@pytest.mark.parametrize("words", ["someone else", "not her please", "jemand anderes", "otra persona, por favor"])
def test_somebody_else(words: str) -> None:
    assert wants_somebody_else(words)


@pytest.mark.parametrize("words", ["another time", "more", "none of these", "someone else at 5"])
def test_something_else(words: str) -> None:
    assert not wants_somebody_else(words)
