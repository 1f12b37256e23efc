"""What the model has said of the same words a while ago."""

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta

from etude.core.clock import Clock
from etude.llm.port import Reading, Task

KEPT = timedelta(hours=1)
MOST = 500


class Memory:
    """The latest readings, under digests: the words themselves are not kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, Reading]] = OrderedDict()

    def find(self, task: Task, words: str) -> Reading | None:
        made, reading = self._kept.get(_key(task, words), (None, None))
        return reading if made is not None and self._clock.now() - made < KEPT else None

    def keep(self, task: Task, words: str, reading: Reading) -> None:
        self._kept[_key(task, words)] = (self._clock.now(), reading)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)


def _key(task: Task, words: str) -> str:
    return hashlib.sha256(f"{task.name}\0{task.instructions}\0{words}".encode()).hexdigest()
