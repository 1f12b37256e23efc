"""Plays a tune: every note by its instrument, in a small room, as loud as the others."""

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from samples.drums import KIT
from samples.sound import RATE, Sound
from samples.timbres import INSTRUMENTS
from samples.tunes import Note, Tune


def perform(tune: Tune) -> Sound:
    """The whole tune as samples between -1 and 1, mono, at `RATE`."""
    chance = np.random.default_rng(abs(hash_name(tune.name)))
    mix = np.zeros(int(tune.seconds * RATE) + RATE)
    for note in tune.notes:
        sound = _play(tune, note, chance)
        at = int(max(0.0, note.start * tune.beat + chance.normal(0, 0.004)) * RATE)
        end = min(len(mix), at + len(sound))
        mix[at:end] += sound[: end - at]
    return _finish(_room(mix, chance), tune.seconds)


def hash_name(name: str) -> int:
    """A number that is the same on every machine."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 2**32


def _play(tune: Tune, note: Note, chance: np.random.Generator) -> Sound:
    if tune.timbre == "drums":
        return KIT[int(note.pitch)](chance) * note.force
    frequency = 440 * 2 ** ((note.pitch - 69) / 12)
    return INSTRUMENTS[tune.timbre](frequency, note.beats * tune.beat, note.force, chance) * note.force


def _room(dry: Sound, chance: np.random.Generator) -> Sound:
    """A reverberation of half a second: noise that dies away, without its lowest and highest parts."""
    time = np.arange(int(0.9 * RATE)) / RATE
    echo = chance.normal(size=len(time)) * np.exp(-time * 7)
    echo = sosfilt(butter(2, (250, 5000), "bandpass", fs=RATE, output="sos"), echo)
    wet = fftconvolve(dry, echo)[: len(dry)]
    return dry / np.abs(dry).max() + 0.16 * wet / np.abs(wet).max()


def _finish(sound: Sound, seconds: float) -> Sound:
    sound = sound[: int(seconds * RATE)].copy()
    fade = int(0.6 * RATE)
    sound[-fade:] *= np.linspace(1, 0, fade) ** 1.5
    sound *= _even_out(sound)
    # As loud as the other recordings, unless its peaks would clip.
    return sound * min(0.15 / np.sqrt(np.mean(sound**2)), 0.9 / np.abs(sound).max())


def _even_out(sound: Sound) -> Sound:
    """A slow gain that lifts what is quiet, so that it is not lost on a phone; the wave keeps its shape."""
    window = int(0.12 * RATE)
    level = np.sqrt(fftconvolve(sound**2, np.hanning(window) / window, mode="same").clip(0)) + 1e-6
    return np.maximum(level / level.max(), 0.08) ** -0.4
