"""What Etude keeps of somebody: shown, changed and forgotten by saying so."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, Option, Utterance, answer
from etude.conversations.messages import Button, Say, StartFlow
from etude.conversations.parts.joining import joined
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.readers import absorb_wishes
from etude.conversations.parts.tastes import taste_words
from etude.conversations.parts.usual import keep_usual, lasting, usual_wishes, usual_words
from etude.conversations.parts.ways import FIND_A_TUTOR
from etude.conversations.understanding.patterns import key_of
from etude.core.ids import PersonId
from etude.core.people.remembering import forget
from etude.core.text import Text, _
from etude.core.transaction import Tx
from etude.matching.shown import forget_shown, has_been_shown
from etude.matching.wishes import Wishes

MOST = 3
EVERYTHING, TASTE = "everything", "taste"
FORGET: dict[str, Text] = {
    "place": _("Forget the place"),
    "online": _("Forget where"),
    "windows": _("Forget the times"),
    "price_max": _("Forget the price"),
    "languages": _("Forget languages"),
}
# Words that name a wish, in the languages that people write.
_NAMED: dict[str, frozenset[str]] = {
    EVERYTHING: frozenset(("everything", "all", "alles", "todo")),
    "place": frozenset(("place", "area", "city", "near", "ort", "gegend", "stadt", "lugar", "zona", "ciudad")),
    "online": frozenset(("online", "person", "persönlich", "presencial", "línea", "where")),
    "windows": frozenset(("times", "time", "days", "zeiten", "zeit", "tage", "horas", "horario", "días", "hora")),
    "price_max": frozenset(("price", "limit", "budget", "preis", "preisgrenze", "precio", "límite", "presupuesto")),
    "languages": frozenset(("language", "languages", "sprache", "sprachen", "idioma", "idiomas")),
    TASTE: frozenset(("like", "taste", "choices", "mag", "geschmack", "gusta", "gusto", "gustos")),
}
FORGET_TASTE = Button(_("Forget my choices"), StartFlow("forget", {"what": TASTE}))
MY_DATA = Button(_("My data"), StartFlow("my_data"))
MY_PREFERENCES = Button(_("My preferences"), StartFlow("my_preferences"))


def absorb_named(old: str | None, said: Utterance) -> str | None:
    """Which of the kept wishes is named."""
    words = set(key_of(said.text))
    return next((name for name, names in _NAMED.items() if words & names), None)


class Seeing(Form):
    """Nothing is asked."""


class Remembering(Form):
    """Wishes that shall last."""

    wishes = answer(Wishes, absorbs=absorb_wishes)


class Forgetting(Form):
    """Which of them."""

    what = answer(str, absorbs=absorb_named)


async def my_preferences(chat: Chat) -> str:
    """Everything that is kept for the next search, each with a way to forget it."""
    usual = usual_wishes(chat.person)
    about, taste = _about(chat), chat.look(lambda conn: taste_words(conn, chat.now, chat.person.id))
    children = Button(_("My children"), StartFlow("my_learners"))
    if not usual:
        words = _("I keep no wishes of yours yet. Say “remember that I like online lessons”.")
        forgetting = (FORGET_TASTE,) if taste else ()
        await chat.say(Say(joined([*about, words, *taste]), (FIND_A_TUTOR, *forgetting, children, MY_DATA)))
        return ""
    kept = [name for name in FORGET if name in usual.said()][:MOST]
    buttons = [Button(FORGET[name], StartFlow("forget", {"what": name})) for name in kept]
    everything = Button(_("Forget everything"), StartFlow("forget", {"what": EVERYTHING}))
    what = usual_words(usual, chat.person.locale)
    words = _("For your next search I keep: {what}. What you say then comes first.", what=what)
    await chat.say(Say(joined([*about, words, *taste]), (*buttons, everything, children, MY_DATA)))
    return ""


async def remember_that(chat: Chat) -> str:
    """Keep what was said for every search from now on."""
    wishes = chat.given(Remembering.wishes, Wishes())
    if not lasting(wishes):
        words = _("I can keep a place, online or not, days and times, a price limit and a language for you.")
        await chat.say(Say(words, (MY_PREFERENCES, FIND_A_TUTOR)))
        return ""
    await keep_usual(chat, wishes)
    what = usual_words(lasting(wishes), chat.person.locale)
    await chat.say(Say(_("Noted for your next searches: {what}.", what=what), (MY_PREFERENCES, FIND_A_TUTOR)))
    return ""


async def forget_that(chat: Chat, what: str | None = None) -> str:
    """Forget one wish, or all of them with what was learnt from choices."""
    usual = usual_wishes(chat.person)
    what = what or chat.given(Forgetting.what, None)
    choices = what in (TASTE, EVERYTHING) and chat.look(lambda conn: has_been_shown(conn, chat.person.id))
    if not usual and not choices and what != TASTE and chat.done("forgotten", forget_wish) is None:
        await chat.say(Say(_("I keep no wishes of yours, so there is nothing to forget."), (FIND_A_TUTOR,)))
        return ""
    if what is None:
        options = [Option(FORGET[name], name) for name in FORGET if name in usual.said()]
        everything = Option(_("Everything"), EVERYTHING)
        what = await chat.ask(Forgetting.what, _("What shall I forget?"), [*options, everything])
    await chat.once("forgotten", forget_wish, chat.person.id, what)
    await chat.say(Say(_("Forgotten. It plays no part in your next searches."), (MY_PREFERENCES, FIND_A_TUTOR)))
    return ""


def forget_wish(tx: Tx, person: PersonId, name: str) -> bool:
    if name in (TASTE, EVERYTHING):
        forget_shown(tx.conn, person)
    if name != TASTE:
        forget(tx, person, None if name == EVERYTHING else name)
    if name == "online":
        forget(tx, person, "at")
    return True


def _about(chat: Chat) -> list[Text]:
    """Who they are and whose clock they read, as far as that is known."""
    city = chat.person.zone.rsplit("/", 1)[-1].replace("_", " ")
    if chat.person.name and chat.person.zone != "UTC":
        return [_("You are {name}, on {zone} time.", name=first_name(chat.person.name), zone=city)]
    return [_("You are {name}.", name=first_name(chat.person.name))] if chat.person.name else []


FLOWS = (
    Flow("my_preferences", Seeing, my_preferences, _("your preferences"), _("My preferences")),
    Flow("remember_that", Remembering, remember_that, _("that wish"), _("Remember a wish")),
    Flow("forget", Forgetting, forget_that, _("forgetting"), _("Forget something")),
)
