"""A closer look at a tutor: profile and reviews, a sample to hear."""

from etude.conversations.chat import Chat
from etude.conversations.engine import Flow
from etude.conversations.forms import Form, answer
from etude.conversations.messages import Button, Media, OpenLink, Say, StartFlow
from etude.conversations.parts.favouring import favourite_button
from etude.conversations.parts.in_sight import absorb_strange, meant_tutor
from etude.conversations.parts.lesson_words import first_name
from etude.conversations.parts.named_tutor import Called
from etude.conversations.parts.picking import Pick, read_pick
from etude.conversations.parts.quoting import shorten
from etude.conversations.parts.tutor_cards import badge_words, rating_words
from etude.core.ids import PersonId
from etude.core.text import Text, _, verbatim
from etude.core.tutors.model import Tutor
from etude.core.tutors.store import load_qualifications, load_reviews, load_tutor

LONGEST, LONGEST_REVIEW, LONGEST_REPLY = 200, 130, 70


class Looking(Form):
    """Nothing is asked, unless it is not clear who is meant."""

    called = answer(Called, absorbs=absorb_strange)
    who = answer(Pick, reads=read_pick)


async def see_profile(chat: Chat, tutor: str | None = None) -> str:
    """Who they are, what they have learnt, and what others say."""
    found = await _meant(chat, tutor)
    if found is None:
        return ""
    qualifications = chat.look(lambda conn: load_qualifications(conn, found.id))
    badge = badge_words(found)
    facts = _(
        "{name} · {rating} · {years} years of teaching", name=found.name, rating=rating_words(found), years=found.years
    )
    await chat.say(_("{facts} · {badge}", facts=facts, badge=badge) if badge else facts, "facts")
    if qualifications:
        titles = ", ".join(map(str, qualifications[:3]))
        await chat.say(_("Learnt: {titles}.", titles=shorten(titles, 200)), "titles")
    args: dict[str, object] = {"tutor": found.id}
    page = Button(_("Open the page"), OpenLink(chat.house.link(f"/tutors/{found.slug}")))
    reviews = (Button(_("Reviews"), StartFlow("read_reviews", args)),) if found.reviews_count else ()
    ways = (*reviews, *_sample_button(found), favourite_button(chat, found.id), page)
    await chat.say(Say(verbatim(shorten(found.bio, LONGEST)), ways), "bio")
    return ""


async def read_reviews(chat: Chat, tutor: str | None = None) -> str:
    """The newest reviews, in their authors' words."""
    found = await _meant(chat, tutor)
    if found is None:
        return ""
    reviews = chat.look(lambda conn: load_reviews(conn, found.id))
    for number, review in enumerate(reviews):
        words = _(
            "{stars} {author}: “{words}”",
            stars="★" * review.stars,
            author=review.author,
            words=shorten(review.words, LONGEST_REVIEW),
        )
        if review.reply:
            reply = shorten(review.reply, LONGEST_REPLY)
            words = _("{review} {name}: “{reply}”", review=words, name=first_name(found.name), reply=reply)
        await chat.say(words, str(number))
    if not reviews and found.reviews_count:
        words = _("{name}: {rating}, in stars alone so far.", name=first_name(found.name), rating=rating_words(found))
        await chat.say(words)
    elif not reviews:
        await chat.say(_("{name} is new here and has no reviews yet.", name=first_name(found.name)))
    return ""


async def hear_sample(chat: Chat, tutor: str | None = None) -> str:
    """A sound or a film of the tutor."""
    found = await _meant(chat, tutor)
    if found is None:
        return ""
    for sample in found.samples:
        if sample.kind == "audio" or sample.kind == "video":
            words: Text = _("{name}: {title}", name=first_name(found.name), title=sample.title)
            path = f"/media/{sample.id}"
            media = Media(words, sample.kind, sample.title, path, sample.path, sample.mime, sample.seconds)
            await chat.say(media, sample.id)
            return ""
    await chat.say(_("{name} has no sample yet.", name=first_name(found.name)))
    return ""


async def _meant(chat: Chat, tutor: str | None) -> Tutor | None:
    """The tutor whom a button names, or whom the words mean."""
    meant = PersonId(tutor) if tutor else await meant_tutor(chat, Looking.called, Looking.who)
    if meant is None:
        await chat.say(_("Whose? Say a name, such as “Ada's profile”, or tell me first what you'd like to learn."))
        return None
    return chat.look(lambda conn: load_tutor(conn, meant))


def _sample_button(tutor: Tutor) -> tuple[Button, ...]:
    has_one = any(sample.kind != "photo" for sample in tutor.samples)
    return (Button(_("Hear a sample"), StartFlow("hear_sample", {"tutor": tutor.id})),) if has_one else ()


FLOWS = (
    Flow("see_profile", Looking, see_profile, _("the profile"), _("Profile")),
    Flow("read_reviews", Looking, read_reviews, _("the reviews"), _("Reviews")),
    Flow("hear_sample", Looking, hear_sample, _("the sample"), _("Hear a sample")),
)
