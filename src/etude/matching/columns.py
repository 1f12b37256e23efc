"""Columns of numbers that only grow: what stands in a row is never changed, so that it can be read while others are
added."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
FIRST_ROOM = 64


class Column:
    """One growing column; `width` numbers a row where it is given."""

    def __init__(self, kind: str, width: int | None = None) -> None:
        self._width = width
        self._held = np.zeros(self._shape(FIRST_ROOM), kind)
        self.size = 0

    @property
    def values(self) -> Array:
        """The rows there are; a view."""
        return self._held[: self.size]

    @property
    def nbytes(self) -> int:
        return int(self._held.nbytes)

    def append(self, value: Any) -> None:
        self.extend_to(self.size + 1)
        self._held[self.size - 1] = value

    def extend_to(self, size: int) -> None:
        """Rows of zeros up to this number of rows."""
        if size > len(self._held):
            grown = np.zeros(self._shape(max(size, len(self._held) * 3 // 2)), self._held.dtype)
            grown[: self.size] = self._held[: self.size]
            self._held = grown
        self.size = max(size, self.size)

    def _shape(self, rows: int) -> tuple[int, ...]:
        return (rows,) if self._width is None else (rows, self._width)
