"""Naphtha with recycle gas: how much boils at which temperature, and the enthalpy of it.

Five pseudo-components and a gas that never condenses; K by Wilson's formula at the pressure of
the side, heat capacities linear in temperature, ideal mixing. Not a process simulator's package:
only smooth, of the right size, and not the analysis's own.
"""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.truth import Floats

BOILING = np.array([345.0, 372.0, 400.0, 428.0, 458.0])  # K
SHARE = np.array([0.15, 0.22, 0.26, 0.22, 0.15])  # of the naphtha's mass
WEIGHT = np.array([82.0, 95.0, 108.0, 122.0, 138.0])  # kg/kmol
CRITICAL_PRESSURE = np.array([33.0, 30.0, 27.0, 24.5, 22.0])  # bar
ACENTRIC = np.array([0.28, 0.32, 0.36, 0.41, 0.46])
GAS_WEIGHT = 6.0
GAS_HEAT = 8.0  # kJ/(kg K)
ZERO = 300.0  # K
T_GRID = np.arange(320.0, 681.0, 2.0)
GAS_GRID = np.linspace(0.07, 0.19, 13)  # mass share of gas
H_POINTS = 600


@dataclass(frozen=True)
class Naphtha:
    """What a naphtha at a pressure (bar) really is, against its nominal data."""

    pressure: float
    shift: float = 0.0  # K, of all boiling points
    heat: float = 1.0  # factor on heat capacities
    latent: float = 1.0


@dataclass(frozen=True)
class Curves:
    """Temperature (K) and vaporised share of the naphtha over enthalpy and gas share.

    Rows by gas share (`GAS_GRID`); columns evenly from `low` by `step` (kJ/kg of mixture).
    """

    low: float
    step: float
    t: Floats
    vapour: Floats


def enthalpies(of: Naphtha, gas: float) -> tuple[Floats, Floats]:
    """Enthalpy (kJ/kg of mixture) and vaporised share of the naphtha over `T_GRID`."""
    t = T_GRID
    boiling = BOILING + of.shift
    critical = 1.49 * boiling
    k = (CRITICAL_PRESSURE / of.pressure)[:, None] * np.exp(
        5.37 * (1 + ACENTRIC)[:, None] * (1 - critical[:, None] / t)
    )
    moles = (1 - gas) * SHARE / WEIGHT
    dry = gas / GAS_WEIGHT
    total = dry + moles.sum()
    z = moles / total
    low, high = np.full(len(t), dry / total + 1e-9), np.ones(len(t))
    for _ in range(60):  # vapour share of all moles: what is vapour holds what each K asks for
        middle = (low + high) / 2
        there = dry / total / middle + (z[:, None] * k / (1 + middle * (k - 1))).sum(axis=0)
        low, high = np.where(there > 1, middle, low), np.where(there > 1, high, middle)
    psi = (low + high) / 2
    boiled = psi * k / (1 + psi * (k - 1))  # share of each component that is vapour
    share = (SHARE[:, None] * boiled).sum(axis=0)
    d = t - ZERO
    liquid = of.heat * (2.05 * d + 0.0021 * d**2)
    vapour = of.heat * (1.70 * d + 0.0018 * d**2)
    latent = of.latent * (330.0 + 0.35 * (BOILING - 400.0))
    evaporated = (SHARE[:, None] * boiled * latent[:, None]).sum(axis=0)
    naphtha = (1 - share) * liquid + share * vapour + evaporated
    return gas * of.heat * GAS_HEAT * d + (1 - gas) * naphtha, share


def curves(of: Naphtha) -> Curves:
    """Both curves inverted onto even enthalpies."""
    found = [enthalpies(of, float(gas)) for gas in GAS_GRID]
    low, high = min(h[0] for h, _ in found), max(h[-1] for h, _ in found)
    grid = np.linspace(low, high, H_POINTS)
    return Curves(
        float(low),
        float(grid[1] - grid[0]),
        np.stack([np.interp(grid, h, T_GRID) for h, _ in found]),
        np.stack([np.interp(grid, h, share) for h, share in found]),
    )


def nominal(pressure: float, shift: float) -> Naphtha:
    """What the design office took."""
    return Naphtha(pressure, shift)


def as_delivered(of: Naphtha, rng: np.random.Generator) -> Naphtha:
    """The naphtha with the errors that real enthalpy curves have."""
    return replace(
        of,
        shift=of.shift + float(rng.uniform(-1.0, 1.0)),
        heat=1 + 0.004 * float(rng.uniform(-1, 1)),
        latent=1 + 0.01 * float(rng.uniform(-1, 1)),
    )


class Place:
    """Where gas shares lie between the rows of the curves, kept for many look-ups."""

    def __init__(self, gas: Floats) -> None:
        at = np.clip((gas - GAS_GRID[0]) / (GAS_GRID[1] - GAS_GRID[0]), 0, len(GAS_GRID) - 1.001)
        self.row = at.astype(np.int64)
        self.share = at - self.row

    def of(self, curve: Curves, table: Floats, h: Floats) -> Floats:
        """The table's value at these enthalpies."""
        at = np.clip((h - curve.low) / curve.step, 0.0, H_POINTS - 1.001)
        column = at.astype(np.int64)
        part = at - column
        flat = table.ravel()
        first = self.row * H_POINTS + column
        below = flat[first] + part * (flat[first + 1] - flat[first])
        first += H_POINTS
        above = flat[first] + part * (flat[first + 1] - flat[first])
        return np.asarray(below + self.share * (above - below), np.float64)

    def enthalpy(self, curve: Curves, t: Floats) -> Floats:
        """Enthalpy (kJ/kg) at temperatures, by bisection on the curve."""
        low = np.full(len(t), curve.low)
        high = low + curve.step * (H_POINTS - 1.001)
        for _ in range(40):
            middle = (low + high) / 2
            warm = self.of(curve, curve.t, middle) > t
            low, high = np.where(warm, low, middle), np.where(warm, middle, high)
        return (low + high) / 2
