"""The J factors on the film and the R factors on the drop, and both with the ideal bank.

A laminar value (Re < 100) is chosen inside the formula, by the Reynolds number.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, ln, select, sqrt
from greenlang.core.units import (
    JoulePerKgKelvin,
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    Metre,
    PascalDiff,
    PascalSecond,
    Ratio,
    SquareMetre,
    WattPerM2Kelvin,
)
from greenlang.library.heat.bell_delaware.geometry import TABOREK

POINTS = ("5", "60", "2e4")


@equation(
    "G", TABOREK, guards=("m > 0: there is no flow",), at=(("5.519", "0.0171"), ("30", "0.07"))
)
def mass_velocity(m: KgPerSecond, s_m: SquareMetre) -> KgPerM2Second:
    """Flow over the crossflow area."""
    return m / s_m


@equation("h_id", TABOREK, at=(("0.0074", "2470", "322", "7.46"),))
def ideal_film(j: Ratio, cp: JoulePerKgKelvin, g: KgPerM2Second, pr: Ratio) -> WattPerM2Kelvin:
    """Film of the ideal tube bank, before the wall's correction."""
    return j * cp * g * pr ** (-2 / 3)


@equation("J_c", TABOREK, at=(("0.683",), ("0.5",)))
def j_c(f_c: Ratio) -> Ratio:
    """Tubes in the windows see less crossflow, those between the tips more."""
    return 0.55 + 0.72 * f_c


@equation("J_l", TABOREK, at=(("0.3", "0.3"), ("0.5", "0.1")))
def j_l(r_s: Ratio, r_lm: Ratio) -> Ratio:
    """Leakage between baffle and shell and through the holes."""
    return 0.44 * (1 - r_s) + (1 - 0.44 * (1 - r_s)) * exp(-2.2 * r_lm)


@equation("s", TABOREK, at=(("2", "8.5"), ("0", "8.5"), ("5", "8.5")))
def open_share(strips: Ratio, rows: Ratio) -> Ratio:
    """What sealing strips leave of the bypass: 1 - (2 r)^(1/3), nothing from r = 1/2."""
    return select(2 * strips < rows, lambda: 1 - (2 * strips / rows) ** (1 / 3), lambda: 0)


@equation("J_b", TABOREK, at=tuple((re, "0.31", "0.4") for re in POINTS))
def j_b(re: Ratio, f_bp: Ratio, open_share: Ratio) -> Ratio:
    """Bypass around the bundle and through pass lanes."""
    return exp(-select(re < 100, lambda: 1.35, lambda: 1.25) * f_bp * open_share)


@equation("R_b", TABOREK, at=tuple((re, "0.31", "0.4") for re in POINTS))
def r_b(re: Ratio, f_bp: Ratio, open_share: Ratio) -> Ratio:
    """What the bypass leaves of the crossflow drop."""
    return exp(-select(re < 100, lambda: 4.5, lambda: 3.7) * f_bp * open_share)


@equation("ln l", "definition", at=(("1.57",), ("0.9",)))
def ln_spacing(ratio: Ratio) -> Ratio:
    """Logarithm of end over central spacing, which J_s and R_s share."""
    return ln(ratio)


@equation("l^(1-n)", TABOREK, at=tuple((re, "0.454") for re in POINTS))
def film_weight(re: Ratio, ln_l: Ratio) -> Ratio:
    """Weight of an end zone in J_s; n is 0.6, laminar 1/3."""
    return exp(select(re < 100, lambda: 2 / 3, lambda: 0.4) * ln_l)


@equation("l^(n-2)", TABOREK, at=tuple((re, "0.454") for re in POINTS))
def drop_weight(re: Ratio, ln_l: Ratio) -> Ratio:
    """Weight of an end zone in R_s; n is 0.2, laminar 1."""
    return exp(-select(re < 100, lambda: 1, lambda: 1.8) * ln_l)


@equation("J_s", TABOREK, at=(("36", "1.57", "1.57", "1.2", "1.2"), ("9", "1", "1.3", "1", "1.1")))
def j_s(baffles: Ratio, l_in: Ratio, l_out: Ratio, w_in: Ratio, w_out: Ratio) -> Ratio:
    """Wider end zones: spacings over the central one, and their weights."""
    return (baffles - 1 + w_in + w_out) / (baffles - 1 + l_in + l_out)


@equation("R_s", TABOREK, at=(("0.44", "0.44"), ("1", "1")))
def r_s(w_in: Ratio, w_out: Ratio) -> Ratio:
    """What both end zones count in the drop, 2 where they are as wide as the others."""
    return w_in + w_out


@equation(
    "J_r",
    TABOREK,
    at=tuple((re, "8.5", "2.2", "36") for re in ("10", "60", "100", "2e4")),
)
def j_r(re: Ratio, rows: Ratio, window: Ratio, baffles: Ratio) -> Ratio:
    """Adverse temperature profile of laminar flow: up to Re 20, gone at 100, linear between.

    `ht` 1.2.0 ends it at 0.4, which no source at hand confirms: that matters where more than 1600
    rows are crossed at Re < 20, and there this goes on falling.
    """
    return select(
        re >= 100,
        lambda: 1,
        lambda: select(
            re <= 20,
            lambda: (10 / ((rows + window) * (baffles + 1))) ** 0.18,
            lambda: 1 - (100 - re) / 80 * (1 - (10 / ((rows + window) * (baffles + 1))) ** 0.18),
        ),
    )


@equation("h_0", TABOREK, at=(("1537", "1.04", "0.55", "0.89", "0.98", "1"),))
def bundle_film(
    h: WattPerM2Kelvin, j_c: Ratio, j_l: Ratio, j_b: Ratio, j_s: Ratio, j_r: Ratio
) -> WattPerM2Kelvin:
    """Film of the real bundle, before the wall's correction: the ideal one and every J."""
    return h * j_c * j_l * j_b * j_s * j_r


@equation("R_l", TABOREK, at=(("0.3", "0.3"), ("0.5", "0.1")))
def r_l(r_s: Ratio, r_lm: Ratio) -> Ratio:
    """What leakage leaves of the drop."""
    return exp(-1.33 * (1 + r_s) * r_lm ** (0.8 - 0.15 * (1 + r_s)))


@equation("Δp_i", TABOREK, at=(("0.095", "8.5", "322", "730", "1"),))
def ideal_drop(f: Ratio, rows: Ratio, g: KgPerM2Second, rho: KgPerM3, wall: Ratio) -> PascalDiff:
    """Drop of one ideal crossflow section; `wall` is (mu/mu_w)^0.14."""
    return 2 * f * rows * g * g / (rho * wall)


@equation("G_w", TABOREK, at=(("5.519", "0.0171", "0.0321"), ("30", "0.07", "0.1")))
def window_velocity(m: KgPerSecond, s_m: SquareMetre, s_w: SquareMetre) -> KgPerM2Second:
    """Mass velocity in the windows, over the geometric mean of both areas."""
    return m / sqrt(s_m * s_w)


@equation(
    "W",
    TABOREK,
    at=tuple(
        (re, "235", "730", "2.24", "4e-4", "0.0064", "0.127", "0.0404") for re in ("60", "2e4")
    ),
)
def window_drop(
    re: Ratio,
    g: KgPerM2Second,
    rho: KgPerM3,
    rows: Ratio,
    mu: PascalSecond,
    gap: Metre,
    spacing: Metre,
    d_w: Metre,
) -> PascalDiff:
    """Drop of one window without leakage; `gap` is pitch less tube diameter."""
    return select(
        re >= 100,
        lambda: (2 + 0.6 * rows) * g * g / (2 * rho),
        lambda: 26 * g * mu / rho * (rows / gap + spacing / (d_w * d_w)) + g * g / rho,
    )


@equation("Δp_c", TABOREK, at=(("36", "220", "0.32", "0.7"),))
def crossflow_drop(baffles: Ratio, dp: PascalDiff, r_l: Ratio, r_b: Ratio) -> PascalDiff:
    """Drop of all crossflow sections between the outermost baffles."""
    return (baffles - 1) * dp * r_l * r_b


@equation("Δp_w", TABOREK, at=(("36", "130", "0.32"),))
def windows_drop(baffles: Ratio, dp: PascalDiff, r_l: Ratio) -> PascalDiff:
    """Drop of all windows."""
    return baffles * dp * r_l


@equation("Δp_e", TABOREK, at=(("220", "8.5", "2.24", "0.7", "0.88"),))
def ends_drop(dp: PascalDiff, rows: Ratio, window: Ratio, r_b: Ratio, r_s: Ratio) -> PascalDiff:
    """Drop of both end zones, where nothing leaks."""
    return dp * (1 + window / rows) * r_b * r_s
