"""What repairs and retubings are worth."""

from greenlang.core.equations import equation
from greenlang.core.units import Money, MoneyPerJoule, MoneyPerSecond, Second, Watt

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
