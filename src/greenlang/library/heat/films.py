"""Film coefficients inside tubes, over every regime, and the way from Nusselt number to h."""

from decimal import Decimal
from typing import Any

from greenlang.core.equations import equation
from greenlang.core.maths import larger, smaller, sqrt
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKgKelvin,
    Metre,
    PascalSecond,
    Ratio,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)
from greenlang.library.flow import friction

GNIELINSKI = "Gnielinski, Int. Chem. Eng. 16 (1976) 359-368"
GNIELINSKI_2013 = "Gnielinski, Int. J. Heat Mass Transfer 63 (2013) 134-140"
RABAS_CANE = "Rabas & Cane, J. Energy 7 (1983) 85-95; coefficients unconfirmed"
PETUKHOV = "Petukhov, Kirillov & Popov, 3rd Int. Heat Transfer Conf. 1 (1966) 285-292"
SIEDER_TATE = "Sieder & Tate, Ind. Eng. Chem. 28 (1936) 1429-1435"
DITTUS_BOELTER = "Dittus & Boelter (1930); Incropera et al., 7th ed. (2011), ch. 8"
HAUSEN = "Hausen, Z. VDI Beih. Verfahrenstechnik 4 (1943) 91-98"

TURBULENT = {"re": ("4e3", "5e6"), "pr": ("0.5", "2000")}


@equation("Pr", "definition", at=(("2300", "8e-4", "0.11"), ("4180", "1e-3", "0.6")))
def prandtl(cp: JoulePerKgKelvin, mu: PascalSecond, k: WattPerMetreKelvin) -> Ratio:
    """Prandtl number."""
    return cp * mu / k


@equation("h", "definition", at=(("150", "0.11", "0.01483"), ("4", "0.6", "0.02")))
def film_coefficient(nu: Ratio, k: WattPerMetreKelvin, d: Metre) -> WattPerM2Kelvin:
    """Film coefficient from a Nusselt number."""
    return nu * k / d


@equation("Gz", "definition", at=(("1500", "10", "0.02", "5"), ("500", "100", "0.015", "6")))
def graetz(re: Ratio, pr: Ratio, d: Metre, length: Metre) -> Ratio:
    """Graetz number Re Pr D/L."""
    return re * pr * d / length


@equation("Nu", GNIELINSKI, valid=TURBULENT, at=(("1e5", "1.2", "0.0185"), ("4000", "50", "0.04")))
def gnielinski(re: Ratio, pr: Ratio, f: Ratio) -> Ratio:
    """Turbulent flow in a long tube; f is Darcy's. The default."""
    return f / 8 * (re - 1000) * pr / (1 + 12.7 * sqrt(f / 8) * (pr ** (2 / 3) - 1))


@equation("Nu", RABAS_CANE, valid={"re": ("1e4", "1e5"), "pr": ("4", "12")},
          at=(("4e4", "6"), ("2e4", "9")))  # fmt: skip
def rabas_cane(re: Ratio, pr: Ratio) -> Ratio:
    """Condenser tubes with cold water; 3 % below to 8 % above Gnielinski at 5 to 35 degC."""
    return 0.0158 * re**0.835 * pr**0.462


@equation("K_L", GNIELINSKI, at=(("0.01483", "6.1"), ("0.02", "1")))
def entrance(d: Metre, length: Metre) -> Ratio:
    """Factor on the Nusselt number of a tube of finite length."""
    return 1 + (d / length) ** (2 / 3)


@equation("K_w", GNIELINSKI, valid={"pr_ratio": ("0.05", "20")}, at=(("1.2",), ("0.5",)))
def wall_factor(pr_ratio: Ratio) -> Ratio:
    """Factor for liquid properties that differ at the wall: (Pr/Pr_w)^0.11."""
    return pr_ratio**0.11


@equation("φ", SIEDER_TATE, at=(("1.2",), ("0.5",)))
def wall_by_viscosity(mu_ratio: Ratio) -> Ratio:
    """Factor for a viscosity that differs at the wall: (mu/mu_w)^0.14."""
    return mu_ratio**0.14


@equation("μ/μ_w", "definition", at=(("4e-4", "5e-4"), ("1e-3", "2e-4")))
def viscosity_ratio(mu: PascalSecond, mu_wall: PascalSecond) -> Ratio:
    """Viscosity in the bulk over that at the wall."""
    return mu / mu_wall


@equation("Pr/Pr_w", "definition", at=(("12", "10"), ("5", "7")))
def prandtl_ratio(pr: Ratio, pr_wall: Ratio) -> Ratio:
    """Prandtl number in the bulk over that at the wall."""
    return pr / pr_wall


@equation("μ/μ_w", SIEDER_TATE, at=(("1.2", "0.14"), ("0.5", "0.14")))
def viscosity_factor(mu_ratio: Ratio, exponent: Ratio) -> Ratio:
    """Factor for a viscosity that differs at the wall, (mu/mu_w)^n."""
    return mu_ratio**exponent


@equation(
    "Nu",
    PETUKHOV,
    valid={"re": ("1e4", "5e6")},
    at=(("1e5", "1.2", "0.0185"), ("2e4", "50", "0.03")),
)
def petukhov(re: Ratio, pr: Ratio, f: Ratio) -> Ratio:
    """Turbulent flow in a long tube, Petukhov-Kirillov-Popov."""
    return (
        f
        / 8
        * re
        * pr
        / (1.07 + 900 / re - 0.63 / (1 + 10 * pr) + 12.7 * sqrt(f / 8) * (pr ** (2 / 3) - 1))
    )


@equation(
    "Nu",
    SIEDER_TATE,
    valid={"re": ("1e4", "1e7"), "pr": ("0.7", "16700")},
    at=(("1e5", "1.2", "1"), ("2e4", "50", "1.1")),
)
def sieder_tate(re: Ratio, pr: Ratio, wall: Ratio) -> Ratio:
    """Turbulent flow; `wall` is (mu/mu_w)^0.14."""
    return 0.027 * re**0.8 * pr ** (1 / 3) * wall


@equation(
    "Nu",
    DITTUS_BOELTER,
    valid={"re": ("1e4", "1.2e5"), "pr": ("0.7", "160")},
    at=(("1e5", "1.2"), ("2e4", "50")),
)
def dittus_boelter_heated(re: Ratio, pr: Ratio) -> Ratio:
    """Turbulent flow of a fluid that is heated."""
    return 0.023 * re**0.8 * pr**0.4


@equation(
    "Nu",
    DITTUS_BOELTER,
    valid={"re": ("1e4", "1.2e5"), "pr": ("0.7", "160")},
    at=(("1e5", "1.2"), ("2e4", "50")),
)
def dittus_boelter_cooled(re: Ratio, pr: Ratio) -> Ratio:
    """Turbulent flow of a fluid that is cooled."""
    return 0.023 * re**0.8 * pr**0.3


@equation("Nu", HAUSEN, valid={"gz": ("0", "1e5")}, at=(("60",), ("0.1",), ("4000",)))
def hausen(gz: Ratio) -> Ratio:
    """Laminar flow with a developing temperature profile, wall at constant temperature."""
    return 3.66 + 0.0668 * gz / (1 + 0.04 * gz ** (2 / 3))


@equation("Nu", SIEDER_TATE, valid={"gz": ("8", "1e9")}, at=(("60", "1.1"), ("4000", "0.9")))
def sieder_tate_laminar(gz: Ratio, wall: Ratio) -> Ratio:
    """Laminar flow in short tubes, for Nu > 3.72; `wall` is (mu/mu_w)^0.14."""
    return 1.86 * gz ** (1 / 3) * wall


@equation("Re_l", GNIELINSKI_2013, at=(("1500",), ("3000",)))
def laminar_part(re: Ratio) -> Ratio:
    """Reynolds number at which the laminar share is taken: at most 2300."""
    return smaller(re, 2300)


@equation("Re_t", GNIELINSKI_2013, at=(("1500",), ("30000",)))
def turbulent_part(re: Ratio) -> Ratio:
    """Reynolds number at which the turbulent share is taken: at least 4000."""
    return larger(re, 4000)


@equation("γ", GNIELINSKI_2013, at=(("1500",), ("3000",), ("30000",)))
def turbulent_share(re: Ratio) -> Ratio:
    """Share of turbulence: 0 up to Re 2300, 1 from Re 4000, linear between."""
    return smaller(larger((re - 2300) / 1700, 0), 1)


@equation("Nu", GNIELINSKI_2013, at=(("0.4", "10", "50"), ("0", "10", "50")))
def blended(share: Ratio, laminar: Ratio, turbulent: Ratio) -> Ratio:
    """Nusselt number over all regimes, without a step."""
    return (1 - share) * laminar + share * turbulent


def tube_nusselt(re: Any, pr: Any, d: Any, length: Any, film: str = "gnielinski") -> Any:
    """Nusselt number in a tube at any Reynolds number: laminar, turbulent and the blend between.

    `film` names the turbulent correlation ("sieder_tate" brings its own laminar one, others take
    Hausen's); multiply by the wall's correction where its temperature is known. A single case
    records which regime it is in and computes that alone. Decimal or arrays.
    """
    if not isinstance(re, Decimal):
        return _blend(re, pr, d, length, film)
    if choose("re >= 4000", re=re):
        return _turbulent(re, pr, d, length, film)
    if choose("re <= 2300", re=re):
        return _laminar(re, pr, d, length, film)
    return _blend(re, pr, d, length, film)


def _blend(re: Any, pr: Any, d: Any, length: Any, film: str) -> Any:
    laminar = _laminar(laminar_part(re), pr, d, length, film)
    turbulent = _turbulent(turbulent_part(re), pr, d, length, film)
    return blended(turbulent_share(re), laminar, turbulent)


def _laminar(re: Any, pr: Any, d: Any, length: Any, film: str) -> Any:
    gz = graetz(re, pr, d, length)
    return sieder_tate_laminar(gz, count(1)) if film == "sieder_tate" else hausen(gz)


def _turbulent(re: Any, pr: Any, d: Any, length: Any, film: str) -> Any:
    if film == "sieder_tate":
        return sieder_tate(re, pr, count(1))
    if film.startswith("dittus_boelter"):
        heated = film.endswith("heated")
        return (dittus_boelter_heated if heated else dittus_boelter_cooled)(re, pr)
    f = friction.petukhov(re)
    if film == "petukhov":
        return petukhov(re, pr, f)
    return long_and_short(gnielinski(re, pr, f), entrance(d, length))


@equation("Nu", GNIELINSKI, at=(("254.6", "1.02"), ("10", "1.1")))
def long_and_short(nu: Ratio, factor: Ratio) -> Ratio:
    """Nusselt number with a factor for the entrance or the wall."""
    return nu * factor
