"""Taps that wait for their answer (https://core.telegram.org/bots/api#callbackquery)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from etude.testing.telegram_server.accounts import Account
from etude.testing.telegram_server.chats import CallbackAnswer, Message
from etude.testing.telegram_server.errors import bad_request
from etude.testing.telegram_server.limits import Limits


@dataclass
class CallbackQuery:
    """One tap on a button of the bot's; the person's button shows a progress bar until `answer` is there."""

    id: str
    person: Account
    message: Message
    data: str
    tapped_at: datetime
    answer: CallbackAnswer | None = None


class CallbackDesk:
    """Keeps taps, and refuses answers that come too late or twice."""

    def __init__(self, now: Callable[[], datetime], limits: Limits) -> None:
        self._now = now
        self._limits = limits
        self._queries: dict[str, CallbackQuery] = {}

    def open(self, person: Account, message: Message, data: str) -> CallbackQuery:
        number = 4_100_000_000 + len(self._queries)
        query = CallbackQuery(str(number), person, message, data, self._now())
        self._queries[query.id] = query
        return query

    def answer(self, query_id: str, answer: CallbackAnswer) -> CallbackQuery:
        query = self._queries.get(query_id)
        lifetime = timedelta(seconds=self._limits.callback_seconds)
        if query is None or query.answer is not None or self._now() - query.tapped_at > lifetime:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        return query

    def unanswered(self) -> list[CallbackQuery]:
        return [query for query in self._queries.values() if query.answer is None]
