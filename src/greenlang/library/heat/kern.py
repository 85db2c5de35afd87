"""Kern's shell side: E shell, single segmental baffles with 25 % cut. f here is Kern's own.

Kern's fit is one for clean commercial bundles and averages over leakage: some tens of per cent.
"""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.maths import exp, ln, pi, sqrt
from greenlang.core.units import (
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    Metre,
    PascalDiff,
    Ratio,
    SquareMetre,
)
from greenlang.library.flow.friction import reynolds
from greenlang.library.heat.films import film_coefficient, prandtl

KERN = "Kern, Process Heat Transfer (1950), ch. 7 and fig. 28-29"
PATHS = "flow paths of TEMA shells: equal streams, longitudinal baffles without leakage"
STREAMS = {"F": (1, 2), "G": (2, 2), "H": (4, 2), "J": (2, 1)}
"""Shell -> streams side by side along it, and in how many parts a baffle divides its section."""


@equation(
    "A_s",
    KERN,
    guards=("pitch > d_o: the pitch must exceed the tube diameter; check the data sheet",),
    at=(("1.05", "0.0254", "0.01905", "0.26"), ("0.5", "0.03175", "0.0254", "0.127")),
)
def flow_area(d_s: Metre, pitch: Metre, d_o: Metre, spacing: Metre) -> SquareMetre:
    """Area between the tubes at the middle of the shell."""
    return d_s * (pitch - d_o) * spacing / pitch


@equation("D_e", KERN, at=(("0.0254", "0.01905"), ("0.03175", "0.0254")))
def equivalent_diameter_square(pitch: Metre, d_o: Metre) -> Metre:
    """Hydraulic diameter along the tubes, square layout (90 and 45 degrees)."""
    return 4 * (pitch * pitch - pi * d_o * d_o / 4) / (pi * d_o)


@equation("D_e", KERN, at=(("0.0254", "0.01905"), ("0.03175", "0.0254")))
def equivalent_diameter_triangle(pitch: Metre, d_o: Metre) -> Metre:
    """Hydraulic diameter along the tubes, triangular layout (30 and 60 degrees)."""
    return 8 * (sqrt(3) * pitch * pitch / 4 - pi * d_o * d_o / 8) / (pi * d_o)


@equation("G_s", KERN, at=(("30", "0.068"), ("5", "0.02")))
def shell_mass_velocity(m: KgPerSecond, area: SquareMetre) -> KgPerM2Second:
    """Flow over Kern's flow area."""
    return m / area


@equation(
    "Nu", KERN, valid={"re": ("2e3", "1e6")}, at=(("25300", "5.1", "1"), ("3000", "80", "0.95"))
)
def shell_nusselt(re: Ratio, pr: Ratio, wall: Ratio) -> Ratio:
    """H D_e/k on the shell side; `wall` is (mu/mu_w)^0.14."""
    return 0.36 * re**0.55 * pr ** (1 / 3) * wall


@equation("f", KERN, valid={"re": ("400", "1e6")}, at=(("25300",), ("500",)))
def shell_friction(re: Ratio) -> Ratio:
    """Kern's shell-side friction factor, dimensionless."""
    return exp(0.576 - 0.19 * ln(re))


@equation("A_s", PATHS, at=(("0.07", "2", "1"), ("0.07", "1", "2"), ("0.07", "4", "2")))
def divided_area(area: SquareMetre, streams: Ratio, shares: Ratio) -> SquareMetre:
    """Area that all the flow sees where `streams` run side by side, each in 1/`shares` of it."""
    return area * streams / shares


@equation("Δp_s", PATHS, at=(("4000", "2"), ("4000", "4")))
def divided_drop(dp: PascalDiff, streams: Ratio) -> PascalDiff:
    """Drop of each of the streams: its share of the baffles."""
    return dp / streams


@equation(
    "Δp_s",
    KERN,
    at=(
        ("0.26", "300", "1.05", "18", "780", "0.0241", "1"),
        ("0.3", "100", "0.5", "10", "900", "0.02", "0.95"),
    ),
)
def shell_pressure_drop(
    f: Ratio, g: KgPerM2Second, d_s: Metre, baffles: Ratio, rho: KgPerM3, d_e: Metre, wall: Ratio
) -> PascalDiff:
    """Drop through one shell without nozzles; `wall` is (mu/mu_w)^0.14."""
    return f * g * g * d_s * (baffles + 1) / (2 * rho * d_e * wall)


def equivalent_diameter(pitch: Any, d_o: Any, layout: int) -> Any:
    """Hydraulic diameter of a layout of 30, 45, 60 or 90 degrees."""
    square = layout in {45, 90}
    return (equivalent_diameter_square if square else equivalent_diameter_triangle)(pitch, d_o)


def shell_film(
    m: Any,
    cp: Any,
    mu: Any,
    k: Any,
    wall: Any,
    d_s: Any,
    pitch: Any,
    d_o: Any,
    spacing: Any,
    layout: int,
) -> Any:
    """Shell-side film coefficient, W/(m2 K); `wall` is (mu/mu_w)^0.14. Decimal or arrays."""
    g = shell_mass_velocity(m, flow_area(d_s, pitch, d_o, spacing))
    d_e = equivalent_diameter(pitch, d_o, layout)
    nu = shell_nusselt(reynolds(g, d_e, mu), prandtl(cp, mu, k), wall)
    return film_coefficient(nu, k, d_e)
