"""How strongly N depends on P and R: the condition of a U that is read from temperatures."""

from greenlang.core.equations import equation
from greenlang.core.units import Ratio

SLOPE = "derivative of the E 1-2 formula, Shah & Sekulic (2003), table 3.6"
DIFFERENCE = "central difference over 2e-5 of the argument"


@equation("c", SLOPE, at=(("0.4", "1", "0.9"), ("0.5", "0.8", "1.1"), ("0.01", "2", "0.01")))
def e_1_2_condition(p: Ratio, r: Ratio, n: Ratio) -> Ratio:
    """Slope d ln N/d ln P of an E 1-2 shell: 1 for a small exchanger, without end near P_max."""
    return 4 * p / (n * ((2 - p * (1 + r)) ** 2 - p**2 * (1 + r**2)))


@equation("e", SLOPE, at=(("0.4", "1", "1.9"), ("0.5", "0.8", "2.1")))
def e_1_2_ratio_condition(p: Ratio, r: Ratio, c: Ratio) -> Ratio:
    """Slope d ln N/d ln R of an E 1-2 shell at the same P, from that in P."""
    return r * (c / 2 * p + r / (1 + r**2) * (c * (1 - p * (1 + r) / 2) - 1))


@equation("x+", DIFFERENCE, at=(("1.5",), ("0.3",)))
def raised(x: Ratio) -> Ratio:
    """A little more, for a central difference."""
    return x * 1.00001


@equation("x-", DIFFERENCE, at=(("1.5",), ("0.3",)))
def lowered(x: Ratio) -> Ratio:
    """A little less, for a central difference."""
    return x * 0.99999


@equation("c", DIFFERENCE, at=(("0.5", "0.500002", "0.499998"), ("0.3", "0.300001", "0.299999")))
def condition(p: Ratio, p_raised: Ratio, p_lowered: Ratio) -> Ratio:
    """Slope d ln N/d ln P, from P at a little more and a little less N."""
    return 0.00002 * p / (p_raised - p_lowered)


@equation(
    "e",
    DIFFERENCE,
    at=(("0.49999", "0.50001", "0.500002", "0.499998"), ("0.3", "0.3", "0.31", "0.29")),
)
def ratio_condition(
    p_r_raised: Ratio, p_r_lowered: Ratio, p_n_raised: Ratio, p_n_lowered: Ratio
) -> Ratio:
    """Slope d ln N/d ln R at the same P, from P at a little more and less R and N."""
    return -(p_r_raised - p_r_lowered) / (p_n_raised - p_n_lowered)
