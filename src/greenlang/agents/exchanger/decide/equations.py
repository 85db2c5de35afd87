"""Cleaning economics of one exchanger: mean cost of a cycle, its best length, cost of waiting."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import sqrt
from greenlang.core.units import Money, MoneyPerSecond, Second, Unit, money, s

MA_EPSTEIN = "Ma & Epstein, Can. J. Chem. Eng. 59 (1981) 631-633"
RENEWAL = "renewal-reward theorem: Ross, Stochastic Processes, 2nd ed. (1996), ch. 3"
MoneyPerSecond2 = Annotated[Any, Unit("money/s2", money / s**2)]


@equation("J", RENEWAL, guards=("t + t_d > 0: a cycle takes time",),
          at=(("45000", "0.05", "777600", "2e5", "2e7"), ("1", "2", "3", "4", "5")))  # fmt: skip
def mean_cost(c: Money, l_d: MoneyPerSecond, t_d: Second, lost: Money, t: Second) -> MoneyPerSecond:
    """Cost of a cycle over its length: cleaning, outage, and what fouling cost while running."""
    return (c + l_d * t_d + lost) / (t + t_d)


@equation("T*", MA_EPSTEIN, guards=("k > 0: without fouling there is nothing to clean",),
          at=(("45000", "0.05", "777600", "1e-9"), ("1", "0", "0", "2")))  # fmt: skip
def best_interval_linear(c: Money, l_d: MoneyPerSecond, t_d: Second, k: MoneyPerSecond2) -> Second:
    """Best running time where the cost rate of fouling grows as k t."""
    return sqrt(t_d * t_d + 2 * (c + l_d * t_d) / k) - t_d


@equation("M", MA_EPSTEIN,
          at=(("45000", "0.05", "777600", "0.02", "1e7"), ("1", "2", "3", "4", "5")))  # fmt: skip
def asymptotic_margin(
    c: Money, l_d: MoneyPerSecond, t_d: Second, l_end: MoneyPerSecond, t_c: Second
) -> Money:
    """Positive where cleaning pays at all, for a cost rate l_end(1 - e^(-t/tc)) that levels off."""
    return l_end * t_c - c - (l_d - l_end) * t_d


@equation("w", RENEWAL, at=(("2e5", "0.05", "604800"), ("4", "5", "6")))
def waiting_cost(lost: Money, j: MoneyPerSecond, t: Second) -> Money:
    """What waiting for a time t costs against cleaning now; negative while waiting pays."""
    return lost - j * t
