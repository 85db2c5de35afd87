"""Heat that the steam side brings: the turbine's balance, its exhaust, what else flows in."""

from greenlang.core.equations import equation
from greenlang.core.units import JoulePerKg, KgPerSecond, Ratio, Watt

CYCLE = "energy balance of the turbine"


@equation("ΣQ", CYCLE, at=(("9e8", "8e8"), ("5",)))
def together(*q: Watt) -> Watt:
    """Heat of several flows."""
    return sum(q)


@equation(
    "Q_ex",
    CYCLE,
    guards=("eta_g > 0 and eta_m > 0: efficiencies are shares, 0.985",
            "eta_g <= 1 and eta_m <= 1: efficiencies are shares; write 98.5 %, not 98.5"),
    at=(("1.9e9", "5e8", "0.985", "0.995", "1e6", "7e8", "1e7"), ("5", "1", "1", "1", "0")),
)  # fmt: skip
def exhaust_heat(
    q_in: Watt, p: Watt, eta_g: Ratio, eta_m: Ratio, q_loss: Watt, *q_out: Watt
) -> Watt:
    """Heat that leaves with the exhaust: what entered less extractions, power and losses."""
    return q_in - sum(q_out) - p / (eta_g * eta_m) - q_loss


@equation("h_ex", CYCLE, guards=("m > 0: give the exhaust's flow",),
          at=(("6.1e8", "263"), ("5", "2")))  # fmt: skip
def exhaust_enthalpy(q: Watt, m: KgPerSecond) -> JoulePerKg:
    """Enthalpy of the exhaust, which cannot be measured while it is wet."""
    return q / m


@equation("Q/m_ex", "definition", at=(("6e8", "263"), ("5", "2")))
def duty_of_exhaust(q: Watt, m: KgPerSecond) -> JoulePerKg:
    """Duty a kilogram of exhaust."""
    return q / m
