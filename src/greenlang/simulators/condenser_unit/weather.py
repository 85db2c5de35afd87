"""River, air and grid: seasons, days, weather that lasts, and the load that is asked for."""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.condenser_unit.design import KELVIN
from greenlang.simulators.signals import DAY, Generator, levels, noise, season
from greenlang.simulators.truth import Floats, Ints

HOUR = 3600


@dataclass(frozen=True)
class Weather:
    """Over time: K, share, Pa."""

    river: Floats
    air: Floats
    humidity: Floats
    wet_bulb: Floats
    barometer: Floats


def weather(rng: Generator, time: Ints) -> Weather:
    """Of one site and history."""
    n, step = len(time), int(time[1] - time[0])
    late = season(time - 25 * DAY)
    hour = np.sin(2 * np.pi * ((time % DAY) / DAY - 0.38))
    warm_year = rng.normal(0.0, 0.7)
    river = 12.5 + warm_year + 8.8 * late + 1.3 * noise(rng, n, step, 170.0) + 0.25 * hour
    river = 1.0 + np.logaddexp(0.0, 1.5 * (river - 1.0)) / 1.5  # water does not go below freezing
    swing = 4.0 + 1.5 * season(time)
    air = 10.5 + warm_year + 9.3 * season(time) + swing * hour + 3.2 * noise(rng, n, step, 70.0)
    humidity = 0.74 - 0.10 * season(time) - 0.14 * hour + 0.09 * noise(rng, n, step, 30.0)
    humidity = np.clip(humidity, 0.22, 0.99)
    barometer = 1.008e5 + 900.0 * noise(rng, n, step, 70.0)
    t = air + KELVIN
    every = max(HOUR // step, 1)
    wet = water.wet_bulb(t[::every], humidity[::every], barometer[::every])
    wet_bulb = np.interp(time, time[::every], wet)
    return Weather(river + KELVIN, t, humidity, wet_bulb, barometer)


def load(rng: Generator, time: Ints) -> Floats:
    """Share of full heat input that the grid asks for: days of the week, nights, weather."""
    n, step = len(time), int(time[1] - time[0])
    weekend = ((time // DAY + 4) % 7 >= 5).astype(np.float64)
    hour = (time % DAY) / HOUR
    night = ((hour < 5.5) | (hour > 22.5)).astype(np.float64)
    level = levels(rng, n, step, (2.0, 9.0), (0.80, 1.02), 3.0)
    deep = levels(rng, n, step, (3.0, 20.0), (0.02, 0.22), 3.0)
    wanted = level - deep * night - 0.07 * weekend + 0.012 * noise(rng, n, step, 1.5)
    width = max(HOUR // step, 1)
    padded = np.concatenate([np.full(width - 1, wanted[0]), wanted])
    smooth = np.convolve(padded, np.full(width, 1.0 / width), mode="valid")
    return np.asarray(np.clip(smooth, 0.48, 1.0))


def daily(values: Floats, time: Ints) -> Floats:
    """The mean of the last day, at each moment: what operators look at."""
    width = max(DAY // int(time[1] - time[0]), 1)
    padded = np.concatenate([np.full(width - 1, values[0]), values])
    total = np.cumsum(np.concatenate([[0.0], padded]))
    return np.asarray((total[width:] - total[:-width]) / width)
