"""P(N, R) of each arrangement.

P = (T1i - T1o)/(T1i - T2i), R = C1/C2, N = UA/C1; fluid 1 is the shell fluid, in an air cooler the
air. Every form is written so that N = 0, R = 0 and R = 1 are no singular points.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import expm1, mason, phi, sqrt, x_coth_x
from greenlang.core.units import Ratio

SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), table 3.6"
MASON = "Mason, Proc. 2nd US Nat. Congress Applied Mechanics (1955) 801-803"
KANDLIKAR_SHAH = "Kandlikar & Shah, J. Heat Transfer 111 (1989) 240-247"

N_R = (("2", "0.8"), ("1", "1"), ("0.01", "0.5"), ("6", "1.00000001"), ("0.7", "3"), ("1.5", "0"))
INSIDE = tuple(point for point in N_R if point[1] != "0")
WITH_PASSES = tuple((*point, k) for point in INSIDE for k in ("1", "2", "3"))


@equation("P", SHAH_SEKULIC, at=N_R)
def counterflow(n: Ratio, r: Ratio) -> Ratio:
    """Pure counterflow, also a double pipe or one tube pass in an E shell with many baffles."""
    return n * phi(n * (1 - r)) / (1 + r * n * phi(n * (1 - r)))


@equation("P", SHAH_SEKULIC, at=N_R)
def parallel(n: Ratio, r: Ratio) -> Ratio:
    """Parallel flow: both fluids enter at the same end."""
    return n * phi(n * (1 + r))


@equation("P", SHAH_SEKULIC, at=(("2",), ("0.001",)))
def one_side_isothermal(n: Ratio) -> Ratio:
    """The other side condenses or boils; fluid 1 is the one that changes. Any arrangement."""
    return -expm1(-n)


@equation("P", SHAH_SEKULIC, at=N_R)
def e_1_2(n: Ratio, r: Ratio) -> Ratio:
    """TEMA E shell, two tube passes, shell fluid mixed; a good stand-in for 4, 6 ... passes.

    It errs in F by 0.10 % at F 0.9 for four passes and by 1.2 % at F 0.75.
    """
    return 2 * n / (n * (1 + r) + 2 * x_coth_x(n * sqrt(r * r + 1) / 2))


@equation("P", SHAH_SEKULIC, at=WITH_PASSES)
def e_1_2k(n: Ratio, r: Ratio, k: Ratio) -> Ratio:
    """TEMA E shell with 2k tube passes, shell fluid mixed. P has a maximum in N for k > 1."""
    return n / (
        n * (1 + r) / 2
        + x_coth_x(r * n / 2)
        - x_coth_x(r * n / (2 * k))
        + x_coth_x(n * sqrt(r * r + k * k) / (2 * k))
    )


@equation("P", MASON, at=INSIDE)
def crossflow_unmixed(n: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, both fluids unmixed."""
    return mason(n, r)


@equation("P", SHAH_SEKULIC, at=N_R)
def crossflow_2_mixed(n: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, fluid 1 unmixed, fluid 2 mixed."""
    return -expm1(-n) * phi(-r * expm1(-n))


@equation("P", SHAH_SEKULIC, at=N_R)
def crossflow_1_mixed(n: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, fluid 1 mixed, fluid 2 unmixed."""
    return -expm1(-n * phi(r * n))


@equation("P", SHAH_SEKULIC, at=N_R)
def crossflow_mixed(n: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, both fluids mixed; P has a maximum in N."""
    return n / (1 / phi(n) + 1 / phi(r * n) - 1)
