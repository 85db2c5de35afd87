"""Prices that rise and rates that are quoted a year but count a month."""

from greenlang.core.equations import equation
from greenlang.core.units import Money, Ratio
from greenlang.library.economics.cash import PARK, RATE


@equation("CF_n", PARK, guards=("g > -1: a price cannot fall by 100 % or more a period",),
          at=(("3000", "0.03", "4"), ("-500", "-0.02", "3"), ("7", "0", "2")))  # fmt: skip
def escalated(cf: Money, g: Ratio, n: Ratio) -> Money:
    """A cash flow at today's prices as it will be after n periods of escalation g."""
    return cf * (1 + g) ** n


@equation("r_p", PARK, guards=(RATE, "k > 0: a year has at least one period"),
          valid={"r": ("-0.3", "1")},
          at=(("0.08", "12"), ("0.1", "1"), ("-0.02", "4")))  # fmt: skip
def period_rate(r: Ratio, k: Ratio) -> Ratio:
    """Rate of one of k equal periods in a year, from the effective rate a year."""
    return (1 + r) ** (1 / k) - 1


@equation("r", PARK, guards=("r_p > -1: no rate of a period lies at or below -100 %",),
          at=(("0.01", "12"), ("0.1", "1"), ("-0.002", "4")))  # fmt: skip
def effective_rate(r_p: Ratio, k: Ratio) -> Ratio:
    """Effective rate a year from that of one of its k equal periods."""
    return (1 + r_p) ** k - 1


@equation("r'", PARK, guards=("f > -1: inflation cannot reach -100 %",),
          at=(("0.08", "0.02"), ("0.03", "0.05")))  # fmt: skip
def real_rate(r: Ratio, f: Ratio) -> Ratio:
    """Rate without inflation, for cash flows at today's prices (Fisher)."""
    return (1 + r) / (1 + f) - 1


@equation("t", PARK, guards=("k > 0: a year has at least one period",),
          at=(("51.1", "12"), ("4.26", "1")))  # fmt: skip
def years_of(n: Ratio, k: Ratio) -> Ratio:
    """Years that n periods take, k of them a year."""
    return n / k


@equation("A_a", PARK, at=(("250", "12"), ("3000", "1")))
def yearly(a: Money, k: Ratio) -> Money:
    """What k equal payments a year add up to."""
    return a * k
