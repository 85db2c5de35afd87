"""Resistances in series through a tube wall, referred to the tube outside area."""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, ln, pi
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    Metre,
    PascalDiff,
    Ratio,
    SquareMetre,
    Watt,
    WattPerM2,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)

SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), ch. 3"
KERN = "Kern, Process Heat Transfer (1950), ch. 6"
YEAP = "Yeap, Wilson, Polley & Pugh, Chem. Eng. Res. Des. 82 (2004) 53-71"


@equation("R_o", SHAH_SEKULIC, at=(("900",), ("1200",)))
def outside_film(h_o: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Resistance of the film outside the tubes."""
    return 1 / h_o


@equation("R_i", SHAH_SEKULIC, at=(("900", "0.01905", "0.01483"), ("1200", "0.0254", "0.02")))
def inside_film(h_i: WattPerM2Kelvin, d_o: Metre, d_i: Metre) -> M2KelvinPerWatt:
    """Resistance of the film inside the tubes, on the outside area."""
    return d_o / d_i / h_i


@equation("R_t", "factor learnt on clean tubes", at=(("1.6e-4", "1.03"), ("2e-4", "1")))
def learnt_film(r: M2KelvinPerWatt, factor: Ratio) -> M2KelvinPerWatt:
    """Film of a correlation with the factor that clean tubes have shown it to need."""
    return r * factor


@equation(
    "R_w",
    SHAH_SEKULIC,
    guards=("d_o > d_i: the outside diameter must be the larger; check the data sheet",),
    at=(("0.01905", "0.01483", "45"), ("0.0254", "0.0221", "16")),
)
def wall(d_o: Metre, d_i: Metre, k: WattPerMetreKelvin) -> M2KelvinPerWatt:
    """Resistance of the tube wall."""
    return d_o * ln(d_o / d_i) / (2 * k)


@equation("R_fi", SHAH_SEKULIC, at=(("3e-4", "0.01905", "0.01483"), ("1e-4", "0.0254", "0.02")))
def inside_fouling(r_fi: M2KelvinPerWatt, d_o: Metre, d_i: Metre) -> M2KelvinPerWatt:
    """Fouling inside the tubes, given on their inside area, on the outside area."""
    return r_fi * d_o / d_i


@equation("R", SHAH_SEKULIC, at=(("1e-3", "1e-4", "5e-4"), ("2e-3",)))
def total(*r: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """Resistances in series."""
    return sum(r)


@equation("R", SHAH_SEKULIC, at=(("420",), ("800",)))
def resistance(u: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Resistance of a coefficient."""
    return 1 / u


@equation("U", SHAH_SEKULIC, at=(("2.4e-3",), ("1e-3",)))
def coefficient(r: M2KelvinPerWatt) -> WattPerM2Kelvin:
    """Overall coefficient of a total resistance."""
    return 1 / r


@equation("share", SHAH_SEKULIC, at=(("1e-3", "2.4e-3"), ("1e-4", "1e-3")))
def share(part: M2KelvinPerWatt, whole: M2KelvinPerWatt) -> Ratio:
    """Share of one resistance in the sum."""
    return part / whole


@equation("q", "definition", at=(("1.2e7", "250"), ("3", "1")))
def heat_flux(q: Watt, area: SquareMetre) -> WattPerM2:
    """Heat flux on the outside area."""
    return q / area


@equation("T_s", KERN, at=(("450", "20000", "1e-3"), ("450", "-20000", "1e-3")))
def surface_temperature(t: Kelvin, q: WattPerM2, r: M2KelvinPerWatt) -> Kelvin:
    """Surface beyond a resistance, seen from a bulk that takes up the flux q (gives: q < 0)."""
    return t + q * r


@equation("T_s", KERN, at=(("450", "20000", "1e-3"),))
def cooled_surface(t: Kelvin, q: WattPerM2, r: M2KelvinPerWatt) -> Kelvin:
    """Surface beyond a resistance, seen from a bulk that gives the flux q."""
    return t - q * r


@equation("T_f", "Ebert & Panchal (1995): 0.55 of the way to the surface", at=(("450", "480"),))
def film_temperature(t: Kelvin, t_s: Kelvin) -> Kelvin:
    """Temperature at which crude fouling laws take their rate."""
    return t + 0.55 * (t_s - t)


@equation("ΔT", "definition", at=(("20000", "1e-3"),))
def drop(q: WattPerM2, r: M2KelvinPerWatt) -> KelvinDiff:
    """Temperature difference over a resistance."""
    return q * r


@equation("d_f", YEAP, at=(("0.01483", "0.2", "5e-4"), ("0.02", "1", "1e-3")))
def fouled_diameter(d_i: Metre, k_d: WattPerMetreKelvin, r_fi: M2KelvinPerWatt) -> Metre:
    """Bore that a deposit of conductivity k_d leaves; r_fi on the inside area."""
    return d_i * exp(-2 * k_d * r_fi / d_i)


@equation("δ", YEAP, at=(("0.01483", "0.0146"), ("0.02", "0.018")))
def thickness(d_i: Metre, d_f: Metre) -> Metre:
    """Thickness of the deposit."""
    return (d_i - d_f) / 2


@equation("Δp_f", YEAP, at=(("50000", "0.01483", "0.0146", "0.031", "0.03"),))
def fouled_drop(
    dp: PascalDiff, d_i: Metre, d_f: Metre, f_fouled: Ratio, f_clean: Ratio
) -> PascalDiff:
    """Frictional drop through the narrowed bore at the same flow."""
    return dp * (d_i / d_f) ** 5 * f_fouled / f_clean


@equation("Δp_r", "velocity head at equal flow", at=(("5000", "0.01483", "0.0146"),))
def fouled_losses(dp: PascalDiff, d_i: Metre, d_f: Metre) -> PascalDiff:
    """Drop at entrance, exit and returns of tubes with a narrowed bore."""
    return dp * (d_i / d_f) ** 4


@equation("Re_f", "mass balance over a cross-section", at=(("3e4", "0.01483", "0.0146"),))
def fouled_reynolds(re: Ratio, d_i: Metre, d_f: Metre) -> Ratio:
    """Reynolds number in the narrowed bore at equal flow."""
    return re * d_i / d_f


@equation(
    "A",
    "geometry of the tubes",
    guards=("length > 0 and d_o > 0: tubes without length or diameter; check the data sheet",),
    at=(("0.01905", "6.1", "820", "1"),),
)
def outside_area(d_o: Metre, length: Metre, tubes: Ratio, shells: Ratio) -> SquareMetre:
    """Outside area of the open tubes of all shells, between the tube sheets."""
    return pi * d_o * length * tubes * shells


@equation("q", SHAH_SEKULIC, at=(("420", "450", "400"), ("800", "310", "300")))
def local_flux(u: WattPerM2Kelvin, t_hot: Kelvin, t_cold: Kelvin) -> WattPerM2:
    """Flux on the outside area where the streams have these temperatures."""
    return u * (t_hot - t_cold)


@equation("q", SHAH_SEKULIC, at=(("450", "430", "1e-3"), ("300", "310", "2e-3")))
def flux_through(t_1: Kelvin, t_2: Kelvin, r: M2KelvinPerWatt) -> WattPerM2:
    """Flux through a resistance, from its first side to its second."""
    return (t_1 - t_2) / r


@equation("Δq", "steady state", at=(("20000", "19999"),))
def flux_imbalance(q_1: WattPerM2, q_2: WattPerM2) -> WattPerM2:
    """What enters a wall less what leaves it: nothing, at the temperature that is sought."""
    return q_1 - q_2


@equation("h", "film with the wall's correction", at=(("900", "1.02"), ("1200", "0.95")))
def corrected_film(h: WattPerM2Kelvin, factor: Ratio) -> WattPerM2Kelvin:
    """Film coefficient with the factor for properties at the wall."""
    return h * factor
