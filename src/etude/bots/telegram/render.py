"""Replies as Telegram messages: pure, so that what a person sees can be read off a value."""

from collections.abc import Sequence
from typing import assert_never

from etude.bots.telegram.drawn import Attachment, Key, PlaceKeys, Shown, Typing, Words
from etude.bots.telegram.keyboards import Keyboard, arrange, is_public
from etude.bots.telegram.words import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Line,
    bind,
    bold,
    italic,
    line,
    lines_of,
    linked,
    strip_markup,
)
from etude.conversations.delivery import Outgoing
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
    buttons_of,
)
from etude.core.text import Voice, _, zone_named

MOST_MESSAGES = 4
_BLANK = line("")


def render(outgoing: Outgoing, base_url: str) -> list[Shown]:
    """The one to four messages that a reply becomes; buttons stand under the last.

    `base_url` is our own site's; addresses of this machine go into the words, since Telegram refuses them on buttons.
    """
    return _Drawing(outgoing, base_url).draw(outgoing.reply)


class _Drawing:
    def __init__(self, outgoing: Outgoing, base_url: str) -> None:
        self._voice = outgoing.voice
        self._base_url = base_url
        self._keyboard = Keyboard(outgoing.id, base_url, outgoing.voice)
        self._words = outgoing.reply.text.render(outgoing.voice)

    def draw(self, reply: Reply) -> list[Shown]:
        match reply:
            case Say() | FileRequest():
                return self._bubbles(lines_of(self._words), self._keys(reply))
            case Cards():
                return self._cards(reply)
            case Times():
                return self._bubbles([*lines_of(self._words), *_zone_lines(reply, self._voice)], self._keys(reply))
            case LocationRequest():
                return self._location(reply)
            case Media():
                bare = Attachment(reply.media, reply.path, stored=reply.file, title=reply.title, seconds=reply.seconds)
                return self._attached(bare, reply)
            case Document():
                return self._attached(Attachment("document", reply.name, content=reply.content.encode()), reply)
            case PayLink():
                return self._pay(reply)
            case LessonCard():
                return self._bubbles(self._lesson(reply), self._keys(reply))
            case Progress():
                return self._bubbles(lines_of(self._words), self._keys(reply)) if reply.buttons else [Typing()]
            case _:
                assert_never(reply)

    def _keys(self, reply: Reply) -> list[Key]:
        return self._keyboard.keys(buttons_of(reply), self._words)

    def _bubbles(self, lines: Sequence[Line], keys: Sequence[Key], place: PlaceKeys | None = None) -> list[Shown]:
        aside = [_BLANK, *self._keyboard.lines] if self._keyboard.lines else []
        pages = bind([*lines, *aside]) or ["…"]
        if len(pages) > MOST_MESSAGES:
            pages = [*pages[: MOST_MESSAGES - 1], _cut_off(pages[MOST_MESSAGES - 1])]
        last = Words(pages[-1], arrange(keys), place)
        return [*(Words(page) for page in pages[:-1]), last]

    def _attached(self, bare: Attachment, reply: Media | Document) -> list[Shown]:
        """A file with its words as caption, or before its words when they are too many for one."""
        return self._with_caption(bare, lines_of(self._words), self._keys(reply))

    def _with_caption(self, bare: Attachment, lines: Sequence[Line], keys: Sequence[Key]) -> list[Shown]:
        aside = [_BLANK, *self._keyboard.lines] if self._keyboard.lines else []
        captions = bind([*lines, *aside], LONGEST_CAPTION)
        if len(captions) > 1:
            return [bare, *self._bubbles(lines, keys)[: MOST_MESSAGES - 1]]
        return [_captioned(bare, "".join(captions), keys)]

    def _cards(self, reply: Cards) -> list[Shown]:
        keys = self._keys(reply)
        lines = lines_of(self._words)
        for card in reply.cards:
            lines += [_BLANK, *_card(card, self._voice, self._base_url)]
        if len(reply.cards) == 1 and reply.cards[0].photo:
            return self._with_caption(Attachment("photo", "tutor", page=reply.cards[0].photo), lines, keys)
        return self._bubbles(lines, keys)

    def _location(self, reply: LocationRequest) -> list[Shown]:
        """Telegram gives a message one keyboard: here the choices stand beside the one that shares the place."""
        links = [button for button in reply.buttons if isinstance(button.meaning, OpenLink)]
        for button in links:
            self._say_link(button)
        labels = tuple(each.label.render(self._voice) for each in reply.buttons if each not in links)
        share = _("📍 Share my location").render(self._voice)
        return self._bubbles(lines_of(self._words), (), PlaceKeys(share, labels))

    def _say_link(self, button: Button) -> None:
        if isinstance(button.meaning, OpenLink):
            label = button.label.render(self._voice)
            key = self._keyboard.link(label, button.meaning.url, self._words)
            if key and key.url:
                self._keyboard.lines.append(linked(label, key.url))

    def _pay(self, reply: PayLink) -> list[Shown]:
        pay = self._keyboard.link(reply.label.render(self._voice), reply.url, self._words)
        keys = [pay] if pay else []
        return self._bubbles(lines_of(self._words), [*keys, *self._keys(reply)])

    def _lesson(self, reply: LessonCard) -> list[Line]:
        facts = [bold(f"{name.render(self._voice)}: ") + line(value.render(self._voice)) for name, value in reply.facts]
        title = reply.title.render(self._voice)
        # The words often begin with the title: then it is said once.
        heading = [] if self._words.startswith(title) else [_BLANK, bold(title)]
        return [*lines_of(self._words), *heading, _BLANK, *facts]


def _captioned(bare: Attachment, html: str, keys: Sequence[Key]) -> Attachment:
    return Attachment(
        bare.kind,
        bare.name,
        html,
        arrange(keys),
        stored=bare.stored,
        page=bare.page,
        content=bare.content,
        title=bare.title,
        seconds=bare.seconds,
    )


def _card(card: TutorCard, voice: Voice, base_url: str) -> list[Line]:
    """A tutor in a few lines: who, for how much, when next, and why."""
    page = f"{base_url}{card.profile}" if card.profile else ""
    name = linked(card.name, page) if is_public(page) else line(card.name)
    lines = [Line(name.plain, f"<b>{name.html}</b>") + line(_stars(card, voice))]
    lines += lines_of(card.headline.render(voice))
    lines.append(line(_price(card, voice)))
    if card.badge:
        lines.append(line(f"✓ {card.badge.render(voice)}"))
    reasons = " · ".join(reason.render(voice) for reason in card.reasons)
    return [*lines, italic(reasons)] if reasons else lines


def _stars(card: TutorCard, voice: Voice) -> str:
    if card.rating is None:
        return " · " + _("New here").render(voice)
    return " " + _("★ {rating} ({count})", rating=card.rating, count=card.reviews).render(voice)


def _price(card: TutorCard, voice: Voice) -> str:
    price = _("{price} for {minutes} min", price=card.price, minutes=card.minutes)
    if card.next_time is None:
        return price.render(voice)
    return _("{price} · next {time:when}", price=price, time=card.next_time).render(voice)


def _zone_lines(reply: Times, voice: Voice) -> list[Line]:
    """Whose clock the times are on, and how it stands with the other side's."""
    if not reply.times:
        return []
    here = reply.times[0].start.astimezone(zone_named(voice.zone))
    lines = [italic(_("Times are {city} time.", city=_city(voice.zone)).render(voice))]
    if reply.other_zone:
        there = here.astimezone(zone_named(reply.other_zone))
        if there.utcoffset() != here.utcoffset():
            note = _(
                "{here} here is {there} in {city}.",
                here=f"{here:%H:%M}",
                there=f"{there:%H:%M}",
                city=_city(reply.other_zone),
            )
            lines.append(italic(note.render(voice)))
    return lines


def _city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _cut_off(page: str) -> str:
    """The last page there is room for, which says that there was more."""
    return line(strip_markup(page)[: LONGEST_TEXT // 2].rsplit(" ", 1)[0] + " …").html
