"""What a wish leaves open: a place that is unknown or that two share, online and in person at once, an odd price."""

import re
from typing import Literal

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Option, Utterance
from etude.conversations.understanding.lexicon import LANGUAGES, load_lexicon
from etude.conversations.understanding.tokens import Tokens
from etude.core.money import Money
from etude.core.text import Text, _, verbatim
from etude.matching.places import Place, load_gazetteer
from etude.matching.store import is_taught
from etude.matching.taxonomy import fold, load_taxonomy, split_words
from etude.matching.wishes import PriceLimit, WishedPlace, Wishes

_WORD = r"[^\W\d_][\w'’-]{2,}"
_NEAR = re.compile(
    rf"\b(?:(?P<near>near|around|close to|nearby|nahe|in der nähe von|cerca de)|in|bei|en)\s+(?P<name>{_WORD})", re.I
)
_EITHER = re.compile(r"\b(?:or|oder|o|either|both|egal|cualquiera|ambos|beides)\b", re.IGNORECASE)
_COUNTRIES = {"GB": "UK", "US": "USA"}


class Unclear(BaseModel):
    """What is to be asked: `name` of a place nobody knows, the places of one name, or what contradicts itself."""

    kind: Literal["", "unknown", "places", "format", "price"]
    name: str = ""
    places: tuple[WishedPlace, ...] = ()
    labels: tuple[str, ...] = ()
    least: int = 0


def absorb_unclear(old: Unclear | None, said: Utterance) -> Unclear | None:
    """What these words leave open; whatever they make plain is open no longer."""
    found = _shared_name(said) or _unknown_place(said) or _both_formats(said) or _odd_price(said)
    if found is None and old is not None and old.kind and said.understood.wishes.said():
        return Unclear(kind="")
    return found


async def settle_unclear(
    chat: Chat, unclear: Answer[Unclear], cleared: Answer[Wishes], kept: Answer[Wishes], wishes: Wishes
) -> None:
    """Ask about it, once there is something to learn."""
    open_ = chat.given(unclear, None)
    if open_ is None or not open_.kind:
        in_person = wishes.online is False and wishes.place is None
        open_ = Unclear(kind="unknown") if in_person else None
    if open_ is None or not await chat.load("taught", is_taught, wishes):
        return
    prompt, options = _question(open_, wishes)
    await chat.amend(kept, await chat.ask(cleared, prompt, options, given=(open_,)), drop=(unclear, cleared))


def _question(open_: Unclear, wishes: Wishes) -> tuple[Text, list[Option[Wishes]]]:
    online = Option(_("Online"), wishes.model_copy(update={"online": True, "place": None}))
    if open_.kind == "places":
        pairs = zip(open_.labels, open_.places, strict=True)
        which = [Option(verbatim(label), wishes.model_copy(update={"place": place})) for label, place in pairs]
        return _("Which {name} do you mean?", name=open_.name), which
    if open_.kind == "format":
        either = wishes.model_copy(update={"online": None})
        in_person = Option(_("In person"), wishes.model_copy(update={"online": False}))
        return _("Online or in person? I heard both."), [online, in_person, Option(_("Either is fine"), either)]
    if open_.kind == "price" and wishes.price_max is not None:
        limit = wishes.price_max
        any_price = Option(_("Any price"), wishes.without("price_max"))
        prices = [_up_to(wishes, limit, amount) for amount in (limit.amount, open_.least)]
        return _("What is the most it may cost? I heard two limits that don't go together."), [*prices, any_price]
    if open_.name:
        words = _("I don't know {name} yet. Which city or district is near? For example “Camden”.", name=open_.name)
        return words, [online]
    return _("In person, near where? Say a city or a district, such as “Camden”."), [online]


def _up_to(wishes: Wishes, limit: PriceLimit, amount: int) -> Option[Wishes]:
    price = Money(amount, limit.currency) if limit.currency else verbatim(f"{amount / 100:g}")
    raised = limit.model_copy(update={"amount": amount, "below": False})
    return Option(_("Up to {price}", price=price), wishes.model_copy(update={"price_max": raised}))


def _shared_name(said: Utterance) -> Unclear | None:
    words = split_words(said.text)
    for mention in load_gazetteer().mentions(words):
        if mention.others:
            places = (mention.place, *mention.others)
            name = min((place.name for place in places), key=len)
            labels = tuple(f"{name}, {_country(place)}"[:20] for place in places)
            return Unclear(kind="places", name=name, places=tuple(_wished(place) for place in places), labels=labels)
    return None


def _unknown_place(said: Utterance) -> Unclear | None:
    if said.understood.wishes.place is not None:
        return None
    for found in _NEAR.finditer(said.text):
        name = found["name"]
        capital = name[0].isupper() and said.understood.language != "de"
        if (capital or found["near"]) and not _is_familiar(name):
            return Unclear(kind="unknown", name=name[:1].upper() + name[1:30])
    return None


def _both_formats(said: Utterance) -> Unclear | None:
    if said.understood.wishes.online is not None or _EITHER.search(said.text):
        return None
    tokens = Tokens(said.text, split_words(said.text), load_lexicon(said.understood.language))
    forms = {form for at in range(len(tokens)) if (form := tokens.word(at, "format"))}
    return Unclear(kind="format") if len(forms) > 1 else None


def _odd_price(said: Utterance) -> Unclear | None:
    for price in said.understood.money:
        if price.least is not None and price.most is not None and price.least > price.most:
            return Unclear(kind="price", least=price.least)
    return None


def _is_familiar(word: str) -> bool:
    known = any(fold(word) in load_lexicon(language).known for language in LANGUAGES)
    return known or any(load_taxonomy().find(word, language) for language in LANGUAGES)


def _wished(place: Place) -> WishedPlace:
    return WishedPlace(name=place.name, lat=place.lat, lon=place.lon, zone=place.zone, radius_m=place.radius_m)


def _country(place: Place) -> str:
    return _COUNTRIES.get(place.country or "", place.country or "")
