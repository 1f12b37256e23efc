"""Writes sound and pictures as files that browsers and Telegram play."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from samples.sound import RATE, Sound

_SOUND_BITS = 48_000


def write_mp3(path: Path, sound: Sound, title: str) -> None:
    """Mono, 48 kbit/s."""
    with av.open(str(path), "w", format="mp3") as file:
        file.metadata.update(title=title, artist="Etude")
        _write_sound(file, "libmp3lame", sound)


def write_mp4(path: Path, sound: Sound, frames: Iterable[Image.Image], rate: int) -> None:
    """H.264 and AAC with the index in front, so that it plays while it loads."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream = None
        audio = file.add_stream("aac", rate=RATE, layout="mono", bit_rate=_SOUND_BITS)
        for number, picture in enumerate(frames):
            if stream is None:
                stream = file.add_stream("libx264", rate=rate)
                stream.width, stream.height = picture.size
                stream.pix_fmt = "yuv420p"
                stream.options = {"crf": "29", "preset": "veryslow", "tune": "animation", "profile": "main"}
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, rate)
            file.mux(stream.encode(frame))
        assert stream is not None
        file.mux(stream.encode(None))
        _encode_sound(file, audio, sound)


def _write_sound(file: av.container.OutputContainer, codec: str, sound: Sound) -> None:
    _encode_sound(file, file.add_stream(codec, rate=RATE, layout="mono", bit_rate=_SOUND_BITS), sound)


def _encode_sound(file: av.container.OutputContainer, stream: av.AudioStream, sound: Sound) -> None:
    step = stream.frame_size or 1152
    for start in range(0, len(sound), step):
        frame = av.AudioFrame.from_ndarray(
            sound[start : start + step].astype(np.float32)[np.newaxis], format="fltp", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))
