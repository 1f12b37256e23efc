"""What a person sees of each reply, read off the values; Telegram's own limits are held for any words at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.bots.telegram.drawn import Attachment, Key, PlaceKeys, Typing, Words
from etude.bots.telegram.keyboards import arrange, is_loopback, is_public
from etude.bots.telegram.render import render
from etude.bots.telegram.words import bind, line, measure, strip_markup
from etude.conversations.delivery import Outgoing
from etude.conversations.messages import (
    Button,
    Cards,
    Document,
    FileRequest,
    GiveAnswer,
    LessonCard,
    LocationRequest,
    Media,
    OpenLink,
    PayLink,
    Progress,
    Reply,
    Say,
    StartFlow,
    TimeOption,
    Times,
    TutorCard,
)
from etude.core.ids import LessonId, PersonId
from etude.core.money import Money
from etude.core.text import Voice, _, verbatim
from etude.testing.telegram_server.html_text import parse_html, utf16_length

TUESDAY_FIVE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
LONDON = Voice("en", "Europe/London")
HERE, PUBLIC = "http://127.0.0.1:8000", "https://etude.example"
MENU = Button(_("Menu"), StartFlow("menu"))


def draw(reply: Reply, base_url: str = PUBLIC, voice: Voice = LONDON) -> list[object]:
    return list(render(Outgoing("m_1", "1002", reply, voice), base_url))


def tutor(name: str = "Ada Byrne", **changes: object) -> TutorCard:
    facts: dict[str, object] = {
        "tutor": PersonId("per_ada"),
        "name": name,
        "headline": _("Jazz and classical piano"),
        "price": Money(4000, "GBP"),
        "minutes": 60,
        "rating": 4.9,
        "reviews": 23,
        "next_time": TUESDAY_FIVE,
        "reasons": (_("1.2 km away"), _("children adore her")),
        "badge": _("Identity checked"),
        "photo": "/media/m_ada",
        "profile": "/tutors/ada-byrne",
        "buttons": (Button(_("Choose Ada"), GiveAnswer("r", "tutor", "per_ada")),),
    }
    return TutorCard(**(facts | changes))  # type: ignore[arg-type]


def test_buttons_carry_the_message_and_their_number() -> None:
    page = Button(_("Open the page"), OpenLink("https://etude.example/tutors/ada"))
    (words,) = draw(Say(verbatim("Well?"), (MENU, page, Button(_("Cancel it"), StartFlow("cancel"), "danger"))))
    assert words == Words(
        "Well?",
        (
            (Key("Menu", data="m_1:0"), Key("Open the page", url="https://etude.example/tutors/ada")),
            (Key("Cancel it", data="m_1:2", look="danger"),),
        ),
    )


def test_long_labels_have_a_row_of_their_own() -> None:
    labels = ["Yes", "No", "Tue 24 Nov, 17:00", "Something quite long", "Back"]
    rows = arrange([Key(label, data="m:0") for label in labels])
    assert [[key.label for key in row] for row in rows] == [
        ["Yes", "No"],
        ["Tue 24 Nov, 17:00"],
        ["Something quite long"],
        ["Back"],
    ]


def test_tutors_are_told_apart_at_a_glance() -> None:
    newcomer = tutor("Bo <new>", rating=None, reviews=0, next_time=None, reasons=(), badge=None, profile=None)
    (words,) = draw(Cards(_("Here is who fits best."), (tutor(), newcomer), (Button(_("More"), StartFlow("more")),)))
    assert isinstance(words, Words)
    assert words.html == (
        "Here is who fits best.\n"
        "\n"
        '<b><a href="https://etude.example/tutors/ada-byrne">Ada Byrne</a></b> ★ 4.9 (23)\n'
        "Jazz and classical piano\n"
        "£40 for 60 min · next Tue 24 Nov, 17:00\n"
        "✓ Identity checked\n"
        "<i>1.2 km away · children adore her</i>\n"
        "\n"
        "<b>Bo &lt;new&gt;</b> · New here\n"
        "Jazz and classical piano\n"
        "£40 for 60 min"
    )
    assert [key.data for row in words.keys for key in row] == ["m_1:0", "m_1:1", "m_1:2"]


def test_a_single_tutor_has_a_picture() -> None:
    (photo,) = draw(Cards(_("Look:"), (tutor(),)))
    assert isinstance(photo, Attachment)
    assert (photo.kind, photo.page, photo.html[:5]) == ("photo", "/media/m_ada", "Look:")


def test_times_say_whose_clock_they_are_on() -> None:
    option = TimeOption(TUESDAY_FIVE, Button(_("{t:when}", t=TUESDAY_FIVE), GiveAnswer("r", "time", "…")))
    (words,) = draw(Times(_("When?"), (option,), (MENU,), "America/New_York"))
    assert isinstance(words, Words)
    assert words.html == "When?\n<i>Times are London time.</i>\n<i>17:00 here is 12:00 in New York.</i>"
    assert [key.label for row in words.keys for key in row] == ["Tue 24 Nov, 17:00", "Menu"]


def test_a_place_is_asked_for_with_the_phones_own_button() -> None:
    asked = LocationRequest(_("Where?"), (MENU, Button(_("The map"), OpenLink("https://etude.example/map"))))
    (words,) = draw(asked)
    assert words == Words(
        'Where?\n\n<a href="https://etude.example/map">The map</a>', place=PlaceKeys("📍 Share my location", ("Menu",))
    )


def test_a_lesson_is_its_facts() -> None:
    facts = ((_("When"), _("{t:when}", t=TUESDAY_FIVE)), (_("Where"), verbatim("at Ada's, 12 <Camden> Road")))
    title = _("Piano with Ada")
    (words,) = draw(LessonCard(_("{title}: confirmed.", title=title), LessonId("les_1"), title, facts, "confirmed"))
    assert words == Words(
        "Piano with Ada: confirmed.\n\n<b>When: </b>Tue 24 Nov, 17:00\n<b>Where: </b>at Ada's, 12 &lt;Camden&gt; Road"
    )
    (words,) = draw(LessonCard(_("You are booked."), LessonId("les_1"), title, facts[:1], "confirmed"))
    assert words == Words("You are booked.\n\n<b>Piano with Ada</b>\n\n<b>When: </b>Tue 24 Nov, 17:00")


def pay(base_url: str) -> PayLink:
    return PayLink(_("Last step."), Money(4000, "GBP"), f"{base_url}/pay/abc", TUESDAY_FIVE, _("Pay £40"), (MENU,))


def test_paying_is_a_button_that_opens_the_page() -> None:
    (words,) = draw(pay(PUBLIC))
    assert words == Words(
        "Last step.", ((Key("Pay £40", url="https://etude.example/pay/abc"), Key("Menu", data="m_1:0")),)
    )


def test_what_no_phone_can_open_is_said_kindly() -> None:
    (words,) = draw(pay(HERE), HERE)
    assert words == Words(
        "Last step.\n\nPay £40: <code>http://127.0.0.1:8000/pay/abc</code>\n"
        "This address opens only on the computer that Etude runs on.",
        ((Key("Menu", data="m_1:0"),),),
    )


def test_an_address_that_was_said_is_not_said_again() -> None:
    feed = f"{HERE}/calendar/abc.ics"
    (words,) = draw(Say(verbatim(feed), (Button(_("Open the feed"), OpenLink(feed)),)), HERE)
    assert words == Words(f"{feed}\n\nThis address opens only on the computer that Etude runs on.")


def test_a_path_of_our_own_becomes_an_address() -> None:
    (words,) = draw(Say(verbatim("Look"), (Button(_("Profile"), OpenLink("/tutors/ada")),)))
    assert words == Words("Look", ((Key("Profile", url="https://etude.example/tutors/ada"),),))


@pytest.mark.parametrize(
    ("url", "public", "here"),
    [
        ("https://t.me/etude_bot?start=x", True, False),
        ("http://etude.example:8080/pay", True, False),
        ("http://localhost:8000/", False, True),
        ("http://school.localhost/", False, True),
        ("http://127.0.0.1/", False, True),
        ("http://[::1]/", False, True),
        ("http://0.0.0.0:8000/", False, True),
        ("http://192.168.1.20:8000/", False, False),
        ("http://raspberry:8000/", False, False),
        ("http://raspberry.local/", False, False),
        ("webcal://etude.example/feed.ics", False, False),
    ],
)
def test_which_addresses_a_button_may_have(url: str, public: bool, here: bool) -> None:
    assert (is_public(url), is_loopback(url)) == (public, here)


def test_sounds_and_files_carry_their_words() -> None:
    sound = Media(_("Listen"), "audio", "A tune", "/media/m1", "samples/a.mp3", "audio/mpeg", 12, (MENU,))
    keys = ((Key("Menu", data="m_1:0"),),)
    assert draw(sound) == [
        Attachment("audio", "/media/m1", "Listen", keys, stored="samples/a.mp3", title="A tune", seconds=12)
    ]
    file = Document(_("Booked."), "lesson.ics", "text/calendar", "BEGIN", (MENU,))
    assert draw(file) == [Attachment("document", "lesson.ics", "Booked.", keys, content=b"BEGIN")]


def test_more_words_than_a_caption_holds_follow_the_file() -> None:
    long = verbatim("Practise slowly. " * 100)
    sound = Media(long, "audio", "A tune", "/media/m1", "samples/a.mp3", "audio/mpeg", 12, (MENU,))
    file, words = draw(sound)
    assert isinstance(file, Attachment)
    assert isinstance(words, Words)
    assert (file.html, file.keys) == ("", ())
    assert words.html == ("Practise slowly. " * 100).strip()
    assert words.keys == ((Key("Menu", data="m_1:0"),),)


def test_a_wish_for_a_file_is_words() -> None:
    assert draw(FileRequest(_("Send me a recording."), ("audio/*",))) == [Words("Send me a recording.")]


def test_progress_is_typing_unless_it_can_be_answered() -> None:
    assert draw(Progress(_("Looking…"))) == [Typing()]
    assert draw(Progress(_("Looking…"), (MENU,))) == [Words("Looking…", ((Key("Menu", data="m_1:0"),),))]


def test_words_are_in_the_readers_language_and_zone() -> None:
    words = _("{price} on {time:when}", price=Money(3100, "EUR"), time=TUESDAY_FIVE)
    assert draw(Say(words), voice=Voice("de", "Europe/Berlin")) == [Words("31 € on Di., 24. Nov., 18:00")]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'\n 🎹. "), max_size=12_000)


@given(WORDS)
def test_any_words_fit_into_messages_that_telegram_can_read(words: str) -> None:
    shown = draw(Say(verbatim(words), (MENU,)))
    assert 1 <= len(shown) <= 4
    for each in shown:
        assert isinstance(each, Words)
        text, entities = parse_html(each.html)
        assert 0 < utf16_length(text) <= 4096
        assert entities == []
    assert [bool(each.keys) for each in shown] == [False] * (len(shown) - 1) + [True]  # type: ignore[attr-defined]


@given(WORDS, st.integers(20, 200))
def test_cutting_loses_no_word(words: str, longest: int) -> None:
    pages = bind([line(each) for each in words.split("\n")], longest)
    assert "".join("".join(strip_markup(page) for page in pages).split()) == "".join(words.split())
    assert all(measure(strip_markup(page)) <= longest for page in pages)


def test_too_much_is_cut_off_and_says_so() -> None:
    shown = draw(Say(verbatim("A word & another. " * 2000)))
    assert len(shown) == 4
    assert shown[-1].html.endswith(" …")  # type: ignore[attr-defined]
