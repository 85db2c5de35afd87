"""The annulus of a double pipe: hydraulic diameter, film on the inner tube, friction.

a is the inner over the outer diameter of the annulus. The outer wall is taken as adiabatic. f is
Darcy's. Decimal or arrays.
"""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.maths import ln, log10, pi, sqrt
from greenlang.core.units import KgPerM2Second, KgPerSecond, Metre, Ratio
from greenlang.library.heat import films

GNIELINSKI = "Gnielinski, Heat Transfer Eng. 30 (2009) 431-436; VDI Heat Atlas (2010), part G2"
MARTIN = "Martin in VDI Heat Atlas (2010), part G2, inner wall at constant temperature"
GEOMETRY = "geometry of an annulus"


@equation(
    "D_h",
    GEOMETRY,
    guards=("d_shell > d_o: the inner tube does not fit into the outer; check the data sheet",),
    at=(("0.0779", "0.0483"),),
)
def hydraulic_diameter(d_shell: Metre, d_o: Metre) -> Metre:
    """Four areas over the wetted perimeter; for the film too, as the sources define it."""
    return d_shell - d_o


@equation("a", GEOMETRY, at=(("0.0483", "0.0779"),))
def diameter_ratio(d_o: Metre, d_shell: Metre) -> Ratio:
    """Inner over outer diameter of the annulus."""
    return d_o / d_shell


@equation("G", "mass balance over a cross-section", at=(("2", "1", "0.0779", "0.0483"),))
def mass_velocity(m: KgPerSecond, branches: Ratio, d_shell: Metre, d_o: Metre) -> KgPerM2Second:
    """Flow over the area of the annulus of one of equal branches."""
    return 4 * m / (branches * pi * (d_shell**2 - d_o**2))


@equation("Re*", GNIELINSKI, at=(("2e4", "0.5"), ("2e4", "0.8")))
def annular_reynolds(re: Ratio, a: Ratio) -> Ratio:
    """Reynolds number at which a tube has the friction of the annulus."""
    return re * ((1 + a**2) * ln(a) + 1 - a**2) / ((1 - a) ** 2 * ln(a))


@equation("f", GNIELINSKI, valid={"re_a": ("4e3", "1e6")}, at=(("2e4",), ("1e5",)))
def friction(re_a: Ratio) -> Ratio:
    """Darcy friction factor of turbulent flow in a smooth annulus, at Re*."""
    return (1.8 * log10(re_a) - 1.5) ** -2


@equation("f", "exact solution of laminar flow in an annulus", at=(("500",),))
def laminar_friction(re_a: Ratio) -> Ratio:
    """Darcy friction factor of laminar flow, at Re*."""
    return 64 / re_a


@equation("F_a", GNIELINSKI, valid={"a": ("0.02", "1")}, at=(("0.5",), ("0.1",)))
def inner_wall_factor(a: Ratio) -> Ratio:
    """Factor on the film of turbulent flow, heat through the inner wall alone."""
    return 0.75 * a**-0.17


@equation(
    "Nu",
    GNIELINSKI,
    valid={"re": ("4e3", "1e6"), "pr": ("0.6", "1000")},
    at=(("2e4", "5", "0.026", "0.84"),),
)
def turbulent(re: Ratio, pr: Ratio, f: Ratio, factor: Ratio) -> Ratio:
    """Turbulent flow in a long annulus; times `films.entrance` for its length."""
    return (
        f
        / 8
        * re
        * pr
        * factor
        / (1.07 + 900 / re - 0.63 / (1 + 10 * pr) + 12.7 * sqrt(f / 8) * (pr ** (2 / 3) - 1))
    )


@equation("Nu_1", MARTIN, at=(("0.5",), ("1",)))
def laminar_long(a: Ratio) -> Ratio:
    """Developed laminar flow."""
    return 3.66 + 1.2 * a**-0.8


@equation("Nu_2", MARTIN, at=(("0.5", "60"), ("1", "4000")))
def laminar_developing(a: Ratio, gz: Ratio) -> Ratio:
    """Laminar flow whose temperature profile develops."""
    return 1.615 * (1 + 0.14 / sqrt(a)) * gz ** (1 / 3)


@equation("Nu", MARTIN, at=(("5.7", "6"),))
def laminar(nu_1: Ratio, nu_2: Ratio) -> Ratio:
    """Laminar flow of any length, velocity developed at the inlet."""
    return (nu_1**3 + nu_2**3) ** (1 / 3)


def nusselt(re: Any, pr: Any, d_h: Any, a: Any, length: Any) -> Any:
    """Nusselt number on the inner tube at any Re: laminar to 2300, blended, turbulent from 1e4.

    The blend of tubes (2300 to 4000) joins the regimes; below 1e4 the source counts as uncertain.
    """
    re_l, re_t = films.laminar_part(re), films.turbulent_part(re)
    slow = laminar(laminar_long(a), laminar_developing(a, films.graetz(re_l, pr, d_h, length)))
    f = friction(annular_reynolds(re_t, a))
    fast = turbulent(re_t, pr, f, inner_wall_factor(a))
    fast = films.long_and_short(fast, films.entrance(d_h, length))
    return films.blended(films.turbulent_share(re), slow, fast)
