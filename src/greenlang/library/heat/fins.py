"""Round-finned tubes in staggered rows, air outside: geometry, film, fin efficiency, drop, fan.

Lengths a metre of tube: areas are in m2/m. Re and the film take the velocity in the narrowest gap
and the diameter of the tube at the root of the fins. Decimal or arrays.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import ln, log10, pi, select, smaller, sqrt, tanh
from greenlang.core.units import (
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    Metre,
    MetrePerSecond,
    PascalDiff,
    Ratio,
    Watt,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)

BRIGGS_YOUNG = "Briggs & Young, Chem. Eng. Progr. Symp. Ser. 59(41) (1963) 1-10"
ESDU = "ESDU 86022 (1986), in Hewitt, Shires & Bott, Process Heat Transfer (1994)"
SCHMIDT = "Schmidt, Refrigerating Engineering 57 (1949) 351-357"
GEOMETRY = "geometry of round fins of even thickness"
GPSA = "GPSA Engineering Data Book, SI, 13th ed. (2012), section 10"

TUBE = ("0.0254", "0.0572", "0.000406", "0.002309")
BANK = ("0.06033", "0.05207", *TUBE)


@equation(
    "A_f",
    GEOMETRY,
    guards=(
        "d_f > d_o: the fin diameter must exceed that of the tube; check the data sheet",
        "pitch_f > t_f: fins thicker than their spacing leave no gap; check fins per metre",
    ),
    at=(TUBE,),
)
def fin_surface(d_o: Metre, d_f: Metre, t_f: Metre, pitch_f: Metre) -> Metre:
    """Surface of the fins a metre of tube: both faces and the tip."""
    return (pi * (d_f**2 - d_o**2) / 2 + pi * d_f * t_f) / pitch_f


@equation("A_r", GEOMETRY, at=(("0.0254", "0.000406", "0.002309"),))
def root_surface(d_o: Metre, t_f: Metre, pitch_f: Metre) -> Metre:
    """Surface of the tube between the fins a metre of tube."""
    return pi * d_o * (1 - t_f / pitch_f)


@equation("A_t", GEOMETRY, at=(("0.0254",),))
def bare_surface(d_o: Metre) -> Metre:
    """Outside surface a metre of the tube without its fins: what U refers to."""
    return pi * d_o


@equation("A/A_t", GEOMETRY, at=(("1.8", "0.07", "0.08"),))
def surface_ratio(fin: Metre, root: Metre, bare: Metre) -> Ratio:
    """All the surface that the air wets over that of the bare tube."""
    return (fin + root) / bare


@equation("s", GEOMETRY, at=(("0.002309", "0.000406"),))
def gap(pitch_f: Metre, t_f: Metre) -> Metre:
    """Clear spacing of two fins."""
    return pitch_f - t_f


@equation("h_f", GEOMETRY, at=(("0.0572", "0.0254"),))
def height(d_f: Metre, d_o: Metre) -> Metre:
    """Height of a fin."""
    return (d_f - d_o) / 2


@equation(
    "w_min",
    GEOMETRY,
    guards=("x_t > d_f: the fins of neighbouring tubes touch; check the transverse pitch",),
    at=(BANK, ("0.06033", "0.03", *TUBE)),
)
def narrowest(x_t: Metre, x_l: Metre, d_o: Metre, d_f: Metre, t_f: Metre, pitch_f: Metre) -> Metre:
    """Narrowest way for the air between two tubes: across, or on both diagonals."""
    return smaller(
        x_t - d_o - (d_f - d_o) * t_f / pitch_f,
        2 * (sqrt(x_l**2 + x_t**2 / 4) - d_o - (d_f - d_o) * t_f / pitch_f),
    )


@equation("c", GEOMETRY, at=(("0.0293", "0.06033"),))
def contraction(w_min: Metre, x_t: Metre) -> Ratio:
    """Free area over frontal area."""
    return w_min / x_t


@equation("G_min", "mass balance over a cross-section", at=(("21.56", "20", "3", "0.0293"),))
def air_mass_velocity(
    m: KgPerSecond, tubes_a_row: Ratio, length: Metre, w_min: Metre
) -> KgPerM2Second:
    """Flow of air over the narrowest area; `tubes_a_row` of all bundles side by side."""
    return m / (tubes_a_row * length * w_min)


@equation(
    "Nu",
    BRIGGS_YOUNG,
    valid={"re": ("1e3", "8e3")},
    at=(("5000", "0.71", "0.12", "4.7"), ("1000", "0.7", "0.3", "10")),
)
def briggs_young(re: Ratio, pr: Ratio, s_h: Ratio, s_t: Ratio) -> Ratio:
    """Air over staggered high-finned tubes, four rows and more; gap over fin height, thickness.

    For tubes of 11 to 41 mm, fins 1.4 to 16.6 mm high, 0.33 to 2 mm thick.
    """
    return 0.134 * re**0.681 * pr ** (1 / 3) * s_h**0.2 * s_t**0.1134


@equation(
    "Nu",
    ESDU,
    valid={"re": ("5e3", "5e4")},
    at=(("17000", "0.71", "0.12", "1.16", "4"), ("5000", "0.7", "0.3", "1", "2")),
)
def esdu(re: Ratio, pr: Ratio, s_h: Ratio, x_ratio: Ratio, rows: Ratio) -> Ratio:
    """Air over staggered high fins: gap over fin height, pitches X_t/X_l; weaker in few rows.

    For tubes of 9.5 to 51 mm, fins 8.5 to 16 mm high, 4 to 11 an inch.
    """
    return (
        0.242
        * re**0.658
        * s_h**0.297
        * x_ratio**-0.091
        * pr ** (1 / 3)
        * select(
            rows < 2,
            lambda: 0.76,
            lambda: select(
                rows < 3, lambda: 0.84, lambda: select(rows < 4, lambda: 0.92, lambda: 1)
            ),
        )
    )


@equation("x/y", "ratio of two lengths", at=(("0.0019", "0.0159"),))
def ratio(x: Metre, y: Metre) -> Ratio:
    """One measure of the bank over another."""
    return x / y


@equation("w", SCHMIDT, at=(("58", "200", "0.0254", "0.05715", "0.00038"),))
def fin_parameter(
    h: WattPerM2Kelvin, k: WattPerMetreKelvin, d_o: Metre, d_f: Metre, t_f: Metre
) -> Ratio:
    """What the film asks of a round fin against what its metal can carry."""
    return sqrt(2 * h / (k * t_f)) * d_o / 2 * (d_f / d_o - 1) * (1 + 0.35 * ln(d_f / d_o))


@equation("η_f", SCHMIDT, at=(("0.75",), ("0.01",)))
def fin_efficiency(w: Ratio) -> Ratio:
    """Heat of a round fin over that of one as warm as its root all through; 1.5 % low at w 0.8."""
    return tanh(w) / w


@equation(
    "h_o",
    "Kern & Kraus, Extended Surface Heat Transfer (1972)",
    at=(("70", "0.8", "1.8", "0.07", "0.08"),),
)
def film_on_bare(
    h: WattPerM2Kelvin, eta: Ratio, fin: Metre, root: Metre, bare: Metre
) -> WattPerM2Kelvin:
    """Film of fins and tube together, referred to the outside of the bare tube."""
    return h * (eta * fin + root) / bare


@equation(
    "K_f",
    ESDU,
    valid={"re": ("5e3", "5e4")},
    at=(
        ("17000", "23.6", "2.38", "2.05"),
        ("5000", "15", "2", "1.7"),
    ),
)
def loss_a_row(re: Ratio, surface: Ratio, x_t: Ratio, x_l: Ratio) -> Ratio:
    """Velocity heads lost in a row; surface ratio A/A_t, pitches over the tube diameter."""
    return 4.567 * re**-0.242 * surface**0.504 * x_t**-0.376 * x_l**-0.546


@equation("Δp_a", ESDU, at=(("0.47", "4", "1.04", "1.161", "12.2"),))
def air_drop(
    contraction: Ratio, rows: Ratio, k_f: Ratio, g: KgPerM2Second, rho: KgPerM3
) -> PascalDiff:
    """Static pressure that the air loses in the bank, at its mean density."""
    return (1 + contraction**2 + rows * k_f) * g**2 / (2 * rho)


@equation(
    "P_fan", "work of a fan on a gas of little expansion", at=(("21.56", "1.161", "150", "0.65"),)
)
def fan_power(m: KgPerSecond, rho: KgPerM3, dp: PascalDiff, eta: Ratio) -> Watt:
    """Shaft power of the fans; `dp` with the velocity head of the fan ring where it is total."""
    return m / rho * dp / eta


@equation("L_p", GPSA, empirical=True, at=(("52.95", "18717.07"),))
def fan_noise(tip_speed: MetrePerSecond, power: Watt) -> Ratio:
    """Noise of one fan at 1 m, dB(A)."""
    return 56 + 30 * log10(tip_speed / 5.08) + 10 * log10(power / 745.69987158227)
