"""First-order band of U and R_f: how the readings of a condenser move them (JCGM 100).

An effect is what one standard uncertainty of a reading does: a share of U, or a part of R_f, which
also sees that the clean films follow flow (v^0.8) and duty (q^(-1/3)).
"""

from greenlang.agents.condenser.equations import GUM, KelvinPerPascal, KelvinPerWatt
from greenlang.core.equations import equation
from greenlang.core.maths import ln, sqrt
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    Pascal,
    PascalDiff,
    PerKelvin,
    Ratio,
    Watt,
    WattPerM2Kelvin,
)

FILMS = f"{GUM}; tube film with v^0.8, condensate film with q^(-1/3)"
_ENDS = (("4", "13", "0.1"), ("12", "20", "0.3"))
_STATE = ("0.03", "2900", "1.2e-4", "1e-4")


@equation(
    "dT_s/dp",
    "Clausius-Clapeyron, ideal steam, h_fg linear in T: within 1 %",
    empirical=True,
    at=(("301", "3765"), ("320", "1e4")),
)
def saturation_slope(t: Kelvin, p: Pascal) -> KelvinPerPascal:
    """How the saturation temperature follows the pressure."""
    return 461.526 * t**2 / (p * (2500900 - 2370 * (t - 273.15)))


@equation("e_p", GUM, at=(("4", "13", "0.0044", "100"), ("12", "20", "0.002", "50")))
def effect_of_pressure(
    ttd: KelvinDiff, itd: KelvinDiff, slope: KelvinPerPascal, s_p: PascalDiff
) -> Ratio:
    """Effect of the pressure gauge on U."""
    return (1 / itd - 1 / ttd) / ln(itd / ttd) * slope * s_p


@equation("S_1", GUM, at=(("4", "13"), ("12", "20")))
def by_inlet(ttd: KelvinDiff, itd: KelvinDiff) -> PerKelvin:
    """Relative change of U, at a given duty, per kelvin by which the inlet is read too low."""
    return 1 / (itd * ln(itd / ttd)) - 1 / (itd - ttd)


@equation("S_2", GUM, at=(("4", "13"), ("12", "20")))
def by_outlet(ttd: KelvinDiff, itd: KelvinDiff) -> PerKelvin:
    """Relative change of U, at a given duty, per kelvin by which the outlet is read too high."""
    return 1 / (ttd * ln(itd / ttd)) - 1 / (itd - ttd)


@equation(
    "a",
    GUM,
    at=(("0.3", "0.05", "0.1", "1e-9", "9e-9", "6e8"), ("1", "0.1", "0.1", "0", "0", "3")),
)
def water_reach(
    w: Ratio, s_1: PerKelvin, s_2: PerKelvin, k_1: KelvinPerWatt, k_2: KelvinPerWatt, q: Watt
) -> Ratio:
    """Relative change of U with the water's duty, its temperatures following the balance."""
    return w - (s_1 * k_1 + s_2 * k_2) * q


@equation("b", GUM, at=(("0.3", "1e-9", "9e-9", "6e8", "9"), ("1", "0", "0", "3", "5")))
def flow_reach(
    w: Ratio, k_1: KelvinPerWatt, k_2: KelvinPerWatt, q: Watt, rise: KelvinDiff
) -> Ratio:
    """Relative change of the reconciled flow with the measured one."""
    return w + (k_1 + k_2) * q / rise


@equation("e_T", GUM, at=(("0.1", "0.6", "9", "0.3"), ("-0.03", "1", "5", "0.1")))
def effect_of_end(s: PerKelvin, a: Ratio, rise: KelvinDiff, sigma: KelvinDiff) -> Ratio:
    """Effect of a water temperature on U."""
    return (s + a / rise) * sigma


@equation("e_V", GUM, at=(("0.6", "0.03"), ("1", "0.05")))
def effect_of_flow(a: Ratio, sigma: Ratio) -> Ratio:
    """Effect of the flow on U."""
    return a * sigma


@equation("e_Q", GUM, at=(("0.6", "0.02"), ("0", "0.04")))
def effect_of_steam(a: Ratio, sigma: Ratio) -> Ratio:
    """Effect of the steam side's duty on U."""
    return (1 - a) * sigma


@equation("0", "a reading that is missing has no effect", at=(("0.3",), ("1",)))
def no_effect(w: Ratio) -> Ratio:
    """Effect of what was not measured."""
    return 0 * w


@equation("0", "a reading that is missing has no effect", at=(("2900",), ("1",)))
def no_part(u: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Effect on R_f of what was not measured."""
    return 0 / u


@equation(
    "σ_U", GUM, at=(("2900", "-0.06", "0.03", "0.02", "0.01", "0"), ("1", "1", "0", "0", "0", "2"))
)
def coefficient_sigma(
    u: WattPerM2Kelvin, e_p: Ratio, e_1: Ratio, e_2: Ratio, e_v: Ratio, e_q: Ratio
) -> WattPerM2Kelvin:
    """Standard uncertainty of U."""
    return u * sqrt(e_p**2 + e_1**2 + e_2**2 + e_v**2 + e_q**2)


@equation("r_p", GUM, at=(("-0.06", "2900"), ("0.1", "1000")))
def through_pressure(e: Ratio, u: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Effect of the pressure gauge on R_f."""
    return -e / u


@equation("r_T", FILMS, at=((*_STATE, "0.9", "0.3", "9", "0.3"), (*_STATE, "1", "1", "5", "0.1")))
def through_end(
    e: Ratio, u: WattPerM2Kelvin, r_t: M2KelvinPerWatt, r_s: M2KelvinPerWatt,
    b: Ratio, w: Ratio, rise: KelvinDiff, sigma: KelvinDiff,
) -> M2KelvinPerWatt:  # fmt: skip
    """Effect of a water temperature on R_f."""
    return -e / u + (0.8 * r_t * (b - 1) - r_s * w / 3) * sigma / rise


@equation("r_V", FILMS, at=((*_STATE, "0.9", "0.3", "0.03"), (*_STATE, "1", "1", "0.05")))
def through_flow(
    e: Ratio, u: WattPerM2Kelvin, r_t: M2KelvinPerWatt, r_s: M2KelvinPerWatt,
    b: Ratio, w: Ratio, sigma: Ratio,
) -> M2KelvinPerWatt:  # fmt: skip
    """Effect of the flow on R_f."""
    return -e / u + (0.8 * r_t * b - r_s * w / 3) * sigma


@equation("r_Q", FILMS, at=((*_STATE, "0.9", "0.3", "0.02"), (*_STATE, "0", "0", "0.04")))
def through_steam(
    e: Ratio, u: WattPerM2Kelvin, r_t: M2KelvinPerWatt, r_s: M2KelvinPerWatt,
    b: Ratio, w: Ratio, sigma: Ratio,
) -> M2KelvinPerWatt:  # fmt: skip
    """Effect of the steam side's duty on R_f."""
    return -e / u + (0.8 * r_t * (1 - b) - r_s * (1 - w) / 3) * sigma


@equation("r_c", GUM, at=(("2.8e-4", "0.03"), ("1e-3", "0.05")))
def through_clean(r_clean: M2KelvinPerWatt, sigma: Ratio) -> M2KelvinPerWatt:
    """Effect of the clean model on R_f."""
    return r_clean * sigma


@equation(
    "σ_Rf",
    GUM,
    at=(("2e-5", "-1e-5", "3e-6", "0", "1e-6", "1e-5"), ("1e-5", "0", "0", "0", "0", "0")),
)
def fouling_sigma(
    r_p: M2KelvinPerWatt, r_1: M2KelvinPerWatt, r_2: M2KelvinPerWatt,
    r_v: M2KelvinPerWatt, r_q: M2KelvinPerWatt, r_c: M2KelvinPerWatt,
) -> M2KelvinPerWatt:  # fmt: skip
    """Standard uncertainty of R_f."""
    return sqrt(r_p**2 + r_1**2 + r_2**2 + r_v**2 + r_q**2 + r_c**2)


@equation("share", "definition", at=(("1e-5", "3e-5"), ("-1", "2")))
def share(effect: M2KelvinPerWatt, sigma: M2KelvinPerWatt) -> Ratio:
    """Share of one reading in the variance of R_f."""
    return (effect / sigma) ** 2
