"""How an analysis of exchangers is judged: score, savings, and the worst of all kinds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenlang.simulators import preheat_train, telling, works
from greenlang.simulators.savings import SavingScore, savings, savings_coverage
from greenlang.simulators.score import Score, figures, score
from greenlang.simulators.simulator import Figures, Judge
from greenlang.simulators.truth import Worth

MIDDLE = 90.0  # percent, where a coverage should lie
LOWEST_IS_WORST = ("precision", "recall", "named")


@dataclass(frozen=True)
class Scored:
    """One seed: its score, and what it says that cleanings have saved against their worth."""

    score: Score
    savings: tuple[SavingScore, ...]


def _scored(simulated: Any, plant: Any, history: Any) -> Scored:
    found = history.exchangers
    saved = savings(_worths(simulated), {one.asset: one.savings for one in found})
    return Scored(score(simulated.truth, found, u_design(plant)), saved)


def u_design(plant: Any) -> dict[str, float]:
    """What the naive way takes as clean, W/m2 K, of each exchanger that a plant file gives."""
    return {
        asset.name: float(asset.design.u_clean)
        for asset in plant.assets
        if asset.design.u_clean is not None
    }


def _worths(simulated: Any) -> Sequence[Worth]:
    truth = simulated.truth
    if isinstance(truth, preheat_train.Truth):
        return preheat_train.worths(truth)
    return truth.worths if isinstance(truth, works.PlantTruth) else ()


def _told(simulated: Any, plant: Any, history: Any) -> Iterator[str]:
    yield from telling.lines(simulated.truth, history.exchangers, u_design(plant))


def _line(each: Scored) -> str:
    one = each.score
    bad = max(one.exchangers, key=lambda exchanger: exchanger.over_naive)
    outside = [f"{s.asset} {s.start}" for s in each.savings if not s.inside]
    return (
        f"worst {bad.asset} {bad.over_naive:.2f} of naive, cleanings "
        f"{one.cleanings_matched}/{one.cleanings_true} of {one.cleanings_found} found, "
        f"named {dict(one.named)}, invented {list(one.invented)}, missing {list(one.missing)}, "
        f"savings outside {outside} of {len(each.savings)}"
    )


def _figures(scores: Mapping[str, Sequence[Scored]]) -> Figures:
    """The worst of all kinds; savings, of which each plant has few, pooled over all plants."""
    kinds = [figures([one.score for one in each]) for each in scores.values()]
    every = [one for each in scores.values() for seed in each for one in seed.savings]
    pooled: Figures = {"savings_band_coverage_percent": (savings_coverage(every), "%")}
    return worst(kinds) | (pooled if every else {})


def worst(kinds: Iterable[Figures]) -> Figures:
    """Each figure's worst over the kinds: sums of counts, coverage furthest from 90 %."""
    kinds, out = tuple(kinds), Figures()
    for name in dict.fromkeys(name for one in kinds for name in one):
        values = [one[name][0] for one in kinds if name in one]
        unit = next(one[name][1] for one in kinds if name in one)
        if unit == "count":
            value = sum(values)
        elif "coverage" in name:
            value = max(values, key=lambda x: abs(x - MIDDLE))
        elif name.endswith(LOWEST_IS_WORST):
            value = min(values)
        else:
            value = max(values)
        out[name] = (value, unit)
    return out


EXCHANGERS = Judge(_scored, _told, _line, _figures)
"""How exchangers are judged."""
