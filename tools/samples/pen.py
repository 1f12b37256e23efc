"""What faces are drawn with."""

from PIL import ImageColor, ImageDraw

SIZE = 480
SCALE = 3
Box = tuple[float, float, float, float]


class Pen:
    """Draws in coordinates of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def oval(self, box: Box, colour: str) -> None:
        self._draw.ellipse(_scaled(box), fill=colour)

    def block(self, box: Box, radius: float, colour: str) -> None:
        self._draw.rounded_rectangle(_scaled(box), radius * SCALE, fill=colour)

    def shape(self, points: tuple[tuple[float, float], ...], colour: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def arc(self, box: Box, start: float, end: float, colour: str, width: float) -> None:
        self._draw.arc(_scaled(box), start, end, fill=colour, width=round(width * SCALE))

    def slice(self, box: Box, start: float, end: float, colour: str) -> None:
        self._draw.chord(_scaled(box), start, end, fill=colour)


def _scaled(box: Box) -> list[float]:
    return [edge * SCALE for edge in box]


def mix(one: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
