"""Drawn faces in warm colours, for tutors who do not exist. Names say tone and look: ``olive-she-2``."""

from collections.abc import Iterator
from itertools import cycle
from random import Random

from PIL import Image, ImageColor, ImageDraw

from samples import hair
from samples.face import Face
from samples.pen import SCALE, SIZE, Pen, mix

_SAVED = 400
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
    image = Image.new("RGB", (SIZE * SCALE,) * 2, face.ground)
    pen = Pen(ImageDraw.Draw(image))
    pen.oval((70, 55, 410, 395), mix(face.ground, "#ffffff", 0.28))
    hair.BEHIND.get(face.style, _nothing)(pen, face)
    _draw_bust(pen, face)
    _draw_head(pen, face)
    _draw_features(pen, face)
    _draw_beard(pen, face)
    hair.IN_FRONT.get(face.style, _nothing)(pen, face)
    _draw_extras(pen, face)
    small = image.resize((_SAVED, _SAVED), Image.Resampling.LANCZOS)
    return small.quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)


def _shade(colour: str) -> str:
    return mix(colour, "#3a1f1a", 0.16)


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
        pen.shape(((204, 356), (240, 420), (168, 404)), mix(face.cloth, "#ffffff", 0.35))
        pen.shape(((276, 356), (240, 420), (312, 404)), mix(face.cloth, "#ffffff", 0.35))
    else:
        pen.block((196, 340, 284, 396), 22, mix(face.cloth, "#000000", 0.14))


def _draw_head(pen: Pen, face: Face) -> None:
    half = 80 * face.width
    if face.style != "scarf":
        for x in (240 - half, 240 + half):
            pen.oval((x - 15, 208, x + 15, 250), _shade(face.skin))
    pen.oval((240 - half, 118, 240 + half, 328), face.skin)


def _draw_features(pen: Pen, face: Face) -> None:
    dark = "#33211d"
    blush = mix(face.skin, "#e0604e", 0.22)
    brow = mix(face.hair, "#2a1a16", 0.45)
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
    colour = face.hair if face.beard != "stubble" else mix(face.skin, face.hair, 0.3)
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
