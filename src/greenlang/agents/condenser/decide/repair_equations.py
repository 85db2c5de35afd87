"""What repairs and retubings are worth."""

from greenlang.core.equations import equation
from greenlang.core.units import Money, MoneyPerJoule, MoneyPerSecond, Ratio, Second, Watt
from greenlang.library.flow.pumps import HeadPerFlow2

WORTH = "value of what a repair gives back, over the time until it would be done anyway"


@equation("B", WORTH, at=(("0.05", "2.6e6", "4000"), ("1", "2", "3")))
def repaid(rate: MoneyPerSecond, t: Second, cost: Money) -> Money:
    """What a repair earns over a time, less what it costs."""
    return rate * t - cost


@equation("t_b", WORTH, guards=("rate > 0: what earns nothing never pays back",),
          at=(("0.05", "4000"), ("1", "3")))  # fmt: skip
def paid_back(rate: MoneyPerSecond, cost: Money) -> Second:
    """Time after which a repair has paid for itself."""
    return cost / rate


@equation("c", WORTH, at=(("0.05", "1.7e-8", "220e3"), ("1", "2", "3")))
def with_power(lost: MoneyPerSecond, price: MoneyPerJoule, power: Watt) -> MoneyPerSecond:
    """What air costs with the power of the pumps that carry it."""
    return lost + price * power


@equation("N_p", "tubes plugged in the middle of a year, counted from 1",
          at=(("49", "12", "3"), ("0", "1", "2")))  # fmt: skip
def plugged_in(now: Ratio, a_year: Ratio, year: Ratio) -> Ratio:
    """Tubes plugged in the middle of a year to come."""
    return now + a_year * (year - 0.5)


@equation("N_p", "tubes plugged in the middle of a year, counted from new ones",
          at=(("12", "3"), ("1", "2")))  # fmt: skip
def plugged_since(a_year: Ratio, year: Ratio) -> Ratio:
    """Tubes plugged in the middle of a year after none was."""
    return a_year * (year - 0.5)


@equation("N_p", "a hundred tubes more", at=(("49",), ("0",)))
def hundred_more(now: Ratio) -> Ratio:
    """Tubes plugged where a hundred more are."""
    return now + 100


@equation("1-x", "definition", guards=("plugged < count: no tube is open",),
          at=(("49", "20000"), ("1", "3")))  # fmt: skip
def open_share(plugged: Ratio, count: Ratio) -> Ratio:
    """Share of the tubes that are open."""
    return 1 - plugged / count


@equation("k", "tubes in parallel: their part of the friction goes with the open area squared",
          guards=("left > 0: no tube is open",),
          at=(("0.039", "0.45", "0.97"), ("3", "1", "0.5")))  # fmt: skip
def friction_plugged(k: HeadPerFlow2, share: Ratio, left: Ratio) -> HeadPerFlow2:
    """Friction constant of a circuit of which the open tubes took a share."""
    return k * (1 - share + share / left**2)


@equation("CF", "nothing spent", at=(("49",), ("3",)))
def nothing(cost: Money) -> Money:
    """No money."""
    return 0 * cost
