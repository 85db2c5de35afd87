"""Fouling from coefficients, its severity, and its laws over time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Arrangement
from greenlang.agents.exchanger.method.basics import EffectivenessCase, Shell, effectiveness
from greenlang.core.errors import InputError
from greenlang.core.solve import choose
from greenlang.core.units import (
    Kelvin,
    M2KelvinPerJoule,
    M2KelvinPerWatt,
    Ratio,
    Second,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.fouling import laws, losses
from greenlang.library.heat import lmtd

Number = Any


@dataclass(frozen=True)
class At:
    """Reference streams and surface at which duties are compared."""

    area: SquareMetre
    c_hot: WattPerKelvin
    c_cold: WattPerKelvin
    t_hot_in: Kelvin
    t_cold_in: Kelvin
    arrangement: Arrangement = "E 1-2"
    shells: int = 1
    shell_side: Shell = "hot"


@dataclass(frozen=True)
class FoulingCase:
    """Actual and clean coefficient, with their standard uncertainties if known.

    With `reference` streams the duty that the fouling costs there is worked out.
    """

    u: WattPerM2Kelvin
    u_clean: WattPerM2Kelvin
    sigma_u: WattPerM2Kelvin | None = None
    sigma_u_clean: WattPerM2Kelvin | None = None
    r_f_design: M2KelvinPerWatt | None = None
    reference: At | None = None


@dataclass(frozen=True)
class Fouling:
    """Resistance beyond the clean one, signed, and what it costs at the reference streams."""

    r_f: M2KelvinPerWatt
    r_f_sigma: M2KelvinPerWatt | None
    cleanliness: Ratio
    r_f_ratio: Ratio | None
    q_reference: Watt | None = None
    q_reference_clean: Watt | None = None
    q_lost: Watt | None = None
    q_lost_share: Ratio | None = None


def fouling(x: FoulingCase) -> Fouling:
    """Fouling resistance, cleanliness factor, and duty lost at reference streams."""
    r_f = ex.fouling_resistance(x.u, x.u_clean)
    sigma = None
    if x.sigma_u is not None and x.sigma_u_clean is not None:
        sigma = ex.difference_sigma(x.u, x.sigma_u, x.u_clean, x.sigma_u_clean)
    ratio = None if x.r_f_design is None else ex.fouling_ratio(r_f, x.r_f_design)
    factor = ex.cleanliness(x.u, x.u_clean)
    if x.reference is None:
        return Fouling(r_f, sigma, factor, ratio)
    q, q_clean = _duty(x.reference, x.u), _duty(x.reference, x.u_clean)
    lost = losses.duty_lost(q_clean, q)
    return Fouling(r_f, sigma, factor, ratio, q, q_clean, lost, ex.duty_ratio(lost, q_clean))


def _duty(at: At, u: Number) -> Number:
    ua = lmtd.conductance_of_surface(u, at.area)
    return effectiveness(
        EffectivenessCase(
            ua, at.c_hot, at.c_cold, at.t_hot_in, at.t_cold_in, at.arrangement, at.shells,
            at.shell_side,
        )
    ).q  # fmt: skip


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
    return Severity(ratio, severity_of(ratio))


def severity_of(ratio: Number) -> str:
    """Class of a share of the allowance."""
    found = (name for name, condition in CLASSES if choose(condition, x=ratio))
    return next(found, "critical")


Law = Literal["linear", "power", "falling", "kern_seaton"]


@dataclass(frozen=True)
class FoulingLawCase:
    """A law, its parameters and a time; `limit` asks when that resistance is reached.

    linear: r_0, k. power: r_0, a (growth of the first day), n. falling: r_0, k2 in m4 K2/(W2 s).
    kern_seaton (asymptotic): r_0, r_i, t_c. `t_ind`: an induction time before any of them.
    """

    law: Law
    t: Second
    r_0: M2KelvinPerWatt = "0"
    k: M2KelvinPerJoule | None = None
    a: M2KelvinPerWatt | None = None
    n: Ratio | None = None
    k2: laws.Resistance2PerSecond | None = None
    r_i: M2KelvinPerWatt | None = None
    t_c: Second | None = None
    limit: M2KelvinPerWatt | None = None
    t_ind: Second | None = None


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


def parameters(x: Any, law: Law) -> list[Number]:
    """What a law needs beside r_0, from a case that names it; InputError where it is missing."""
    names = PARAMETERS[law]
    given = [getattr(x, name) for name in names]
    missing = [name for name, value in zip(names, given, strict=True) if value is None]
    if missing:
        raise InputError(f"{law} needs {', '.join(missing)}")
    return given


def fouling_law(x: FoulingLawCase) -> FoulingLaw:
    """Resistance after a time by one of the fouling laws, and when a limit is reached."""
    given = parameters(x, x.law)
    t = x.t if x.t_ind is None else laws.after_induction(x.t, x.t_ind)
    r_f = LAWS[x.law](x.r_0, *given, t)
    if x.limit is None:
        return FoulingLaw(r_f, None, "no limit asked for")
    if x.law == "kern_seaton" and choose("limit >= r_i", limit=x.limit, r_i=x.r_i) is True:
        return FoulingLaw(r_f, None, "never: the deposit levels off below the limit")
    if x.law == "linear" and choose("k <= 0", k=x.k) is True:
        return FoulingLaw(r_f, None, "never: the deposit does not grow")
    grown = TIMES[x.law](x.r_0, *given, x.limit)
    return FoulingLaw(r_f, grown if x.t_ind is None else laws.with_induction(grown, x.t_ind), "")
