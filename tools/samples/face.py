"""One face: its colours and what it wears."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """The colours of one face and what it wears."""

    ground: str
    skin: str
    hair: str
    cloth: str
    style: str
    she: bool
    beard: str
    glasses: bool
    earrings: bool
    neckline: str
    smile: str
    width: float
