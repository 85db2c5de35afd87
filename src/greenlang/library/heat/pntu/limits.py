"""The largest P that an arrangement can reach, and the N at which it does."""

from greenlang.core.equations import equation, implicit
from greenlang.core.maths import exp, larger, phi, sqrt
from greenlang.core.units import Ratio
from greenlang.library.heat.pntu.forward import SHAH_SEKULIC

RATIOS = (("0.5",), ("1",), ("2.5",))


@equation("P_max", SHAH_SEKULIC, at=RATIOS)
def counterflow_limit(r: Ratio) -> Ratio:
    """Counterflow and unmixed crossflow of any size; 1 beside an isothermal side (R = 0)."""
    return 1 / larger(r, 1)


@equation("P_max", SHAH_SEKULIC, at=(("0",), *RATIOS))
def parallel_limit(r: Ratio) -> Ratio:
    """Parallel flow of any size."""
    return 1 / (1 + r)


@equation("P_max", SHAH_SEKULIC, at=(("0",), *RATIOS))
def e_1_2_limit(r: Ratio) -> Ratio:
    """An E 1-2 shell of any size; its F goes to 0 there."""
    return 2 / (1 + r + sqrt(r * r + 1))


@equation("P_max", SHAH_SEKULIC, at=(("0",), *RATIOS))
def crossflow_2_mixed_limit(r: Ratio) -> Ratio:
    """Crossflow with fluid 2 mixed, of any size."""
    return phi(r)


@equation("P_max", SHAH_SEKULIC, at=RATIOS)
def crossflow_1_mixed_limit(r: Ratio) -> Ratio:
    """Crossflow with fluid 1 mixed, of any size."""
    return 1 - exp(-1 / r)


@implicit(
    "N*",
    "dP/dN = 0 of the E 1-2k formula in Shah & Sekulic (2003), table 3.6",
    low="0.1/larger(r, 1)",
    high="(20 + 4*abs(ln(r)))/larger(r, 1)",
    guards=("r > 0: with R = 0 there is no maximum", "k > 1: two passes have no maximum"),
    at=(("1", "2"), ("0.1", "2"), ("3", "3")),
)
def e_1_2k_best(n: Ratio, r: Ratio, k: Ratio) -> Ratio:
    """N beyond which more surface of an E 1-2k shell does harm."""
    return (
        1 / (phi(r * n / k) * phi(-r * n / k))
        - 1 / (phi(r * n) * phi(-r * n))
        - 1 / (phi(n * sqrt(r * r + k * k) / k) * phi(-n * sqrt(r * r + k * k) / k))
    )


@implicit(
    "N*",
    "dP/dN = 0 of the formula in Shah & Sekulic (2003), table 3.6",
    low="0.1/larger(r, 1)",
    high="(20 + 4*abs(ln(r)))/larger(r, 1)",
    guards=("r > 0: with R = 0 there is no maximum",),
    at=(("1",), ("0.1",), ("3",)),
)
def crossflow_mixed_best(n: Ratio, r: Ratio) -> Ratio:
    """N beyond which more surface of a crossflow pass with both fluids mixed does harm."""
    return 1 / (phi(n) * phi(-n)) + 1 / (phi(r * n) * phi(-r * n)) - 1


@equation("N_top", "far beyond any built exchanger: P has settled to its last digits", at=RATIOS)
def units_at_most(r: Ratio) -> Ratio:
    """The most transfer units that are looked at: 60 of the weaker side."""
    return 60 / larger(r, 1)
