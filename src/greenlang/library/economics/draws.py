"""What an investment may be worth, by seeded draws: evidence that a record keeps (JCGM 101)."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.core.equations import lookup
from greenlang.core.provenance import untraced
from greenlang.core.units import Money, Ratio
from greenlang.library.economics.cash import present_value
from greenlang.library.economics.sensitivity import odds

DRAWS, SEED = 10_000, 1
JCGM = "JCGM 101:2008, 10 000 seeded normal draws of what is spent, saved and of the rate"
AT = (("10000", "3000", "0.1", "0", "0", "0", "0.1", "0.2", "0.01", "10", "1"),)


@dataclass(frozen=True)
class _Case:
    capex: Money
    saving: Money
    rate: Ratio
    upkeep: Money
    residual: Money
    escalation: Ratio


@dataclass(frozen=True)
class _Worth:
    npv: Money
    loss: Ratio


@functools.lru_cache(maxsize=32)
def drawn(known: tuple[float, ...]) -> tuple[float, float, float, float]:
    """P10, P50 and P90 of the NPV and the probability of a loss; arguments as of `npv_p10`."""
    case, sigmas = _Case(*known[:6]), known[6:9]
    periods, per_year, extra = int(known[9]), known[10], known[11:]

    def worth(x: Any) -> _Worth:
        npv = _npv(x, periods, per_year, extra)
        return _Worth(npv, np.where(npv < 0, 1.0, 0.0))

    spread = {
        "capex": sigmas[0] * case.capex, "saving": sigmas[1] * case.saving, "rate": sigmas[2],
    }  # fmt: skip
    with untraced():  # evidence of the draws, not steps of the record
        found = odds(worth, case, spread, draws=DRAWS, seed=SEED)
    npv = found["npv"]
    return npv.p10, npv.p50, npv.p90, found["loss"].mean


def _npv(x: Any, periods: int, per_year: float, extra: Sequence[float]) -> Any:
    """NPV of whole columns of draws; NaN where a rate falls to -100 % or below."""
    rate = (1 + x.rate) ** (1 / per_year) - 1
    growth = (1 + x.escalation) ** (1 / per_year)
    total = -x.capex
    for n in range(1, periods + 1):
        flow = (x.saving - x.upkeep) * growth**n + (x.residual if n == periods else 0.0)
        total = total + present_value(flow, rate, float(n))
    for n, cf in enumerate(extra):
        total = total + present_value(cf, rate, float(n))
    return total


def _read(place: int, *known: float) -> float:
    return drawn(tuple(float(x) for x in known))[place]


@lookup("NPV_10", JCGM, digits=6, at=AT)
def npv_p10(
    capex: Money,
    saving: Money,
    rate: Ratio,
    upkeep: Money,
    residual: Money,
    escalation: Ratio,
    s_capex: Ratio,
    s_saving: Ratio,
    s_rate: Ratio,
    periods: Ratio,
    per_year: Ratio,
    *extra: Money,
) -> Money:
    """NPV that is exceeded with 90 %; uncertainties of capex and saving are shares of them."""
    return _read(
        0, capex, saving, rate, upkeep, residual, escalation, s_capex, s_saving, s_rate, periods,
        per_year, *extra,
    )  # fmt: skip


@lookup("NPV_50", JCGM, digits=6, at=AT)
def npv_p50(
    capex: Money,
    saving: Money,
    rate: Ratio,
    upkeep: Money,
    residual: Money,
    escalation: Ratio,
    s_capex: Ratio,
    s_saving: Ratio,
    s_rate: Ratio,
    periods: Ratio,
    per_year: Ratio,
    *extra: Money,
) -> Money:
    """NPV that is exceeded with 50 %."""
    return _read(
        1, capex, saving, rate, upkeep, residual, escalation, s_capex, s_saving, s_rate, periods,
        per_year, *extra,
    )  # fmt: skip


@lookup("NPV_90", JCGM, digits=6, at=AT)
def npv_p90(
    capex: Money,
    saving: Money,
    rate: Ratio,
    upkeep: Money,
    residual: Money,
    escalation: Ratio,
    s_capex: Ratio,
    s_saving: Ratio,
    s_rate: Ratio,
    periods: Ratio,
    per_year: Ratio,
    *extra: Money,
) -> Money:
    """NPV that is exceeded with 10 %."""
    return _read(
        2, capex, saving, rate, upkeep, residual, escalation, s_capex, s_saving, s_rate, periods,
        per_year, *extra,
    )  # fmt: skip


@lookup("P_loss", JCGM, digits=6, at=AT)
def loss_probability(
    capex: Money,
    saving: Money,
    rate: Ratio,
    upkeep: Money,
    residual: Money,
    escalation: Ratio,
    s_capex: Ratio,
    s_saving: Ratio,
    s_rate: Ratio,
    periods: Ratio,
    per_year: Ratio,
    *extra: Money,
) -> Ratio:
    """Share of the draws in which money is lost."""
    return _read(
        3, capex, saving, rate, upkeep, residual, escalation, s_capex, s_saving, s_rate, periods,
        per_year, *extra,
    )  # fmt: skip
