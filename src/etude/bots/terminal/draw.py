"""Frames as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urljoin

Frame: TypeAlias = Mapping[str, Any]


def draw_turn(frames: Sequence[Frame], site: str = "") -> list[str]:
    """What was said in one breath, message by message; addresses without a host are of `site`.

    The last choices are numbered: a number means what is newest; those before them are chosen by their words.
    """
    choosing = [at for at, frame in enumerate(frames) if _chosen(frame)]
    return [_draw(frame, site, numbered=at in choosing[-1:]) + "\n" for at, frame in enumerate(frames)]


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


def _draw(frame: Frame, site: str, *, numbered: bool) -> str:
    labels = _chosen(frame)
    marked = [f"[{number}] {label}" if numbered else f"({label})" for number, label in enumerate(labels, 1)]
    links = [f"  {label}: {url}" for label, _button, url in choices_of(frame) if url]
    return "\n".join([*_body(frame, site), *(["  " + "  ".join(marked)] if marked else []), *links])


def _chosen(frame: Frame) -> list[str]:
    """What can be chosen by a number: a link is opened."""
    return [label for label, _button, url in choices_of(frame) if not url]
