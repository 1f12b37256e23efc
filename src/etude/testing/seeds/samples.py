"""The sample media that ship with the seeds, made by ``tools/make_samples.py``: what exists and who plays it."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

from etude.testing.seeds.profile import Sample

FOLDER = Path(__file__).parent / "samples"
PREFIX = "samples/"
MIMES = {".png": "image/png", ".mp3": "audio/mpeg", ".mp4": "video/mp4"}
# How many portraits there are of each tone and look.
PORTRAITS = {
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
# Seconds of each recording, by the file's stem.
SECONDS = {
    "piano-1": 11,
    "piano-2": 11,
    "guitar-1": 11,
    "guitar-2": 11,
    "violin-1": 11,
    "cello-1": 11,
    "flute-1": 12,
    "clarinet-1": 12,
    "saxophone-1": 10,
    "trumpet-1": 9,
    "drums-1": 10,
    "bass-1": 11,
    "ukulele-1": 10,
    "oud-1": 11,
    "harp-1": 10,
    "accordion-1": 10,
    "bells-1": 10,
    "synth-1": 10,
}
_PLAYED_BY = {
    "piano": ("piano-1", "piano-2"),
    "guitar": ("guitar-1", "guitar-2"),
    "violin": ("violin-1",),
    "cello": ("cello-1",),
    "double-bass": ("cello-1",),
    "flute": ("flute-1",),
    "recorder": ("flute-1",),
    "clarinet": ("clarinet-1",),
    "oboe": ("clarinet-1",),
    "saxophone": ("saxophone-1",),
    "trumpet": ("trumpet-1",),
    "trombone": ("trumpet-1",),
    "drums": ("drums-1",),
    "bass-guitar": ("bass-1",),
    "ukulele": ("ukulele-1",),
    "mandolin": ("ukulele-1",),
    "harp": ("harp-1",),
    "accordion": ("accordion-1",),
    "organ": ("accordion-1",),
    "music-production": ("synth-1",),
    "early-childhood-music": ("bells-1",),
    "baglama": ("oud-1",),
}
_FILMED = {"piano": "piano-1", "guitar": "guitar-1", "drums": "drums-1"}
_TITLES = ("A little tune of mine", "From last term's concert", "What we play in month three", "A short improvisation")


def files() -> Mapping[str, Path]:
    """Every sample by its name in the file store, such as ``samples/piano-1.mp3``, with where it lies on disk."""
    return {PREFIX + path.name: path for path in sorted(FOLDER.iterdir()) if path.suffix in MIMES}


def portrait(name: str) -> Sample:
    """One of the drawn faces, such as ``olive-she-2``."""
    return Sample("photo", "Portrait", f"{PREFIX}portrait-{name}.png")


def recording(stem: str, title: str) -> Sample:
    return Sample("audio", title, f"{PREFIX}{stem}.mp3", SECONDS[stem])


def film(stem: str, title: str) -> Sample:
    return Sample("video", title, f"{PREFIX}{stem}.mp4", SECONDS[stem])


def draw_samples(chance: Random, subject: str) -> tuple[Sample, ...]:
    """Musicians often have a recording, a few of them a film."""
    found = []
    if subject in _PLAYED_BY and chance.random() < 0.6:
        found.append(recording(chance.choice(_PLAYED_BY[subject]), chance.choice(_TITLES)))
    if subject in _FILMED and chance.random() < 0.3:
        found.append(film(_FILMED[subject], "Slowly, with the notes to see"))
    return tuple(found)
