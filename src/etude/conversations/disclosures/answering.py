"""The answer to a disclosure: where help is to be had at once, and an urgent case for a person."""

from etude.conversations.chat import Scene
from etude.conversations.handoff.tickets import make_ticket
from etude.conversations.messages import Button, OpenLink, Reply, Say
from etude.core.people.model import Person
from etude.core.text import Text, _

EVERYWHERE = "https://findahelpline.com"
COUNTRIES = {
    "Europe/London": "GB",
    "Europe/Belfast": "GB",
    "Europe/Jersey": "GB",
    "Europe/Guernsey": "GB",
    "Europe/Isle_of_Man": "GB",
    "GB": "GB",
    "Europe/Berlin": "DE",
    "Europe/Busingen": "DE",
    "Europe/Madrid": "ES",
    "Atlantic/Canary": "ES",
    "Africa/Ceuta": "ES",
}
# Whose zone is not known is where their language is spoken first; English is spoken in too many places.
BY_LANGUAGE = {"de": "DE", "es": "ES"}
# Numbers as their owners give them: nhs.uk and childline.org.uk; telefonseelsorge.de and nummergegenkummer.de;
# sanidad.gob.es (línea 024) and anar.org (116 111). They cost nothing to call.
LINES: dict[str, Text] = {
    "GB": _("In danger now? Call 999. To talk: Samaritans, 116 123, day and night. Under 19: Childline, 0800 1111."),
    "DE": _(
        "In danger now? Call 112. To talk: TelefonSeelsorge, 0800 111 0 111, day and night. "
        "Children and teenagers: Nummer gegen Kummer, 116 111."
    ),
    "ES": _("In danger now? Call 112. To talk: 024, day and night. Children and teenagers: 116 111."),
    "": _("In danger now? Call your emergency number. People to talk to in your country: findahelpline.com"),
}


def answer_disclosure(scene: Scene) -> list[Reply]:
    """Kind words and numbers, at once; a person is told, and nobody else."""
    make_ticket(scene.tx, scene.person.id, scene.house.office.has_group, urgent=True)
    opening = scene.house.office.next_opening(scene.now)
    kind = _("Thank you for telling me. This matters more than lessons, and you don't have to carry it alone.")
    if opening is None:
        told = _("I've asked a person at Etude to read this now. They answer here.")
    else:
        told = _(
            "I've put this first for a person at Etude. They're back on {time:when}; please don't wait for that.",
            time=opening,
        )
    helplines = Button(_("More helplines"), OpenLink(EVERYWHERE), "primary")
    return [Say(kind), Say(LINES[country_of(scene.person)], (helplines,)), Say(told)]


def country_of(person: Person) -> str:
    """Whose numbers to name: by the person's zone, by their language where that is not known; empty elsewhere."""
    if person.zone == "UTC":
        return BY_LANGUAGE.get(person.locale.split("-")[0], "")
    return COUNTRIES.get(person.zone, "")
