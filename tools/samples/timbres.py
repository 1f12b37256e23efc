"""Instruments as formulas: each makes one note, and `perform` plays a tune with them in a small room."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from samples.tunes import Note, Tune

RATE = 44100
Sound = NDArray[np.float64]
Instrument = Callable[[float, float, float, np.random.Generator], Sound]


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
        return _DRUMS[int(note.pitch)](chance) * note.force
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


def _time(seconds: float) -> Sound:
    return np.arange(int(seconds * RATE)) / RATE


def _swell(time: Sound, length: float, attack: float, release: float) -> Sound:
    """Up in `attack`, held until `length`, down in `release` seconds."""
    return np.minimum(np.clip(time / attack, 0, 1), np.clip((length + release - time) / release, 0, 1)) ** 1.3


def _band(sound: Sound, low: float, high: float) -> Sound:
    return sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), sound)


def _harmonics(phase: Sound, weights: Sound) -> Sound:
    return sum((weight * np.sin(number * phase) for number, weight in enumerate(weights, 1)), np.zeros_like(phase))


def _shape(frequency: float, weights: Sound, peaks: tuple[tuple[float, float, float], ...]) -> Sound:
    """Weigh harmonics by resonances of the body, each at a frequency, with a width and a gain; none above 16 kHz."""
    place = frequency * np.arange(1, len(weights) + 1)
    gain = 0.35 + sum(height * np.exp(-(((place - centre) / width) ** 2)) for centre, width, height in peaks)
    return np.where(place < 16000, weights * gain, 0)


def _piano(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Partials a little sharp of harmonic, the high ones dying first, two strings to a key and a soft hammer."""
    time = _time(length + 1.2)
    sound = np.zeros_like(time)
    for number in range(1, 22):
        partial = frequency * number * np.sqrt(1 + 0.0004 * number**2)
        if partial > 9000:
            break
        weight = number ** (-1.25 - 0.5 * (1 - force)) * (1 - 0.75 * (number % 8 == 0))
        decay = 0.55 + 0.22 * number * (frequency / 260) ** 0.4
        for detune in (1.0, 1.0004):
            sound += (
                weight * np.sin(2 * np.pi * partial * detune * time + chance.uniform(0, 0.4)) * np.exp(-decay * time)
            )
    hammer = _band(chance.normal(size=len(time)), 200, 2500) * np.exp(-time * 90) * 0.12
    return (sound * 0.5 + hammer) * _swell(time, length, 0.004, 0.35)


def _string(
    frequency: float, seconds: float, chance: np.random.Generator, soft: float, ring: float, pick: float
) -> Sound:
    """Karplus and Strong's plucked string with a tuning allpass (Jaffe and Smith 1983); `ring` seconds to -60 dB."""
    blend = 0.5 * soft
    period = RATE / frequency - blend
    whole = int(period - 0.2)
    rest = period - whole
    tune = (1 - rest) / (1 + rest)
    gain = 10 ** (-3 / (ring * frequency))
    count = int(seconds * RATE)
    burst = np.zeros(count)
    burst[:whole] = chance.uniform(-1, 1, whole)
    # A fingertip is wide: it hardly excites what is far above the note.
    burst = sosfilt(butter(2, min(9000, frequency * (22 - 18 * soft) + 500), fs=RATE, output="sos"), burst)
    burst[:whole] -= burst[:whole].mean()
    offset = max(1, int(pick * whole))
    burst[offset:] -= 0.9 * burst[:-offset].copy()
    feedback = np.zeros(whole + 3)
    feedback[0], feedback[1] = 1.0, tune
    loop = gain * np.convolve([1 - blend, blend], [tune, 1.0])
    feedback[whole : whole + 3] -= loop
    return lfilter([1.0, tune], feedback, burst)


def _plucked(soft: float, ring: float, pick: float, body: float, courses: int = 1, damped: float = 0.12) -> Instrument:
    def play(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
        seconds = length + 0.9
        tone = sum(
            _string(frequency * (1 + 0.0012 * course), seconds, chance, soft * (1.1 - 0.2 * force), ring, pick)
            for course in range(courses)
        )
        time = _time(seconds)[: len(tone)]
        tone = tone + 0.7 * _band(tone, body * 0.8, body * 1.3)
        return tone / (np.abs(tone).max() + 1e-9) * _swell(time, length + 0.25, 0.002, damped + 0.3)

    return play


def _bowed(peaks: tuple[tuple[float, float, float], ...], vibrato: float, attack: float) -> Instrument:
    def play(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
        time = _time(length + 0.3)
        sway = np.clip((time - 0.18) / 0.3, 0, 1) * vibrato * np.sin(2 * np.pi * 5.4 * time + chance.uniform(0, 6))
        drift = 0.0006 * np.cumsum(chance.normal(size=len(time))) / np.sqrt(RATE)
        phase = 2 * np.pi * np.cumsum(frequency * (1 + sway + drift)) / RATE
        weights = _shape(frequency, 1 / np.arange(1, 31) ** 1.05, peaks)
        bow = _band(chance.normal(size=len(time)), 1200, 6000) * 0.007
        pressure = 1 + 0.06 * np.sin(2 * np.pi * 5.4 * time)
        return (_harmonics(phase, weights) * pressure * 0.5 + bow) * _swell(time, length, attack, 0.16)

    return play


def _blown(
    weights: Callable[[int], Sound],
    breath: float,
    vibrato: float,
    attack: float,
    scoop: float = 0.0,
    peaks: tuple[tuple[float, float, float], ...] = (),
) -> Instrument:
    """Harmonics that brighten as the note swells, with breath noise, a late vibrato and, for some, a scoop up to it."""

    def play(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
        time = _time(length + 0.15)
        sway = np.clip((time - 0.25) / 0.3, 0, 1) * vibrato * np.sin(2 * np.pi * 5.0 * time)
        phase = 2 * np.pi * np.cumsum(frequency * (1 + sway - scoop * np.exp(-time * 28))) / RATE
        swell = _swell(time, length, attack, 0.1)
        shaped = _shape(frequency, weights(24), peaks) if peaks else weights(24)
        shaped = np.where(frequency * np.arange(1, 25) < 16000, shaped, 0)
        tone = np.zeros_like(time)
        for number, weight in enumerate(shaped, 1):
            tone += weight * swell ** (1 + 0.22 * (number - 1)) * np.sin(number * phase)
        air = _band(chance.normal(size=len(time)), min(frequency, 4000), min(frequency * 4 + 800, 9000))
        return (tone * 0.5 + breath * air * (0.4 + np.exp(-time * 25))) * swell

    return play


def _numbers(count: int) -> Sound:
    return np.arange(1, count + 1, dtype=float)


def _flute_weights(count: int) -> Sound:
    return np.exp(-1.15 * (_numbers(count) - 1))


def _clarinet_weights(count: int) -> Sound:
    number = _numbers(count)
    return np.where(number % 2 == 1, number**-1.1, 0.12 * number**-0.8) * np.exp(-0.06 * number)


def _reed_weights(count: int) -> Sound:
    return _numbers(count) ** -0.85 * np.exp(-0.09 * _numbers(count))


def _brass_weights(count: int) -> Sound:
    number = _numbers(count)
    return np.exp(-((number - 3) ** 2) / 26) * np.exp(-0.05 * number)


def _accordion(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Three reeds, two of them a few cents off, which is what makes it shimmer."""
    time = _time(length + 0.12)
    weights = _shape(frequency, _numbers(20) ** -0.95, ((900, 700, 0.8), (2300, 900, 0.5)))
    reeds = [_harmonics(2 * np.pi * frequency * detune * time, weights) for detune in (0.9955, 1.0, 1.0045)]
    return np.sum(reeds, axis=0) * 0.2 * _swell(time, length, 0.05, 0.09)


def _bells(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Frequency modulation with an inharmonic ratio (Chowning 1973), like a small music box."""
    time = _time(length + 1.6)
    index = 2.4 * np.exp(-time * 3.5)
    tone = np.sin(2 * np.pi * frequency * time + index * np.sin(2 * np.pi * frequency * 3.51 * time))
    tone += 0.4 * np.sin(2 * np.pi * frequency * 2.003 * time) * np.exp(-time * 2)
    return tone * np.exp(-time * 2.4) * np.clip(time / 0.002, 0, 1) * 0.6


def _synth(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Three saws apart by a few cents, whose brightness falls as the note goes on."""
    time = _time(length + 0.4)
    tone = np.zeros_like(time)
    for number in range(1, 25):
        if frequency * number > 9000:
            break
        fall = np.exp(-time * 0.45 * (number - 1))
        for detune in (0.996, 1.0, 1.005):
            tone += fall / number * np.sin(2 * np.pi * frequency * number * detune * time)
    return tone * 0.16 * _swell(time, length, 0.012, 0.35)


def _kick(chance: np.random.Generator) -> Sound:
    time = _time(0.45)
    return np.sin(2 * np.pi * (52 * time + 5.5 * (1 - np.exp(-time * 32)))) * np.exp(-time * 8) * 1.3


def _snare(chance: np.random.Generator) -> Sound:
    time = _time(0.3)
    rattle = _band(chance.normal(size=len(time)), 1200, 8500) * np.exp(-time * 17)
    return 0.8 * rattle + 0.5 * np.sin(2 * np.pi * 188 * time) * np.exp(-time * 24)


def _cymbal(seconds: float, fall: float, low: float, loud: float) -> Callable[[np.random.Generator], Sound]:
    def strike(chance: np.random.Generator) -> Sound:
        time = _time(seconds)
        ring = sum(np.sin(2 * np.pi * low * ratio * time) for ratio in (1.0, 1.34, 1.87, 2.41, 2.93))
        return loud * (_band(chance.normal(size=len(time)), low, 14000) + 0.06 * ring) * np.exp(-time * fall)

    return strike


def _tom(frequency: float) -> Callable[[np.random.Generator], Sound]:
    def strike(chance: np.random.Generator) -> Sound:
        time = _time(0.5)
        skin = _band(chance.normal(size=len(time)), 300, 3000) * np.exp(-time * 50) * 0.3
        return np.sin(2 * np.pi * (frequency * time + 1.2 * (1 - np.exp(-time * 20)))) * np.exp(-time * 8) + skin

    return strike


# In the order of the drum grid: bass drum, snare, closed hat, open hat, high tom, low tom, crash.
_DRUMS: tuple[Callable[[np.random.Generator], Sound], ...] = (
    _kick,
    _snare,
    _cymbal(0.09, 48, 6500, 0.42),
    _cymbal(0.5, 8, 6000, 0.4),
    _tom(165),
    _tom(105),
    _cymbal(1.8, 2.6, 3800, 0.5),
)
_VIOLIN = ((290, 60, 0.6), (460, 90, 0.9), (1100, 300, 0.5), (2600, 800, 0.9))
_CELLO = ((110, 30, 0.5), (220, 60, 0.9), (420, 120, 0.7), (1200, 500, 0.4))
_SAX = ((480, 220, 1.0), (1250, 450, 0.8), (2600, 700, 0.4))

INSTRUMENTS: dict[str, Instrument] = {
    "piano": _piano,
    "guitar": _plucked(soft=0.8, ring=3.2, pick=0.22, body=210),
    "steel": _plucked(soft=0.35, ring=4.5, pick=0.14, body=190),
    "bass": _plucked(soft=0.9, ring=3.0, pick=0.2, body=95, damped=0.02),
    "ukulele": _plucked(soft=0.75, ring=1.5, pick=0.28, body=390),
    "oud": _plucked(soft=0.5, ring=1.6, pick=0.1, body=150, courses=2),
    "harp": _plucked(soft=0.7, ring=5.0, pick=0.4, body=260, damped=0.7),
    "violin": _bowed(_VIOLIN, vibrato=0.0065, attack=0.09),
    "cello": _bowed(_CELLO, vibrato=0.005, attack=0.11),
    "flute": _blown(_flute_weights, breath=0.05, vibrato=0.004, attack=0.06),
    "clarinet": _blown(_clarinet_weights, breath=0.012, vibrato=0.001, attack=0.045),
    "saxophone": _blown(_reed_weights, breath=0.035, vibrato=0.006, attack=0.04, scoop=0.045, peaks=_SAX),
    "trumpet": _blown(_brass_weights, breath=0.012, vibrato=0.003, attack=0.035, scoop=0.012),
    "accordion": _accordion,
    "bells": _bells,
    "synth": _synth,
}
