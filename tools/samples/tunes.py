"""The melodies, all our own. Times are in beats, pitches in MIDI numbers (60 is middle C)."""

from collections.abc import Iterator
from dataclasses import dataclass

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True, slots=True)
class Note:
    """`pitch` may fall between two keys: the oud needs quarter tones. For drums it numbers the piece of the kit."""

    start: float
    beats: float
    pitch: float
    force: float = 0.8


@dataclass(frozen=True, slots=True)
class Tune:
    """`bpm` beats a minute, at least `beats` long before the last notes die away; `name` is the file's stem."""

    name: str
    title: str
    timbre: str
    bpm: float
    notes: tuple[Note, ...]

    @property
    def beat(self) -> float:
        """Seconds."""
        return 60 / self.bpm

    @property
    def seconds(self) -> float:
        """Until the last note is over, with time for it to ring."""
        return max(note.start + note.beats for note in self.notes) * self.beat + 1.0


def parse_pitch(word: str) -> float:
    """``C#4`` or ``Eb5``; a trailing ``-`` is a quarter tone lower."""
    quarter = word.endswith("-")
    word = word.rstrip("-")
    number = _STEPS[word[0]] + word.count("#") - word[1:].count("b") + 12 * (int(word[-1]) + 1)
    return number - 0.5 if quarter else float(number)


def line(score: str, force: float = 0.8, start: float = 0.0) -> tuple[Note, ...]:
    """Notes one after another, ``pitch/beats`` each; ``r`` rests, pitches joined by ``+`` sound together."""
    return tuple(_line(score, force, start))


def _line(score: str, force: float, at: float) -> Iterator[Note]:
    for word in score.split():
        pitches, beats = word.split("/")
        for pitch in pitches.split("+"):
            if pitch != "r":
                # The first of each bar a little louder, as a player would.
                yield Note(at, float(beats), parse_pitch(pitch), force * (1.0 if at % 4 == 0 else 0.88))
        at += float(beats)


def beats(score: dict[int, str], cell: float = 0.25, force: float = 0.8) -> tuple[Note, ...]:
    """A drum grid: for each piece of the kit one character a cell; ``x`` a stroke, ``o`` a soft one."""
    return tuple(
        Note(position * cell, cell, piece, force * (1.0 if stroke == "x" else 0.45))
        for piece, row in score.items()
        for position, stroke in enumerate(row.replace("|", "").replace(" ", ""))
        if stroke in "xo"
    )


_BALLAD = line(
    "A4/1 C5/.5 E5/1 D5/.5 C5/1 B4/.67 D5/.33 F5/1 E5/.67 B4/1.33 G4/.67 B4/.33 D5/.67 C5/.33 A4/1 E4/1 D4/.67 E4/.33 "
    "G4/1 E4/2",
    0.85,
) + line(
    "D3+A3+C4+F4/2 D3+A3+C4/2 G2+F3+B3/2 G2+F3+A3+B3/2 C3+G3+B3/2 A2+G3+C#4/2 D3+F3+A3/1 G2+F3+B3/1 C3+G3+B3/2", 0.5
)
_SWING = line(
    "r/.67 G4/.33 Bb4/.67 B4/.33 D5/.67 E5/.33 D5/.67 B4/.33 Bb4/.67 G4/.33 E4/.67 G4/1.33 r/1 "
    "r/.67 C5/.33 Eb5/.67 E5/.33 G5/.67 A5/.33 G5/.67 E5/.33 D5/.67 Bb4/.33 B4/.67 G4/2.33 D5/.67 B4/.33 G4/2",
    0.85,
) + line("G2/1 B2/1 D3/1 E3/1 F3/1 E3/1 D3/1 B2/1 C3/1 E3/1 G3/1 A3/1 G2/1 B2/1 D3/1 F3/1 G2+D3+B3/2", 0.55)
_PATIO = line(
    "E4/.5 F4/.5 G#4/.5 A4/.5 B4/1 A4/.5 G#4/.5 F4/.5 G#4/.5 A4/.5 F4/.5 E4/2 B4/.5 C5/.5 D5/.5 C5/.5 "
    "B4/.5 A4/.5 G#4/.5 "
    "A4/.5 F4/.5 A4/.5 G#4/.5 F4/.5 E4/2",
    0.8,
) + line("E2/1 B2+E3/1 G#3/1 E3/1 F2/1 C3+F3/1 E2/1 B2+E3/1 A2/1 E3+A3/1 G2/1 D3+B3/1 F2/1 C3+A3/1 E2+B2+E3+G#3/2", 0.5)
_PORCH = line(
    "G4/.5 A4/.5 B4/.5 D5/.5 B4/.5 A4/.5 G4/1 E4/.5 G4/.5 A4/.5 B4/.5 A4/1 G4/1 D5/.5 E5/.5 D5/.5 B4/.5 "
    "G4/.5 A4/.5 B4/1 "
    "A4/.5 G4/.5 E4/.5 A4/.5 G4/2",
    0.75,
) + line("G2/.5 D3/.5 G3/.5 D3/.5 G2/.5 D3/.5 G3/.5 D3/.5 C3/.5 G3/.5 E3/.5 G3/.5 D3/.5 A3/.5 F#3/.5 A3/.5 " * 2, 0.5)
_CANAL = line(
    "D4/1.5 F4/.5 A4/1 D5/1 C#5/.5 D5/.5 E5/1 A4/2 Bb4/1.5 A4/.5 G4/1 F4/1 E4/.75 F4/.25 G4/.5 E4/.5 D4/2", 0.8
)
_NIGHT = line("G2/1.5 A2/.5 B2/1 D3/1 E3/1.5 D3/.5 B2/2 C3/1 B2/.5 A2/.5 G2/1 F#2/1 A2/1.5 D2/.5 G2/2", 0.8)
_MEADOW = line(
    "D5/.5 E5/.5 F#5/1 A5/.5 G5/.5 F#5/.5 E5/.5 D5/.5 B4/.5 D5/1 A4/1 B4/.5 D5/.5 E5/.5 G5/.5 F#5/.5 "
    "E5/.5 D5/.5 F#5/.5 "
    "E5/1 D5/2 r/.5 A5/.5 B5/.5 A5/.5 F#5/.5 E5/.5 D5/2",
    0.75,
)
_WEDDING = line(
    "D4/.5 Eb4/.25 F#4/.25 G4/.5 A4/.5 Bb4/.5 A4/.25 G4/.25 F#4/1 G4/.5 A4/.5 Bb4/.25 C5/.25 D5/.5 "
    "C5/.25 Bb4/.25 A4/.5 "
    "G4/1 D5/.5 C5/.25 Bb4/.25 A4/.5 Bb4/.5 A4/.25 G4/.25 F#4/.5 Eb4/.5 F#4/.5 G4/.5 F#4/.25 Eb4/.25 D4/2.5",
    0.8,
)
_CORNER = line(
    "r/.67 D4/.33 F4/.67 G4/.33 Ab4/.67 G4/.33 F4/.67 D4/.33 C4/1 D4/1.67 A4/.33 C5/.67 D5/.33 C5/.67 A4/.33 G4/.67 "
    "F4/.33 Ab4/.67 G4/.33 F4/.67 D4/.33 F4/1 D4/2.67",
    0.85,
)
_SQUARE = line(
    "G4/.75 G4/.25 C5/1 E5/.5 D5/.5 C5/1 A4/.75 A4/.25 D5/1 F5/.5 E5/.5 D5/1 E5/.5 G5/.5 F5/.5 D5/.5 B4/.5 D5/.5 C5/3",
    0.8,
)
_BASEMENT = beats(
    {
        0: "x..x..x. ..x.o... x..x..x. ..x.x... x..x..x. ..x.o... x..x..x. ....x... x.......",
        1: "....x..o .o..x..o ....x..o .o..x..o ....x..o .o..x..o ....x..o x.xxx.xx ........",
        2: "x.o.x.o. x.o.x.o. x.o.x.o. x.o.x... x.o.x.o. x.o.x.o. x.o.x.o. x....... ........",
        3: "........ ........ ........ ......x. ........ ........ ........ ........ ........",
        4: "........ ........ ........ ........ ........ ........ ........ ..x..... ........",
        5: "........ ........ ........ ........ ........ ........ ........ ......x. ........",
        6: "........ ........ ........ ........ ........ ........ ........ ........ x.......",
    }
)
_STAIRS = line(
    "E2/.5 r/.25 E2/.25 G2/.5 A2/.5 r/.5 B2/.5 D3/.5 E3/.5 r/.5 D3/.25 B2/.25 A2/.5 G2/.5 E2/.75 D2/.25 E2/1 "
    "A2/.5 r/.25 A2/.25 C3/.5 D3/.5 r/.5 E3/.5 G3/.5 A3/.5 B2/.5 A2/.25 G2/.25 F#2/.5 D2/.5 E2/2",
    0.9,
)
_KITCHEN = line(
    "C5+E4/.5 G4/.5 A4+F4/.5 C5/.5 E5+G4/.5 D5/.5 C5+E4/1 A4+F4/.5 B4/.5 C5+A4/.5 A4/.5 G4+D4+B4/1.5 r/.5 "
    "E5+C5/.5 D5/.5 C5+A4/.5 E4/.5 F4+A4/.5 G4/.5 A4+C5/1 G4+B4/.5 A4/.5 B4+D5/.5 G4/.5 C5+G4+E4+C4/2",
    0.8,
)
_TAQSIM = line(
    "D3/1 r/.5 D3/.25 E3-/.25 F3/1 E3-/.5 F3/.25 G3/.25 F3/.5 E3-/.5 D3/1.5 A3/.5 G3/.25 A3/.25 Bb3/.5 "
    "A3/.5 G3/.25 F3/.25 "
    "G3/1 F3/.25 E3-/.25 F3/.5 E3-/.5 D3/.5 C3/.25 E3-/.25 D3/2",
    0.8,
)
_FOUNTAIN = line(
    "C3/.33 G3/.33 C4/.34 E4/.33 G4/.33 B4/.34 C5/1 A2/.33 E3/.33 A3/.34 C4/.33 E4/.33 G4/.34 A4/1 "
    "F2/.33 C3/.33 F3/.34 "
    "A3/.33 C4/.33 E4/.34 G4/1 G2/.33 D3/.33 G3/.34 B3/.33 D4/.33 F4/.34 A4/1 C3+G3+E4+B4+C5/3",
    0.75,
)
_QUAY = line(
    "E5/1 D5/.5 C5/.5 B4/1 A4/1 C5/.5 E5/.5 A5/1 G#5/2 F5/1 E5/.5 D5/.5 C5/1 D5/1 B4/.5 C5/.5 B4/.5 G#4/.5 A4/2", 0.75
) + line(
    "A2/1 E3+A3+C4/2 E3+A3+C4/1 A2/1 E3+A3+C4/1 E2/1 E3+G#3+B3/1 D3/1 F3+A3+D4/2 F3+A3+D4/1 E2/1 "
    "E3+G#3+B3/1 A2+E3+A3/2",
    0.4,
)
_LANTERN = line(
    "C5/.5 E5/.5 G5/.5 E5/.5 A5/1 G5/1 F5/.5 A5/.5 G5/.5 E5/.5 D5/2 E5/.5 G5/.5 C6/.5 B5/.5 A5/1 F5/1 "
    "G5/.5 F5/.5 E5/.5 "
    "D5/.5 C5/2",
    0.8,
)
_NEON = (
    line("A3/.5 C4/.5 E4/.5 G4/.5 A4/.5 G4/.5 E4/.5 C4/.5 F3/.5 A3/.5 C4/.5 E4/.5 F4/.5 E4/.5 C4/.5 A3/.5 " * 2, 0.6)
    + line("r/4 r/4 E5/1.5 D5/.5 C5/1 D5/1 A4/2 G4/1 A4/1", 0.6)
    + line("A1+A2/4 F1+F2/4 A1+A2/4 F1+F2/4", 0.6)
)

TUNES = (
    Tune("piano-1", "Rain on the window", "piano", 92, _BALLAD),
    Tune("piano-2", "Walking down the hill", "piano", 116, _SWING),
    Tune("guitar-1", "Patio", "guitar", 96, _PATIO),
    Tune("guitar-2", "Porch", "steel", 100, _PORCH),
    Tune("violin-1", "Evening by the canal", "violin", 92, _CANAL),
    Tune("cello-1", "Night train", "cello", 92, _NIGHT),
    Tune("flute-1", "Meadow", "flute", 108, _MEADOW),
    Tune("clarinet-1", "At the wedding", "clarinet", 84, _WEDDING),
    Tune("saxophone-1", "Corner of the street", "saxophone", 104, _CORNER),
    Tune("trumpet-1", "The square at noon", "trumpet", 100, _SQUARE),
    Tune("drums-1", "Basement groove", "drums", 104, _BASEMENT),
    Tune("bass-1", "Stairs", "bass", 100, _STAIRS),
    Tune("ukulele-1", "Kitchen dance", "ukulele", 104, _KITCHEN),
    Tune("oud-1", "Taqsim", "oud", 88, _TAQSIM),
    Tune("harp-1", "Fountain", "harp", 100, _FOUNTAIN),
    Tune("accordion-1", "On the quay", "accordion", 104, _QUAY),
    Tune("bells-1", "Lantern song", "bells", 104, _LANTERN),
    Tune("synth-1", "Neon", "synth", 110, _NEON),
)


def tune_named(name: str) -> Tune:
    """The tune whose file is called so; StopIteration if there is none."""
    return next(tune for tune in TUNES if tune.name == name)
