"""Short films of a tune: a keyboard, a fretboard and a drum kit on which the notes light up as they sound."""

from collections.abc import Callable, Iterator

from PIL import Image, ImageDraw

from samples.tunes import Note, Tune, tune_named

RATE = 24
_SIZE = (640, 360)
_SCALE = 2
_GROUND = "#2b2233"
_GLOW = ("#f2a65a", "#e8737a", "#8fc7b5", "#f4d06f")
_AHEAD = 2.4
_LOWEST, _HIGHEST = 36, 84
_BLACK = {1, 3, 6, 8, 10}
_FLOOR = 230
Colour = tuple[int, int, int]
Painter = Callable[[ImageDraw.ImageDraw, Tune, float], None]


def film_all() -> Iterator[tuple[Tune, Iterator[Image.Image]]]:
    """The tunes that have a film, each with its pictures in order."""
    for name, painter in (("piano-1", _paint_keyboard), ("guitar-1", _paint_fretboard), ("drums-1", _paint_kit)):
        tune = tune_named(name)
        yield tune, _frames(tune, painter)


def _frames(tune: Tune, painter: Painter) -> Iterator[Image.Image]:
    for number in range(int(tune.seconds * RATE)):
        image = Image.new("RGB", (_SIZE[0] * _SCALE, _SIZE[1] * _SCALE), _GROUND)
        painter(ImageDraw.Draw(image), tune, number / RATE)
        yield image.resize(_SIZE, Image.Resampling.LANCZOS)


def _lit(tune: Tune, note: Note, now: float, fade: float) -> float:
    """How brightly a note shines: 1 as it begins, less while it lasts, 0 before and after."""
    age = now - note.start * tune.beat
    length = max(note.beats * tune.beat, fade)
    return 0.0 if age < 0 or age >= length else 1 - 0.6 * age / length


def _hex(colour: str) -> Colour:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _blend(under: str, over: str, share: float) -> Colour:
    one, other = _hex(under), _hex(over)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _box(left: float, top: float, right: float, bottom: float) -> list[float]:
    return [edge * _SCALE for edge in (left, top, right, bottom)]


def _key_edges(pitch: int) -> tuple[float, float]:
    """Left and right edge of a key on the keyboard."""
    whites = [key for key in range(_LOWEST, _HIGHEST + 1) if key % 12 not in _BLACK]
    wide = _SIZE[0] / len(whites)
    before = sum(1 for key in whites if key < pitch)
    if pitch % 12 in _BLACK:
        return before * wide - wide * 0.3, before * wide + wide * 0.3
    return before * wide, (before + 1) * wide


def _hand(note: Note) -> str:
    return _GLOW[0] if note.pitch >= 60 else _GLOW[2]


def _paint_keyboard(draw: ImageDraw.ImageDraw, tune: Tune, now: float) -> None:
    for note in tune.notes:
        _paint_falling(draw, tune, note, now)
    shining = {int(note.pitch): (note, light) for note in tune.notes if (light := _lit(tune, note, now, 0.15))}
    for black in (False, True):
        for pitch in range(_LOWEST, _HIGHEST + 1):
            if (pitch % 12 in _BLACK) is black:
                _paint_key(draw, pitch, shining.get(pitch), black)


def _paint_falling(draw: ImageDraw.ImageDraw, tune: Tune, note: Note, now: float) -> None:
    start = note.start * tune.beat - now
    end = start + note.beats * tune.beat - 0.04
    if end > 0 and start < _AHEAD:
        left, right = _key_edges(int(note.pitch))
        top, bottom = (_FLOOR - max(0.0, at) / _AHEAD * _FLOOR for at in (end, start))
        draw.rounded_rectangle(_box(left + 1, max(-9, top), right - 1, bottom), 4 * _SCALE, fill=_hand(note))


def _paint_key(draw: ImageDraw.ImageDraw, pitch: int, shining: tuple[Note, float] | None, black: bool) -> None:
    left, right = _key_edges(pitch)
    plain = "#1d1822" if black else "#f7efe4"
    fill = _blend(plain, _hand(shining[0]), shining[1]) if shining else _hex(plain)
    bottom = 306 if black else 352
    draw.rounded_rectangle(_box(left + 0.7, _FLOOR, right - 0.7, bottom), 3 * _SCALE, fill=fill)


_OPEN_STRINGS = (64, 59, 55, 50, 45, 40)
_FRETS = 12


def _fingering(pitch: int) -> tuple[int, int]:
    """String and fret: the highest string on which the note lies within the first frets."""
    for string, opened in enumerate(_OPEN_STRINGS):
        if 0 <= pitch - opened <= _FRETS:
            return string, pitch - opened
    return len(_OPEN_STRINGS) - 1, 0


def _fret_x(fret: int) -> float:
    """Frets stand closer together towards the body, as on the instrument."""
    return 70 + 1080 * (1 - 2 ** (-fret / 12))


def _paint_fretboard(draw: ImageDraw.ImageDraw, tune: Tune, now: float) -> None:
    draw.rounded_rectangle(_box(60, 74, 650, 286), 10 * _SCALE, fill="#5b3a29")
    draw.rectangle(_box(62, 74, 70, 286), fill="#f7efe4")
    for fret in range(1, _FRETS + 1):
        draw.rectangle(_box(_fret_x(fret) - 1.5, 74, _fret_x(fret) + 1.5, 286), fill="#b9a58c")
    for fret in (3, 5, 7, 9, 12):
        middle = (_fret_x(fret - 1) + _fret_x(fret)) / 2
        draw.ellipse(_box(middle - 7, 173, middle + 7, 187), fill="#7d5a44")
    shining = [
        (_fingering(int(note.pitch)), note, light) for note in tune.notes if (light := _lit(tune, note, now, 0.2))
    ]
    for string in range(6):
        _paint_string(draw, string, max((light for (on, _), _, light in shining if on == string), default=0.0))
    for (string, fret), note, light in shining:
        _paint_finger(draw, string, fret, note, light)


def _paint_string(draw: ImageDraw.ImageDraw, string: int, light: float) -> None:
    y, thick = 92 + string * 35, 0.9 + string * 0.35
    draw.rectangle(_box(40, y - thick - light, 640, y + thick + light), fill=_blend("#d8cbb8", "#fff3d6", light))


def _paint_finger(draw: ImageDraw.ImageDraw, string: int, fret: int, note: Note, light: float) -> None:
    x = 46 if fret == 0 else (_fret_x(fret - 1) + _fret_x(fret)) / 2
    y, radius = 92 + string * 35, 10 + 5 * light
    draw.ellipse(
        _box(x - radius, y - radius, x + radius, y + radius), fill=_blend("#5b3a29", _hand(note), 0.35 + 0.65 * light)
    )


# Middle, radius and colour of each piece of the kit from above, in the order of the drum grid.
_KIT = (
    (320, 196, 74, "#8d4b4f"),
    (196, 236, 50, "#c9b79c"),
    (98, 176, 46, "#d9a441"),
    (98, 176, 46, "#d9a441"),
    (262, 96, 42, "#a9634f"),
    (446, 246, 58, "#a9634f"),
    (496, 104, 62, "#d9a441"),
)
_DRAWN = (0, 1, 5, 4, 2, 6)


def _paint_kit(draw: ImageDraw.ImageDraw, tune: Tune, now: float) -> None:
    lights = [
        max((_lit(tune, n, now, 0.32) for n in tune.notes if n.pitch == piece), default=0.0) for piece in range(7)
    ]
    lights[2] = max(lights[2], lights[3])
    for piece in _DRAWN:
        x, y, radius, colour = _KIT[piece]
        light = lights[piece]
        if light:
            _paint_disc(draw, x, y, radius + 4 + 12 * (1 - light), _blend(_GROUND, _GLOW[3], 0.7 * light))
        _paint_disc(draw, x, y, radius, _hex("#1b1620"))
        _paint_disc(draw, x, y, radius - 4, _blend(colour, "#fff3d6", 0.75 * light))
        _paint_disc(
            draw, x, y, radius * (0.16 if piece in (2, 6) else 0.62), _blend(colour, "#fff9ea", 0.25 + 0.6 * light)
        )


def _paint_disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: Colour) -> None:
    draw.ellipse(_box(x - radius, y - radius, x + radius, y + radius), fill=colour)
