"""Chevron plates: geometry of the pack, film and friction by Martin, Muley-Manglik or Kumar.

Lengths of the channel are from port to port, as if there were no corrugations; the chevron angle
counts from that axis, in radians. f is Darcy's. Decimal or arrays.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import cos, log10, pi, select, sin, sqrt, tan
from greenlang.core.tables import row_value
from greenlang.core.units import (
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    M2KelvinPerWatt,
    Metre,
    PascalDiff,
    Ratio,
    SquareMetre,
    WattPerMetreKelvin,
)

MARTIN = "Martin, Chem. Eng. Processing 35 (1996) 301-310; VDI Heat Atlas (2010), part N6"
MULEY_MANGLIK = "Muley & Manglik, J. Heat Transfer 121 (1999) 110-117"
KUMAR = "Kumar, IChemE Symp. Series 86 (1984), as tabled by Ayub, Heat Transfer Eng. 24(5) (2003)"
GEOMETRY = "geometry of a plate pack"

TESTED = {"re": ("200", "1e4"), "angle": ("0.17", "1.397")}
ANGLES = (("0.5236", "1000"), ("0.7854", "250"), ("1.0472", "5000"), ("1.1345", "50"))
AT = tuple((re, angle) for angle, re in ANGLES)


@equation(
    "D_h",
    GEOMETRY,
    guards=("enlargement >= 1: the developed area is that of the flat plate or more",),
    at=(("0.0025", "1.17"),),
)
def hydraulic_diameter(depth: Metre, enlargement: Ratio) -> Metre:
    """Twice the depth of the pressing over the enlargement of the surface."""
    return 2 * depth / enlargement


@equation("G_ch", "mass balance over a cross-section", at=(("20", "25", "0.0025", "0.43"),))
def channel_mass_velocity(
    m: KgPerSecond, channels: Ratio, depth: Metre, width: Metre
) -> KgPerM2Second:
    """Flow of one channel; `channels` are those of one pass, side by side."""
    return m / (channels * depth * width)


@equation("G_p", "mass balance over a cross-section", at=(("20", "0.1"),))
def port_mass_velocity(m: KgPerSecond, d_port: Metre) -> KgPerM2Second:
    """Flow in a port."""
    return 4 * m / (pi * d_port**2)


@equation("A", GEOMETRY, at=(("101", "0.4"),))
def pack_area(plates: Ratio, plate_area: SquareMetre) -> SquareMetre:
    """Area of the plates that have a fluid on both faces: all but the two end plates."""
    return (plates - 2) * plate_area


@equation("R_w", "conduction through a plane wall", at=(("0.0005", "16"),))
def wall(thickness: Metre, k: WattPerMetreKelvin) -> M2KelvinPerWatt:
    """Resistance of a plate."""
    return thickness / k


@equation("f_0", MARTIN, at=(("1000",), ("2000",), ("9000",)))
def straight_friction(re: Ratio) -> Ratio:
    """Darcy friction of a flow along the furrows."""
    return select(re < 2000, lambda: 64 / re, lambda: (1.8 * log10(re) - 1.5) ** -2)


@equation("f_1", MARTIN, at=(("1000",), ("2000",), ("9000",)))
def wavy_friction(re: Ratio) -> Ratio:
    """Darcy friction of a flow across the furrows, before the factor 3.8."""
    return select(re < 2000, lambda: 597 / re + 3.85, lambda: 39 / re**0.289)


@equation(
    "f",
    MARTIN,
    valid={"angle": ("0.17", "1.397")},
    at=(
        ("0.5236", "0.064", "4.447"),
        ("1.0472", "0.2", "5"),
    ),
)
def friction(angle: Ratio, f_0: Ratio, f_1: Ratio) -> Ratio:
    """Darcy friction factor of a chevron channel; jumps by some per cent at Re 2000."""
    return (
        cos(angle) / sqrt(0.18 * tan(angle) + 0.36 * sin(angle) + f_0 / cos(angle))
        + (1 - cos(angle)) / sqrt(3.8 * f_1)
    ) ** -2


@equation(
    "Nu",
    MARTIN,
    valid=TESTED,
    at=(
        ("1000", "5", "0.5236", "0.456"),
        ("5000", "0.7", "1.0472", "1.83"),
    ),
)
def martin(re: Ratio, pr: Ratio, angle: Ratio, f: Ratio) -> Ratio:
    """Chevron channel by the analogy of Leveque; times (mu/mu_w)^(1/6) for liquids."""
    return 0.122 * pr ** (1 / 3) * (f * re**2 * sin(2 * angle)) ** 0.374


@equation(
    "Nu",
    MULEY_MANGLIK,
    empirical=True,
    valid={
        "re": ("1e3", "1e4"),
        "angle": ("0.5235", "1.0473"),
        "enlargement": ("1", "1.5"),
    },
    at=(("2000", "0.7", "0.7853981634", "1.18"), ("5000", "5", "1.0472", "1.29")),
)
def muley_manglik(re: Ratio, pr: Ratio, angle: Ratio, enlargement: Ratio) -> Ratio:
    """Chevron channel, turbulent; times (mu/mu_w)^0.14. Some prints have 10.51 for 10.15."""
    return (
        (0.2668 - 0.006967 * (180 / pi * angle) + 7.244e-5 * (180 / pi * angle) ** 2)
        * (20.7803 - 50.9372 * enlargement + 41.1585 * enlargement**2 - 10.1507 * enlargement**3)
        * re ** (0.728 + 0.0543 * sin(4 * angle + 3.7))
        * pr ** (1 / 3)
    )


@equation(
    "f",
    MULEY_MANGLIK,
    empirical=True,
    valid={
        "re": ("1e3", "1e4"),
        "angle": ("0.5235", "1.0473"),
        "enlargement": ("1", "1.5"),
    },
    at=(("2000", "0.7853981634", "1.2"), ("5000", "1.0472", "1.29")),
)
def muley_manglik_friction(re: Ratio, angle: Ratio, enlargement: Ratio) -> Ratio:
    """Darcy friction factor of a chevron channel, turbulent."""
    return (
        4
        * (2.917 - 0.1277 * (180 / pi * angle) + 2.016e-3 * (180 / pi * angle) ** 2)
        * (5.474 - 19.02 * enlargement + 18.93 * enlargement**2 - 5.341 * enlargement**3)
        / re ** (0.2 + 0.0577 * sin(4 * angle + 2.1))
    )


@equation("β", KUMAR, at=(("0.5236",), ("1.0472",)))
def angle_to_the_horizontal(angle: Ratio) -> Ratio:
    """Kumar's chevron angle in degrees: 90 less the angle to the flow; 30 is a hard plate.

    Less a billionth of a degree, so that rounding does not put a plate of 30 in the row of 45.
    """
    return 90 - 180 / pi * angle - 1e-9


@equation("C_1", KUMAR, at=(("60", "1000"), ("30", "50"), ("46", "19")))
def kumar_factor(beta: Ratio, re: Ratio) -> Ratio:
    """Factor of Nu, of the row of the next larger angle."""
    return row_value("heat/kumar_nu_factor", beta, re)


@equation("m", KUMAR, at=(("60", "1000"), ("30", "50"), ("46", "19")))
def kumar_exponent(beta: Ratio, re: Ratio) -> Ratio:
    """Exponent of Re in Nu."""
    return row_value("heat/kumar_nu_exponent", beta, re)


@equation("C_2", KUMAR, at=(("60", "1000"), ("30", "50"), ("46", "19")))
def kumar_friction_factor(beta: Ratio, re: Ratio) -> Ratio:
    """Factor of Fanning's f, of the row of the next larger angle."""
    return row_value("heat/kumar_f_factor", beta, re)


@equation("p", KUMAR, at=(("60", "1000"), ("30", "50"), ("46", "19")))
def kumar_friction_exponent(beta: Ratio, re: Ratio) -> Ratio:
    """Exponent of Re in f."""
    return row_value("heat/kumar_f_exponent", beta, re)


@equation("Nu", KUMAR, valid={"re": ("0.1", "1e4")}, at=(("1000", "5", "0.348", "0.663"),))
def kumar(re: Ratio, pr: Ratio, c_1: Ratio, exponent: Ratio) -> Ratio:
    """Well-designed chevron channel, all regimes; times (mu/mu_w)^0.17."""
    return c_1 * re**exponent * pr**0.33


@equation("f", KUMAR, valid={"re": ("0.1", "1e4")}, at=(("1000", "2.99", "0.183"),))
def kumar_friction(re: Ratio, c_2: Ratio, exponent: Ratio) -> Ratio:
    """Darcy friction factor of a well-designed chevron channel, all regimes."""
    return 4 * c_2 / re**exponent


@equation("K_w", MARTIN, at=(("1.2",), ("0.5",)))
def martin_wall(mu_ratio: Ratio) -> Ratio:
    """Factor for the viscosity of a liquid at the wall, of mu/mu_w."""
    return mu_ratio ** (1 / 6)


@equation("K_w", KUMAR, at=(("1.2",), ("0.5",)))
def kumar_wall(mu_ratio: Ratio) -> Ratio:
    """Factor for the viscosity at the wall, of mu/mu_w."""
    return mu_ratio**0.17


@equation("Δp_c", MARTIN, at=(("2", "1.2", "1.1", "350", "990", "0.0043"),))
def channel_drop(
    passes: Ratio, f: Ratio, length: Metre, g: KgPerM2Second, rho: KgPerM3, d_h: Metre
) -> PascalDiff:
    """Drop in the channels of all passes, port to port."""
    return passes * f * length * g**2 / (2 * rho * d_h)


@equation(
    "Δp_p", "Shah & Sekulic (2003), eq. 6.67: 1.4 velocity heads a pass", at=(("2", "2500", "990"),)
)
def port_drop(passes: Ratio, g_port: KgPerM2Second, rho: KgPerM3) -> PascalDiff:
    """Drop in the ports and manifolds of all passes."""
    return 1.4 * passes * g_port**2 / (2 * rho)
