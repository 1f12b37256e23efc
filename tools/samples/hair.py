"""Styles of hair, each drawn behind the head, in front of it, or both."""

from collections.abc import Callable

from samples.face import Face
from samples.pen import Pen, mix

Drawing = Callable[[Pen, Face], None]


def _cap(pen: Pen, face: Face, low: float = 196, wide: float = 88) -> None:
    """Hair over the top of the head down to a hairline."""
    pen.slice((240 - wide, 98, 240 + wide, 98 + (low - 98) * 2), 180, 360, face.hair)


def _long_behind(pen: Pen, face: Face) -> None:
    pen.block((142, 110, 338, 420), 84, mix(face.hair, "#000000", 0.18))


def _long_front(pen: Pen, face: Face) -> None:
    pen.shape(((240, 112), (318, 150), (334, 260), (312, 218), (240, 150)), face.hair)
    pen.shape(((240, 112), (162, 150), (146, 260), (168, 218), (240, 150)), face.hair)
    _cap(pen, face, 156, 84)


def _bob_behind(pen: Pen, face: Face) -> None:
    pen.block((138, 104, 342, 322), 80, mix(face.hair, "#000000", 0.15))


def _bob_front(pen: Pen, face: Face) -> None:
    pen.slice((150, 96, 330, 246), 180, 360, face.hair)
    pen.shape(((152, 170), (196, 168), (170, 200), (160, 300), (142, 296)), face.hair)
    pen.shape(((328, 170), (284, 168), (310, 200), (320, 300), (338, 296)), face.hair)


def _fringe_front(pen: Pen, face: Face) -> None:
    pen.slice((152, 96, 328, 300), 180, 360, face.hair)
    pen.block((170, 168, 310, 203), 15, face.hair)


def _bun_behind(pen: Pen, face: Face) -> None:
    pen.oval((194, 50, 286, 138), mix(face.hair, "#000000", 0.12))


def _swept_back(pen: Pen, face: Face) -> None:
    pen.slice((152, 100, 328, 262), 180, 360, face.hair)
    pen.slice((176, 152, 304, 212), 180, 360, face.skin)


def _curls_behind(pen: Pen, face: Face) -> None:
    shade = mix(face.hair, "#000000", 0.16)
    for x, y in ((158, 180), (150, 230), (156, 280), (322, 180), (330, 230), (324, 280), (176, 318), (304, 318)):
        pen.oval((x - 42, y - 42, x + 42, y + 42), shade)


def _curls_front(pen: Pen, face: Face) -> None:
    for x, y, r in (
        (170, 152, 30),
        (200, 126, 32),
        (240, 116, 34),
        (280, 126, 32),
        (310, 152, 30),
        (156, 186, 22),
        (324, 186, 22),
    ):
        pen.oval((x - r, y - r, x + r, y + r), face.hair)


def _wavy_behind(pen: Pen, face: Face) -> None:
    _long_behind(pen, face)
    for x, y in ((146, 330), (334, 330), (154, 380), (326, 380)):
        pen.oval((x - 30, y - 36, x + 30, y + 36), mix(face.hair, "#000000", 0.18))


def _wavy_front(pen: Pen, face: Face) -> None:
    pen.slice((150, 96, 330, 290), 180, 296, face.hair)
    pen.slice((190, 100, 330, 270), 250, 360, face.hair)
    pen.slice((176, 160, 322, 224), 200, 360, face.skin)


def _plait_behind(pen: Pen, face: Face) -> None:
    for step in range(5):
        y = 290 + step * 34
        pen.oval((300, y - 22, 352, y + 26), mix(face.hair, "#000000", 0.08 * (step % 2) + 0.06))


def _braids_behind(pen: Pen, face: Face) -> None:
    for x in (148, 164, 180, 300, 316, 332):
        pen.block((x - 9, 170, x + 9, 420), 9, mix(face.hair, "#6a4a3c", 0.14 if x % 3 else 0.3))


def _afro_behind(pen: Pen, face: Face) -> None:
    pen.oval((114, 50, 366, 288), face.hair)


def _afro_front(pen: Pen, face: Face) -> None:
    pen.slice((152, 96, 328, 250), 180, 360, face.hair)


def _short_front(pen: Pen, face: Face) -> None:
    pen.slice((150, 94, 330, 280), 180, 360, face.hair)
    pen.slice((186, 160, 318, 226), 180, 360, face.skin)
    pen.block((148, 176, 166, 236), 8, face.hair)
    pen.block((314, 176, 332, 236), 8, face.hair)


def _scarf_behind(pen: Pen, face: Face) -> None:
    pen.oval((132, 84, 348, 372), face.hair if face.cloth == "#e9e1d0" else mix(face.cloth, "#ffffff", 0.25))
    pen.block((150, 300, 330, 420), 50, mix(face.cloth, "#ffffff", 0.25))


def _scarf_front(pen: Pen, face: Face) -> None:
    colour = mix(face.cloth, "#ffffff", 0.25)
    pen.slice((146, 92, 334, 260), 180, 360, colour)
    pen.slice((170, 146, 310, 222), 180, 360, face.skin)
    pen.slice((150, 270, 330, 392), 20, 160, mix(face.cloth, "#000000", 0.08))


def _side_front(pen: Pen, face: Face) -> None:
    pen.slice((152, 92, 328, 276), 180, 360, face.hair)
    pen.slice((190, 148, 318, 226), 180, 360, face.skin)
    pen.block((152, 168, 168, 226), 7, face.hair)
    pen.block((312, 168, 328, 222), 7, face.hair)


def _crop_front(pen: Pen, face: Face) -> None:
    pen.slice((156, 104, 324, 254), 180, 360, face.hair)
    pen.slice((176, 158, 304, 208), 180, 360, face.skin)
    pen.block((156, 170, 168, 214), 6, face.hair)
    pen.block((312, 170, 324, 214), 6, face.hair)


def _quiff_front(pen: Pen, face: Face) -> None:
    pen.slice((154, 96, 326, 262), 180, 360, face.hair)
    pen.slice((176, 80, 340, 176), 160, 350, face.hair)
    pen.slice((178, 152, 306, 218), 180, 360, face.skin)


def _messy_front(pen: Pen, face: Face) -> None:
    pen.slice((152, 96, 328, 286), 180, 360, face.hair)
    pen.slice((172, 158, 308, 228), 180, 360, face.skin)
    for x, y, r in (
        (168, 136, 22),
        (196, 112, 24),
        (232, 100, 26),
        (270, 106, 25),
        (302, 128, 22),
        (206, 152, 20),
        (258, 150, 22),
    ):
        pen.oval((x - r, y - r * 0.8, x + r, y + r * 0.8), face.hair)


def _bald_front(pen: Pen, face: Face) -> None:
    if face.beard != "full":
        pen.block((156, 186, 166, 230), 5, mix(face.skin, face.hair, 0.5))
        pen.block((314, 186, 324, 230), 5, mix(face.skin, face.hair, 0.5))


def _locks_behind(pen: Pen, face: Face) -> None:
    for step, x in enumerate((146, 160, 174, 306, 320, 334)):
        pen.block((x - 10, 140, x + 10, 330 + 14 * (step % 3)), 10, mix(face.hair, "#5a3c2e", 0.12 * (step % 2) + 0.08))


BEHIND: dict[str, Drawing] = {
    "long": _long_behind,
    "bob": _bob_behind,
    "fringe": _long_behind,
    "bun": _bun_behind,
    "topknot": _bun_behind,
    "curls": _curls_behind,
    "wavy": _wavy_behind,
    "plait": _plait_behind,
    "braids": _braids_behind,
    "afro": _afro_behind,
    "scarf": _scarf_behind,
    "locks": _locks_behind,
}
IN_FRONT: dict[str, Drawing] = {
    "long": _long_front,
    "bob": _bob_front,
    "fringe": _fringe_front,
    "bun": _swept_back,
    "topknot": _fringe_front,
    "curls": _curls_front,
    "wavy": _wavy_front,
    "plait": _swept_back,
    "braids": _swept_back,
    "afro": _afro_front,
    "short": _short_front,
    "scarf": _scarf_front,
    "side": _side_front,
    "crop": _crop_front,
    "fade": _crop_front,
    "curly": _curls_front,
    "bald": _bald_front,
    "swept": _quiff_front,
    "messy": _messy_front,
    "locks": _swept_back,
}
