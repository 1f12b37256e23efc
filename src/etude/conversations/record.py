"""What a turn writes into its own conversation."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from etude.conversations import store
from etude.conversations.chat import Scene
from etude.conversations.delivery import Outgoing, send_out
from etude.conversations.messages import Reply, replies
from etude.conversations.state import State
from etude.conversations.store import Conversation, Item
from etude.core.database import WrittenJson, write_json
from etude.core.text import Voice
from etude.core.transaction import Tx


class Record:
    """Numbers and stores what both sides say in a turn, and closes the turn.

    `listener` hears what the person said in it: the message's id and the words.
    """

    def __init__(self, tx: Tx, conversation: Conversation, item: Item) -> None:
        self._tx = tx
        self.state = WrittenJson("{}")
        self._item = item
        self.conversation = conversation
        self.seq = conversation.seq
        self.spoken_here = item.address if item.address != store.NOWHERE else None
        self.listener: Callable[[str, str], None] = lambda message, words: None

    @property
    def conn(self) -> Connection:
        return self._tx.conn

    def said(self, words: str, tapped: Mapping[str, object] | None = None) -> None:
        """What the person said, in their own words or by a button."""
        body = {"text": words} | ({"tapped": dict(tapped)} if tapped else {})
        client = self._item.key.partition(":")[2] if self._item.address.channel in ("widget", "terminal") else None
        self.listener(self._add("you", WrittenJson(write_json(body)), client), words)

    def reply(self, reply: Reply, voice: Voice | None = None, *, notice: bool = False) -> None:
        """What Etude says, stored and sent on its way to somebody who is spoken to like this."""
        message = self._add("etude", WrittenJson(replies.dump_json(reply).decode()))
        address = self.spoken_here or self.conversation.address
        at_hand = Outgoing(message, address.name, reply, voice) if voice else None
        send_out(self._tx, self.conversation, address, message, at_hand, notice=notice)

    def close(self, scene: Scene | None, state: State, trouble: str | None = None) -> None:
        """Say what gathered, and write the conversation as it now stands."""
        if scene and not scene.left:
            for reply in scene.out:
                self.reply(reply, scene.person.voice, notice=self.spoken_here is None)
        here = self.spoken_here or self.conversation.address
        self.state = state.write()
        store.close_turn(self.conn, self._tx.now, self.conversation.id, self.state, self.seq, here)
        if trouble or not self._item.answered:
            store.finish_item(self.conn, self._tx.now, self._item.id, trouble)
        self._tx.wake.add(f"said:{self.conversation.id}:{self.seq}")

    def _add(self, author: str, body: WrittenJson, client: str | None = None) -> str:
        self.seq += 1
        return store.add_message(self.conn, self._tx.now, self.conversation.id, self.seq, author, body, client)
