"""The media that ship with the seeds are what they say they are."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from etude.testing.seeds import files
from etude.testing.seeds.cast import CAST
from etude.testing.seeds.crowd import draw_crowd
from etude.testing.seeds.profile import Sample
from etude.testing.seeds.samples import MIMES, PORTRAITS, SECONDS

FILES = files()
SHOWN = {sample.path: sample for tutor in (*CAST, *draw_crowd(1)) for sample in tutor.samples}
_MP3_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def test_every_sample_that_is_shown_is_there() -> None:
    assert set(SHOWN) <= set(FILES)


def test_what_is_there_is_complete_and_small() -> None:
    kinds = [Path(name).suffix for name in FILES]
    assert kinds.count(".mp3") == len(SECONDS) >= 10
    assert kinds.count(".mp4") == 3
    assert kinds.count(".png") == sum(PORTRAITS.values()) >= 24
    assert sum(path.stat().st_size for path in FILES.values()) <= 2.5 * 1024 * 1024


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_of_its_kind_and_size(name: str) -> None:
    data = FILES[name].read_bytes()
    kind = MIMES[Path(name).suffix]
    if kind == "image/png":
        width, height, depth, colours = struct.unpack(">IIBB", data[16:26])
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert (width, height, depth, colours) == (400, 400, 8, 3)
        assert len(data) <= 10 * 1024
    elif kind == "audio/mpeg":
        assert data.startswith(b"ID3")
        assert 40 * 1024 <= len(data) <= 80 * 1024
    else:
        assert data[4:8] == b"ftyp"
        assert data.index(b"moov") < data.index(b"mdat"), "the index comes first, so that it plays while it loads"
        assert b"avc1" in data
        assert b"mp4a" in data
        assert len(data) <= 250 * 1024


@pytest.mark.parametrize("stem", SECONDS)
def test_recordings_last_as_long_as_is_said(stem: str) -> None:
    seconds = sum(mp3_frames(FILES[f"samples/{stem}.mp3"].read_bytes()))
    assert 8 <= seconds <= 13
    assert seconds == pytest.approx(SECONDS[stem], abs=0.6)


@pytest.mark.parametrize("sample", [sample for sample in SHOWN.values() if sample.kind == "video"], ids=str)
def test_films_last_as_long_as_is_said(sample: Sample) -> None:
    data = FILES[sample.path].read_bytes()
    start = data.index(b"mvhd") + 16
    scale, length = struct.unpack(">II", data[start : start + 8])
    assert sample.seconds is not None
    assert length / scale == pytest.approx(sample.seconds, abs=0.6)


def test_photos_have_no_length_and_sounds_do() -> None:
    for sample in SHOWN.values():
        assert (sample.seconds is None) == (sample.kind == "photo")


def mp3_frames(data: bytes) -> Iterator[float]:
    """Seconds of each MPEG-1 layer III frame, found by its header (ISO 11172-3, 2.4.1.3)."""
    at = 10 + int.from_bytes(bytes(data[6:10]), "big")
    rates = (44100, 48000, 32000)
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] & 0xE0 == 0xE0:
        bits = _MP3_RATES[data[at + 2] >> 4] * 1000
        rate = rates[data[at + 2] >> 2 & 3]
        yield 1152 / rate
        at += 144 * bits // rate + (data[at + 2] >> 1 & 1)
