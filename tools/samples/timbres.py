"""Instruments as formulas: each makes one note from a frequency, its seconds, its force and some chance."""

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from samples.sound import RATE, Sound, band, swell, time_axis

Instrument = Callable[[float, float, float, np.random.Generator], Sound]


def _harmonics(phase: Sound, weights: Sound) -> Sound:
    return sum((weight * np.sin(number * phase) for number, weight in enumerate(weights, 1)), np.zeros_like(phase))


def _shape(frequency: float, weights: Sound, peaks: tuple[tuple[float, float, float], ...]) -> Sound:
    """Weigh harmonics by resonances of the body, each at a frequency, with a width and a gain; none above 16 kHz."""
    place = frequency * np.arange(1, len(weights) + 1)
    gain = 0.35 + sum(height * np.exp(-(((place - centre) / width) ** 2)) for centre, width, height in peaks)
    return np.where(place < 16000, weights * gain, 0)


def _piano(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Partials a little sharp of harmonic, the high ones dying first, two strings to a key and a soft hammer."""
    time = time_axis(length + 1.2)
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
    hammer = band(chance.normal(size=len(time)), 200, 2500) * np.exp(-time * 90) * 0.12
    return (sound * 0.5 + hammer) * swell(time, length, 0.004, 0.35)


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
        time = time_axis(seconds)[: len(tone)]
        tone = tone + 0.7 * band(tone, body * 0.8, body * 1.3)
        return tone / (np.abs(tone).max() + 1e-9) * swell(time, length + 0.25, 0.002, damped + 0.3)

    return play


def _bowed(peaks: tuple[tuple[float, float, float], ...], vibrato: float, attack: float) -> Instrument:
    def play(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
        time = time_axis(length + 0.3)
        sway = np.clip((time - 0.18) / 0.3, 0, 1) * vibrato * np.sin(2 * np.pi * 5.4 * time + chance.uniform(0, 6))
        drift = 0.0006 * np.cumsum(chance.normal(size=len(time))) / np.sqrt(RATE)
        phase = 2 * np.pi * np.cumsum(frequency * (1 + sway + drift)) / RATE
        weights = _shape(frequency, 1 / np.arange(1, 31) ** 1.05, peaks)
        bow = band(chance.normal(size=len(time)), 1200, 6000) * 0.007
        pressure = 1 + 0.06 * np.sin(2 * np.pi * 5.4 * time)
        return (_harmonics(phase, weights) * pressure * 0.5 + bow) * swell(time, length, attack, 0.16)

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
        time = time_axis(length + 0.15)
        sway = np.clip((time - 0.25) / 0.3, 0, 1) * vibrato * np.sin(2 * np.pi * 5.0 * time)
        phase = 2 * np.pi * np.cumsum(frequency * (1 + sway - scoop * np.exp(-time * 28))) / RATE
        rise = swell(time, length, attack, 0.1)
        shaped = _shape(frequency, weights(24), peaks) if peaks else weights(24)
        shaped = np.where(frequency * np.arange(1, 25) < 16000, shaped, 0)
        tone = np.zeros_like(time)
        for number, weight in enumerate(shaped, 1):
            tone += weight * rise ** (1 + 0.22 * (number - 1)) * np.sin(number * phase)
        air = band(chance.normal(size=len(time)), min(frequency, 4000), min(frequency * 4 + 800, 9000))
        return (tone * 0.5 + breath * air * (0.4 + np.exp(-time * 25))) * rise

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
    time = time_axis(length + 0.12)
    weights = _shape(frequency, _numbers(20) ** -0.95, ((900, 700, 0.8), (2300, 900, 0.5)))
    reeds = [_harmonics(2 * np.pi * frequency * detune * time, weights) for detune in (0.9955, 1.0, 1.0045)]
    return np.sum(reeds, axis=0) * 0.2 * swell(time, length, 0.05, 0.09)


def _bells(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Frequency modulation with an inharmonic ratio (Chowning 1973), like a small music box."""
    time = time_axis(length + 1.6)
    index = 2.4 * np.exp(-time * 3.5)
    tone = np.sin(2 * np.pi * frequency * time + index * np.sin(2 * np.pi * frequency * 3.51 * time))
    tone += 0.4 * np.sin(2 * np.pi * frequency * 2.003 * time) * np.exp(-time * 2)
    return tone * np.exp(-time * 2.4) * np.clip(time / 0.002, 0, 1) * 0.6


def _synth(frequency: float, length: float, force: float, chance: np.random.Generator) -> Sound:
    """Three saws apart by a few cents, whose brightness falls as the note goes on."""
    time = time_axis(length + 0.4)
    tone = np.zeros_like(time)
    for number in range(1, 25):
        if frequency * number > 9000:
            break
        fall = np.exp(-time * 0.45 * (number - 1))
        for detune in (0.996, 1.0, 1.005):
            tone += fall / number * np.sin(2 * np.pi * frequency * number * detune * time)
    return tone * 0.16 * swell(time, length, 0.012, 0.35)


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
