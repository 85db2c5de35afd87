"""P(N, R) of J, G and H shells and of E shells with three tube passes; fluid 1 is in the shell."""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, expm1, phi, sqrt, x_coth_x
from greenlang.core.units import Ratio
from greenlang.library.heat.pntu.forward import KANDLIKAR_SHAH, N_R, SHAH_SEKULIC

REVERSED = (
    "tube flow reversed, P(N, -R)/[1 + R P(N, -R)] of the formula in Shah & Sekulic (2003), table "
    "3.6; checked by a network of blocks"
)
THREE = "own solution of the heat balances over three tube passes, checked by a network of cells"
A_B = (("0.4", "0.6", "0.8"), ("0.01", "0.01", "2"), ("0.3", "0.5", "0"))


@equation("N_j", KANDLIKAR_SHAH, at=(("2.4",), ("3",)))
def units_of_half(n: Ratio) -> Ratio:
    """Transfer units of one of the two halves of a shell."""
    return n / 2


@equation("R_j", KANDLIKAR_SHAH, at=(("0.8",), ("3",)))
def ratio_of_half(r: Ratio) -> Ratio:
    """Capacity ratio where half of fluid 1 meets all of fluid 2."""
    return r / 2


@equation("P", SHAH_SEKULIC, at=A_B)
def j_1_1(a: Ratio, b: Ratio, r: Ratio) -> Ratio:
    """TEMA J shell, one tube pass; a parallel, b counterflow, both at N and R/2."""
    return (a + b - a * b * r / 2) / 2


@equation("P", SHAH_SEKULIC, at=A_B)
def g_1_1(a: Ratio, b: Ratio, r: Ratio) -> Ratio:
    """TEMA G shell (split flow), one tube pass; a parallel, b counterflow, both at N/2 and R."""
    return a + b - a * b * (1 + r) + r * a * b**2


@equation("P", SHAH_SEKULIC, at=tuple((*point, "0.55") for point in A_B))
def h_1_1(a: Ratio, b: Ratio, r: Ratio, e: Ratio) -> Ratio:
    """TEMA H shell (double split flow), one tube pass; a, b and their J shell e at N/2 and R/2."""
    return e * (1 + (1 - b * r / 2) * (1 - a * r / 2 + a * b * r)) - a * b * (1 - b * r / 2)


@equation("w", SHAH_SEKULIC, at=(("0.8", "2"), ("3", "4"), ("0", "2")))
def j_root(r: Ratio, passes: Ratio) -> Ratio:
    """Root of the characteristic equation of a J shell with 2 or 4 tube passes."""
    return sqrt(1 + (r / passes) ** 2)


@equation("b", SHAH_SEKULIC, at=N_R)
def j_1_4_ratio(n: Ratio, r: Ratio) -> Ratio:
    """What four tube passes put in the place of R/2 in the formula of a J 1-2 shell."""
    return r / 4 * (3 + exp(-r * n / 2)) / (1 + exp(-r * n / 2))


@equation("P", SHAH_SEKULIC, at=(("2", "0.4", "1.08"), ("0.01", "0.25", "1.03"), ("6", "0", "1")))
def j_1_2k(n: Ratio, b: Ratio, w: Ratio) -> Ratio:
    """TEMA J shell (divided flow) with 2 or 4 tube passes; P has a maximum in N."""
    return n / (
        n * (1 + b)
        + 2 * x_coth_x(w * n / 2)
        - 2
        * w
        * exp(n * (1 - w) / 2)
        / (1 + w + (w - 1) * exp(-w * n))
        * (n + exp(-n * (1 + w) / 2) / phi(w * n))
    )


@equation("P", SHAH_SEKULIC, at=(*N_R, ("2", "2")))
def g_1_2(n: Ratio, r: Ratio) -> Ratio:
    """TEMA G shell (split flow), two tube passes, overall counterflow."""
    return ((2 + r) * n / 2 * phi(n * (2 - r) / 2) - expm1(-n * (2 + r) / 2)) / (
        2
        + r * (1 + (2 + r) * n / 2 * phi(n * (2 - r) / 2))
        - 2 * r * expm1(-n * (2 + r) / 4) ** 2 / (2 + r)
    )


@equation("P", REVERSED, at=(*N_R, ("2", "2"), ("0.4", "4")))
def g_1_2_parallel(n: Ratio, r: Ratio) -> Ratio:
    """TEMA G shell (split flow), two tube passes, the first where the shell fluid enters."""
    return (
        n
        / 2
        * (phi(n * (2 + r) / 2) + phi(n * (2 - r) / 2))
        / (1 + r * n / 2 * phi(n * (2 - r) / 2) + r * n**2 / 8 * phi(n * (2 - r) / 4) ** 2)
    )


@equation("d", SHAH_SEKULIC, at=(*N_R, ("2", "4")))
def h_1_2_parallel(n: Ratio, r: Ratio) -> Ratio:
    """Share of an eighth of an H 1-2 shell in parallel flow."""
    return n / 8 * phi(n * (4 + r) / 8)


@equation("e", SHAH_SEKULIC, at=(*N_R, ("2", "4")))
def h_1_2_counter(n: Ratio, r: Ratio) -> Ratio:
    """Share of an eighth of an H 1-2 shell in counterflow."""
    return n / 8 * phi(n * (4 - r) / 8)


@equation("h", SHAH_SEKULIC, at=(*N_R, ("2", "4")))
def h_1_2_double(n: Ratio, r: Ratio) -> Ratio:
    """Share of a quarter of an H 1-2 shell in counterflow."""
    return n / 4 * phi(n * (4 - r) / 4)


@equation("g", SHAH_SEKULIC, at=(("0.12", "0.2", "0.8"), ("0.1", "0.1", "0")))
def h_1_2_mixing(d: Ratio, e: Ratio, r: Ratio) -> Ratio:
    """What the streams of an H 1-2 shell exchange through the tube fluid."""
    return (1 - r * d) ** 2 * (d**2 + e**2) + d**2 * (1 + r * e) ** 2


@equation(
    "P",
    SHAH_SEKULIC,
    at=(("0.12", "0.2", "0.3", "0.05", "0.8"), ("0.1", "0.1", "0.2", "0.03", "0")),
)
def h_1_2(d: Ratio, e: Ratio, h: Ratio, g: Ratio, r: Ratio) -> Ratio:
    """TEMA H shell (double split flow), two tube passes, overall counterflow."""
    return (
        h * (1 + r * e) ** 2 + e * (2 + r * e) - 4 * g + d * (2 - r * d) * (1 + (1 - r * d) ** 2)
    ) / ((1 + r * h) * (1 + r * e) ** 2 - 4 * r * g)


@equation("h", REVERSED, at=(*N_R, ("2", "4")))
def h_1_2_parallel_double(n: Ratio, r: Ratio) -> Ratio:
    """Share of a quarter of an H 1-2 shell in parallel flow."""
    return n / 4 * phi(n * (4 + r) / 4)


@equation("g", REVERSED, at=(("0.12", "0.2", "0.8"), ("0.1", "0.1", "0")))
def h_1_2_parallel_mixing(d: Ratio, e: Ratio, r: Ratio) -> Ratio:
    """What the streams of an H 1-2 shell with reversed tubes exchange through the tube fluid."""
    return (1 + r * d) ** 2 * (d**2 + e**2) + d**2 * (1 - r * e) ** 2


@equation(
    "P",
    REVERSED,
    at=(("0.12", "0.2", "0.3", "0.05", "0.8"), ("0.1", "0.1", "0.2", "0.03", "0")),
)
def h_1_2_overall_parallel(d: Ratio, e: Ratio, h: Ratio, g: Ratio, r: Ratio) -> Ratio:
    """TEMA H shell (double split flow), two tube passes, the first where the shell fluid enters."""
    return (
        h * (1 - r * e) ** 2 + e * (2 - r * e) - 4 * g + d * (2 + r * d) * (1 + (1 + r * d) ** 2)
    ) / (1 + r * d) ** 4


@equation("s", THREE, at=(("0.8",), ("1",), ("0",)))
def e_1_3_root(r: Ratio) -> Ratio:
    """Distance of the eigenvalues -(3 - s)/2, -(3 + s)/2 of two counterflow passes of three."""
    return sqrt(9 + 4 * r * (r - 1))


@equation("s", THREE, at=(("0.8",), ("1",), ("0",)))
def e_1_3_parallel_root(r: Ratio) -> Ratio:
    """Distance of the eigenvalues -(3 - s)/2, -(3 + s)/2 of one counterflow pass of three."""
    return sqrt(9 + 4 * r * (r + 1))


@equation("x", THREE, at=(("2", "2.7"), ("2", "-2.7"), ("1", "3")))
def e_1_3_growth(n: Ratio, s: Ratio) -> Ratio:
    """What grows with an eigenvalue over N/3, less 1; the other eigenvalue with -s."""
    return expm1(n * (s - 3) / 6)


@equation("y", THREE, at=(("2", "2.7"), ("2", "-2.7"), ("1", "3")))
def e_1_3_integral(n: Ratio, s: Ratio) -> Ratio:
    """Integral of that growth over the length."""
    return n / 3 * phi(n * (3 - s) / 6)


@equation("-s", THREE, at=(("2.7",), ("3",)))
def e_1_3_second(s: Ratio) -> Ratio:
    """The same of the other eigenvalue."""
    return -s


@equation("g", THREE, at=N_R)
def e_1_3_difference(n: Ratio, r: Ratio) -> Ratio:
    """What is left at the end of a difference between two passes of the same direction."""
    return exp(-r * n / 3)


THREE_AT = (
    ("0.8", "2.89136646", "-0.0355", "-0.8596", "0.654815", "0.292027", "0.586646"),
    ("1", "3", "0", "-0.864665", "0.666667", "0.288222", "0.513417"),
    ("0", "3", "0", "-0.864665", "0.666667", "0.288222", "1"),
)
SHORT_AT = tuple(point[:4] for point in THREE_AT)


@equation("a", THREE, at=SHORT_AT)
def e_1_3_lost(r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio) -> Ratio:
    """What the shell fluid loses over the length by itself, two counterflow passes of three."""
    return -(x_1 * (s - 3 - 2 * r) + x_2 * (s + 3 + 2 * r)) / (2 * s)


@equation("d", THREE, at=THREE_AT)
def e_1_3_linked(
    r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio, y_1: Ratio, y_2: Ratio, g: Ratio
) -> Ratio:
    """What the ends of the passes hand to each other, two counterflow passes of three."""
    return (
        g * (x_1 * (3 + 2 * r - s) - x_2 * (3 + 2 * r + s) - 2 * s * x_1 * x_2)
        - r * (y_1 * (s - 3 - 2 * r) + y_2 * (s + 3 + 2 * r))
        - g * r * ((1 + x_2) * y_1 * (s - 3 - 2 * r) + (1 + x_1) * y_2 * (s + 3 + 2 * r))
    ) / (2 * s)


@equation("P", THREE, at=(("0.8", "2.9", "-0.04", "-0.86", "0.7", "0.1", "0.6"),))
def e_1_3(r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio, a: Ratio, d: Ratio, g: Ratio) -> Ratio:
    """TEMA E shell, three tube passes, two of them in counterflow, shell fluid mixed."""
    return (a + d) / (1 + d + g * (1 + x_1) * (1 + x_2) + 4 * r * (x_1 - x_2) / s)


@equation("a", THREE, at=SHORT_AT)
def e_1_3_parallel_lost(r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio) -> Ratio:
    """What the shell fluid loses over the length by itself, one counterflow pass of three."""
    return -(x_1 * (s - 3 + 2 * r) + x_2 * (s + 3 - 2 * r)) / (2 * s)


@equation("c", THREE, at=SHORT_AT)
def e_1_3_parallel_gained(r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio) -> Ratio:
    """What the tube fluid gains over the length by itself, one counterflow pass of three."""
    return (x_1 * (s + 3 - 2 * r) + x_2 * (s - 3 + 2 * r)) / (2 * s)


@equation("d", THREE, at=THREE_AT)
def e_1_3_parallel_linked(
    r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio, y_1: Ratio, y_2: Ratio, g: Ratio
) -> Ratio:
    """What the ends of the passes hand to each other, one counterflow pass of three."""
    return (
        g * r * (y_1 * (s - 3 + 2 * r) + y_2 * (s + 3 - 2 * r))
        + r * ((1 + x_2) * y_1 * (s - 3 + 2 * r) + (1 + x_1) * y_2 * (s + 3 - 2 * r))
    ) / (2 * s)


@equation("P", THREE, at=(("0.8", "3.8", "0.3", "-0.9", "0.7", "0.1", "0.4", "0.6"),))
def e_1_3_parallel(
    r: Ratio, s: Ratio, x_1: Ratio, x_2: Ratio, a: Ratio, c: Ratio, d: Ratio, g: Ratio
) -> Ratio:
    """TEMA E shell, three tube passes, one of them in counterflow, shell fluid mixed."""
    return (c - x_1 - x_2 - x_1 * x_2 + g * a + d) / (1 + c + g + 4 * r * (x_1 - x_2) / s)
