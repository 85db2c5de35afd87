"""Film condensation on low-finned tubes by Beatty & Katz, which knows no surface tension.

Water has a high one: condensate fills the gaps from below, and what is left of the surface is less
than the formula takes. For water it is an upper bound. Areas are a metre of tube.
"""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import pi
from greenlang.core.units import (
    ONE,
    KelvinDiff,
    Metre,
    Ratio,
    Unit,
    WattPerM2,
    WattPerM2Kelvin,
    m,
)
from greenlang.library.heat.condensation import CondensateGroup

BEATTY_KATZ = "Beatty & Katz, Chem. Eng. Progr. 44 (1948) 55-70"
GEOMETRY = "geometry of round fins of even thickness"
PerMetre = Annotated[Any, Unit("1/m", ONE / m)]


@equation("p_f", GEOMETRY, guards=("fins > 0: give the fins a metre, such as '19 1/in'",),
          at=(("748",), ("200",)))  # fmt: skip
def pitch(fins: PerMetre) -> Metre:
    """Distance from fin to fin."""
    return 1 / fins


@equation("L_f", BEATTY_KATZ, at=(("0.12", "0.05"), ("0.019", "0.016")))
def flank(d_f: Metre, d_r: Metre) -> Metre:
    """Height of an upright plate that stands for the flank of a fin."""
    return pi * (d_f**2 - d_r**2) / (4 * d_f)


@equation("A_f", BEATTY_KATZ,
          guards=("d_f > d_r: d_o is the root of the fins, d_f over them; swapped?",),
          at=(("0.05", "0.12", "0.005"),))  # fmt: skip
def flanks(d_r: Metre, d_f: Metre, pitch_f: Metre) -> Metre:
    """Both flanks of the fins; their rim is not counted."""
    return pi * (d_f**2 - d_r**2) / (2 * pitch_f)


@equation("A_e", BEATTY_KATZ, at=(("0.14", "3.7", "0.06"), ("1", "0.05", "0.04")))
def effective(eta: Ratio, flanks: Metre, root: Metre) -> Metre:
    """Surface that works as if it were all as warm as the root."""
    return eta * flanks + root


@equation("D_e", BEATTY_KATZ, at=(("0.14", "3.7", "0.06", "0.078", "0.05"),))
def equivalent_diameter(eta: Ratio, flanks: Metre, root: Metre, flank: Metre, d_r: Metre) -> Metre:
    """Diameter of the plain tube that a finned one condenses like."""
    return ((1.30 * eta * flanks / flank**0.25 + root / d_r**0.25) / (eta * flanks + root)) ** -4


@equation("h", BEATTY_KATZ, at=(("1.73e16", "50", "0.029"), ("1e16", "5", "0.01")))
def film_by_difference(group: CondensateGroup, dt: KelvinDiff, d_e: Metre) -> WattPerM2Kelvin:
    """Film on the effective surface at a difference over it."""
    return 0.689 * (group / (dt * d_e)) ** 0.25


@equation("A_e/A_r", GEOMETRY, at=(("0.5", "0.05"), ("0.2", "0.016")))
def surface_ratio(effective: Metre, d_r: Metre) -> Ratio:
    """Effective surface over that of the plain tube of the root's diameter, which U refers to."""
    return effective / (pi * d_r)


@equation(
    "h", BEATTY_KATZ,
    guards=("flux > 0: no heat flows; a condenser gives heat to its cooling water",),
    empirical=True,
    at=(("7e15", "0.01", "27000", "2.5", "0.75"), ("1e16", "0.019", "15000", "1", "1")),
)  # fmt: skip
def film_by_flux(
    group: CondensateGroup, d_e: Metre, flux: WattPerM2, surfaces: Ratio, bundle: Ratio
) -> WattPerM2Kelvin:
    """Film on the effective surface by the flux on the root's; `bundle` is 1 for a single tube."""
    return bundle * 0.689 ** (4 / 3) * (group * surfaces / (d_e * flux)) ** (1 / 3)


@equation("h_s", GEOMETRY, at=(("9000", "2.5"), ("1e4", "1")))
def on_root(h: WattPerM2Kelvin, surfaces: Ratio) -> WattPerM2Kelvin:
    """Film referred to the root's surface."""
    return h * surfaces
