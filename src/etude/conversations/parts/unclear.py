"""What a wish leaves open: a place that is unknown or that two share, online and in person at once, an odd price."""

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from etude.conversations.chat import Chat
from etude.conversations.forms import Answer, Option, Utterance
from etude.conversations.messages import LocationRequest, Reply, Say
from etude.conversations.readings import is_sure
from etude.conversations.understanding.courtesy import agrees_to
from etude.conversations.understanding.lexicon import load_lexicon
from etude.conversations.understanding.tokens import Tokens
from etude.conversations.understanding.wishing import read_formats
from etude.core.money import Money
from etude.core.text import Text, _, verbatim
from etude.matching.places import Place, labels_of
from etude.matching.store import is_taught
from etude.matching.taxonomy import split_words
from etude.matching.wishes import PriceLimit, WishedPlace, Wishes

_EITHER = re.compile(r"\b(?:or|oder|o|either|both|egal|cualquiera|ambos|beides)\b", re.IGNORECASE)


class Unclear(BaseModel):
    """What is to be asked: `name` of a place nobody knows, the places it may mean, or what contradicts itself.

    `radius_m` is how far somebody would go from a place that they have not named yet.
    """

    kind: Literal["", "unknown", "places", "likely", "journey", "nowhere", "home", "format", "price"]
    name: str = ""
    places: tuple[WishedPlace, ...] = ()
    labels: tuple[str, ...] = ()
    least: int = 0
    radius_m: int = 0


def absorb_unclear(old: Unclear | None, said: Utterance) -> Unclear | None:
    """What these words leave open; whatever they make plain is open no longer."""
    found = _place(said) or _both_formats(said) or _odd_price(said)
    if found is None and old is not None and old.kind and said.understood.wishes.said():
        return Unclear(kind="", radius_m=old.radius_m if said.understood.wishes.place else 0)
    return found


def read_cleared(said: Utterance) -> Sequence[Wishes]:
    """A yes to "Did you mean this?": the place that was proposed, or a question which of them."""
    if not is_sure(said, "Yes") and not agrees_to(said.text, ()):
        return ()
    return [each for each in said.options if isinstance(each, Wishes) and each.place is not None]


async def settle_unclear(
    chat: Chat, unclear: Answer[Unclear], cleared: Answer[Wishes], kept: Answer[Wishes], wishes: Wishes
) -> None:
    """Ask about it, once there is something to learn."""
    open_ = chat.given(unclear, None)
    if open_ is not None and not open_.kind and open_.radius_m and wishes.place is not None:
        place = wishes.place.model_copy(update={"radius_m": open_.radius_m})
        await chat.amend(kept, wishes.model_copy(update={"place": place}), drop=(unclear,))
    if open_ is None or not open_.kind:
        in_person = wishes.online is False and wishes.place is None
        open_ = Unclear(kind="home" if wishes.at == "student" else "unknown") if in_person else None
    if open_ is None or not await chat.load("taught", is_taught, wishes):
        return
    prompt, options = _question(open_, wishes)
    await chat.amend(kept, await chat.ask(cleared, prompt, options, given=(open_,)), drop=(unclear, cleared))


def _question(open_: Unclear, wishes: Wishes) -> tuple[Reply, list[Option[Wishes]]]:
    online = Option(_("Online"), wishes.model_copy(update={"online": True, "at": None, "place": None}))
    if open_.kind in ("places", "likely"):
        pairs = zip(open_.labels, open_.places, strict=True)
        which = [Option(verbatim(label), wishes.model_copy(update={"place": place})) for label, place in pairs]
        if open_.kind == "places":
            return Say(_("Which {name} do you mean?", name=open_.name)), which
        words = _("I don't know {name}. Did you mean this? Or say another city or district.", name=open_.name)
        return Say(words), [*which, online]
    if open_.kind == "format":
        either = wishes.model_copy(update={"online": None})
        in_person = Option(_("In person"), wishes.model_copy(update={"online": False}))
        return Say(_("Online or in person? I heard both.")), [online, in_person, Option(_("Either is fine"), either)]
    if open_.kind == "price" and wishes.price_max is not None:
        limit = wishes.price_max
        any_price = Option(_("Any price"), wishes.without("price_max"))
        prices = [_up_to(wishes, limit, amount) for amount in (limit.amount, open_.least)]
        words = _("What is the most it may cost? I heard two limits that don't go together.")
        return Say(words), [*prices, any_price]
    return LocationRequest(_where_words(open_)), [online]


def _where_words(open_: Unclear) -> Text:
    if open_.kind == "journey":
        return _("{journey}, from where? Say a city or a district, such as “Camden”.", journey=open_.name)
    if open_.kind == "nowhere":
        return _("I know no town near that point. Which city or district is it? For example “Camden”.")
    if open_.kind == "home":
        return _("Where do you live? Say a city or a district, such as “Camden”; no street is needed.")
    if open_.name:
        return _("I don't know {name} yet. Which city or district is near? For example “Camden”.", name=open_.name)
    return _("In person, near where? Say a city or a district, such as “Camden”.")


def _up_to(wishes: Wishes, limit: PriceLimit, amount: int) -> Option[Wishes]:
    price = Money(amount, limit.currency) if limit.currency else verbatim(f"{amount / 100:g}")
    raised = limit.model_copy(update={"amount": amount, "below": False})
    return Option(_("Up to {price}", price=price), wishes.model_copy(update={"price_max": raised}))


def _place(said: Utterance) -> Unclear | None:
    spoken = said.where
    if spoken is None:
        return None
    return Unclear(
        kind=spoken.kind,
        name=spoken.name,
        places=tuple(_wished(place, spoken.radius_m) for place in spoken.places),
        labels=tuple(labels_of(spoken.places, said.locale, spoken.name if spoken.kind == "places" else "")),
        radius_m=spoken.radius_m,
    )


def _both_formats(said: Utterance) -> Unclear | None:
    if said.understood.wishes.online is not None or _EITHER.search(said.text):
        return None
    tokens = Tokens(said.text, split_words(said.text), load_lexicon(said.understood.language))
    forms = read_formats(tokens)
    return Unclear(kind="format") if "online" in forms and len(forms) > 1 else None


def _odd_price(said: Utterance) -> Unclear | None:
    for price in said.understood.money:
        if price.least is not None and price.most is not None and price.least > price.most:
            return Unclear(kind="price", least=price.least)
    return None


def _wished(place: Place, radius_m: int) -> WishedPlace:
    far = radius_m or place.radius_m
    return WishedPlace(name=place.name, lat=place.lat, lon=place.lon, zone=place.zone, radius_m=far)
