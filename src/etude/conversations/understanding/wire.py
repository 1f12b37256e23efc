"""What was understood, in the JSON shape that `etude understand --jsonl` writes."""

from typing import Any

from etude.conversations.understanding.expressions import Command, Price, TimeExpression, Understood


def to_json(understood: Understood) -> dict[str, Any]:
    """A JSON value; times are local and without offset, money is in minor units, what is unknown is null.

    Of the wishes, `online` says whether a lesson is to be online, and `at` whose place it is at otherwise: ``student``,
    ``tutor`` or null.
    """
    return {
        "times": [_dump_time(each) for each in understood.times],
        "durations": [{"minutes": each.minutes} for each in understood.durations],
        "money": [_dump_price(each) for each in understood.money],
        "ages": [each.years for each in understood.ages],
        "distances": [{"metres": each.metres} for each in understood.distances],
        "counts": [{"lessons": each.lessons, "per_week": each.per_week} for each in understood.counts],
        "wishes": understood.wishes.model_dump(mode="json", by_alias=True),
        "commands": [_dump_command(each) for each in understood.commands],
        "unsure": [
            {"text": each.text, "span": list(each.span), "choices": [key for _kind, key in each.choices]}
            for each in understood.unsure
        ],
        "language": understood.language,
    }


def _dump_time(said: TimeExpression) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "start": str(said.start) if said.start else None,
        "end": str(said.end) if said.end else None,
        "grain": said.grain,
        "rrule": str(said.repeat) if said.repeat else None,
        "exclude": [_dump_time(each) for each in said.exclude],
        "alternatives": [_dump_time(each) for each in said.alternatives],
        "text": said.text,
        "span": list(said.span),
    }


def _dump_price(price: Price) -> dict[str, Any]:
    return {
        "amount": price.amount,
        "min": price.least,
        "max": price.most,
        "currency": price.currency,
        "per": price.per,
        "text": price.text,
    }


def _dump_command(command: Command) -> dict[str, Any]:
    found: dict[str, Any] = {"name": command.name, "confidence": command.confidence}
    if command.flow:
        found["flow"] = command.flow
    if command.language:
        found["language"] = command.language
    return found
