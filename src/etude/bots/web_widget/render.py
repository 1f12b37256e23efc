"""Replies as the widget's frames: words in the reader's language and zone, and nothing that a button means."""

from datetime import datetime
from typing import TypeAlias, assert_never
from urllib.parse import quote

from etude.bots.web_widget.standing import Standing
from etude.conversations.messages import (
    Button,
    Cards,
    Document,
    FileRequest,
    LessonCard,
    LocationRequest,
    Media,
    OpenLink,
    PayLink,
    Progress,
    Reply,
    Say,
    Times,
    TutorCard,
)
from etude.conversations.parts.lesson_words import EARNINGS
from etude.conversations.store import Message
from etude.core.text import Text, Voice, _, zone_named

Json: TypeAlias = dict[str, object]


def message_frame(message: Message, voice: Voice, document_token: str, standing: Standing | None = None) -> Json:
    """One message as a frame; `document_token` opens its file, if it carries one, `standing` is how it stands now."""
    frame: Json = {"type": "message", "seq": message.seq, "id": message.id, "at": message.at.isoformat()}
    frame["standing"] = standing.frame() if standing else None
    if message.reply is None:
        told: Json = {"from": "you", "kind": "say", "text": message.words, "client": message.client, "buttons": []}
        return frame | told | {"tapped": message.tapped}
    drawn = _draw(message.reply, voice, message.id, document_token)
    return frame | {"from": message.author, "text": message.reply.text.render(voice)} | drawn


def _draw(reply: Reply, voice: Voice, message: str, token: str) -> Json:
    match reply:
        case Cards():
            return _cards(reply, voice)
        case Times():
            return _times(reply, voice)
        case Media():
            about = {"type": reply.media, "url": reply.path, "mime": reply.mime, "title": reply.title}
            return _plain(reply, voice) | {"media": about | {"seconds": reply.seconds}}
        case Document():
            url = f"/widget/documents/{quote(message)}?t={token}"
            return _plain(reply, voice) | {"document": {"name": reply.name, "mime": reply.mime, "url": url}}
        case PayLink():
            amount = _("{amount}", amount=reply.amount).render(voice)
            about = {"amount": amount, "label": reply.label.render(voice), "url": reply.url}
            return _plain(reply, voice) | {"pay": about | {"until": reply.until.isoformat()}}
        case LessonCard():
            facts = [[name.render(voice), value.render(voice)] for name, value in reply.facts]
            earned = [number for number, (name, _value) in enumerate(reply.facts) if name in EARNINGS]
            lesson = {"title": reply.title.render(voice), "status": reply.status, "facts": facts, "yours": reply.yours}
            return _plain(reply, voice) | {"lesson": lesson | {"earned": earned}}
        case Say() | LocationRequest() | FileRequest() | Progress():
            return _plain(reply, voice)
        case _:
            assert_never(reply)


def _plain(reply: Reply, voice: Voice) -> Json:
    return {"kind": reply.kind, "buttons": _buttons(reply.buttons, 0, voice)}


def _cards(reply: Cards, voice: Voice) -> Json:
    cards, first = list[Json](), 0
    for card in reply.cards:
        cards.append(_card(card, first, voice))
        first += len(card.buttons)
    return {"kind": "cards", "cards": cards, "buttons": _buttons(reply.buttons, first, voice)}


def _card(card: TutorCard, first: int, voice: Voice) -> Json:
    return {
        "title": card.name,
        "subtitle": card.headline.render(voice),
        "price": _("{price}", price=card.price).render(voice),
        "per": _("{minutes} min", minutes=card.minutes).render(voice),
        "rating": None if card.rating is None else _("{rating}", rating=card.rating).render(voice),
        "reviews": card.reviews,
        "next": _("{time:when}", time=card.next_time).render(voice) if card.next_time else None,
        "reasons": [reason.render(voice) for reason in card.reasons],
        "badge": card.badge.render(voice) if card.badge else None,
        "photo": card.photo,
        "profile": card.profile,
        "buttons": _buttons(card.buttons, first, voice),
    }


def _times(reply: Times, voice: Voice) -> Json:
    zone = zone_named(voice.zone)
    times = [_time(option.start, number, voice) for number, option in enumerate(reply.times)]
    note: Text | None = None
    if reply.other_zone and reply.times:
        there = reply.times[0].start.astimezone(zone_named(reply.other_zone))
        here = reply.times[0].start.astimezone(zone)
        if there.utcoffset() != here.utcoffset():
            note = _("{here} here is {there} there.", here=f"{here:%H:%M}", there=f"{there:%H:%M}")
    return {
        "kind": "times",
        "times": times,
        "zone": voice.zone,
        "zone_label": zone_words(voice).render(voice),
        "note": note.render(voice) if note else None,
        "buttons": _buttons(reply.buttons, len(reply.times), voice),
    }


def zone_words(voice: Voice) -> Text:
    """The reader's zone by its city."""
    return _("{city} time", city=voice.zone.rsplit("/", 1)[-1].replace("_", " "))


def _time(start: datetime, number: int, voice: Voice) -> Json:
    local = start.astimezone(zone_named(voice.zone))
    part = "morning" if local.hour < 12 else "afternoon" if local.hour < 17 else "evening"
    return {
        "i": number,
        "start": start.isoformat(),
        "day": local.date().isoformat(),
        "day_label": _("{day:short}", day=start).render(voice),
        "clock": _("{time:clock}", time=start).render(voice),
        "part": part,
    }


def _buttons(buttons: tuple[Button, ...], first: int, voice: Voice) -> list[Json]:
    return [
        {
            "i": first + number,
            "label": button.label.render(voice),
            "style": button.style,
            "url": button.meaning.url if isinstance(button.meaning, OpenLink) else None,
        }
        for number, button in enumerate(buttons)
    ]
