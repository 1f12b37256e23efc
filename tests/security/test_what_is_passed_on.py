"""A yes is to what was shown, a name is no way round the rule about contact details, and the data folder is private."""

from pathlib import Path

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.flows.ask_tutor import send_question
from etude.conversations.messages import Tap, buttons_of
from etude.conversations.store import Address, Newcomer
from etude.conversations.turns import Delivery
from etude.core.ids import PersonId
from etude.core.ownership import prepare_folder
from etude.core.text import Voice
from etude.core.transaction import Tx
from etude.core.tutors.store import find_tutor
from etude.testing.transcripts.players import DirectPlayer
from etude.testing.world import World


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


async def test_a_telephone_number_for_a_name_does_not_reach_the_tutor(world: World) -> None:
    daniel = DirectPlayer(world, Address("telegram", "9"), Newcomer("07700900123 Daniel", "en", "Europe/London"))
    await daniel.say("hello")

    def ask(tx: Tx) -> PersonId:
        student = store.person_at(tx.conn, Address("telegram", "9"))
        slug = tx.conn.exec_driver_sql("SELECT slug FROM tutors ORDER BY slug LIMIT 1").scalar()
        tutor = find_tutor(tx.conn, str(slug))
        assert student is not None
        assert tutor is not None
        send_question(tx, student, tutor.id, "May I ask something?")
        return tutor.id

    tutor = await world.etude.transactions.run(ask)
    await world.settle()

    def last_said(conn: Connection) -> str:
        conversation = store.find_conversation(conn, tutor)
        assert conversation is not None
        (message, *_rest) = store.last_messages(conn, conversation, 1)
        return message.reply.text.render(Voice()) if message.reply else ""

    said = await world.etude.transactions.read(last_said)
    assert "May I ask something?" in said
    assert "07700900123" not in said


async def test_a_yes_for_one_child_books_nothing_for_another(world: World) -> None:
    carla = DirectPlayer(world, Address("terminal", "carla"), Newcomer("Carla", "en", "Europe/London"))
    await carla.say("jazz piano for my 9 year old near Camden, weekday evenings, under £40")
    await carla.tap("Choose Ada")
    await carla.tap("Wed 25 Nov, 17:00")
    await carla.say("Ben")
    shown = await world.etude.transactions.read(lambda conn: _newest_with(conn, "Agree"))
    await carla.say("another name")
    await carla.say("Tom")
    assert "for Tom" in (await carla.heard())[-1].text
    await world.etude.turns.receive(Delivery(Address("terminal", "carla"), "late", Tap(*shown), Newcomer()))
    last = (await carla.heard())[-1]
    assert not any("/pay/" in link for link in last.links)
    assert "for Tom" in last.text


def _newest_with(conn: Connection, label: str) -> tuple[str, int]:
    person = store.person_at(conn, Address("terminal", "carla"))
    conversation = store.find_conversation(conn, person) if person else None
    assert conversation is not None
    for message in store.last_messages(conn, conversation, 5):
        for number, button in enumerate(buttons_of(message.reply) if message.reply else ()):
            if button.label.render(Voice()) == label:
                return message.id, number
    raise AssertionError(label)
