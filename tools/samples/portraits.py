"""Drawn faces in warm colours, for tutors who do not exist. Names say tone and look: ``olive-she-2``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random

from PIL import Image, ImageColor, ImageDraw

_SIZE = 480
_SAVED = 400
_SCALE = 3
_COLOURS = 56
_GROUNDS = (
    "#f2b880",
    "#e8a598",
    "#f3cf7a",
    "#c9d6a3",
    "#a9cfc4",
    "#e9b7c6",
    "#d9b48f",
    "#b8c4e0",
    "#f0a878",
    "#dcc6e0",
    "#9fc6d6",
    "#e6d3a8",
)
_CLOTHES = (
    "#7a3b3f",
    "#2f5d62",
    "#c65d3b",
    "#3d405b",
    "#8a9a5b",
    "#d98e32",
    "#5b4a72",
    "#29524a",
    "#b5485d",
    "#4f6d8f",
    "#e9e1d0",
    "#6b4b3a",
)
_TONES = {
    "light": ("#f6d5bd", "#f2c8a8", "#f8dcc8"),
    "east": ("#f3cfa9", "#efc49a"),
    "olive": ("#e0ac83", "#d9a274", "#e6b791"),
    "brown": ("#b97a52", "#a96d47"),
    "dark": ("#7a4a30", "#8d583a", "#5f3a28"),
}
_HAIR = {
    "light": ("#6b4428", "#c98f4a", "#3c2a22", "#a8482a", "#e0bb72", "#8d8a88", "#50321f", "#d8d4ce", "#7b5233"),
    "east": ("#1d1a1c", "#2b2326", "#241e22", "#57504f"),
    "olive": ("#2c1e1a", "#4a2f20", "#1f1817", "#6b4630", "#8b8784", "#33231c"),
    "brown": ("#1c1615", "#2a1f1c", "#6d6866", "#211a19"),
    "dark": ("#191414", "#241a17", "#191414", "#6a625e", "#2a1c18"),
}
_STYLES = {
    "she": ("long", "bob", "bun", "curls", "fringe", "plait", "wavy", "short", "topknot"),
    "he": ("side", "crop", "curly", "bald", "swept", "crop", "messy", "side", "curly"),
}
_STYLES_OF = {
    "dark-she": ("afro", "bun", "braids", "short", "scarf"),
    "dark-he": ("fade", "bald", "afro", "fade", "locks"),
    "brown-she": ("plait", "long", "bun", "wavy"),
    "brown-he": ("side", "messy", "curly", "swept"),
    "olive-she": ("wavy", "curls", "long", "scarf", "bob", "topknot"),
    "olive-he": ("curly", "swept", "side", "bald", "messy", "crop"),
    "east-she": ("fringe", "bob", "long", "topknot"),
    "east-he": ("swept", "crop", "messy"),
}
COUNTS = {
    "light-she": 9,
    "light-he": 9,
    "east-she": 4,
    "east-he": 3,
    "olive-she": 6,
    "olive-he": 6,
    "brown-she": 4,
    "brown-he": 4,
    "dark-she": 5,
    "dark-he": 5,
}
Box = tuple[float, float, float, float]


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


def draw_all() -> Iterator[tuple[str, Image.Image]]:
    """Every portrait by name, 400 by 400, with few enough colours to stay small."""
    chance = Random(7)  # noqa: S311  (which glasses, not which secrets)
    grounds, clothes = cycle(_GROUNDS), cycle(_CLOTHES)
    for group, count in COUNTS.items():
        for number in range(1, count + 1):
            face = _cast(chance, group, number, next(grounds), next(clothes))
            yield f"{group}-{number}", draw(face)


def _cast(chance: Random, group: str, number: int, ground: str, cloth: str) -> Face:
    tone, look = group.split("-")
    styles = _STYLES_OF.get(group, _STYLES[look])
    hairs = _HAIR[tone]
    she = look == "she"
    return Face(
        ground,
        _TONES[tone][number % len(_TONES[tone])],
        hairs[(number * 2 + she) % len(hairs)],
        cloth,
        styles[(number - 1) % len(styles)],
        she,
        beard="" if she else chance.choice(("", "", "full", "stubble", "moustache", "full")),
        glasses=chance.random() < 0.24,
        earrings=she and chance.random() < 0.5,
        neckline=chance.choice(("round", "collar", "vee", "roll")),
        smile=chance.choice(("open", "closed", "closed", "open")),
        width=chance.uniform(0.95, 1.05),
    )


def draw(face: Face) -> Image.Image:
    """Back to front: ground, hair behind, shoulders, neck, head, face, hair in front."""
    image = Image.new("RGB", (_SIZE * _SCALE,) * 2, face.ground)
    pen = Pen(ImageDraw.Draw(image))
    pen.oval((70, 55, 410, 395), _mix(face.ground, "#ffffff", 0.28))
    _BEHIND.get(face.style, _nothing)(pen, face)
    _draw_bust(pen, face)
    _draw_head(pen, face)
    _draw_features(pen, face)
    _draw_beard(pen, face)
    _IN_FRONT.get(face.style, _nothing)(pen, face)
    _draw_extras(pen, face)
    small = image.resize((_SAVED, _SAVED), Image.Resampling.LANCZOS)
    return small.quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)


class Pen:
    """Draws in coordinates of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def oval(self, box: Box, colour: str) -> None:
        self._draw.ellipse(_scaled(box), fill=colour)

    def block(self, box: Box, radius: float, colour: str) -> None:
        self._draw.rounded_rectangle(_scaled(box), radius * _SCALE, fill=colour)

    def shape(self, points: tuple[tuple[float, float], ...], colour: str) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def arc(self, box: Box, start: float, end: float, colour: str, width: float) -> None:
        self._draw.arc(_scaled(box), start, end, fill=colour, width=round(width * _SCALE))

    def slice(self, box: Box, start: float, end: float, colour: str) -> None:
        self._draw.chord(_scaled(box), start, end, fill=colour)


def _scaled(box: Box) -> list[float]:
    return [edge * _SCALE for edge in box]


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _shade(colour: str) -> str:
    return _mix(colour, "#3a1f1a", 0.16)


def _nothing(pen: Pen, face: Face) -> None:
    """Some styles have nothing behind the head, or nothing in front."""


def _draw_bust(pen: Pen, face: Face) -> None:
    pen.block((84, 366, 396, 560), 92, face.cloth)
    pen.block((206, 280, 274, 392), 30, _shade(face.skin))
    if face.neckline == "round":
        pen.slice((190, 330, 290, 412), 0, 180, face.skin)
        pen.block((206, 300, 274, 374), 20, _shade(face.skin))
    elif face.neckline == "vee":
        pen.shape(((198, 368), (282, 368), (240, 440)), face.skin)
    elif face.neckline == "collar":
        pen.shape(((204, 356), (240, 420), (168, 404)), _mix(face.cloth, "#ffffff", 0.35))
        pen.shape(((276, 356), (240, 420), (312, 404)), _mix(face.cloth, "#ffffff", 0.35))
    else:
        pen.block((196, 340, 284, 396), 22, _mix(face.cloth, "#000000", 0.14))


def _draw_head(pen: Pen, face: Face) -> None:
    half = 80 * face.width
    if face.style != "scarf":
        for x in (240 - half, 240 + half):
            pen.oval((x - 15, 208, x + 15, 250), _shade(face.skin))
    pen.oval((240 - half, 118, 240 + half, 328), face.skin)


def _draw_features(pen: Pen, face: Face) -> None:
    dark = "#33211d"
    blush = _mix(face.skin, "#e0604e", 0.22)
    brow = _mix(face.hair, "#2a1a16", 0.45)
    for x in (206, 274):
        pen.oval((x - 7, 215, x + 7, 231), dark)
        pen.oval((x - 1, 217, x + 4, 222), "#fffaf2")
        pen.arc((x - 18, 194, x + 18, 220), 205, 335, brow, 5 if face.she else 7)
    for x in (182, 298):
        pen.oval((x - 15, 246, x + 15, 268), blush)
    pen.arc((229, 228, 251, 258), 35, 145, _shade(_shade(face.skin)), 4)
    if face.smile == "open":
        pen.slice((210, 252, 270, 300), 10, 170, "#8c2f33")
        pen.slice((216, 257, 264, 283), 20, 160, "#fffaf2")
    else:
        pen.arc((208, 246, 272, 290), 30, 150, "#a2443f" if face.she else "#8a3d36", 5)


def _draw_beard(pen: Pen, face: Face) -> None:
    colour = face.hair if face.beard != "stubble" else _mix(face.skin, face.hair, 0.3)
    half = 80 * face.width
    if face.beard in ("full", "stubble"):
        pen.slice((240 - half, 150, 240 + half, 344), 12, 168, colour)
        pen.oval((240 - half * 0.72, 226, 240 + half * 0.72, 284), face.skin)
        pen.oval((198, 256, 282, 300), colour)
        pen.slice((214, 256, 266, 294), 15, 165, "#8c2f33" if face.smile == "open" else "#9c4a41")
        pen.arc((229, 228, 251, 258), 35, 145, _shade(_shade(face.skin)), 4)
    elif face.beard == "moustache":
        pen.slice((206, 254, 274, 292), 180, 360, colour)


def _draw_extras(pen: Pen, face: Face) -> None:
    if face.glasses:
        rim = "#4a2f28" if sum(ImageColor.getrgb(face.skin)) > 330 else "#d9b48f"
        for x in (206, 274):
            pen.arc((x - 27, 198, x + 27, 250), 0, 360, rim, 5)
        pen.arc((228, 212, 252, 232), 200, 340, rim, 5)
    if face.earrings and face.style != "scarf":
        for x in (160, 320):
            pen.oval((x - 7, 250, x + 7, 264), "#e8c15a")


def _cap(pen: Pen, face: Face, low: float = 196, wide: float = 88) -> None:
    """Hair over the top of the head down to a hairline."""
    pen.slice((240 - wide, 98, 240 + wide, 98 + (low - 98) * 2), 180, 360, face.hair)


def _long_behind(pen: Pen, face: Face) -> None:
    pen.block((142, 110, 338, 420), 84, _mix(face.hair, "#000000", 0.18))


def _long_front(pen: Pen, face: Face) -> None:
    pen.shape(((240, 112), (318, 150), (334, 260), (312, 218), (240, 150)), face.hair)
    pen.shape(((240, 112), (162, 150), (146, 260), (168, 218), (240, 150)), face.hair)
    _cap(pen, face, 156, 84)


def _bob_behind(pen: Pen, face: Face) -> None:
    pen.block((138, 104, 342, 322), 80, _mix(face.hair, "#000000", 0.15))


def _bob_front(pen: Pen, face: Face) -> None:
    pen.slice((150, 96, 330, 246), 180, 360, face.hair)
    pen.shape(((152, 170), (196, 168), (170, 200), (160, 300), (142, 296)), face.hair)
    pen.shape(((328, 170), (284, 168), (310, 200), (320, 300), (338, 296)), face.hair)


def _fringe_front(pen: Pen, face: Face) -> None:
    pen.slice((152, 96, 328, 300), 180, 360, face.hair)
    pen.block((170, 168, 310, 203), 15, face.hair)


def _bun_behind(pen: Pen, face: Face) -> None:
    pen.oval((194, 50, 286, 138), _mix(face.hair, "#000000", 0.12))


def _swept_back(pen: Pen, face: Face) -> None:
    pen.slice((152, 100, 328, 262), 180, 360, face.hair)
    pen.slice((176, 152, 304, 212), 180, 360, face.skin)


def _curls_behind(pen: Pen, face: Face) -> None:
    shade = _mix(face.hair, "#000000", 0.16)
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
        pen.oval((x - 30, y - 36, x + 30, y + 36), _mix(face.hair, "#000000", 0.18))


def _wavy_front(pen: Pen, face: Face) -> None:
    pen.slice((150, 96, 330, 290), 180, 296, face.hair)
    pen.slice((190, 100, 330, 270), 250, 360, face.hair)
    pen.slice((176, 160, 322, 224), 200, 360, face.skin)


def _plait_behind(pen: Pen, face: Face) -> None:
    for step in range(5):
        y = 290 + step * 34
        pen.oval((300, y - 22, 352, y + 26), _mix(face.hair, "#000000", 0.08 * (step % 2) + 0.06))


def _braids_behind(pen: Pen, face: Face) -> None:
    for x in (148, 164, 180, 300, 316, 332):
        pen.block((x - 9, 170, x + 9, 420), 9, _mix(face.hair, "#6a4a3c", 0.14 if x % 3 else 0.3))


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
    pen.oval((132, 84, 348, 372), face.hair if face.cloth == "#e9e1d0" else _mix(face.cloth, "#ffffff", 0.25))
    pen.block((150, 300, 330, 420), 50, _mix(face.cloth, "#ffffff", 0.25))


def _scarf_front(pen: Pen, face: Face) -> None:
    colour = _mix(face.cloth, "#ffffff", 0.25)
    pen.slice((146, 92, 334, 260), 180, 360, colour)
    pen.slice((170, 146, 310, 222), 180, 360, face.skin)
    pen.slice((150, 270, 330, 392), 20, 160, _mix(face.cloth, "#000000", 0.08))


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
        pen.block((156, 186, 166, 230), 5, _mix(face.skin, face.hair, 0.5))
        pen.block((314, 186, 324, 230), 5, _mix(face.skin, face.hair, 0.5))


def _locks_behind(pen: Pen, face: Face) -> None:
    for step, x in enumerate((146, 160, 174, 306, 320, 334)):
        pen.block(
            (x - 10, 140, x + 10, 330 + 14 * (step % 3)), 10, _mix(face.hair, "#5a3c2e", 0.12 * (step % 2) + 0.08)
        )


Drawing = Callable[[Pen, Face], None]
_BEHIND: dict[str, Drawing] = {
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
_IN_FRONT: dict[str, Drawing] = {
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
