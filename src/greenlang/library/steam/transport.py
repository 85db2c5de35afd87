"""Viscosity, thermal conductivity and surface tension of water and steam.

Up to 1173.15 K. Viscosity leaves out its critical enhancement (8 % low at the critical point at
worst); conductivity keeps its own, in the release's form for use with IAPWS-IF97.
"""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.maths import atan, exp, expm1, larger, pi, select, sqrt
from greenlang.core.tables import power_sum
from greenlang.core.units import (
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    NewtonPerMetre,
    PascalSecond,
    Ratio,
    WattPerMetreKelvin,
)
from greenlang.library.steam.region1 import M3PerKgPascal

CONDUCTIVITY = "IAPWS R15-11"
RANGE = {"rho": ("0", "1200"), "t": ("273.15", "1173.15")}


def conductivity(rho: Any, t: Any, cp: Any, cv: Any, dv_dp: Any, mu: Any) -> Any:
    """Thermal conductivity in W/(m K) at a state, with its critical enhancement."""
    chi = critical_excess(rho, t, dv_dp, reference_compressibility(rho))
    z = critical_crossover(correlation_length(chi), rho, cp, cv)
    return total_conductivity(
        background_conductivity(rho, t), enhanced_conductivity(rho, t, cp, mu, z)
    )


@equation(
    "mu",
    "IAPWS R12-08, Eqs. 10 to 12, Tables 1 and 2, mu2 = 1",
    valid=RANGE,
    at=(("998", "298.15"), ("1000", "433.15"), ("100", "873.15"), ("400", "1173.15")),
    empirical=True,
)
def viscosity(rho: KgPerM3, t: Kelvin) -> PascalSecond:
    """Dynamic viscosity of water and steam from density and temperature."""
    return (
        100e-6
        * sqrt(t / 647.096)
        / power_sum("if97/viscosity_dilute", 647.096 / t)
        * exp(rho / 322 * power_sum("if97/viscosity_finite", 647.096 / t - 1, rho / 322 - 1))
    )


@equation(
    "k",
    f"{CONDUCTIVITY}, Eqs. 16 and 17, Tables 1 and 2",
    valid=RANGE,
    at=(("998", "298.15"), ("1200", "298.15"), ("1", "873.15"), ("322", "647.1")),
    empirical=True,
)
def background_conductivity(rho: KgPerM3, t: Kelvin) -> WattPerMetreKelvin:
    """Thermal conductivity of water and steam without its critical enhancement."""
    return (
        1e-3
        * sqrt(t / 647.096)
        / power_sum("if97/conductivity_dilute", 647.096 / t)
        * exp(rho / 322 * power_sum("if97/conductivity_finite", 647.096 / t - 1, rho / 322 - 1))
    )


@equation(
    "zeta_R",
    f"{CONDUCTIVITY}, Eqs. 25 and 26, Table 6",
    at=(("1",), ("100",), ("200",), ("322",), ("500",), ("998",)),
    empirical=True,
)
def reference_compressibility(rho: KgPerM3) -> Ratio:
    """Reduced compressibility at 1.5 times the critical temperature."""
    return 1 / select(
        rho / 322 <= 0.310559006,
        lambda: power_sum("if97/compressibility_0", rho / 322),
        lambda: select(
            rho / 322 <= 0.776397516,
            lambda: power_sum("if97/compressibility_1", rho / 322),
            lambda: select(
                rho / 322 <= 1.242236025,
                lambda: power_sum("if97/compressibility_2", rho / 322),
                lambda: select(
                    rho / 322 <= 1.863354037,
                    lambda: power_sum("if97/compressibility_3", rho / 322),
                    lambda: power_sum("if97/compressibility_4", rho / 322),
                ),
            ),
        ),
    )


@equation(
    "dchi",
    f"{CONDUCTIVITY}, Eq. 23",
    at=(("612.1", "620", "-8.9e-12", "0.087"), ("1", "650", "-3e-6", "0.1")),
    empirical=True,
)
def critical_excess(rho: KgPerM3, t: Kelvin, dv_dp: M3PerKgPascal, zeta_r: Ratio) -> Ratio:
    """Excess of the reduced susceptibility over its value at 1.5 times the critical temperature."""
    return larger(
        0 * rho,
        rho / 322 * (-22.064e6 / 322 * rho**2 * dv_dp - zeta_r * 1.5 * 647.096 / t),
    )


@equation(
    "y",
    f"{CONDUCTIVITY}, Eqs. 20 and 22, Table 3",
    at=(("0",), ("1e-3",), ("0.3",), ("30",)),
    empirical=True,
)
def correlation_length(chi: Ratio) -> Ratio:
    """Correlation length of the critical fluctuations, over the cut-off of 0.4 nm."""
    return 0.13 / 0.4 * (chi / 0.06) ** (0.630 / 1.239)


@equation(
    "Z",
    f"{CONDUCTIVITY}, Eq. 19",
    at=(
        ("0", "998", "4180", "4100"),
        ("0.05", "1", "2000", "1500"),
        ("0.6", "612", "7500", "3000"),
        ("20", "322", "1e6", "6000"),
    ),
    empirical=True,
)
def critical_crossover(y: Ratio, rho: KgPerM3, cp: JoulePerKgKelvin, cv: JoulePerKgKelvin) -> Ratio:
    """Crossover function between the critical enhancement and none."""
    return select(
        y < 1.2e-7,
        lambda: 0 * y,
        lambda: (
            2
            / (pi * y)
            * (
                (1 - cv / cp) * atan(y)
                + cv / cp * y
                + expm1(-1 / (1 / y + y**2 / (3 * (rho / 322) ** 2)))
            )
        ),
    )


@equation(
    "k_c",
    f"{CONDUCTIVITY}, Eq. 18, Table 3",
    at=(("612", "620", "7500", "7e-5", "0.1"), ("1", "650", "2000", "2.4e-5", "0")),
    empirical=True,
)
def enhanced_conductivity(
    rho: KgPerM3, t: Kelvin, cp: JoulePerKgKelvin, mu: PascalSecond, z: Ratio
) -> WattPerMetreKelvin:
    """Critical enhancement of the thermal conductivity."""
    return 1e-3 * 177.8514 * rho / 322 * cp / 461.51805 * t / 647.096 / (mu / 1e-6) * z


@equation("k", f"{CONDUCTIVITY}, Eq. 15", at=(("0.48", "1e-3"), ("0.05", "0")))
def total_conductivity(
    background: WattPerMetreKelvin, enhancement: WattPerMetreKelvin
) -> WattPerMetreKelvin:
    """Thermal conductivity of water and steam."""
    return background + enhancement


@equation(
    "sigma",
    "IAPWS R1-76(2014), Eq. 1",
    guards=("t <= 647.096: above the critical point there is no surface",),
    valid={"t": ("273.15", "647.096")},
    at=(("273.16",), ("373.15",), ("640",)),
    empirical=True,
)
def surface_tension(t: Kelvin) -> NewtonPerMetre:
    """Surface tension of water against its vapour."""
    return 0.2358 * (1 - t / 647.096) ** 1.256 * (1 - 0.625 * (1 - t / 647.096))
