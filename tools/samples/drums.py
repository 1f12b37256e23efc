"""The pieces of a drum kit, one stroke each."""

from collections.abc import Callable

import numpy as np

from samples.sound import Sound, band, time_axis


def _kick(chance: np.random.Generator) -> Sound:
    time = time_axis(0.45)
    return np.sin(2 * np.pi * (52 * time + 5.5 * (1 - np.exp(-time * 32)))) * np.exp(-time * 8) * 1.3


def _snare(chance: np.random.Generator) -> Sound:
    time = time_axis(0.3)
    rattle = band(chance.normal(size=len(time)), 1200, 8500) * np.exp(-time * 17)
    return 0.8 * rattle + 0.5 * np.sin(2 * np.pi * 188 * time) * np.exp(-time * 24)


def _cymbal(seconds: float, fall: float, low: float, loud: float) -> Callable[[np.random.Generator], Sound]:
    def strike(chance: np.random.Generator) -> Sound:
        time = time_axis(seconds)
        ring = sum(np.sin(2 * np.pi * low * ratio * time) for ratio in (1.0, 1.34, 1.87, 2.41, 2.93))
        return loud * (band(chance.normal(size=len(time)), low, 14000) + 0.06 * ring) * np.exp(-time * fall)

    return strike


def _tom(frequency: float) -> Callable[[np.random.Generator], Sound]:
    def strike(chance: np.random.Generator) -> Sound:
        time = time_axis(0.5)
        skin = band(chance.normal(size=len(time)), 300, 3000) * np.exp(-time * 50) * 0.3
        return np.sin(2 * np.pi * (frequency * time + 1.2 * (1 - np.exp(-time * 20)))) * np.exp(-time * 8) + skin

    return strike


# In the order of the drum grid: bass drum, snare, closed hat, open hat, high tom, low tom, crash.
KIT: tuple[Callable[[np.random.Generator], Sound], ...] = (
    _kick,
    _snare,
    _cymbal(0.09, 48, 6500, 0.42),
    _cymbal(0.5, 8, 6000, 0.4),
    _tom(165),
    _tom(105),
    _cymbal(1.8, 2.6, 3800, 0.5),
)
