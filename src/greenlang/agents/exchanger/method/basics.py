"""The small analyses: one question each, from a few numbers."""

from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Arrangement, PerformanceCase, Stream
from greenlang.agents.exchanger.method.states import sides
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.heat import balance, lmtd
from greenlang.library.heat.pntu import arrangements, inverse

Number = Any
Shell = Literal["hot", "cold"]


@dataclass(frozen=True)
class DutyCase:
    """Four temperatures with one flow, or three with both."""

    hot: Stream
    cold: Stream
    q_loss: Watt | None = None


@dataclass(frozen=True)
class Duty:
    """Both duties, and the value that the balance gave where one was missing."""

    q_hot: Watt
    q_cold: Watt
    imbalance: Ratio
    t_hot_in: Kelvin
    t_hot_out: Kelvin
    t_cold_in: Kelvin
    t_cold_out: Kelvin
    m_hot: KgPerSecond
    m_cold: KgPerSecond


def duty(x: DutyCase) -> Duty:
    """Heat given by the hot side, taken by the cold one, and how far they disagree."""
    hot, cold = sides(PerformanceCase(x.hot, x.cold, area=None, q_loss=x.q_loss))
    return Duty(
        hot.q, cold.q, ex.imbalance(hot.q, cold.q), hot.t_in, hot.t_out, cold.t_in, cold.t_out,
        hot.m, cold.m,
    )  # fmt: skip


@dataclass(frozen=True)
class Ends:
    """The four temperatures of an exchanger."""

    t_hot_in: Kelvin
    t_hot_out: Kelvin
    t_cold_in: Kelvin
    t_cold_out: Kelvin


@dataclass(frozen=True)
class LmtdCase(Ends):
    """The four temperatures, and which way the streams run."""

    flow: Literal["counterflow", "parallel"] = "counterflow"


@dataclass(frozen=True)
class Lmtd:
    """Differences at the two ends and their logarithmic mean."""

    dt_1: KelvinDiff
    dt_2: KelvinDiff
    lmtd: KelvinDiff


def mean_difference(x: LmtdCase) -> Lmtd:
    """Logarithmic mean temperature difference."""
    beside_in, beside_out = x.t_cold_out, x.t_cold_in
    if x.flow == "parallel":
        beside_in, beside_out = beside_out, beside_in
    dt_1, dt_2 = balance.approach(x.t_hot_in, beside_in), balance.approach(x.t_hot_out, beside_out)
    return Lmtd(dt_1, dt_2, lmtd.lmtd(dt_1, dt_2))


@dataclass(frozen=True)
class CorrectionCase(Ends):
    """The four temperatures and the arrangement; `shell_side` says which stream is fluid 1."""

    arrangement: Arrangement = "E 1-2"
    shells: int = 1
    shell_side: Shell = "hot"


@dataclass(frozen=True)
class Correction:
    """Correction factor of the counterflow LMTD, and how near it is to its end."""

    p: Ratio
    r: Ratio
    p_max: Ratio
    ntu: Ratio
    f: Ratio
    condition: Ratio


def _p_r(x: CorrectionCase) -> tuple[Number, Number]:
    hot, cold = (x.t_hot_in, x.t_hot_out), (x.t_cold_in, x.t_cold_out)
    (in_1, out_1), (in_2, out_2) = (hot, cold) if x.shell_side == "hot" else (cold, hot)
    return (
        balance.temperature_effectiveness(in_1, out_1, in_2),
        balance.capacity_ratio(in_1, out_1, in_2, out_2),
    )


def correction(x: CorrectionCase) -> Correction:
    """Correction factor F by the exact P-NTU relation, with P_max and the condition."""
    p, r = _p_r(x)
    n = arrangements.ntu(x.arrangement, p, r, x.shells)
    c, _ = arrangements.conditions(x.arrangement, p, r, n, x.shells)
    return Correction(
        p,
        r,
        arrangements.p_max(x.arrangement, r, x.shells),
        balance.transfer_units(n, r),
        lmtd.correction_factor(inverse.counterflow_units(p, r), n),
        c,
    )


@dataclass(frozen=True)
class EffectivenessCase:
    """Conductance, two capacity rates, two inlets."""

    ua: WattPerKelvin
    c_hot: WattPerKelvin
    c_cold: WattPerKelvin
    t_hot_in: Kelvin
    t_cold_in: Kelvin
    arrangement: Arrangement = "E 1-2"
    shells: int = 1
    shell_side: Shell = "hot"


@dataclass(frozen=True)
class Effectiveness:
    """What an exchanger of this size does."""

    ntu: Ratio
    c_r: Ratio
    effectiveness: Ratio
    q: Watt
    t_hot_out: Kelvin
    t_cold_out: Kelvin


def effectiveness(x: EffectivenessCase) -> Effectiveness:
    """Duty and outlets from conductance, capacity rates and inlets."""
    c_1, c_2 = (x.c_hot, x.c_cold) if x.shell_side == "hot" else (x.c_cold, x.c_hot)
    n, r = lmtd.units_of_conductance(x.ua, c_1), balance.ratio_of_rates(c_1, c_2)
    eps = balance.effectiveness(arrangements.p_of(x.arrangement, n, r, x.shells), r)
    c_min = balance.smaller_rate(c_1, c_2)
    q = ex.duty_of_effectiveness(eps, balance.largest_duty(c_min, x.t_hot_in, x.t_cold_in))
    return Effectiveness(
        balance.transfer_units(n, r),
        balance.rate_ratio(c_1, c_2),
        eps,
        q,
        balance.outlet(x.t_hot_in, q, x.c_hot),
        ex.outlet_heated(x.t_cold_in, q, x.c_cold),
    )


@dataclass(frozen=True)
class OverallCase:
    """Duty, area, F and LMTD."""

    q: Watt
    area: SquareMetre
    lmtd: KelvinDiff
    f: Ratio = "1"


@dataclass(frozen=True)
class Overall:
    """Conductance and coefficient."""

    ua: WattPerKelvin
    u: WattPerM2Kelvin


def overall_coefficient(x: OverallCase) -> Overall:
    """Overall coefficient that a duty implies."""
    ua = lmtd.conductance_by_lmtd(x.q, x.f, x.lmtd)
    return Overall(ua, lmtd.overall_coefficient(ua, x.area))
