"""Formulas that only this agent uses: balance of two duties, fouling, and the first-order band."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import larger, smaller, sqrt
from greenlang.core.units import (
    JoulePerKg,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerWatt,
    PerKelvin,
    Ratio,
    Unit,
    W,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)

WattSquared = Annotated[Any, Unit("W2", W**2)]

SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), ch. 3 and 13"
GUM = "JCGM 100:2008 (GUM), 5.1: first-order propagation"
WEIGHTED = "weighted mean of two measurements, weights 1/sigma²"
DEFAULTS = "class defaults of this project: 1 K or 0.5 % of the reading in degC; 2 % of flow"


@equation("Δh", "energy balance", at=(("1.2e7", "40"), ("3", "0.1")))
def enthalpy_change(q: Watt, m: KgPerSecond) -> JoulePerKg:
    """Change of enthalpy that a duty makes in a stream."""
    return q / m


@equation("-Δh", "energy balance", at=(("1.2e5",), ("-3",)))
def given_up(dh: JoulePerKg) -> JoulePerKg:
    """A change of enthalpy seen from the stream that loses it."""
    return -dh


@equation("m", "energy balance", at=(("1.2e7", "250000"), ("3", "10")))
def balancing_flow(q: Watt, dh: JoulePerKg) -> KgPerSecond:
    """Flow of the side without a meter that closes the balance."""
    return q / dh


@equation("σ_T", DEFAULTS, empirical=True, at=(("493",), ("350",)))
def assumed_temperature_sigma(t: Kelvin) -> KelvinDiff:
    """Standard uncertainty of a temperature for which none is given."""
    return larger(0.005 * (t - 273.15), 1)


@equation("σ_m/m", DEFAULTS, at=(("40",), ("0.1",)))
def assumed_flow_sigma(m: KgPerSecond) -> Ratio:
    """Standard uncertainty of a flow for which none is given, as a share of it."""
    return 0.02 * m / m


@equation(
    "σ²_Q",
    GUM,
    at=(
        ("1.2e7", "0.02", "493", "393", "0.8", "0.8"),
        ("1e6", "0.015", "300", "310", "1", "1"),
    ),
)
def duty_variance(
    q: Watt, s_m: Ratio, t_in: Kelvin, t_out: Kelvin, s_in: KelvinDiff, s_out: KelvinDiff
) -> WattSquared:
    """Variance of a duty from flow (a share of it) and two temperatures of one side."""
    return q**2 * (s_m**2 + (s_in**2 + s_out**2) / (t_in - t_out) ** 2)


@equation("Q", WEIGHTED, at=(("1.2e7", "9e10", "1.25e7", "1.6e11"), ("10", "1", "12", "1")))
def weighted_duty(q_hot: Watt, v_hot: WattSquared, q_cold: Watt, v_cold: WattSquared) -> Watt:
    """Best estimate of the duty where both sides are measured."""
    return (q_hot * v_cold + q_cold * v_hot) / (v_hot + v_cold)


@equation("ω_h", WEIGHTED, at=(("1.2e7", "9e10", "1.6e11", "1.22e7"), ("10", "1", "1", "11")))
def hot_weight(q_hot: Watt, v_hot: WattSquared, v_cold: WattSquared, q: Watt) -> Ratio:
    """Share of the duty that comes from the hot side's measurements."""
    return q_hot / q * v_cold / (v_hot + v_cold)


@equation("ω", WEIGHTED, at=(("0.6",), ("0.1",)))
def other_weight(weight: Ratio) -> Ratio:
    """Share of the duty that comes from the other side."""
    return 1 - weight


@equation("ω", "the duty comes from one side alone", at=(("1.2e7",), ("3",)))
def whole_weight(q: Watt) -> Ratio:
    """The measured side carries the whole duty."""
    return q / q


@equation("ω", "the duty comes from one side alone", at=(("1.2e7",), ("3",)))
def no_weight(q: Watt) -> Ratio:
    """The other side carries nothing of it."""
    return (q - q) / q


@equation("ε_Q", SHAH_SEKULIC, at=(("1.2e7", "1.25e7"), ("10", "9")))
def imbalance(q_hot: Watt, q_cold: Watt) -> Ratio:
    """Difference of both duties over their mean, signed."""
    return 2 * (q_hot - q_cold) / (q_hot + q_cold)


@equation("z", GUM, at=(("1.2e7", "9e10", "1.25e7", "1.6e11"), ("10", "1", "9", "1")))
def balance_z(q_hot: Watt, v_hot: WattSquared, q_cold: Watt, v_cold: WattSquared) -> Ratio:
    """Difference of both duties over its standard uncertainty; beyond 3 the balance is open."""
    return (q_hot - q_cold) / sqrt(v_hot + v_cold)


@equation("UA", SHAH_SEKULIC, at=(("1.4", "1.2e7", "493", "393"), ("1.4", "1.2e7", "300", "393")))
def conductance_by_units(n: Ratio, q: Watt, t_1_in: Kelvin, t_1_out: Kelvin) -> WattPerKelvin:
    """N C1, with C1 from the duty and the change of fluid 1; equals Q/(F LMTD)."""
    return n * q / abs(t_1_in - t_1_out)


@equation("C_r", SHAH_SEKULIC, at=(("0.8",), ("2.5",)))
def rate_ratio(r: Ratio) -> Ratio:
    """C_min/C_max from R."""
    return smaller(r, 1 / r)


@equation("R_f", SHAH_SEKULIC, at=(("380", "420"), ("430", "420")))
def fouling_resistance(u: WattPerM2Kelvin, u_clean: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Resistance beyond the clean one, signed: below 0 the clean coefficient is set too low."""
    return 1 / u - 1 / u_clean


@equation("CF", SHAH_SEKULIC, at=(("380", "420"), ("430", "420")))
def cleanliness(u: WattPerM2Kelvin, u_clean: WattPerM2Kelvin) -> Ratio:
    """Cleanliness factor: actual over clean coefficient."""
    return u / u_clean


@equation("Q/Q_d", "definition", at=(("1.2e7", "1.24e7"), ("3", "2")))
def duty_ratio(q: Watt, q_design: Watt) -> Ratio:
    """Duty over that of the data sheet."""
    return q / q_design


@equation("R_f*", "definition", at=(("3e-4", "5e-4"), ("-1e-5", "5e-4")))
def fouling_ratio(r_f: M2KelvinPerWatt, r_f_design: M2KelvinPerWatt) -> Ratio:
    """Fouling over the allowance of the data sheet."""
    return r_f / r_f_design


@equation("σ_Rf", GUM, at=(("380", "8", "420", "10"), ("3", "0.1", "4", "0.1")))
def difference_sigma(
    u: WattPerM2Kelvin, s_u: WattPerM2Kelvin, u_clean: WattPerM2Kelvin, s_clean: WattPerM2Kelvin
) -> M2KelvinPerWatt:
    """Standard uncertainty of R_f from those of both coefficients."""
    return sqrt((s_u / u**2) ** 2 + (s_clean / u_clean**2) ** 2)


@equation("Q", SHAH_SEKULIC, at=(("0.6", "2e7"), ("0.1", "3")))
def duty_of_effectiveness(effectiveness: Ratio, q_max: Watt) -> Watt:
    """Duty from effectiveness and the largest possible one."""
    return effectiveness * q_max


@equation("T_out", "energy balance", at=(("393", "1.2e6", "4e4"), ("300", "5e4", "1e3")))
def outlet_heated(t_in: Kelvin, q: Watt, c: WattPerKelvin) -> Kelvin:
    """Outlet temperature of a stream that takes up the heat q."""
    return t_in + q / c


@equation("α", GUM, at=(("1.9", "0.5"), ("1.1", "0.05")))
def own_exponent(c: Ratio, e: Ratio) -> Ratio:
    """Exponent in UA of the temperature change of fluid 1; that of fluid 2 is e."""
    return c - e - 1


@equation("w", GUM, at=(("0.5",), ("0.05",)))
def carrying_weight(exponent: Ratio) -> Ratio:
    """Weight of the measured side where the balance gives a temperature of the other."""
    return 1 + exponent


@equation("w", GUM, at=(("0.5",), ("0.05",)))
def opposite(exponent: Ratio) -> Ratio:
    """Weight of the flow on the side with the missing temperature."""
    return -exponent


@equation("β", GUM, at=(("0.5", "1.9", "493", "420", "493", "393"),))
def exponent_of_missing_inlet(
    exponent: Ratio, c: Ratio, t_in: Kelvin, t_out: Kelvin, t_hot_in: Kelvin, t_cold_in: Kelvin
) -> Ratio:
    """Exponent of a side's temperature change where its inlet is from the balance."""
    return exponent - c * abs(t_in - t_out) / (t_hot_in - t_cold_in)


@equation("g", GUM, at=(("0.5", "0.4", "493", "420"), ("0.5", "0.5", "450", "393")))
def end_sensitivity(weight: Ratio, exponent: Ratio, t_warm: Kelvin, t_cool: Kelvin) -> PerKelvin:
    """D ln UA per kelvin of one side's temperature change."""
    return (weight + exponent) / (t_warm - t_cool)


@equation("g_0", GUM, at=(("1.9", "493", "393"), ("1", "310", "300")))
def inlet_sensitivity(c: Ratio, t_hot_in: Kelvin, t_cold_in: Kelvin) -> PerKelvin:
    """D ln UA per kelvin of the difference of the inlets, negative."""
    return c / (t_hot_in - t_cold_in)


POINT = (
    ("0.5", "0.02", "0.5", "0.01", "0.01", "0.02", "0.019", "0.8", "0.8", "0.7", "0.6"),
    ("1", "0.02", "0", "0.01", "0.01", "0.02", "0.019", "1", "1", "1", "1"),
)


@equation("σ²_UA", GUM, at=POINT)
def relative_variance(
    w_hot: Ratio,
    s_hot: Ratio,
    w_cold: Ratio,
    s_cold: Ratio,
    g_hot: PerKelvin,
    g_cold: PerKelvin,
    g_0: PerKelvin,
    s_hot_in: KelvinDiff,
    s_hot_out: KelvinDiff,
    s_cold_in: KelvinDiff,
    s_cold_out: KelvinDiff,
) -> Ratio:
    """Relative variance of UA from the six measurements, to first order."""
    return (
        (w_hot * s_hot) ** 2
        + (w_cold * s_cold) ** 2
        + ((g_hot - g_0) * s_hot_in) ** 2
        + (g_hot * s_hot_out) ** 2
        + ((g_cold - g_0) * s_cold_in) ** 2
        + (g_cold * s_cold_out) ** 2
    )


@equation("σ_U", GUM, at=(("380", "0.001"), ("3", "0.01")))
def coefficient_sigma(u: WattPerM2Kelvin, variance: Ratio) -> WattPerM2Kelvin:
    """Standard uncertainty of U from the relative variance of UA."""
    return u * sqrt(variance)


@equation("σ²", GUM, at=(("0.001", "380", "420", "8"), ("0.01", "3", "4", "0")))
def fouling_variance(
    variance: Ratio, u: WattPerM2Kelvin, u_clean: WattPerM2Kelvin, s_clean: WattPerM2Kelvin
) -> Ratio:
    """Relative variance with that of the clean coefficient, on the scale of 1/U."""
    return variance + (u * s_clean / u_clean**2) ** 2


@equation("σ_Rf", GUM, at=(("0.001", "380"), ("0.01", "3")))
def fouling_sigma(variance: Ratio, u: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Standard uncertainty of R_f."""
    return sqrt(variance) / u


@equation("share", GUM, at=(("0.5", "0.02", "0.002"), ("1", "0.03", "0.002")))
def flow_share(weight: Ratio, s_m: Ratio, variance: Ratio) -> Ratio:
    """Share of a flow in the variance."""
    return (weight * s_m) ** 2 / variance


@equation("share", GUM, at=(("0.01", "0.019", "0.8", "0.002"), ("0.03", "0.019", "1", "0.002")))
def inlet_share(g: PerKelvin, g_0: PerKelvin, s: KelvinDiff, variance: Ratio) -> Ratio:
    """Share of an inlet temperature in the variance."""
    return ((g - g_0) * s) ** 2 / variance


@equation("share", GUM, at=(("0.01", "0.8", "0.002"), ("0.03", "1", "0.002")))
def outlet_share(g: PerKelvin, s: KelvinDiff, variance: Ratio) -> Ratio:
    """Share of an outlet temperature in the variance."""
    return (g * s) ** 2 / variance


@equation("share", GUM, at=(("0.001", "0.002"), ("0.002", "0.002")))
def clean_share(measured: Ratio, variance: Ratio) -> Ratio:
    """Share of the clean coefficient in the variance."""
    return 1 - measured / variance
