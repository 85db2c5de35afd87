"""Laws of fouling: resistance over time since the surface was last clean, and time to a limit."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import exp, larger, ln, sqrt
from greenlang.core.units import (
    K,
    M2KelvinPerJoule,
    M2KelvinPerWatt,
    Ratio,
    Second,
    Unit,
    W,
    m,
    s,
)

BOTT = "Bott, Fouling of Heat Exchangers (1995), ch. 4"
KERN_SEATON = "Kern & Seaton, British Chemical Engineering 4 (1959) 258-262"
KONAK = "Konak, Chem. Eng. Sci. 28 (1973) 1637-1639"

Resistance2PerSecond = Annotated[Any, Unit("m4 K2/(W2 s)", (m**2 * K / W) ** 2 / s)]
PASSED = "r > r_0: the limit is passed already"


@equation("t", "induction time", at=(("864000", "86400"), ("0", "86400")))
def after_induction(t: Second, t_ind: Second) -> Second:
    """Time since the deposit began to grow."""
    return larger(t - t_ind, 0 * t)


@equation("t*", "induction time", at=(("864000", "86400"), ("0", "86400")))
def with_induction(t: Second, t_ind: Second) -> Second:
    """Time from the clean surface, of a time since the deposit began to grow."""
    return t + t_ind


@equation("R_f", BOTT, at=(("1e-5", "2e-11", "8640000"), ("0", "1e-12", "1")))
def linear(r_0: M2KelvinPerWatt, k: M2KelvinPerJoule, t: Second) -> M2KelvinPerWatt:
    """Growth at a constant rate: hard, tenacious deposits."""
    return r_0 + k * t


@equation(
    "R_f",
    KONAK,
    empirical=True,
    at=(("1e-5", "2e-5", "0.5", "8640000"), ("0", "1e-5", "1.2", "86400")),
)
def power(r_0: M2KelvinPerWatt, a: M2KelvinPerWatt, n: Ratio, t: Second) -> M2KelvinPerWatt:
    """Growth with a power of time; `a` is the growth of the first day."""
    return r_0 + a * (t / 86400) ** n


@equation("R_f", BOTT, at=(("1e-5", "2e-15", "8640000"), ("0", "1e-15", "86400")))
def falling(r_0: M2KelvinPerWatt, k: Resistance2PerSecond, t: Second) -> M2KelvinPerWatt:
    """Growth whose rate falls as the deposit thickens, dR/dt = k/R."""
    return sqrt(r_0**2 + 2 * k * t)


@equation(
    "R_f", KERN_SEATON, at=(("1e-5", "5e-4", "8640000", "4320000"), ("0", "1e-4", "86400", "1e6"))
)
def kern_seaton(
    r_0: M2KelvinPerWatt, r_i: M2KelvinPerWatt, t_c: Second, t: Second
) -> M2KelvinPerWatt:
    """Growth towards the resistance at which removal balances deposition."""
    return r_i - (r_i - r_0) * exp(-t / t_c)


@equation(
    "t*",
    BOTT,
    guards=("k > 0: the resistance does not grow; the limit is never reached", PASSED),
    at=(("1e-5", "2e-11", "3e-4"), ("0", "1e-12", "1e-4")),
)
def linear_time(r_0: M2KelvinPerWatt, k: M2KelvinPerJoule, r: M2KelvinPerWatt) -> Second:
    """Time at which linear growth reaches r."""
    return (r - r_0) / k


@equation(
    "t*",
    KONAK,
    empirical=True,
    guards=(PASSED, "a > 0: the resistance does not grow"),
    at=(("1e-5", "2e-5", "0.5", "3e-4"), ("0", "1e-5", "1.2", "1e-4")),
)
def power_time(r_0: M2KelvinPerWatt, a: M2KelvinPerWatt, n: Ratio, r: M2KelvinPerWatt) -> Second:
    """Time at which growth by a power of time reaches r."""
    return 86400 * ((r - r_0) / a) ** (1 / n)


@equation(
    "t*",
    BOTT,
    guards=("k > 0: the resistance does not grow; the limit is never reached", PASSED),
    at=(("1e-5", "2e-15", "3e-4"), ("0", "1e-15", "1e-4")),
)
def falling_time(r_0: M2KelvinPerWatt, k: Resistance2PerSecond, r: M2KelvinPerWatt) -> Second:
    """Time at which falling-rate growth reaches r."""
    return (r**2 - r_0**2) / (2 * k)


@equation(
    "t*",
    KERN_SEATON,
    guards=("r < r_i: the deposit levels off below the limit, which is never reached", PASSED),
    at=(("1e-5", "5e-4", "8640000", "4e-4"), ("0", "1e-4", "86400", "5e-5")),
)
def kern_seaton_time(
    r_0: M2KelvinPerWatt, r_i: M2KelvinPerWatt, t_c: Second, r: M2KelvinPerWatt
) -> Second:
    """Time at which asymptotic growth reaches r < r_i."""
    return t_c * ln((r_i - r_0) / (r_i - r))
