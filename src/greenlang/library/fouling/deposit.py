"""A deposit and its law: how it goes on from any resistance, and what a cleaning leaves of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from greenlang.core.equations import equation
from greenlang.core.errors import InputError
from greenlang.core.units import M2KelvinPerJoule, M2KelvinPerWatt, Ratio, Second
from greenlang.library.fouling import laws

Number = Any
Law = Literal["linear", "power", "falling", "kern_seaton"]


@dataclass(frozen=True)
class Deposit:
    """R_f now and the law by which it grows; parameters as of `fouling_law`.

    A deposit that a cleaning leaves grows on as the law does from there. `pace` is how much faster
    than its law it grows, `sigma_pace` what is not known of that; `sigma_r_now` belongs to `r_now`.
    """

    law: Law
    r_now: M2KelvinPerWatt
    k: M2KelvinPerJoule | None = None
    a: M2KelvinPerWatt | None = None
    n: Ratio | None = None
    k2: laws.Resistance2PerSecond | None = None
    r_i: M2KelvinPerWatt | None = None
    t_c: Second | None = None
    pace: Ratio = "1"
    sigma_pace: Ratio = "0.2"
    sigma_r_now: M2KelvinPerWatt = "3e-5"


@equation("R_f", "what a cleaning leaves: (1 - e) R_f, definition of its effect",
          guards=("e >= 0: an effect is a share of the deposit, 0 to 1",
                  "e <= 1: an effect above 1 would remove more than there is"),
          at=(("8e-4", "0.9"), ("-1e-5", "0.5")))  # fmt: skip
def left_after(r: M2KelvinPerWatt, e: Ratio) -> M2KelvinPerWatt:
    """Fouling resistance that a cleaning of effect e leaves of r."""
    return (1 - e) * r


@equation("R_f", laws.KONAK, empirical=True,
          guards=("a > 0: the resistance does not grow", "r_0 >= 0: no age belongs to it"),
          at=(("1e-4", "2e-5", "0.5", "8640000"), ("0", "1e-5", "1.2", "86400")))  # fmt: skip
def power_on(r_0: M2KelvinPerWatt, a: M2KelvinPerWatt, n: Ratio, t: Second) -> M2KelvinPerWatt:
    """Power law carried on from r_0, which stands for the age at which a clean surface has it."""
    return a * ((r_0 / a) ** (1 / n) + t / 86400) ** n


@equation("t'", "time times pace", at=(("8640000", "1.1"), ("3", "2")))
def paced(t: Second, pace: Ratio) -> Second:
    """Time that a deposit has grown for where it grows faster or slower than its law."""
    return t * pace


PARAMETERS = {
    "linear": ("k",), "power": ("a", "n"), "falling": ("k2",), "kern_seaton": ("r_i", "t_c"),
}  # fmt: skip
LAWS: dict[str, Callable[..., Any]] = {
    "linear": laws.linear,
    "power": power_on,
    "falling": laws.falling,
    "kern_seaton": laws.kern_seaton,
}


def grown(deposit: Deposit, r_0: Number, t: Number) -> Number:
    """R_f a time after it was r_0."""
    given = [getattr(deposit, name) for name in PARAMETERS[deposit.law]]
    if any(value is None for value in given):
        raise InputError(f"{deposit.law} needs {', '.join(PARAMETERS[deposit.law])}")
    after = paced(t, deposit.pace)
    return LAWS[deposit.law](r_0, *given, after)
