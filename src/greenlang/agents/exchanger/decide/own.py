"""How well the plant's own cleanings worked: three or more of a method count (spec 5.3)."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from greenlang.agents.exchanger.model import CleaningMethod
from greenlang.agents.exchanger.results import Cleaning, ExchangerHistory, PlantHistory

LEAST = 3
SURE = 0.3  # an effect less well known than that says nothing
MOST, FEWEST = 1.0, 0.02


def own_effects(
    methods: Iterable[CleaningMethod], history: PlantHistory
) -> tuple[tuple[CleaningMethod, ...], list[str]]:
    """The methods with the effects that the history shows, and what was taken from there.

    The cleaning that sets the zero of R_f removes all by definition and is left out. The scatter
    between cleanings is what the next one may do; it includes what is not known of each.
    """
    found, said = [], []
    for method in methods:
        seen = [
            one.effect
            for unit in history.exchangers
            for one in unit.cleanings
            if one.method == method.name and _rated(unit, one)
        ]
        if len(seen) < LEAST:
            found.append(method)
            continue
        effect = float(np.clip(np.mean(seen), FEWEST, MOST))
        sigma = max(float(np.std(seen, ddof=1)), FEWEST)
        what = f"{len(seen)} cleanings seen"
        found.append(replace(method, effect=effect, effect_sigma=sigma, effect_of=what))
        said.append(
            f"{method.name}: effect {100 * effect:.0f} +- {100 * sigma:.0f} % by {what}, "
            f"in place of {100 * method.effect:.0f} +- {100 * method.effect_sigma:.0f} %"
        )
    return tuple(found), said


def _rated(unit: ExchangerHistory, one: Cleaning) -> bool:
    if not (np.isfinite(one.effect) and one.effect_sigma < SURE):
        return False
    if unit.datum != "best_clean":
        return True
    least = min(each.r_f_after for each in unit.cleanings if np.isfinite(each.r_f_after))
    return one.r_f_after > least
