"""Duty of a stream, its capacity rate, and the differences that describe an exchanger."""

from greenlang.core.equations import equation
from greenlang.core.maths import larger, smaller
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KelvinDiff,
    KgPerM3,
    KgPerSecond,
    M3PerSecond,
    Ratio,
    Watt,
    WattPerKelvin,
)

INCROPERA = "Incropera et al., Fundamentals of Heat and Mass Transfer, 7th ed. (2011), ch. 11"
SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), ch. 3"


@equation("m", "definition of density", at=(("0.05", "812"), ("1", "700")))
def mass_flow(v: M3PerSecond, rho: KgPerM3) -> KgPerSecond:
    """Mass flow of a volume flow at the density of its meter."""
    return v * rho


@equation("C", INCROPERA, at=(("20", "4180"), ("1.5", "2100")))
def capacity_rate(m: KgPerSecond, cp: JoulePerKgKelvin) -> WattPerKelvin:
    """Heat that a stream carries per kelvin."""
    return m * cp


@equation("C", INCROPERA, at=(("1.2e7", "493", "393"), ("-5", "300", "310")))
def mean_capacity_rate(q: Watt, t_warm: Kelvin, t_cool: Kelvin) -> WattPerKelvin:
    """Heat per kelvin between two ends, where cp changes with temperature."""
    return q / (t_warm - t_cool)


@equation("Q", INCROPERA, at=(("2e4", "500", "400"), ("83600", "318.15", "298.15")))
def duty(c: WattPerKelvin, t_warm: Kelvin, t_cool: Kelvin) -> Watt:
    """Heat that a single-phase stream gives or takes between its two ends."""
    return c * (t_warm - t_cool)


@equation("Q", INCROPERA, at=(("20", "250000"), ("0.3", "-1200")))
def duty_by_enthalpy(m: KgPerSecond, dh: JoulePerKg) -> Watt:
    """Heat that a stream gives or takes, by its change of enthalpy."""
    return m * dh


@equation("Q_net", "energy balance", at=(("1.2e7", "1e5"), ("3", "0")))
def duty_after_loss(q: Watt, q_loss: Watt) -> Watt:
    """What the cold side gets of the hot side's duty."""
    return q - q_loss


@equation("Q_h", "energy balance", at=(("1.2e7", "1e5"), ("3", "0")))
def duty_with_loss(q: Watt, q_loss: Watt) -> Watt:
    """What the hot side gives where the cold side takes up q."""
    return q + q_loss


@equation(
    "ΔT",
    INCROPERA,
    guards=("t_hot > t_cold: the hot end is colder than the cold end; check the tags",),
    at=(("493.15", "412"), ("320", "319.99")),
)
def approach(t_hot: Kelvin, t_cold: Kelvin) -> KelvinDiff:
    """Temperature difference between the streams at one end of the exchanger."""
    return t_hot - t_cold


@equation(
    "P",
    SHAH_SEKULIC,
    guards=(
        "t_1_in != t_2_in: both streams enter at one temperature; nothing can be exchanged",
        "(t_1_in - t_1_out) * (t_1_in - t_2_in) > 0: fluid 1 changes away from fluid 2; check tags",
    ),
    at=(("493", "420", "393"), ("300", "340", "380")),
)
def temperature_effectiveness(t_1_in: Kelvin, t_1_out: Kelvin, t_2_in: Kelvin) -> Ratio:
    """Change of fluid 1 over the largest difference present; fluid 1 is the shell fluid."""
    return (t_1_in - t_1_out) / (t_1_in - t_2_in)


@equation(
    "R",
    SHAH_SEKULIC,
    guards=(
        "(t_2_out - t_2_in) * (t_1_in - t_1_out) >= 0: both streams warm or both cool; check tags",
        "t_1_in != t_1_out: fluid 1 does not change; take the other side as fluid 1",
    ),
    at=(("493", "420", "393", "450"), ("300", "340", "380", "360")),
)
def capacity_ratio(t_1_in: Kelvin, t_1_out: Kelvin, t_2_in: Kelvin, t_2_out: Kelvin) -> Ratio:
    """C1/C2 = change of fluid 2 over change of fluid 1; any value from 0."""
    return (t_2_out - t_2_in) / (t_1_in - t_1_out)


@equation("R", SHAH_SEKULIC, at=(("4e4", "5e4"), ("3", "1")))
def ratio_of_rates(c_1: WattPerKelvin, c_2: WattPerKelvin) -> Ratio:
    """C1/C2 from two capacity rates."""
    return c_1 / c_2


@equation("C_min", INCROPERA, at=(("4e4", "5e4"), ("3", "1")))
def smaller_rate(c_1: WattPerKelvin, c_2: WattPerKelvin) -> WattPerKelvin:
    """The capacity rate that limits the exchange."""
    return smaller(c_1, c_2)


@equation("C_r", INCROPERA, at=(("4e4", "5e4"), ("3", "1")))
def rate_ratio(c_1: WattPerKelvin, c_2: WattPerKelvin) -> Ratio:
    """C_min/C_max, between 0 and 1."""
    return smaller(c_1, c_2) / larger(c_1, c_2)


@equation("Q_max", INCROPERA, at=(("4e4", "493", "393"), ("10", "300", "299")))
def largest_duty(c_min: WattPerKelvin, t_hot_in: Kelvin, t_cold_in: Kelvin) -> Watt:
    """Duty of an endless counterflow exchanger."""
    return c_min * (t_hot_in - t_cold_in)


@equation("ε", SHAH_SEKULIC, at=(("0.6", "0.8"), ("0.3", "2.5")))
def effectiveness(p: Ratio, r: Ratio) -> Ratio:
    """Duty over that of an endless counterflow exchanger, from P and R."""
    return p * larger(r, 1)


@equation("NTU", SHAH_SEKULIC, at=(("2", "0.8"), ("2", "2.5")))
def transfer_units(n: Ratio, r: Ratio) -> Ratio:
    """UA/C_min from N = UA/C1 and R."""
    return n * larger(r, 1)


@equation("Q", SHAH_SEKULIC, at=(("0.6", "4e4", "493", "393"), ("0.1", "3", "300", "310")))
def duty_by_effectiveness(p: Ratio, c_1: WattPerKelvin, t_1_in: Kelvin, t_2_in: Kelvin) -> Watt:
    """Duty that fluid 1 gives, from P and the two inlets; negative where fluid 1 is the colder."""
    return p * c_1 * (t_1_in - t_2_in)


@equation("T_out", INCROPERA, at=(("493", "1.2e6", "4e4"), ("300", "-5e4", "1e3")))
def outlet(t_in: Kelvin, q: Watt, c: WattPerKelvin) -> Kelvin:
    """Outlet temperature of a stream that gives the heat q."""
    return t_in - q / c
