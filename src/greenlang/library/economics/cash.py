"""Cash flows at the ends of equal periods, the first one now: present value, return, payback.

A rate is per period; `growth.period_rate` gives it from a rate a year.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import ln, log_mean, phi
from greenlang.core.provenance import count
from greenlang.core.solve import Residual, choose, solved
from greenlang.core.units import ONE, Money, Ratio, Unit

PARK = "Park, Contemporary Engineering Economics, 6th ed. (2016), ch. 3-8"
VDI = "VDI 2067-1:2012, annuity method"
Number = Any
RATE = "r > -1: at -100 % or less money has no value at another time; give a rate such as 8 %"


@equation("Σ", "sum of money", at=(("1", "2", "-4"), ("10000", "-3000")))
def total(*cf: Money) -> Money:
    """Sum of cash flows."""
    return sum(cf)


@equation("CF", "two cash flows of one time", at=(("1", "-4"), ("10000", "-3000")))
def added(cf: Money, more: Money) -> Money:
    """A cash flow with another one of the same time."""
    return cf + more


@equation("-CF", "what is spent, seen as an amount", at=(("-10000",), ("3",)))
def spent(cf: Money) -> Money:
    """A cash flow seen from the other side of the ledger."""
    return -cf


@equation("PV", PARK, guards=(RATE,),
          at=(("3000", "0.1", "4"), ("-10000", "0.1", "0"), ("5", "-0.3", "7")))  # fmt: skip
def present_value(cf: Money, r: Ratio, n: Ratio) -> Money:
    """Worth now of a cash flow after n periods."""
    return cf / (1 + r) ** n


@equation("FV", PARK, guards=(RATE,),
          at=(("3000", "0.1", "6"), ("10000", "0.08", "10")))  # fmt: skip
def future_value(cf: Money, r: Ratio, n: Ratio) -> Money:
    """Worth of a cash flow n periods later."""
    return cf * (1 + r) ** n


@equation("MIRR", "Lin, The Engineering Economist 21 (1976) 237-247",
          guards=("fv > 0: nothing comes back", "pv > 0: nothing is spent"),
          at=(("47812.27", "10000", "10"), ("5", "4", "1")))  # fmt: skip
def modified_return(fv: Money, pv: Money, n: Ratio) -> Ratio:
    """Rate that turns what is spent (present value) into what comes back (future value)."""
    return (fv / pv) ** (1 / n) - 1


@equation("t_pb", PARK, guards=("cf > 0: the period of payback must earn",),
          at=(("3", "1000", "3000"), ("4", "490.4", "1862.8")))  # fmt: skip
def payback_within(n: Ratio, unpaid: Money, cf: Money) -> Ratio:
    """Payback after n whole periods, linear within the period that pays the rest."""
    return n + unpaid / cf


@equation("PI", PARK, guards=("invested > 0: nothing is spent",),
          at=(("18433.7", "10000"), ("5", "10")))  # fmt: skip
def profitability_index(pv: Money, invested: Money) -> Ratio:
    """Present value of what comes back over what is spent."""
    return pv / invested


@equation("ROI", PARK, guards=("invested > 0: nothing is spent",),
          at=(("30000", "10000"), ("5", "10")))  # fmt: skip
def simple_return(gain: Money, invested: Money) -> Ratio:
    """Gain over what was spent, without regard to time."""
    return (gain - invested) / invested


@equation("a", VDI, guards=(RATE, "n > 0: an annuity needs a period"),
          at=(("0.1", "10"), ("0", "7"), ("-0.02", "4"), ("1e-9", "12")))  # fmt: skip
def annuity_factor(r: Ratio, n: Ratio) -> Ratio:
    """Equal payment per period that repays 1 in n periods; 1/n without interest."""
    return log_mean(1 + r, 1) / (n * phi(n * ln(1 + r)))


@equation("A", VDI, at=(("10000", "0.1627"), ("-4", "0.2")))
def annuity(pv: Money, factor: Ratio) -> Money:
    """Equal payment per period that is worth a present value."""
    return pv * factor


def npv(r: Number, cash: Sequence[Number]) -> Number:
    """Net present value of cash flows at the ends of periods 0, 1, 2 ..."""
    return total(*(present_value(cf, r, count(n)) for n, cf in enumerate(cash)))


def sign_changes(cash: Sequence[Number]) -> int:
    """How often the cash flow changes sign: no more rates of return than that (Descartes)."""
    signs = [cf > 0 for cf in cash if cf != 0]
    return sum(a != b for a, b in pairwise(signs))


def rates_of_return(cash: Sequence[Number]) -> tuple[Number, ...]:
    """All internal rates of return above -100 %, rising; () where none exists.

    The kind of number is that of the cash flows. Each root is recorded as the solution of NPV = 0.
    """
    if sign_changes(cash) == 0:
        return ()
    kind = type(next(cf for cf in cash if cf != 0))
    starts = _approximate_returns([float(cf) for cf in cash])
    # Few digits to start from: how a machine finds them must not show in a record.
    return tuple(_refined(cash, kind(f"{start:.6g}")) for start in starts)


def _approximate_returns(cash: Sequence[float]) -> list[float]:
    with np.errstate(all="ignore"):
        x = np.roots(np.trim_zeros(np.array(cash)[::-1], "f"))
    real = x[(abs(x.imag) < 1e-7 * abs(x)) & (x.real > 0)].real
    found = np.sort(1 / real - 1)
    apart = np.diff(found, prepend=-np.inf) > 1e-7 * (1 + abs(found))
    return [float(rate) for rate in found[apart]]


def _refined(cash: Sequence[Number], start: Number) -> Number:
    def residuals(x: dict[str, Any]) -> list[Residual]:
        terms = tuple(present_value(cf, x["r"], count(n)) for n, cf in enumerate(cash))
        return [Residual(total(*terms), terms)]

    return solved("rate of return", {"r": (Unit("1", ONE), start)}, residuals)["r"]


def modified_rate_of_return(
    cash: Sequence[Number], r_finance: Number, r_reinvest: Number
) -> Number:
    """MIRR: income reinvested at one rate, spending financed at another.

    Raises ImpossibleState where nothing is spent or nothing comes back.
    """
    n = len(cash) - 1
    out = [present_value(cf, r_finance, count(t)) for t, cf in enumerate(cash) if cf < 0]
    back = [future_value(cf, r_reinvest, count(n - t)) for t, cf in enumerate(cash) if cf > 0]
    if not out or not back:
        raise ImpossibleState(
            "a modified rate of return needs money spent and money back: "
            f"{len(out)} and {len(back)} of {len(cash)} cash flows are; give both"
        )
    return modified_return(total(*back), spent(total(*out)), count(n))


def payback(cash: Sequence[Number], r: Number = None) -> Number:
    """Periods until the cash flow has paid for itself, linear within the period; None: never.

    With `r` the flows are discounted. The first flow is what is spent.
    """
    flows = (
        list(cash) if r is None else [present_value(cf, r, count(n)) for n, cf in enumerate(cash)]
    )
    open_ = flows[0]
    for n, cf in enumerate(flows[1:]):
        paid = total(open_, cf)
        if choose("paid >= 0", paid=paid) and cf > 0:
            return payback_within(count(n), spent(open_), cf)
        open_ = paid
    return None
