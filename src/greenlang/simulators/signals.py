"""Signals that plants share: noise with a memory, levels held for days, seasons, lags."""

import numpy as np

from greenlang.simulators.truth import Floats, Ints, Span

DAY = 86_400

Generator = np.random.Generator


def noise(rng: Generator, n: int, step: int, hours: float) -> Floats:
    """Noise of unit variance whose memory fades over `hours`."""
    steps = max(hours * 3600 / step, 1.0)
    kernel = np.exp(-np.arange(int(5 * steps) + 1) / steps)
    kernel /= np.sqrt(np.sum(kernel**2))
    white = rng.standard_normal(n + len(kernel) - 1)
    return _convolved(white, kernel)[len(kernel) - 1 : n + len(kernel) - 1]


def _convolved(signal: Floats, kernel: Floats) -> Floats:
    size = 1 << (len(signal) + len(kernel)).bit_length()
    product = np.fft.rfft(signal, size) * np.fft.rfft(kernel, size)
    return np.asarray(np.fft.irfft(product, size)[: len(signal)], np.float64)


def levels(
    rng: Generator,
    n: int,
    step: int,
    days: tuple[float, float],
    between: tuple[float, float],
    ramp_hours: float,
) -> Floats:
    """Levels held for some days each, joined by ramps."""
    values = np.empty(n)
    i = 0
    while i < n:
        length = int(rng.uniform(*days) * DAY / step)
        values[i : i + length] = rng.uniform(*between)
        i += length
    width = max(int(ramp_hours * 3600 / step), 1)
    padded = np.concatenate([np.full(width - 1, values[0]), values])
    return np.convolve(padded, np.full(width, 1.0 / width), mode="valid")


def season(time: Ints) -> Floats:
    """-1 in mid-January, +1 in mid-July."""
    return np.asarray(-np.cos(2 * np.pi * (time / DAY - 15.0) / 365.25), np.float64)


def uptime(time: Ints, shutdowns: tuple[Span, ...], step: int) -> Floats:
    """1 while running, 0 while down: eight hours to shut down, eighteen to start."""
    factor = np.ones(len(time))
    for span in shutdowns:
        down = 1 - (time - span.start) / (8 * 3600 + step)
        up = (time - span.end) / (18 * 3600 + step)
        factor = np.minimum(factor, np.clip(np.maximum(down, up), 0.0, 1.0))
    return factor


def lagged(values: Floats, step: int, minutes: float) -> Floats:
    """A first-order lag of some minutes: hold-up of the exchangers and the thermowell."""
    decay = np.exp(-step / (minutes * 60.0))
    weights = (1 - decay) * decay ** np.arange(8)
    weights /= weights.sum()
    padded = np.concatenate([np.full(7, values[0]), values])
    return np.convolve(padded, weights, mode="valid")
