"""Sound as an array of samples, and the few shapes that every instrument needs."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

RATE = 44100
Sound = NDArray[np.float64]


def time_axis(seconds: float) -> Sound:
    """The moment of each sample, in seconds from the start."""
    return np.arange(int(seconds * RATE)) / RATE


def swell(time: Sound, length: float, attack: float, release: float) -> Sound:
    """Up in `attack`, held until `length`, down in `release` seconds."""
    return np.minimum(np.clip(time / attack, 0, 1), np.clip((length + release - time) / release, 0, 1)) ** 1.3


def band(sound: Sound, low: float, high: float) -> Sound:
    """What lies between two frequencies."""
    return sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), sound)
