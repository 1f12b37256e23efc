"""What the stand-in server says: one of every kind of reply, so that the widget can be looked at without Etude."""

from datetime import UTC, datetime, timedelta
from typing import Any

Reply = dict[str, Any]

MENU = ("Find a tutor", "See free times", "Pay", "My lesson", "Listen", "Everything")


def buttons(*labels: str, first: int = 0, style: str = "plain") -> list[Reply]:
    return [{"i": first + i, "label": label, "style": style, "url": None} for i, label in enumerate(labels)]


def say(text: str, *labels: str) -> Reply:
    return {"kind": "say", "text": text, "buttons": buttons(*labels)}


def greeting(payload: str) -> list[Reply]:
    about = f" You came for {payload.replace('-', ' ', 1)}." if payload else ""
    return [say(f"Hello! I can find you a tutor and book a lesson.{about}\nWhat would you like to do?", *MENU)]


def cards() -> Reply:
    people = [
        ("Ada Byrne", "Jazz piano, patient with children", "£38", "4.9", 23, "ID checked"),
        ("Maximiliane Oberhauser-Brandstätter", "Classical piano and theory to grade 8", "£1,042.50", "4.7", 118, None),
        ("Sam", "Songs you love from the first lesson on", "£29", None, 0, None),
    ]
    reasons = [["1.2 km from Camden", "Teaches children from 6", "Free on weekday evenings"], ["Speaks German"], []]
    drawn = []
    for i, (name, line, price, rating, reviews, badge) in enumerate(people):
        drawn.append(
            {
                "title": name,
                "subtitle": line,
                "price": price,
                "per": "60 min",
                "rating": rating,
                "reviews": reviews,
                "next": "Thu 26 Nov, 17:00",
                "reasons": reasons[i],
                "badge": badge,
                "photo": "/media/ada.svg" if i == 0 else None,
                "profile": f"/tutors/{name.split()[0].lower()}",
                "buttons": [{"i": i, "label": "See times", "style": "primary", "url": None}],
            }
        )
    return {
        "kind": "cards",
        "text": "Three piano teachers near Camden who suit weekday evenings:",
        "cards": drawn,
        "buttons": buttons("Show others", "Change my wishes", first=3),
    }


def times() -> Reply:
    start = datetime(2026, 11, 26, 9, tzinfo=UTC)
    clocks = [(9, 0), (10, 30), (14, 0), (15, 30), (17, 0), (17, 30), (18, 15), (19, 0)]
    drawn = []
    for day in range(6):
        for hour, minute in clocks[day % 3 :]:
            at = start.replace(hour=hour, minute=minute) + timedelta(days=day)
            part = "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
            drawn.append(
                {
                    "i": len(drawn),
                    "start": at.isoformat(),
                    "day": at.date().isoformat(),
                    "day_label": f"{at:%a} {at.day} {at:%b}",
                    "clock": f"{at:%H:%M}",
                    "part": part,
                }
            )
    return {
        "kind": "times",
        "text": "When suits you?",
        "times": drawn,
        "zone": "Europe/London",
        "zone_label": "London time",
        "note": "18:00 for your tutor",
        "buttons": buttons("Other days", first=len(drawn)),
    }


def pay(origin: str) -> Reply:
    return {
        "kind": "pay",
        "text": "Piano with Ada, Thu 26 Nov at 17:00. Pay to confirm:",
        "pay": {
            "amount": "£38.00",
            "label": "Pay £38.00",
            "url": f"{origin}/pay/abc",
            "until": (datetime.now(UTC) + timedelta(minutes=15)).isoformat(),
        },
        "buttons": buttons("Change something", "Never mind"),
    }


def lesson(status: str = "confirmed") -> Reply:
    return {
        "kind": "lesson",
        "text": "You're booked. See you on Thursday!",
        "lesson": {
            "title": "Piano with Ada",
            "status": status,
            "facts": [
                ["When", "Thu 26 Nov, 17:00–18:00"],
                ["Where", "At Ada's, Camden"],
                ["For", "Ben"],
                ["Price", "£38.00"],
            ],
        },
        "buttons": [*buttons("Move it", "Add to calendar"), *buttons("Cancel lesson", first=2, style="danger")],
    }


def media(kind: str) -> Reply:
    url, mime, seconds = {
        "audio": ("/media/scale.wav", "audio/wav", 2),
        "video": ("/media/none.mp4", "video/mp4", 95),
        "photo": ("/media/ada.svg", "image/svg+xml", None),
    }[kind]
    what = {"type": kind, "url": url, "mime": mime, "title": "Ada plays “Blue Bossa”", "seconds": seconds}
    return {"kind": "media", "text": "Here is how Ada plays.", "media": what, "buttons": []}


def document() -> Reply:
    file = {"name": "lesson.ics", "mime": "text/calendar", "url": "/widget/documents/m_1?t=secret"}
    return {"kind": "document", "text": "Your invitation:", "document": file, "buttons": []}


def plain(kind: str, text: str) -> Reply:
    return {"kind": kind, "text": text, "buttons": []}


def answer(words: str, origin: str) -> list[Reply]:
    """The replies to some words or to a button's label; the words name a kind."""
    asked = words.casefold()
    told: dict[str, list[Reply]] = {
        "find a tutor": [cards()],
        "cards": [cards()],
        "see times": [times()],
        "see free times": [times()],
        "times": [times()],
        "pay": [pay(origin)],
        "paid": [lesson()],
        "my lesson": [lesson("requested")],
        "lesson": [lesson()],
        "listen": [media("audio")],
        "video": [media("video")],
        "photo": [media("photo")],
        "document": [document()],
        "add to calendar": [document()],
        "location": [plain("location", "Where should the lesson be?")],
        "file": [plain("file", "Send a recording of your playing.")],
        "progress": [plain("progress", "Looking for tutors near you…")],
    }
    if asked == "everything":
        kinds = (cards(), times(), pay(origin), lesson(), media("audio"), media("video"), media("photo"), document())
        return [*kinds, plain("location", "Where should the lesson be?"), plain("file", "Send a recording.")]
    if asked[-5:].replace(":", "").isdigit():
        return [say(f"{words}: shall I ask Ada?", "Yes, ask Ada", "Not yet")]
    if asked == "yes, ask ada":
        return [pay(origin)]
    return told.get(asked) or [say(f"You said: {words}", *MENU[:2])]
