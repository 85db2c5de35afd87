"""The plant as built and as it fouls: films and fouling laws of each exchanger, from a seed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.preheat_train import fouling, network
from greenlang.simulators.preheat_train.design import (
    CRUDE_FLOW,
    DESALTER_DROP,
    FEED_TEMPERATURE,
    HOT_FLOW,
    HOT_TEMPERATURE,
    UNITS,
)
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import Floats, Liquid
from greenlang.simulators.preheat_train.pipes import Conditions
from greenlang.simulators.preheat_train.truth import FoulingLaw

DAY = 86_400.0


@dataclass(frozen=True)
class Equipment:
    """Films, fouling law and first deposit (m2 K/W) of every exchanger, in the order of `UNITS`."""

    fittings: tuple[Films, ...]
    laws: tuple[FoulingLaw, ...]
    r_f: Floats


def equipment(seed: int, crude: Liquid, products: Mapping[str, Liquid]) -> Equipment:
    """Films 0.86 to 1.14 of the data sheet, exponents near the textbook's, laws by design."""
    rng = np.random.default_rng([seed, 5])
    fittings = tuple(_films(rng) for _ in UNITS)
    draws = rng.uniform(size=(len(UNITS), 4))
    reference = reference_conditions(1, crude, products)
    clean = network.profile(reference, fittings, np.zeros((1, len(UNITS))))
    laws = tuple(
        fouling.law(
            unit,
            growth=unit.growth * (0.8 + 0.45 * draws[i, 0]),
            tau=(110 + 90 * draws[i, 1]) * DAY,
            activation=35_000 + 13_000 * draws[i, 2],
            t_wall=float(clean.t_wall[0, i]),
        )
        for i, unit in enumerate(UNITS)
    )
    start = [unit.start_fouling * (0.7 + 0.6 * draws[i, 3]) for i, unit in enumerate(UNITS)]
    return Equipment(fittings, laws, np.array(start))


def reference_conditions(
    n: int, crude: Liquid, products: Mapping[str, Liquid], bypass: Floats | None = None
) -> Conditions:
    """Reference flows and inlets, `n` times."""
    one = np.ones(n)
    return Conditions(
        crude,
        products,
        CRUDE_FLOW * one,
        FEED_TEMPERATURE * one,
        {name: flow * one for name, flow in HOT_FLOW.items()},
        {name: t * one for name, t in HOT_TEMPERATURE.items()},
        np.zeros((n, len(UNITS))) if bypass is None else bypass,
        DESALTER_DROP,
    )


def _films(rng: np.random.Generator) -> Films:
    """Several per cent off the data sheet, every exchanger in its own way."""
    return Films(
        tube=float(rng.uniform(0.86, 1.14)),
        shell=float(rng.uniform(0.86, 1.14)),
        n_tube=float(rng.uniform(0.77, 0.82)),
        n_shell=float(rng.uniform(0.55, 0.60)),
        p_tube=float(rng.uniform(0.41, 0.46)),
        p_shell=float(rng.uniform(0.20, 0.25)),
        kd=float(rng.uniform(0.25, 0.6)),
        roughness=float(rng.uniform(1.05, 1.3)),
    )
