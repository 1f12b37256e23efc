"""The public pages: a front door with the chat, and a tutor's profile."""

import json
from collections.abc import Callable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from etude.conversations.parts.lesson_words import cancel_rule
from etude.conversations.parts.tutor_cards import badge_words, rating_words
from etude.core.text import Text, Voice, _
from etude.core.tutors.model import Qualification, Review, Tutor
from etude.matching.taxonomy import Kind, load_taxonomy

pages = Environment(
    loader=PackageLoader("etude.bots.web_widget.pages", "templates"), autoescape=True, undefined=StrictUndefined
)


def draw_front(base_url: str, voice: Voice) -> str:
    """The site's front door."""
    return pages.get_template("front.html").render(_=_in(voice), language=voice.locale, base_url=base_url)


def draw_profile(
    tutor: Tutor,
    qualifications: Sequence[Qualification],
    reviews: Sequence[Review],
    base_url: str,
    voice: Voice,
) -> str:
    """A tutor as anyone may see them, with structured data for search engines."""
    taxonomy = load_taxonomy()
    known: dict[Kind, Sequence[str]] = {
        "subject": tutor.subjects,
        "genre": tutor.genres,
        "level": tutor.levels,
        "language": tutor.languages,
    }
    skills = {kind: [taxonomy.label(kind, value, voice.locale) for value in values] for kind, values in known.items()}
    rates = [(rate, _("{price}", price=rate.price).render(voice)) for rate in tutor.rates]
    return pages.get_template("profile.html").render(
        _=_in(voice),
        language=voice.locale,
        tutor=tutor,
        skills=skills,
        rates=rates,
        qualifications=qualifications,
        reviews=reviews,
        base_url=base_url,
        rating=rating_words(tutor).render(voice),
        badge=badge.render(voice) if (badge := badge_words(tutor)) else None,
        rule=cancel_rule(tutor.policy).render(voice),
        structured=_structured(tutor, base_url),
    )


def _in(voice: Voice) -> Callable[..., str]:
    """What a template says its sentences with."""

    def say(msgid: str, **params: str | int) -> str:
        return Text(msgid, params).render(voice)

    return say


def _structured(tutor: Tutor, base_url: str) -> str:
    """schema.org/Person with its rating; ``<`` is escaped, so that no text can close the script element."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": tutor.name,
        "description": tutor.headline,
        "url": f"{base_url}/tutors/{tutor.slug}",
        "knowsLanguage": list(tutor.languages),
    }
    if tutor.rating is not None:
        rating = {"@type": "AggregateRating", "ratingValue": round(tutor.rating, 1), "reviewCount": tutor.reviews_count}
        data["aggregateRating"] = rating
    return json.dumps(data).replace("<", "\\u003c")
