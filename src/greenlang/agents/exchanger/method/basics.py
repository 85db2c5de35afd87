"""The small analyses: one question each, from a few numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Arrangement, PerformanceCase, Stream
from greenlang.agents.exchanger.method.states import sides
from greenlang.core.errors import InputError
from greenlang.core.solve import choose
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerJoule,
    M2KelvinPerWatt,
    Ratio,
    Second,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.fouling import laws
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


@dataclass(frozen=True)
class FoulingCase:
    """Actual and clean coefficient, with their standard uncertainties if known."""

    u: WattPerM2Kelvin
    u_clean: WattPerM2Kelvin
    sigma_u: WattPerM2Kelvin | None = None
    sigma_u_clean: WattPerM2Kelvin | None = None
    r_f_design: M2KelvinPerWatt | None = None


@dataclass(frozen=True)
class Fouling:
    """Resistance beyond the clean one, signed."""

    r_f: M2KelvinPerWatt
    r_f_sigma: M2KelvinPerWatt | None
    cleanliness: Ratio
    r_f_ratio: Ratio | None


def fouling(x: FoulingCase) -> Fouling:
    """Fouling resistance and cleanliness factor."""
    r_f = ex.fouling_resistance(x.u, x.u_clean)
    sigma = None
    if x.sigma_u is not None and x.sigma_u_clean is not None:
        sigma = ex.difference_sigma(x.u, x.sigma_u, x.u_clean, x.sigma_u_clean)
    ratio = None if x.r_f_design is None else ex.fouling_ratio(r_f, x.r_f_design)
    return Fouling(r_f, sigma, ex.cleanliness(x.u, x.u_clean), ratio)


@dataclass(frozen=True)
class SeverityCase:
    """Fouling resistance and the allowance of the data sheet."""

    r_f: M2KelvinPerWatt
    r_f_design: M2KelvinPerWatt


@dataclass(frozen=True)
class Severity:
    """Share of the allowance used up, and its class."""

    r_f_ratio: Ratio
    severity: str


CLASSES = (
    ("clean", "x < 0.1"),
    ("light", "x < 0.3"),
    ("moderate", "x < 0.6"),
    ("heavy", "x < 0.9"),
    ("severe", "x < 1.2"),
)
"""Limits of this project; no standard sets any."""


def severity(x: SeverityCase) -> Severity:
    """How heavy the fouling is against the design allowance; each comparison is recorded."""
    ratio = ex.fouling_ratio(x.r_f, x.r_f_design)
    found = (name for name, condition in CLASSES if choose(condition, x=ratio))
    return Severity(ratio, next(found, "critical"))


@dataclass(frozen=True)
class FoulingLawCase:
    """A law, its parameters and a time; `limit` asks when that resistance is reached.

    linear: r_0, k. power: r_0, a (growth of the first day), n. falling: r_0, k2 in m4 K2/(W2 s).
    kern_seaton: r_0, r_i, t_c.
    """

    law: Literal["linear", "power", "falling", "kern_seaton"]
    t: Second
    r_0: M2KelvinPerWatt = "0"
    k: M2KelvinPerJoule | None = None
    a: M2KelvinPerWatt | None = None
    n: Ratio | None = None
    k2: laws.Resistance2PerSecond | None = None
    r_i: M2KelvinPerWatt | None = None
    t_c: Second | None = None
    limit: M2KelvinPerWatt | None = None


@dataclass(frozen=True)
class FoulingLaw:
    """Resistance at the time asked; time to the limit, or `never`."""

    r_f: M2KelvinPerWatt
    t_limit: Second | None
    note: str


LAWS: dict[str, Callable[..., Any]] = {
    "linear": laws.linear,
    "power": laws.power,
    "falling": laws.falling,
    "kern_seaton": laws.kern_seaton,
}
TIMES: dict[str, Callable[..., Any]] = {
    "linear": laws.linear_time,
    "power": laws.power_time,
    "falling": laws.falling_time,
    "kern_seaton": laws.kern_seaton_time,
}
PARAMETERS = {
    "linear": ("k",),
    "power": ("a", "n"),
    "falling": ("k2",),
    "kern_seaton": ("r_i", "t_c"),
}


def fouling_law(x: FoulingLawCase) -> FoulingLaw:
    """Resistance after a time by one of the fouling laws, and when a limit is reached."""
    names = PARAMETERS[x.law]
    given = [getattr(x, name) for name in names]
    missing = [name for name, value in zip(names, given, strict=True) if value is None]
    if missing:
        raise InputError(f"{x.law} needs {', '.join(missing)}")
    r_f = LAWS[x.law](x.r_0, *given, x.t)
    if x.limit is None:
        return FoulingLaw(r_f, None, "no limit asked for")
    if x.law == "kern_seaton" and choose("limit >= r_i", limit=x.limit, r_i=x.r_i) is True:
        return FoulingLaw(r_f, None, "never: the deposit levels off below the limit")
    return FoulingLaw(r_f, TIMES[x.law](x.r_0, *given, x.limit), "")
