"""Frames as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urljoin

Frame: TypeAlias = Mapping[str, Any]


def draw_turn(frames: Sequence[Frame], site: str = "") -> list[str]:
    """What was said in one breath, message by message; addresses without a host are of `site`.

    Each choice has a number: those of the last message from one, as the server counts them, and then those before them.
    """
    numbers = _numbers(frames)
    return [_draw(frame, site, first) + "\n" for frame, first in zip(frames, numbers, strict=True)]


def numbered_before(frames: Sequence[Frame]) -> dict[int, tuple[str, int]]:
    """The choices that stand before the last ones, by the number they are drawn with: message and button."""
    found: dict[int, tuple[str, int]] = {}
    for frame, first in zip(frames, _numbers(frames), strict=True):
        buttons = [button for _label, button, _url in choices_of(frame) if button is not None]
        found |= {first + at: (str(frame["id"]), button) for at, button in enumerate(buttons) if first > 1}
    return found


def _numbers(frames: Sequence[Frame]) -> list[int]:
    """The number of the first choice in each message."""
    counts = [len(_chosen(frame)) for frame in frames]
    last = max((at for at, count in enumerate(counts) if count), default=0)
    return [1 if at == last else 1 + sum(counts[last : last + 1]) + sum(counts[:at]) for at in range(len(counts))]


def choices_of(frame: Frame) -> list[tuple[str, int | None, str | None]]:
    """The choices of a message in the order they are shown: label, button (None for a link), address."""
    cards = [button for card in frame.get("cards", ()) for button in card["buttons"]]
    times = [{"label": f"{t['day_label']}, {t['clock']}", "i": t["i"], "url": None} for t in frame.get("times", ())]
    found = [*cards, *times, *frame.get("buttons", ())]
    return [(each["label"], None if each["url"] else each["i"], each["url"]) for each in found]


def _body(frame: Frame, site: str) -> Iterator[str]:
    yield str(frame["text"])
    for card in frame.get("cards", ()):
        yield from _card(card)
    if frame["kind"] == "times":
        yield f"  ({frame['zone_label']}{'; ' + frame['note'] if frame.get('note') else ''})"
    if frame["kind"] == "media":
        media = frame["media"]
        yield f"  ♪ {media['title']}: {urljoin(site, media['url'])}"
    if frame["kind"] == "document":
        yield f"  📎 {frame['document']['name']}: {urljoin(site, frame['document']['url'])}"
    if frame["kind"] == "pay":
        yield f"  → {frame['pay']['label']}: {frame['pay']['url']}"
        yield "    Open it in a browser, or pay with a test card right here: !pay 4242424242424242"
    for name, value in frame.get("lesson", {}).get("facts", ()):
        yield f"  {name}: {value}"


def _card(card: Frame) -> Iterator[str]:
    stars = f"★ {card['rating']} ({card['reviews']})" if card["rating"] else "new here"
    yield f"  ▪ {card['title']}, {card['price']} for {card['per']}, {stars}" + (
        f", {card['badge']}" if card["badge"] else ""
    )
    yield f"    {card['subtitle']}"
    if card["next"]:
        yield f"    Next free: {card['next']}"
    if card["reasons"]:
        yield f"    {' · '.join(card['reasons'])}"


def _draw(frame: Frame, site: str, first: int) -> str:
    marked = [f"[{number}] {label}" for number, label in enumerate(_chosen(frame), first)]
    links = [f"  {label}: {url}" for label, _button, url in choices_of(frame) if url]
    return "\n".join([*_body(frame, site), *(["  " + "  ".join(marked)] if marked else []), *links])


def _chosen(frame: Frame) -> list[str]:
    """What can be chosen by a number: a link is opened."""
    return [label for label, _button, url in choices_of(frame) if not url]
