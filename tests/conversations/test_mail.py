"""Carla and Ada have closed the chat: what their mails say, and where the link in them leads.

Carla books with Ada; Mallory is somebody else, who may have got hold of a mail."""

import re
from datetime import timedelta
from email.message import EmailMessage

import httpx
import pytest
from sqlalchemy import Connection, select

from etude.conversations import store
from etude.conversations.mail import subject_of
from etude.conversations.store import Address, Newcomer
from etude.core.database import metadata
from etude.core.ids import PersonId
from etude.core.people.store import change_person
from etude.core.tutors.store import find_tutor
from etude.testing.transcripts.players import DirectPlayer, SocketPlayer
from etude.testing.world import World

LONDON = Newcomer(None, "en", "Europe/London")
UNSEEN = timedelta(minutes=1)
CODE = re.compile(r"/chat\S*code=([2-9A-Z]{26})")


def browser_of(world: World) -> SocketPlayer:
    """Somebody with a browser that has never been here."""
    return SocketPlayer(world, {"locale": "en", "zone": "Europe/London"})


class Away:
    """People who read their mail instead of the chat."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.carla = DirectPlayer(world, Address("terminal", "Carla"), LONDON)
        self.ada = DirectPlayer(world, Address("terminal", "Ada"), LONDON)

    async def person(self, player: DirectPlayer | SocketPlayer) -> PersonId | None:
        return await self.world.etude.transactions.read(lambda conn: store.person_at(conn, player.address))

    async def look(self) -> None:
        """Carla sees all that has been said so far, and leaves again."""
        person = await self.person(self.carla)
        assert person is not None

        def mark(conn: Connection) -> None:
            conversation = store.conversation_of(conn, self.world.clock.now(), person)
            store.mark_seen(conn, conversation, store.load_conversation(conn, conversation).seq)

        await self.world.etude.transactions.run(lambda tx: mark(tx.conn))

    async def mails_to(self, name: str) -> list[EmailMessage]:
        await self.world.later(UNSEEN)
        return [mail for mail in self.world.mail.mails() if mail["To"].startswith(name)]

    async def newest(self, name: str) -> tuple[str, str]:
        """The subject and the words of the last mail."""
        mail = (await self.mails_to(name))[-1]
        body = mail.get_body(("plain",))
        assert body is not None
        return mail["Subject"], body.get_content().replace("\r\n", "\n")

    async def code(self, name: str) -> str:
        found = CODE.search((await self.newest(name))[1])
        assert found is not None
        return found[1]


@pytest.fixture
async def away(world: World) -> Away:
    """Carla has asked Ada for a lesson, and both are gone."""
    found = Away(world)

    def give_address(conn: Connection) -> None:
        tutor = find_tutor(conn, "ada-byrne")
        assert tutor is not None
        store.link_address(conn, world.clock.now(), found.ada.address, tutor.id)
        change_person(conn, tutor.id, email="ada@mail.example")

    await world.etude.transactions.run(lambda tx: give_address(tx.conn))
    await found.carla.say("jazz piano for my 9 year old near Camden, weekday evenings")
    await found.carla.tap("Choose Ada")
    await found.carla.tap("Wed 25 Nov, 17:00")
    await found.carla.say("Ben")
    await found.carla.tap("Agree")
    await world.pay((await found.carla.heard())[-1].links[0], "4242424242424242", "carla@mail.example")
    return found


async def test_a_request_says_what_can_be_answered(away: Away) -> None:
    subject, words = await away.newest("ada")
    assert subject == "New request: Piano for Ben, booked by a parent, Wed 25 Nov, 17:00…"
    assert "You can choose there:\n- Confirm\n- Other times\n- Decline\n" in words


async def test_an_offer_lists_its_times(away: Away) -> None:
    await away.look()
    await away.ada.tap("Other times")
    first, second = (await away.ada.heard())[-1].labels[:2]
    await away.ada.tap(first)
    await away.ada.tap(second)
    await away.ada.tap("That's all")
    await away.world.settle()
    subject, words = await away.newest("carla")
    assert subject.startswith("Ada can't do Wed 25 Nov, 17:00, but offers")
    assert f"- {first}\n- {second}\n- None of these\n" in words


async def test_a_proposed_move_says_to_what_it_can_be_answered(away: Away) -> None:
    await away.ada.tap("Confirm")
    await away.world.settle()
    await away.look()
    await away.ada.tap("Change the time")
    time = (await away.ada.heard())[-1].labels[0]
    await away.ada.tap(time)
    await away.ada.tap("Ask for this time")
    await away.world.settle()
    _subject, words = await away.newest("carla")
    assert f"to {time}" in words
    assert "- Accept\n- Keep the old time\n" in words


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("In an hour: Piano with Ada, today.", "In an hour: Piano with Ada, today."),
        (
            "Ada said yes! " + "It is booked. " * 9,
            "Ada said yes! It is booked. It is booked. It is booked. It is booked",
        ),
        ("You pay £12.50 " * 6 + "now.", "You pay £12.50 You pay £12.50 You pay £12.50 You pay £12.50 You pay…"),
        ("Ada " * 20, "Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada Ada…"),
        ("Two\nlines", "Two lines"),
    ],
)
def test_a_subject_ends_with_a_sentence_or_a_word(words: str, subject: str) -> None:
    assert subject_of(words) == subject
    assert len(subject) <= 69


async def test_the_link_goes_on_in_another_browser_by_a_tap(away: Away) -> None:
    code, browser = await away.code("carla"), browser_of(away.world)
    await browser.open(code)
    assert (await browser.heard())[-1].labels == ("Yes, go on here", "No")
    assert await away.person(browser) != await away.person(away.carla)
    await browser.tap("Yes, go on here")
    await away.world.settle()
    assert await away.person(browser) == await away.person(away.carla)
    heard = [each.text for each in await browser.heard()]
    assert any("Requested!" in text for text in heard)
    assert any("Welcome back." in text for text in heard)


async def test_a_program_that_only_looks_does_not_use_the_link_up(away: Away) -> None:
    code = await away.code("carla")
    async with httpx.AsyncClient(base_url=away.world.url, follow_redirects=True) as scanner:
        page = await scanner.get(away.world.etude.house.chat_link(code))
        assert page.status_code == 200
    looking = browser_of(away.world)
    await looking.open(code)  # some scanners run the page as well, but tap nothing
    browser = browser_of(away.world)
    await browser.open(code)
    await browser.tap("Yes, go on here")
    await away.world.settle()
    assert await away.person(browser) == await away.person(away.carla)
    await looking.tap("Yes, go on here")
    await away.world.settle()
    assert "That link has been used meanwhile" in " ".join(each.text for each in await looking.heard())
    assert await away.person(looking) != await away.person(away.carla)


async def test_a_no_leaves_the_link_whole(away: Away) -> None:
    code, browser = await away.code("carla"), browser_of(away.world)
    await browser.open(code)
    await browser.tap("No")
    await browser.open(code)
    await browser.say("yes")
    await away.world.settle()
    assert await away.person(browser) == await away.person(away.carla)


async def test_in_the_browser_where_the_chat_is_the_link_just_opens_it(away: Away) -> None:
    code = await away.code("carla")
    for _time in range(2):
        await away.carla.open(code)
        assert not any("link" in each.text for each in await away.carla.heard())


@pytest.mark.parametrize("why", ["used", "old"])
async def test_a_link_that_is_over_says_so_and_another_is_mailed_to_the_same_address(away: Away, why: str) -> None:
    code, mallory = await away.code("carla"), browser_of(away.world)
    if why == "old":
        await away.world.later(timedelta(days=14))
    else:
        first = browser_of(away.world)
        await first.open(code)
        await first.tap("Yes, go on here")
    before = len(await away.mails_to("carla"))
    for _time in range(2):
        await mallory.open(code)
        await mallory.tap("Mail me a new link")
        await away.world.settle()
    mails = await away.mails_to("carla")
    assert len(mails) == before + 1
    assert mails[-1]["Subject"] == "Here is a new link to your chat."
    new = await away.code("carla")
    assert new != code
    browser = browser_of(away.world)
    await browser.open(new)
    await browser.tap("Yes, go on here")
    await away.world.settle()
    assert await away.person(browser) == await away.person(away.carla)


async def test_nothing_that_is_kept_opens_a_chat(away: Away, caplog: pytest.LogCaptureFixture) -> None:
    """A leaked database, or a log, has no code that still works."""
    caplog.set_level("DEBUG", "etude")
    caplog.set_level("INFO")
    codes = {await away.code("carla"), await away.code("ada")}
    browser = browser_of(away.world)
    for code in codes:
        await browser.open(code)
    await away.carla.say("go on elsewhere")
    codes |= {link.rpartition("=")[2] for each in await away.carla.heard() for link in each.links if "/chat" in link}
    await browser.say(sorted(codes, key=len)[0])
    rows = await away.world.etude.transactions.read(_everything)
    assert len(codes) == 3
    assert all(len(code) in (12, 26) for code in codes)
    for code in codes:
        assert code not in rows
        assert not [line for line in caplog.messages if code in line]


async def test_a_kept_digest_does_not_open_a_chat(away: Away) -> None:
    await away.code("carla")
    digests = await away.world.etude.transactions.read(
        lambda conn: [str(each) for each in conn.execute(select(metadata.tables["codes"].c.digest)).scalars()]
    )
    browser = browser_of(away.world)
    for digest in digests:
        await browser.open(f"code:{digest}")
        await browser.open(digest)
    assert not any("Yes, go on here" in each.labels for each in await browser.heard())


def _everything(conn: Connection) -> str:
    return "\n".join(repr(conn.execute(select(table)).all()) for table in metadata.sorted_tables)
