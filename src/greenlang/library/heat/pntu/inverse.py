"""N(P, R): closed forms where they exist, bracketed roots on (0, N*] elsewhere."""

from greenlang.core.equations import equation, implicit
from greenlang.core.maths import log1p, log_mean, mason, phi, sqrt, x_coth_x
from greenlang.core.units import Ratio
from greenlang.library.heat.pntu.forward import KANDLIKAR_SHAH, MASON, SHAH_SEKULIC

P_R = (("0.4", "1"), ("0.5", "0.8"), ("0.01", "0.5"), ("0.2", "3"), ("0.45", "1.00000001"))


@equation(
    "N_cf",
    SHAH_SEKULIC,
    guards=(
        "p < 1: fluid 1 leaves beyond the inlet of fluid 2; check the tags",
        "r * p < 1: fluid 2 leaves beyond the inlet of fluid 1; check the tags",
    ),
    at=(*P_R, ("0.4", "1.0000001"), ("1e-6", "0.5")),
)
def counterflow_units(p: Ratio, r: Ratio) -> Ratio:
    """Pure counterflow; for any other arrangement the numerator of F."""
    return p / log_mean(1 - p, 1 - r * p)


@equation("N", SHAH_SEKULIC, at=P_R)
def parallel_units(p: Ratio, r: Ratio) -> Ratio:
    """Parallel flow."""
    return -log1p(-p * (1 + r)) / (1 + r)


@equation("N", SHAH_SEKULIC, at=(("0.5",), ("1e-3",)))
def isothermal_units(p: Ratio) -> Ratio:
    """The other side condenses or boils."""
    return -log1p(-p)


@equation("N", SHAH_SEKULIC, at=P_R)
def e_1_2_units(p: Ratio, r: Ratio) -> Ratio:
    """E 1-2 shell: ln[(y + 1)/(y - 1)]/S with y = (2/P - 1 - R)/S, written as a log-mean."""
    return 2 * p / log_mean(2 - p * (1 + r - sqrt(r**2 + 1)), 2 - p * (1 + r + sqrt(r**2 + 1)))


@equation("N", SHAH_SEKULIC, at=P_R)
def crossflow_2_mixed_units(p: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, fluid 2 mixed."""
    return -log1p(-p / log_mean(1 - r * p, 1))


@equation("N", SHAH_SEKULIC, at=P_R)
def crossflow_1_mixed_units(p: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, fluid 1 mixed."""
    return -log1p(-p) / log_mean(1 + r * log1p(-p), 1)


@implicit(
    "N",
    SHAH_SEKULIC,
    low="0.9*p/log_mean(1 - p, 1 - r*p)",
    high="n_max",
    at=(("0.4", "1", "2", "3.3"), ("0.5", "0.8", "3", "3"), ("0.2", "3", "2", "1.2")),
)
def e_1_2k_units(
    n: Ratio,
    p: Ratio,
    r: Ratio,
    k: Ratio,
    n_max: Ratio,  # noqa: ARG001 - ends the bracket
) -> Ratio:
    """E shell with 2k tube passes, on the rising branch, n_max = N*."""
    return (
        p
        * (
            n * (1 + r) / 2
            + x_coth_x(r * n / 2)
            - x_coth_x(r * n / (2 * k))
            + x_coth_x(n * sqrt(r * r + k * k) / (2 * k))
        )
        - n
    )


@implicit(
    "N",
    MASON,
    low="0.9*p/log_mean(1 - p, 1 - r*p)",
    high="60/larger(r, 1)",
    at=(("0.4", "1"), ("0.6", "0.8"), ("0.2", "3")),
)
def crossflow_unmixed_units(n: Ratio, p: Ratio, r: Ratio) -> Ratio:
    """One crossflow pass, both fluids unmixed; 60 transfer units of the weaker side at most."""
    return mason(n, r) - p


@implicit(
    "N",
    SHAH_SEKULIC,
    low="0.9*p/log_mean(1 - p, 1 - r*p)",
    high="n_max",
    at=(("0.4", "1", "2.9"), ("0.5", "0.8", "3"), ("0.2", "3", "1")),
)
def crossflow_mixed_units(
    n: Ratio,
    p: Ratio,
    r: Ratio,
    n_max: Ratio,  # noqa: ARG001 - ends the bracket
) -> Ratio:
    """One crossflow pass, both fluids mixed, on the rising branch, n_max = N*."""
    return p * (1 / phi(n) + 1 / phi(r * n) - 1) - n


@equation("N_j", KANDLIKAR_SHAH, at=(("2.4", "2"), ("3", "3")))
def units_of_each(n: Ratio, shells: Ratio) -> Ratio:
    """Transfer units of one of equal shells in series."""
    return n / shells


@equation("N", KANDLIKAR_SHAH, at=(("1.2", "2"), ("1", "3")))
def units_of_all(n_1: Ratio, shells: Ratio) -> Ratio:
    """Transfer units of equal shells in series."""
    return n_1 * shells


@equation("P - P'", "residual of P(N) = P", at=(("0.5", "0.4"), ("0.3", "0.3")))
def beyond(p_reached: Ratio, p: Ratio) -> Ratio:
    """How far a trial N goes beyond the measured P; zero at the solution."""
    return p_reached - p
