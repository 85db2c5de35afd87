"""Formulas that only this agent uses: bundle, balance of both sides, state, fouling, band."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import exp, larger, pi, sqrt
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    K,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerWatt,
    M3PerSecond,
    Metre,
    Pa,
    Pascal,
    PascalDiff,
    Ratio,
    SquareMetre,
    Unit,
    W,
    Watt,
    WattPerKelvin,
    WattPerM2,
    WattPerM2Kelvin,
)

WattSquared = Annotated[Any, Unit("W2", W**2)]
KelvinPerWatt = Annotated[Any, Unit("K/W", K / W)]
KelvinPerPascal = Annotated[Any, Unit("K/Pa", K / Pa)]

INCROPERA = "Incropera et al., Fundamentals of Heat and Mass Transfer, 7th ed. (2011), ch. 11"
PTC = "resistances in series, in the manner of ASME PTC 12.2-1998"
GUM = "JCGM 100:2008 (GUM), 5.1: first-order propagation"
LEAST_SQUARES = "least squares on one linear balance, weights 1/sigma²"
DEFAULTS = "class defaults of this project"
UFC = "MIL-HDBK-1003/7 (1989), 7.2.1"
TUBES = "geometry of the bundle"


@equation(
    "D_i",
    TUBES,
    guards=("d_o > 2 * wall: the wall fills the tube; check its unit",),
    at=(("0.0254", "0.000711"), ("0.019", "0.0012")),
)
def bore(d_o: Metre, wall: Metre) -> Metre:
    """Inside diameter of a tube."""
    return d_o - 2 * wall


@equation(
    "N",
    TUBES,
    guards=("plugged < count: no tube is open; plugged is a number of tubes",),
    at=(("20000", "49"), ("8000", "0")),
)
def open_tubes(count: Ratio, plugged: Ratio) -> Ratio:
    """Tubes through which water runs."""
    return count - plugged


@equation("A", TUBES, at=(("0.0254", "14", "19951"), ("0.019", "9", "8000")))
def surface(d_o: Metre, length: Metre, tubes: Ratio) -> SquareMetre:
    """Outside surface of the open tubes."""
    return pi * d_o * length * tubes


@equation(
    "p_w",
    f"{DEFAULTS}: 2 bar, of which 1 bar moves the density by 0.005 %",
    empirical=True,
    at=(("288",), ("300",)),
)
def assumed_water_pressure(t: Kelvin) -> Pascal:
    """Pressure of the cooling water where none is given."""
    return 200000 * t / t


@equation("σ_1", f"{DEFAULTS}: 0.1 K", empirical=True, at=(("288",), ("300",)))
def assumed_inlet_sigma(t: Kelvin) -> KelvinDiff:
    """Standard uncertainty of a well-mixed inlet temperature."""
    return 0.1 * t / t


@equation("σ_2", f"{DEFAULTS}: 0.3 K", empirical=True, at=(("298",), ("310",)))
def assumed_outlet_sigma(t: Kelvin) -> KelvinDiff:
    """Standard uncertainty of an outlet temperature, which is stratified."""
    return 0.3 * t / t


@equation("σ_V/V", f"{DEFAULTS}: 3 %", at=(("16",), ("0.1",)))
def assumed_meter_sigma(v: M3PerSecond) -> Ratio:
    """Standard uncertainty of a flow meter in a large pipe."""
    return 0.03 * v / v


@equation("σ_V/V", f"{DEFAULTS}: 5 %", at=(("16",), ("0.1",)))
def assumed_curve_sigma(v: M3PerSecond) -> Ratio:
    """Standard uncertainty of the flow by a pump's curve."""
    return 0.05 * v / v


@equation("σ_p", f"{DEFAULTS}: 1 mbar", empirical=True, at=(("3765",), ("9000",)))
def assumed_pressure_sigma(p: Pascal) -> PascalDiff:
    """Standard uncertainty of a condenser pressure gauge."""
    return 100 * p / p


@equation("σ_Q/Q", f"{DEFAULTS}: 2 %", at=(("6e8",), ("1e6",)))
def assumed_steam_sigma(q: Watt) -> Ratio:
    """Standard uncertainty of the duty by a cycle balance or by measured steam."""
    return 0.02 * q / q


@equation("σ_Q/Q", f"{DEFAULTS}: 4 %", at=(("6e8",), ("1e6",)))
def assumed_exhaust_sigma(q: Watt) -> Ratio:
    """Standard uncertainty of the duty by the heat of condensation of a usual turbine."""
    return 0.04 * q / q


@equation("Q_st", f"{UFC}: 980 BTU/lb", empirical=True, at=(("263",), ("10",)))
def duty_of_reheat_exhaust(m: KgPerSecond) -> Watt:
    """Duty of the exhaust of a usual turbine with reheat."""
    return 2279480 * m


@equation("Q_st", f"{UFC}: 950 BTU/lb", empirical=True, at=(("263",), ("10",)))
def duty_of_exhaust(m: KgPerSecond) -> Watt:
    """Duty of the exhaust of a usual turbine without reheat."""
    return 2209700 * m


@equation(
    "V̄",
    "mean of two meters, weights 1/sigma²",
    at=(("16", "0.03", "15.5", "0.05"), ("2", "0.01", "2.2", "0.01")),
)
def witnessed_flow(v: M3PerSecond, s: Ratio, v_pump: M3PerSecond, s_pump: Ratio) -> M3PerSecond:
    """Flow of two witnesses, weighed by their uncertainties."""
    return (v / (v * s) ** 2 + v_pump / (v_pump * s_pump) ** 2) / (
        1 / (v * s) ** 2 + 1 / (v_pump * s_pump) ** 2
    )


@equation(
    "σ_V/V", GUM, at=(("16", "0.03", "15.5", "0.05", "15.8"), ("2", "0.01", "2.2", "0.01", "2.1"))
)
def witnessed_sigma(
    v: M3PerSecond, s: Ratio, v_pump: M3PerSecond, s_pump: Ratio, mean: M3PerSecond
) -> Ratio:
    """Standard uncertainty of the flow of two witnesses, as a share of it."""
    return 1 / sqrt(1 / (v * s) ** 2 + 1 / (v_pump * s_pump) ** 2) / mean


@equation("z_V", GUM, at=(("16", "0.03", "15.5", "0.05"), ("2", "0.01", "2.2", "0.01")))
def witnesses_apart(v: M3PerSecond, s: Ratio, v_pump: M3PerSecond, s_pump: Ratio) -> Ratio:
    """Difference of two flow witnesses in standard uncertainties."""
    return (v - v_pump) / sqrt((v * s) ** 2 + (v_pump * s_pump) ** 2)


@equation(
    "T_2", "energy balance", at=(("288", "6e8", "16000", "4185"), ("300", "1e6", "50", "4180"))
)
def outlet_by_duty(t_in: Kelvin, q: Watt, m: KgPerSecond, cp: JoulePerKgKelvin) -> Kelvin:
    """Outlet temperature that a duty gives a flow; cp at the inlet or midway."""
    return t_in + q / (m * cp)


@equation("c_p", "mean over the rise", at=(("37600", "9"), ("20000", "5")))
def mean_heat_capacity(dh: JoulePerKg, rise: KelvinDiff) -> JoulePerKgKelvin:
    """Mean heat capacity of the water between its two ends."""
    return dh / rise


@equation("σ²_Q", GUM, at=(("6e8", "0.03", "9", "0.1", "0.3"), ("1e6", "0.02", "5", "0.1", "0.1")))
def water_variance(
    q: Watt, s_v: Ratio, rise: KelvinDiff, s_in: KelvinDiff, s_out: KelvinDiff
) -> WattSquared:
    """Variance of the duty by the cooling water."""
    return q**2 * (s_v**2 + (s_in**2 + s_out**2) / rise**2)


@equation("σ²_Q", GUM, at=(("6e8", "0.02"), ("1e6", "0.04")))
def steam_variance(q: Watt, s: Ratio) -> WattSquared:
    """Variance of the duty by the steam side."""
    return (q * s) ** 2


@equation("w", LEAST_SQUARES, at=(("4e14", "1.4e14"), ("1", "2")))
def water_weight(water: WattSquared, steam: WattSquared) -> Ratio:
    """Weight of the cooling water's duty in the reconciled one."""
    return steam / (water + steam)


@equation("w", "the cooling water alone", at=(("6e8",), ("3",)))
def water_alone(q: Watt) -> Ratio:
    """Weight of the cooling water where the steam side is not known."""
    return q / q


@equation("w", "the steam side alone", at=(("6e8",), ("3",)))
def steam_alone(q: Watt) -> Ratio:
    """Weight of the cooling water where a value of its own is missing."""
    return 0 * q / q


@equation("Q", LEAST_SQUARES, at=(("6e8", "0.3", "5.9e8"), ("3", "0.5", "4")))
def reconciled_duty(q_water: Watt, weight: Ratio, q_steam: Watt) -> Watt:
    """Duty that both sides together make most likely."""
    return weight * q_water + (1 - weight) * q_steam


@equation("(Q_cw - Q_st)/Q", "definition", at=(("6e8", "5.9e8", "5.95e8"), ("3", "4", "3.4")))
def imbalance(q_water: Watt, q_steam: Watt, q: Watt) -> Ratio:
    """How far both sides disagree."""
    return (q_water - q_steam) / q


@equation("z", GUM, at=(("6e8", "5.9e8", "4e14", "1.4e14"), ("3", "4", "1", "2")))
def balance_z(q_water: Watt, q_steam: Watt, water: WattSquared, steam: WattSquared) -> Ratio:
    """Disagreement of both sides in standard uncertainties."""
    return (q_water - q_steam) / sqrt(water + steam)


@equation(
    "z_j",
    LEAST_SQUARES,
    at=(("1.2", "0.03", "6e8", "4e14", "1.4e14"), ("-2", "0.1", "3", "1", "2")),
)
def adjustment(z: Ratio, s: Ratio, q: Watt, water: WattSquared, steam: WattSquared) -> Ratio:
    """What closes the balance at one relative uncertainty, in standard uncertainties of its tag."""
    return z * s * q / sqrt(water + steam)


@equation("σ/ΔT", "definition", at=(("0.3", "9"), ("0.1", "5")))
def relative_sigma(s: KelvinDiff, rise: KelvinDiff) -> Ratio:
    """Uncertainty of a temperature as a share of the rise."""
    return s / rise


@equation(
    "dT/dQ", LEAST_SQUARES, at=(("6e8", "0.3", "9", "4e14", "1.4e14"), ("3", "0.1", "5", "1", "2"))
)
def shift(
    q: Watt, s: KelvinDiff, rise: KelvinDiff, water: WattSquared, steam: WattSquared
) -> KelvinPerWatt:
    """What reconciling moves a temperature by, per watt of disagreement."""
    return q * s**2 / rise / (water + steam)


@equation("dT/dQ", "measured temperatures stand", at=(("6e8", "9"), ("3", "5")))
def no_shift(q: Watt, rise: KelvinDiff) -> KelvinPerWatt:
    """No temperature moves where there is one duty only."""
    return 0 * rise / q


@equation("dT/dQ", "the outlet is what the balance gives", at=(("6e8", "9"), ("3", "5")))
def whole_shift(q: Watt, rise: KelvinDiff) -> KelvinPerWatt:
    """A missing outlet temperature takes the whole of a disagreement."""
    return rise / q


@equation("T_1", LEAST_SQUARES, at=(("288", "1e-9", "6e8", "5.9e8"), ("300", "1e-3", "3", "4")))
def reconciled_inlet(t: Kelvin, shift: KelvinPerWatt, q_water: Watt, q_steam: Watt) -> Kelvin:
    """Inlet temperature that closes the balance."""
    return t + shift * (q_water - q_steam)


@equation("T_2", LEAST_SQUARES, at=(("297", "1e-9", "6e8", "5.9e8"), ("305", "1e-3", "3", "4")))
def reconciled_outlet(t: Kelvin, shift: KelvinPerWatt, q_water: Watt, q_steam: Watt) -> Kelvin:
    """Outlet temperature that closes the balance."""
    return t - shift * (q_water - q_steam)


@equation("m", LEAST_SQUARES, at=(("6e8", "4180", "9"), ("3", "4180", "5")))
def reconciled_flow(q: Watt, cp: JoulePerKgKelvin, rise: KelvinDiff) -> KgPerSecond:
    """Flow of cooling water that closes the balance."""
    return q / (cp * rise)


@equation(
    "U",
    INCROPERA,
    guards=("flux > 0: no heat flows; is the flow meter off?",),
    at=(("27000", "7.7"), ("10000", "5")),
)
def coefficient(flux: WattPerM2, dt_lm: KelvinDiff) -> WattPerM2Kelvin:
    """Overall coefficient; the steam side has one temperature, so the mean needs no correction."""
    return flux / dt_lm


@equation(
    "U",
    PTC,
    at=(("1e4", "1.6e-4", "3.5e-5"), ("8000", "2e-4", "4e-5", "8e-5")),
)
def coefficient_of(h_s: WattPerM2Kelvin, *others: M2KelvinPerWatt) -> WattPerM2Kelvin:
    """Overall coefficient of the condensate film and the resistances behind it."""
    return 1 / (1 / h_s + sum(others))


@equation("NTU", INCROPERA, at=(("2900", "22300", "6.7e7"), ("1", "2", "3")))
def transfer_units(u: WattPerM2Kelvin, area: SquareMetre, c: WattPerKelvin) -> Ratio:
    """Transfer units of the cooling water."""
    return u * area / c


@equation("ε", INCROPERA, at=(("9", "13"), ("5", "8")))
def effectiveness(rise: KelvinDiff, itd: KelvinDiff) -> Ratio:
    """Rise of the cooling water over the largest that could be."""
    return rise / itd


@equation("T_s", INCROPERA, at=(("288", "6e8", "6.7e7", "1.2"), ("300", "3", "1", "2")))
def condensing_temperature(t_in: Kelvin, q: Watt, c: WattPerKelvin, ntu: Ratio) -> Kelvin:
    """Temperature at which steam must condense to give its heat to this water."""
    return t_in + q / c / (1 - exp(-ntu))


@equation(
    "T_s",
    f"{DEFAULTS}: 4 K above the outlet, where a search starts",
    empirical=True,
    at=(("297",), ("310",)),
)
def first_guess(t_out: Kelvin) -> Kelvin:
    """Condensing temperature from which the film's passes start."""
    return t_out + 4


@equation("h_s", f"{DEFAULTS}: where a search starts", empirical=True, at=(("0.75",), ("1",)))
def first_film(bundle: Ratio) -> WattPerM2Kelvin:
    """Film coefficient from which the film's passes start."""
    return 13000 * bundle


@equation("R_f", PTC, at=(("2900", "3.1e-4"), ("3500", "2e-4")))
def fouling(u: WattPerM2Kelvin, clean: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """What the tubes resist beyond the clean condenser; negative where it does better."""
    return 1 / u - clean


@equation("R_f", PTC, at=(("2900", "3.1e-4", "1e-5"), ("3500", "2e-4", "0")))
def fouling_beside_air(
    u: WattPerM2Kelvin, clean: M2KelvinPerWatt, r_air: M2KelvinPerWatt
) -> M2KelvinPerWatt:
    """What the tubes resist beyond the clean condenser and the air in it."""
    return 1 / u - clean - r_air


@equation("CF_PTC", PTC, at=(("2900", "3500"), ("1", "2")))
def cleanliness(u: WattPerM2Kelvin, clean: WattPerM2Kelvin) -> Ratio:
    """U over that of the clean condenser at the same flow, temperature and duty; may exceed 1."""
    return u / clean


@equation("CF_ref", PTC, at=(("3500", "5e-5"), ("2500", "-1e-5")))
def cleanliness_at(clean: WattPerM2Kelvin, r_f: M2KelvinPerWatt) -> Ratio:
    """Cleanliness that a fouling resistance means at the conditions of a clean coefficient."""
    return 1 / (1 + clean * r_f)


@equation("R_f/R_d", "definition", at=(("8e-5", "4e-5"), ("1", "2")))
def fouling_ratio(r_f: M2KelvinPerWatt, design: M2KelvinPerWatt) -> Ratio:
    """Fouling over that of the design."""
    return r_f / design


@equation("Δp", "definition", at=(("3800", "3600"), ("1", "2")))
def above(p: Pascal, other: Pascal) -> PascalDiff:
    """How far one pressure lies above another; negative below it."""
    return p - other


@equation("TTD", "definition", at=(("301", "297"), ("288", "290")))
def difference(t_s: Kelvin, t: Kelvin) -> KelvinDiff:
    """How far one temperature lies above another; negative below it."""
    return t_s - t


@equation(
    "p",
    "air holds the pressure up beyond the vacuum pumps' capacity",
    at=(("3800", "3600"), ("3000", "5400")),
)
def not_below(p: Pascal, floor: Pascal) -> Pascal:
    """Pressure that heat or air asks for, whichever is the higher."""
    return larger(p, floor)


@equation("c_p", f"{DEFAULTS}: where a search starts", empirical=True, at=(("16000",), ("1",)))
def usual_heat_capacity(m: KgPerSecond) -> JoulePerKgKelvin:
    """Heat capacity of water from which the mean temperature is found."""
    return 4190 * m / m
