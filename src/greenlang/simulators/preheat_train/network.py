"""The whole train at once: temperatures of every pipe for given flows, inlets and deposits.

The pipes are swept downstream until they agree (hot streams run against the crude, so the train
has loops); then every shell is integrated again between its new inlets, and so on. Work goes in
chunks of time that fit the cache.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.preheat_train import pipes
from greenlang.simulators.preheat_train.design import UNITS
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import Floats, temperature
from greenlang.simulators.preheat_train.pipes import Conditions, Train, rows

CHUNK = 8192
ROUNDS = 4
SWEEPS = 4


@dataclass(frozen=True)
class Profile:
    """The train over time; every array is (time, exchanger) in the order of `UNITS`, SI.

    Outlet temperatures are behind the mixing with a bypassed share. `t_wall` is the surface of
    the deposit on the crude side, mean of both ends; `residual` the greatest correction of a
    shell's outlet in the last round, K.
    """

    t_cold_in: Floats
    t_cold_out: Floats
    t_hot_in: Floats
    t_hot_out: Floats
    duty: Floats
    u_clean: Floats
    t_wall: Floats
    residual: float


def profile(conditions: Conditions, fittings: Sequence[Films], r_f: Floats) -> Profile:
    """Solve the train; `r_f` (time, exchanger) in m2 K/W referred to the tube outside area."""
    n = len(conditions.m_crude)
    pieces = []
    for i in range(0, n, CHUNK):
        where = slice(i, i + CHUNK)
        pieces.append(_profile(Train(rows(conditions, where), fittings, r_f[where])))
    names = ("t_cold_in", "t_cold_out", "t_hot_in", "t_hot_out", "duty", "u_clean", "t_wall")
    whole = {name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in names}
    return Profile(**whole, residual=max(piece.residual for piece in pieces))


def clean_duty(
    conditions: Conditions, fittings: Sequence[Films], t_cold_in: Floats, t_hot_in: Floats
) -> Floats:
    """Duty (W) of every exchanger by itself, without deposit, between the given inlets (K)."""
    clean = np.zeros_like(t_cold_in)
    return duty_between(conditions, fittings, clean, (t_cold_in, t_hot_in)).duty


def duty_between(
    conditions: Conditions, fittings: Sequence[Films], r_f: Floats, inlets: tuple[Floats, Floats]
) -> Profile:
    """Every exchanger by itself with these deposits, between given cold and hot inlets (K)."""
    return _profile(Train(conditions, fittings, r_f, inlets=inlets))


def _profile(train: Train) -> Profile:
    for i, shells in enumerate(train.shells):
        for shell in shells:
            pipes.first_guess(train, i, shell)
    residual = 0.0
    for turn in range(ROUNDS):
        for _ in range(8 if turn == 0 else SWEEPS):
            pipes.sweep(train)
        residual = max(
            pipes.integrate(train, i, k, first=turn == 0)
            for i, unit in enumerate(UNITS)
            for k in range(unit.shells)
        )
    for _ in range(2 * SWEEPS):
        pipes.sweep(train)
    return _result(train, residual)


def _result(train: Train, residual: float) -> Profile:
    c = train.conditions
    hot = [c.products[unit.hot] for unit in UNITS]
    rises = [out - ahead for out, ahead in zip(train.cold_out, train.cold_ahead, strict=True)]
    return Profile(
        np.stack([temperature(c.crude, h) for h in train.cold_ahead], axis=1),
        np.stack([temperature(c.crude, h) for h in train.cold_out], axis=1),
        np.stack([temperature(q, h) for q, h in zip(hot, train.hot_ahead, strict=True)], axis=1),
        np.stack([temperature(q, h) for q, h in zip(hot, train.hot_out, strict=True)], axis=1),
        np.stack([c.m_crude * rise * 1e6 for rise in rises], axis=1),
        np.stack([1 / _mean([s.clean for s in shells]) for shells in train.shells], axis=1),
        np.stack([_mean([s.wall for s in shells]) for shells in train.shells], axis=1),
        residual,
    )


def _mean(parts: list[Floats]) -> Floats:
    return np.asarray(sum(parts) / len(parts), np.float64)
