"""The usual aims of a condenser programme, measured against a frozen baseline, never assumed.

The baseline is the first year of the history, what is compared the last year. Pressures are those
at reference conditions, so that a warm summer is neither a loss nor a gain.
"""

import math
from dataclasses import dataclass

import numpy as np

from greenlang.agents.condenser.figures.view import View
from greenlang.agents.condenser.results import RECOVERABLE, CondenserHistory, Floats
from greenlang.agents.page import MISSING, Column, Table, fixed
from greenlang.core.quality import Quality
from greenlang.library.series.robust import lag_1, n_eff

YEAR = 365
LEAST = 120  # days of a year that must be known
Z90 = 1.2815515655446004
_KPA = 1e-3


@dataclass(frozen=True)
class Gain:
    """How much better the last year was, with its standard uncertainty, in the aim's unit."""

    value: float
    sigma: float
    why: str = ""


@dataclass(frozen=True)
class Aim:
    """What is usually aimed at."""

    name: str
    unit: str
    aim: float
    decimals: int


AIMS = (
    Aim("vacuum", "kPa", 1.0, 2),
    Aim("heat rate", "%", 0.5, 2),
    Aim("pump energy", "%", 10.0, 1),
    Aim("cleanings a year", "%", 20.0, 0),
    Aim("days out of service", "%", 30.0, 0),
)


def table(view: View) -> Table:
    """Every aim, what came of it, and whether that is certain."""
    columns = (
        Column("Aim"), Column("condenser"), Column("aimed at", "number"),
        Column("measured, P10 to P90", "number"), Column("verdict"),
    )  # fmt: skip
    rows = [
        (aim.name, one.asset, f"{fixed(aim.aim, aim.decimals)} {aim.unit}", *_said(aim, gain))
        for one in view.history.condensers
        for aim, gain in zip(AIMS, gains(view, one), strict=True)
    ]
    return Table(columns, tuple(rows), _CAPTION)


_CAPTION = (
    "Positive is better. The baseline is the first year of the history and stays as it is; it is"
    " compared with the last year. The bands hold scatter and what neighbouring days share; a"
    " change of instruments between the years is not in them."
)


def _said(aim: Aim, gain: Gain) -> tuple[str, str]:
    if not math.isfinite(gain.value):
        return MISSING, gain.why
    low, high = gain.value - Z90 * gain.sigma, gain.value + Z90 * gain.sigma
    n = aim.decimals
    shown = f"{fixed(gain.value, n)} ({fixed(low, n)} to {fixed(high, n)}) {aim.unit}"
    if low >= aim.aim:
        return shown, "reached"
    return shown, "not reached" if high < aim.aim else "open: the aim lies within the band"


def gains(view: View, one: CondenserHistory) -> tuple[Gain, ...]:
    """The aims in their order."""
    if view.end - view.start + 1 < 2 * YEAR:
        why = "two years are needed: one for the baseline, one to compare"
        return (Gain(math.nan, math.nan, why),) * len(AIMS)
    return (
        _fall(view, one, _KPA * one.daily.p_norm),
        _fall(view, one, 100.0 * _heat_rate(view, one), "no exhaust curve and heat rate are given"),
        _share(view, one, "pump_power", "the power of the pumps is not measured"),
        _fewer(_cleaned(view, one), "no cleaning in the first year"),
        _fewer(_out(view, one), "not a day out of service in the first year"),
    )


def _years(view: View, one: CondenserHistory) -> tuple[np.ndarray, np.ndarray]:
    days = one.daily.days
    return days < view.start + YEAR, days > view.end - YEAR


def _fall(view: View, one: CondenserHistory, values: Floats, why: str = "") -> Gain:
    """Mean of the first year less that of the last."""
    first, last = (values[some] for some in _years(view, one))
    if min(np.isfinite(first).sum(), np.isfinite(last).sum()) < LEAST:
        return Gain(math.nan, math.nan, why or f"fewer than {LEAST} days of a year are known")
    return Gain(
        float(np.nanmean(first) - np.nanmean(last)),
        math.hypot(_sigma(first), _sigma(last)),
    )


def _sigma(values: Floats) -> float:
    """Standard uncertainty of a mean of days, of which neighbours go together."""
    rest = values - np.nanmean(values)
    count = float(np.isfinite(values).sum())
    return float(np.nanstd(values) / np.sqrt(n_eff(count, lag_1(rest))))


def _heat_rate(view: View, one: CondenserHistory) -> Floats:
    """What the causes that can be put right add to the heat rate, over that of the unit."""
    at = [k for k, cause in enumerate(one.split.causes) if cause in RECOVERABLE]
    table = one.split.parts.heat_rate[:, at]
    base = view.unit(one).heat_rate or math.nan
    out = np.full(one.daily.days.size, np.nan)
    _, here, there = np.intersect1d(one.daily.days, one.split.days, return_indices=True)
    out[here] = table[there].sum(axis=1) / base
    return out


def _share(view: View, one: CondenserHistory, name: str, why: str) -> Gain:
    """By which share a measured quantity fell."""
    if name not in one.more:
        return Gain(math.nan, math.nan, why)
    first, _ = _years(view, one)
    base = float(np.nanmean(one.more[name][first]))
    return _fall(view, one, 100.0 * one.more[name] / base)


def _cleaned(view: View, one: CondenserHistory) -> tuple[int, int]:
    """Cleanings that data or log show in the first and the last year."""
    ends = [c.end for c in one.cleanings if c.status != "logged_without_effect"]
    return (
        sum(end < view.start + YEAR for end in ends), sum(end > view.end - YEAR for end in ends)
    )  # fmt: skip


def _out(view: View, one: CondenserHistory) -> tuple[int, int]:
    off = one.daily.quality == Quality.OFF
    first, last = _years(view, one)
    return int(off[first].sum()), int(off[last].sum())


def _fewer(counts: tuple[int, int], why: str) -> Gain:
    """By which share a count fell; its doubt is that of counting."""
    first, last = counts
    if not first:
        return Gain(math.nan, math.nan, why)
    return Gain(100.0 * (1.0 - last / first), 100.0 * math.sqrt(last + last * last / first) / first)
