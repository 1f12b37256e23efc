"""What a pressed button does (https://core.telegram.org/bots/api#callbackquery)."""

from dataclasses import dataclass

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.callbacks import CallbackQuery
from etude.testing.telegram_server.chats import CallbackAnswer, Message
from etude.testing.telegram_server.errors import NothingArrivedError
from etude.testing.telegram_server.reading import PATIENCE
from etude.testing.telegram_server.view import SeenButton, SeenMessage
from etude.testing.telegram_server.world import World


@dataclass(frozen=True)
class Tap:
    """A pressed button: a link opens `url`, a callback button waits for its answer, a reply button was `sent`."""

    button: SeenButton
    _world: World
    _query: CallbackQuery | None = None
    sent: SeenMessage | None = None

    @property
    def url(self) -> str | None:
        return self.button.url

    @property
    def query_id(self) -> str | None:
        """The callback query's id, as the bot got it."""
        return self._query.id if self._query else None

    @property
    def answer(self) -> CallbackAnswer | None:
        """What the bot answered so far."""
        return self._query.answer if self._query else None

    async def answered(self, seconds: float = PATIENCE) -> CallbackAnswer:
        """Wait until the bot answers; NothingArrivedError when it does not."""
        await self._world.bulletin.wait_until(lambda: self.answer is not None, seconds)
        if self.answer is None:
            raise NothingArrivedError(f"The tap on {self.button.text!r} was not answered within {seconds} s.")
        return self.answer


def find_button(wanted: str, shown: list[SeenMessage]) -> tuple[SeenButton, SeenMessage] | None:
    """The first button with this label or callback data."""
    for seen in shown:
        for button in (button for row in seen.buttons for button in row):
            if wanted in (button.text, button.callback_data):
                return button, seen
    return None


def press(world: World, person: Account, button: SeenButton, message: Message) -> Tap:
    """A callback button tells the bot; any other kind stays with the app."""
    if button.callback_data is None:
        return Tap(button, world)
    query = world.callbacks.open(person, message, button.callback_data)
    update = {
        "id": query.id,
        "from": person.to_wire(),
        "message": message.to_wire(),
        "chat_instance": str(-7_919_000_000_000 - abs(message.chat.id)),
        "data": button.callback_data,
    }
    world.publish("callback_query", update, message.chat.id)
    return Tap(button, world, query)
