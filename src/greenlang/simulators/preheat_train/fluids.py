"""Liquids of the simulated train: smooth property functions of their own.

The published correlations (API density, Kesler-Lee heat capacity, ASTM D341 viscosity) are not
used here. Each liquid has T(h) as a quartic, ln(nu) as a cubic in 1/T and density as a quadratic.
Within a stream's operating range they lie within 0.5 % (heat capacity, density) and 1 %
(viscosity) of those correlations for the gravity and Watson K that the plant file declares; every
simulated plant adds a bias of its own, as real oil does (`biased`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Coefficient = Any  # one number for the whole history, or one for every step


@dataclass(frozen=True)
class Liquid:
    """Property functions of one liquid, and what its laboratory report says.

    With x the specific enthalpy in MJ/kg above `t_mid` (K): T = t_mid + sum a_i x^i.
    With z = 1000 K / T - 2.5: ln(nu / 1 cSt) = sum b_i z^i.
    With d the temperature above 15 degC: rho = r_0 + r_1 d + r_2 d^2, kg/m3.
    """

    t_mid: float
    a: tuple[Coefficient, Coefficient, Coefficient, Coefficient]
    b: tuple[Coefficient, Coefficient, Coefficient, Coefficient]
    r: tuple[Coefficient, Coefficient, Coefficient]
    api: float
    watson_k: float
    viscosity: tuple[tuple[float, float], ...]  # degC, cSt


CRUDES = {
    "light": Liquid(
        413.15,
        (408.9316, -138.446, 138.1036, -112.8333),
        (0.0229, 1.61069, 0.22039, 0.19207),
        (842.107, -0.742374, -6.2e-5),
        36.5,
        11.9,
        ((40.0, 3.70), (100.0, 1.38)),
    ),
    "base": Liquid(
        413.15,
        (413.5907, -143.1043, 145.7208, -121.0669),
        (0.157, 1.68287, 0.27063, 0.21746),
        (854.793, -0.730618, -6.2e-5),
        34.0,
        11.8,
        ((40.0, 4.60), (100.0, 1.60)),
    ),
    "heavy": Liquid(
        413.15,
        (417.8438, -148.2091, 154.4651, -130.6274),
        (0.33359, 1.79139, 0.34739, 0.24453),
        (870.533, -0.716576, -6.3e-5),
        31.0,
        11.75,
        ((40.0, 6.20), (100.0, 1.95)),
    ),
}
"""Grades of crude by name; 36.5, 34 and 31 API."""

PRODUCTS = {
    "tpa": Liquid(
        398.15,
        (409.0549, -135.8745, 120.7806, -112.7058),
        (-0.69016, 1.17611, 0.02544, -0.01978),
        (796.916, -0.77751, -1.17e-4),
        46.0,
        11.9,
        ((40.0, 1.15), (100.0, 0.62)),
    ),
    "kerosene": Liquid(
        423.15,
        (396.4193, -120.1848, 102.2288, -86.6245),
        (-0.5797, 1.23772, 0.02852, -0.03017),
        (810.694, -0.768338, -8.5e-5),
        43.0,
        11.9,
        ((40.0, 1.35), (100.0, 0.70)),
    ),
    "mpa": Liquid(
        483.15,
        (371.1439, -89.9495, 64.5046, -48.163),
        (-0.10241, 1.51044, -0.00673, -0.06163),
        (839.615, -0.744731, -6.2e-5),
        37.0,
        11.8,
        ((40.0, 3.00), (100.0, 1.20)),
    ),
    "ago": Liquid(
        508.15,
        (364.4239, -83.0494, 58.8704, -41.1643),
        (0.5114, 1.85217, 0.25215, 0.11156),
        (876.062, -0.716299, -4.3e-5),
        30.0,
        11.8,
        ((40.0, 8.50), (100.0, 2.40)),
    ),
    "residue": Liquid(
        523.15,
        (366.2524, -84.711, 63.1464, -42.3553),
        (3.01674, 4.08859, 1.51973, 0.37731),
        (952.743, -0.697827, -3.5e-5),
        17.0,
        11.75,
        ((100.0, 45.0), (150.0, 12.0)),
    ),
}
"""Hot streams by name."""


def temperature(liquid: Liquid, x: Floats) -> Floats:
    """Temperature (K) at specific enthalpy `x` (MJ/kg above the liquid's `t_mid`)."""
    a1, a2, a3, a4 = liquid.a
    t: Floats = a4 * x
    t += a3
    t *= x
    t += a2
    t *= x
    t += a1
    t *= x
    t += liquid.t_mid
    return t


def kelvin_per_enthalpy(liquid: Liquid, x: Floats) -> Floats:
    """dT/dx, K per MJ/kg: 1e6 over the heat capacity in J/(kg K)."""
    a1, a2, a3, a4 = liquid.a
    return np.asarray(a1 + x * (2 * a2 + x * (3 * a3 + x * 4 * a4)), dtype=np.float64)


def enthalpy(liquid: Liquid, t: Floats) -> Floats:
    """Specific enthalpy (MJ/kg above `t_mid`) at temperature `t` (K), by Newton's method."""
    x: Floats = np.asarray((t - liquid.t_mid) / liquid.a[0], dtype=np.float64)
    for _ in range(5):
        x = x - (temperature(liquid, x) - t) / kelvin_per_enthalpy(liquid, x)
    return x


def ln_viscosity(liquid: Liquid, t: Floats) -> Floats:
    """Logarithm of the kinematic viscosity in cSt."""
    b0, b1, b2, b3 = liquid.b
    z: Floats = 1000.0 / t
    z -= 2.5
    return np.asarray(b0 + z * (b1 + z * (b2 + z * b3)), dtype=np.float64)


def density(liquid: Liquid, t: Floats) -> Floats:
    """Density in kg/m3 at temperature `t` (K)."""
    r0, r1, r2 = liquid.r
    d = t - 288.15
    return np.asarray(r0 + d * (r1 + d * r2), dtype=np.float64)


def biased(liquid: Liquid, heat: float, viscosity: float, weight: float) -> Liquid:
    """The liquid with heat capacity, viscosity and density multiplied by these factors."""
    b0, b1, b2, b3 = liquid.b
    a1, a2, a3, a4 = (a / heat ** (i + 1) for i, a in enumerate(liquid.a))
    r0, r1, r2 = (r * weight for r in liquid.r)
    return replace(
        liquid, a=(a1, a2, a3, a4), b=(b0 + float(np.log(viscosity)), b1, b2, b3), r=(r0, r1, r2)
    )


def blend(liquids: Sequence[Liquid], shares: Sequence[Floats]) -> Liquid:
    """Liquids of one `t_mid` mixed by shares that change with time, arrays of one length."""

    def mixed(parts: Sequence[Coefficient]) -> Coefficient:
        return sum(part * share for part, share in zip(parts, shares, strict=True))

    a1, a2, a3, a4 = (mixed([liquid.a[i] for liquid in liquids]) for i in range(4))
    b0, b1, b2, b3 = (mixed([liquid.b[i] for liquid in liquids]) for i in range(4))
    r0, r1, r2 = (mixed([liquid.r[i] for liquid in liquids]) for i in range(3))
    return replace(liquids[0], a=(a1, a2, a3, a4), b=(b0, b1, b2, b3), r=(r0, r1, r2))


def part(liquid: Liquid, where: slice) -> Liquid:
    """The liquid over a part of the history."""

    def cut(value: Coefficient) -> Coefficient:
        return value[where] if isinstance(value, np.ndarray) else value

    a1, a2, a3, a4 = (cut(value) for value in liquid.a)
    b0, b1, b2, b3 = (cut(value) for value in liquid.b)
    r0, r1, r2 = (cut(value) for value in liquid.r)
    return replace(liquid, a=(a1, a2, a3, a4), b=(b0, b1, b2, b3), r=(r0, r1, r2))
