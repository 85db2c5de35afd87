"""How well the plant's own cleanings worked: three or more of a method count (spec 5.3)."""

from collections.abc import Iterable, Mapping
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
    between cleanings is what the next one may do; it includes what is not known of each. Exchangers
    for which the plant file states another effect (by side) are counted apart.
    """
    found, said = [], []
    for method in methods:
        seen: dict[float, list[float]] = {}
        for unit in history.exchangers:
            own = [c.effect for c in unit.cleanings if c.method == method.name and _rated(unit, c)]
            seen.setdefault(method.effect_on(unit.asset), []).extend(own)
        shown = {stated: _shown(own) for stated, own in seen.items() if len(own) >= LEAST}
        found.append(_with(method, shown, sum(len(seen[stated]) for stated in shown)))
        said += [
            f"{method.name}: effect {100 * effect:.0f} +- {100 * sigma:.0f} % by "
            f"{len(seen[stated])} cleanings seen, in place of {100 * stated:.0f} +- "
            f"{100 * method.effect_sigma:.0f} %"
            for stated, (effect, sigma) in shown.items()
        ]
    return tuple(found), said


def _shown(effects: list[float]) -> tuple[float, float]:
    """Mean of the effects seen and their scatter."""
    effect = float(np.clip(np.mean(effects), FEWEST, MOST))
    return effect, max(float(np.std(effects, ddof=1)), FEWEST)


def _with(
    method: CleaningMethod, shown: Mapping[float, tuple[float, float]], count: int
) -> CleaningMethod:
    """The method with the effects shown; the widest scatter is that of all."""
    if not shown:
        return method
    stated = {method.effect, *method.effects.values()}
    sigmas = [sigma for _, sigma in shown.values()]
    if not stated <= set(shown):
        sigmas.append(method.effect_sigma)
    return replace(
        method,
        effect=shown.get(method.effect, (method.effect,))[0],
        effects={name: shown.get(e, (e,))[0] for name, e in method.effects.items()},
        effect_sigma=max(sigmas),
        effect_of=f"{count} cleanings seen",
    )


def _rated(unit: ExchangerHistory, one: Cleaning) -> bool:
    if not (np.isfinite(one.effect) and one.effect_sigma < SURE):
        return False
    if unit.datum != "best_clean":
        return True
    least = min(each.r_f_after for each in unit.cleanings if np.isfinite(each.r_f_after))
    return one.r_f_after > least
