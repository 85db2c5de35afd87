"""A small calculation that the tests of the core share."""

from dataclasses import dataclass

from greenlang.core.equations import equation, implicit, lookup
from greenlang.core.maths import log10, log_mean, sqrt
from greenlang.core.units import (
    JoulePerKgKelvin,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    Pascal,
    Ratio,
    Watt,
    WattPerKelvin,
)

BOOK = "Incropera et al., Fundamentals of Heat and Mass Transfer, 7th ed. (2011), ch. 11"


@equation("C", BOOK, at=(("20", "4180"), ("1E-6", "2300")))
def capacity_rate(m: KgPerSecond, cp: JoulePerKgKelvin) -> WattPerKelvin:
    """Heat that a stream carries per kelvin."""
    return m * cp


@equation(
    "Q",
    BOOK,
    guards=("t_warm > t_cool: the stream gains heat where it should lose it; check the tags",),
    at=(("46000", "423.15", "363.15"),),
)
def duty(c: WattPerKelvin, t_warm: Kelvin, t_cool: Kelvin) -> Watt:
    """Heat that a single-phase stream gives up between its ends."""
    return c * (t_warm - t_cool)


@equation("ΔT", BOOK, at=(("423.15", "320.5"),))
def approach(t_hot: Kelvin, t_cold: Kelvin) -> KelvinDiff:
    """Temperature difference at one end."""
    return t_hot - t_cold


@equation("ΔT_lm", BOOK, valid={"dt_1": ("1", "100")}, at=(("102.65", "65"), ("50", "50")))
def lmtd(dt_1: KelvinDiff, dt_2: KelvinDiff) -> KelvinDiff:
    """Log mean of the terminal differences."""
    return log_mean(dt_1, dt_2)


@implicit("f", "Colebrook, J. Inst. Civ. Eng. 11 (1939) 133-156", low="0.004", high="0.2",
          at=(("50000", "0.0004"),))  # fmt: skip
def friction_factor(f: Ratio, re: Ratio, roughness: Ratio) -> Ratio:
    """Darcy friction factor of turbulent pipe flow."""
    return 1 / sqrt(f) + 2 * log10(roughness / 3.7 + 2.51 / (re * sqrt(f)))


@lookup("cp", "a float engine, version 1", digits=6, at=(("300",),))
def engine_cp(t: Kelvin) -> JoulePerKgKelvin:
    """Heat capacity that an engine gives."""
    return 4180.1234567 + 0 * t


@equation("Σm", "mass balance", at=(("1", "2", "3"),))
def total_flow(*m: KgPerSecond) -> KgPerSecond:
    """Sum of parallel streams."""
    return sum(m)


@dataclass(frozen=True)
class Case:
    """One stream against a difference."""

    m: KgPerSecond
    cp: JoulePerKgKelvin
    t_in: Kelvin
    t_out: Kelvin
    t_other: Kelvin
    re: Ratio = "50000"
    pressure: Pascal | None = None
    barometer: Pascal | None = None
    arrangement: str = "counterflow"
    shells: int = 1


@dataclass(frozen=True)
class Result:
    """What follows from it."""

    q: Watt
    dt_lm: KelvinDiff
    f: Ratio
    pressure: Pascal | None
    arrangement: str


def performance(x: Case) -> Result:
    """Duty, mean difference and friction factor."""
    c = capacity_rate(x.m, x.cp)
    dt = lmtd(approach(x.t_in, x.t_other), approach(x.t_out, x.t_other))
    f = friction_factor(x.re, relative(x.re))
    return Result(duty(c, x.t_in, x.t_out), dt, f, x.pressure, x.arrangement)


@equation("ε", "twenty over the Reynolds number, for the sake of the test", at=(("50000",),))
def relative(re: Ratio) -> Ratio:
    """Relative roughness."""
    return 20 / re


EXAMPLE = Case("20", "2300", "423.15", "363.15", "320.5")
