"""Petroleum without a property table: from API gravity, Watson K and measured viscosities.

Nothing here knows of vapour: above the bubble point none of it holds.
"""

from dataclasses import dataclass
from typing import Any

from greenlang.core.equations import equation, implicit
from greenlang.core.maths import exp, ln
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    M2PerSecond,
    PascalSecond,
    PerKelvin,
    Ratio,
    WattPerMetreKelvin,
)
from greenlang.library.fluids.kinds import Petroleum

API_GRAVITY = "API Technical Data Book, definition of API gravity at 60 degF"
MPMS = "API MPMS chapter 11.1 (2004) / ASTM D1250-04"
KESLER_LEE = "Kesler & Lee, Hydrocarbon Processing 55(3) (1976) 153-158; API procedure 7D2"
WATSON = "Watson & Nelson, Ind. Eng. Chem. 25 (1933) 880-887"
D341 = "ASTM D341, viscosity-temperature charts for liquid petroleum products"
API_CONDUCTIVITY = "API Technical Data Book, procedure 12A3.1"

RANGE_T = ("255", "700")
RANGE_CUT = {"sg": ("0.6", "1.1"), "watson_k": ("10", "13")}
CUTS = (("0.855", "11.8"), ("0.7", "12.5"), ("1.02", "10.5"))
COEFFICIENTS = ("262", "6.457", "-0.003017")


@equation("SG", API_GRAVITY, valid={"api": ("0", "100")}, at=(("34",), ("10",), ("60",)))
def specific_gravity(api: Ratio) -> Ratio:
    """Relative density 60/60 degF."""
    return 141.5 / (api + 131.5)


@equation("ρ60", API_GRAVITY, empirical=True, at=(("0.855",), ("1",)))
def density_60(sg: Ratio) -> KgPerM3:
    """Density at 60 degF; water has 999.016 kg/m3 there."""
    return 999.016 * sg


@equation("T_b", WATSON, empirical=True, at=CUTS)
def boiling_point(sg: Ratio, watson_k: Ratio) -> Kelvin:
    """Mean average boiling point that a Watson K implies."""
    return (watson_k * sg) * (watson_k * sg) * (watson_k * sg) / 1.8


@equation("T_c", KESLER_LEE, empirical=True, at=(("0.855", "570"), ("0.7", "370")))
def critical_temperature(sg: Ratio, t_b: Kelvin) -> Kelvin:
    """Pseudo-critical temperature."""
    return (
        341.7
        + 811.1 * sg
        + (0.4244 + 0.1174 * sg) * 1.8 * t_b
        + (0.4669 - 3.26238 * sg) * 1e5 / (1.8 * t_b)
    ) / 1.8


@equation("c0", KESLER_LEE, empirical=True, valid=RANGE_CUT, at=CUTS)
def heat_capacity_constant(sg: Ratio, watson_k: Ratio) -> JoulePerKgKelvin:
    """Constant term of the liquid heat capacity."""
    return 4186.8 * (
        -1.17126 + (0.023722 + 0.024907 * sg) * watson_k + (1.14982 - 0.046535 * watson_k) / sg
    )


@equation("c1", KESLER_LEE, empirical=True, valid=RANGE_CUT, at=CUTS)
def heat_capacity_slope(sg: Ratio, watson_k: Ratio) -> JoulePerKgKelvin:
    """Term of the liquid heat capacity that grows with T, per kelvin."""
    return 4186.8 * 1.8e-4 * (1 + 0.82463 * watson_k) * (1.12172 - 0.27634 / sg)


@equation("c2", KESLER_LEE, empirical=True, valid=RANGE_CUT, at=CUTS)
def heat_capacity_bend(sg: Ratio, watson_k: Ratio) -> JoulePerKgKelvin:
    """Term of the liquid heat capacity that grows with T², per kelvin squared."""
    return -4186.8 * 3.24e-8 * (1 + 0.82463 * watson_k) * (2.9027 - 0.70958 / sg)


@equation(
    "cp",
    KESLER_LEE,
    empirical=True,
    valid={"t": RANGE_T},
    at=(("400", *COEFFICIENTS), ("560", *COEFFICIENTS)),
)
def heat_capacity(
    t: Kelvin, c_0: JoulePerKgKelvin, c_1: JoulePerKgKelvin, c_2: JoulePerKgKelvin
) -> JoulePerKgKelvin:
    """Heat capacity of the liquid up to a reduced temperature of 0.85."""
    return c_0 + t * (c_1 + t * c_2)


@equation(
    "Δh",
    KESLER_LEE,
    empirical=True,
    valid={"t_1": RANGE_T, "t_2": RANGE_T},
    at=(("493", "393", *COEFFICIENTS), ("400.0001", "400", *COEFFICIENTS)),
)
def enthalpy_difference(
    t_1: Kelvin,
    t_2: Kelvin,
    c_0: JoulePerKgKelvin,
    c_1: JoulePerKgKelvin,
    c_2: JoulePerKgKelvin,
) -> JoulePerKg:
    """Enthalpy at t_1 less that at t_2: the integral of the heat capacity, without cancellation."""
    return (t_1 - t_2) * (
        c_0 + c_1 / 2 * (t_1 + t_2) + c_2 / 3 * ((t_1 + t_2) * (t_1 + t_2) - t_1 * t_2)
    )


@implicit(
    "T",
    KESLER_LEE,
    empirical=True,
    low="200",
    high="1000",
    terms="abs(dh) + abs(c_0 * t_2)",
    at=(("-210000", "393", *COEFFICIENTS), ("150000", "393", *COEFFICIENTS)),
)
def temperature_after(
    t: Kelvin,
    dh: JoulePerKg,
    t_2: Kelvin,
    c_0: JoulePerKgKelvin,
    c_1: JoulePerKgKelvin,
    c_2: JoulePerKgKelvin,
) -> JoulePerKg:
    """Temperature of the liquid that holds dh more than at t_2."""
    return (t - t_2) * (
        c_0 + c_1 / 2 * (t + t_2) + c_2 / 3 * ((t + t_2) * (t + t_2) - t * t_2)
    ) - dh


@equation("α60", MPMS, empirical=True, at=(("854",), ("700",)))
def expansion_crude(rho_60: KgPerM3) -> PerKelvin:
    """Thermal expansion at 60 degF, per degF: crude oil."""
    return 341.0957 / (rho_60 * rho_60)


@equation("α60", MPMS, empirical=True, valid={"rho_60": ("838.3", "1163.5")}, at=(("900",),))
def expansion_fuel_oil(rho_60: KgPerM3) -> PerKelvin:
    """Thermal expansion at 60 degF, per degF: fuel oils, diesel, gas oils, residues."""
    return (103.8720 / rho_60 + 0.2701) / rho_60


@equation("α60", MPMS, empirical=True, valid={"rho_60": ("787.5", "838.3")}, at=(("810",),))
def expansion_jet_fuel(rho_60: KgPerM3) -> PerKelvin:
    """Thermal expansion at 60 degF, per degF: jet fuels, kerosenes, solvents."""
    return 330.3010 / (rho_60 * rho_60)


@equation("α60", MPMS, empirical=True, valid={"rho_60": ("610.6", "770.4")}, at=(("740",),))
def expansion_gasoline(rho_60: KgPerM3) -> PerKelvin:
    """Thermal expansion at 60 degF, per degF: gasolines and naphthas."""
    return (192.4571 / rho_60 + 0.2438) / rho_60


@equation("α60", MPMS, empirical=True, valid={"rho_60": ("800.9", "1163.5")}, at=(("880",),))
def expansion_lubricating_oil(rho_60: KgPerM3) -> PerKelvin:
    """Thermal expansion at 60 degF, per degF: lubricating oils."""
    return 0.34878 / rho_60


@equation(
    "ρ",
    MPMS,
    empirical=True,
    valid={"t": ("223.15", "423.15")},
    at=(
        ("854", "0.000468", "423"),
        ("854", "0.000468", "288.7055555555556"),
        ("700", "7e-4", "300"),
    ),
)
def density(rho_60: KgPerM3, a: PerKelvin, t: Kelvin) -> KgPerM3:
    """Density of the liquid at T from that at 60 degF and its expansion per degF.

    The standard ends at 150 degC; up to 550 K decane and dodecane were -2.2 to +3.6 % off.
    """
    return rho_60 * exp(-a * (1.8 * t - 519.67) * (1 + 0.8 * a * (1.8 * t - 519.67)))


@equation(
    "k", API_CONDUCTIVITY, empirical=True, valid={"t": ("255", "590")}, at=(("350",), ("500",))
)
def conductivity(t: Kelvin) -> WattPerMetreKelvin:
    """Thermal conductivity of liquid petroleum fractions."""
    return 0.16999 - 1.41996e-4 * t


@equation(
    "Z",
    D341,
    empirical=True,
    valid={"nu": ("0.21e-6", "20")},
    at=(("4.6e-6",), ("0.5e-6",), ("3e-4",)),
)
def walther_number(nu: M2PerSecond) -> Ratio:
    """Z of a kinematic viscosity: log log Z is linear in log T."""
    return 1e6 * nu + 0.7 + exp(-1.47 - 1.84e6 * nu - 0.51e12 * nu * nu)


@equation(
    "B",
    D341,
    guards=(
        "t_1 != t_2: two viscosities at one temperature say nothing of the others",
        "(z_1 - z_2) * (t_2 - t_1) > 0: viscosity must fall with temperature; check the points",
    ),
    at=(("313.15", "5.3", "373.15", "2.4"), ("300", "100", "400", "5")),
)
def walther_slope(t_1: Kelvin, z_1: Ratio, t_2: Kelvin, z_2: Ratio) -> Ratio:
    """Slope of log log Z against log T through two measured points."""
    return ln(ln(z_1) / ln(z_2)) / ln(t_2 / t_1)


@equation("Z", D341, at=(("450", "313.15", "5.3", "3.7"), ("290", "313.15", "5.3", "3.7")))
def walther_number_at(t: Kelvin, t_1: Kelvin, z_1: Ratio, b: Ratio) -> Ratio:
    """Z at another temperature: log log Z = A - B log T, written from the first point."""
    return exp(ln(z_1) * exp(-b * ln(t / t_1)))


@equation("ν", D341, empirical=True, at=(("5.3",), ("1.4",), ("300",)))
def kinematic_viscosity(z: Ratio) -> M2PerSecond:
    """Viscosity that belongs to Z; the way back is good to 1e-4."""
    return 1e-6 * (
        z - 0.7 - exp(-0.7487 + (z - 0.7) * (-3.295 + (z - 0.7) * (0.6119 - 0.3193 * (z - 0.7))))
    )


@equation("μ", "definition of kinematic viscosity", at=(("2e-6", "800"), ("1e-4", "900")))
def dynamic_viscosity(nu: M2PerSecond, rho: KgPerM3) -> PascalSecond:
    """Dynamic from kinematic viscosity."""
    return nu * rho


EXPANSION = {
    "crude": expansion_crude,
    "fuel oil": expansion_fuel_oil,
    "jet fuel": expansion_jet_fuel,
    "gasoline": expansion_gasoline,
    "lubricating oil": expansion_lubricating_oil,
}


@dataclass(frozen=True)
class Cut:
    """A petroleum fluid with what its properties share worked out."""

    fluid: Petroleum
    sg: Any
    c_0: Any
    c_1: Any
    c_2: Any


def cut(fluid: Petroleum) -> Cut:
    """Gravity and heat-capacity coefficients of a petroleum fluid."""
    sg = specific_gravity(fluid.api)
    return Cut(
        fluid,
        sg,
        heat_capacity_constant(sg, fluid.watson_k),
        heat_capacity_slope(sg, fluid.watson_k),
        heat_capacity_bend(sg, fluid.watson_k),
    )


def cut_density(liquid: Cut, t: Any) -> Any:
    """Density at T, kg/m3."""
    rho_60 = density_60(liquid.sg)
    return density(rho_60, EXPANSION[liquid.fluid.group](rho_60), t)
