"""Backward equations around the critical point: temperature and volume from (p,h) and (p,s).

Subregion 3a is the side of the liquid, 3b that of the vapour. They start an iteration, no more.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import select
from greenlang.core.tables import power_sum
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin, M3PerKg, Pascal

RELEASE = "IAPWS SR3-03(2014)"
BY_ENTHALPY = (("20e6", "1700e3"), ("100e6", "2100e3"), ("20e6", "2500e3"), ("100e6", "2700e3"))
BY_ENTROPY = (("20e6", "3800"), ("100e6", "4000"), ("20e6", "5000"), ("100e6", "5000"))


@equation("h_3ab", f"{RELEASE}, Eq. 1, Table 2", at=(("25e6",), ("100e6",)), empirical=True)
def enthalpy_3ab(p: Pascal) -> JoulePerKg:
    """Enthalpy on the border between subregions 3a and 3b."""
    return 1e3 * (
        0.201464004206875e4
        + 0.374696550136983e1 * p / 1e6
        - 0.219921901054187e-1 * (p / 1e6) ** 2
        + 0.875131686009950e-4 * (p / 1e6) ** 3
    )


@equation("T", f"{RELEASE}, Eqs. 2 and 3, Tables 3 and 4", at=BY_ENTHALPY, empirical=True)
def temperature_from_enthalpy(p: Pascal, h: JoulePerKg) -> Kelvin:
    """Temperature around the critical point from pressure and enthalpy."""
    return select(
        h / 1e3
        <= 0.201464004206875e4
        + 0.374696550136983e1 * p / 1e6
        - 0.219921901054187e-1 * (p / 1e6) ** 2
        + 0.875131686009950e-4 * (p / 1e6) ** 3,
        lambda: 760 * power_sum("if97/t3a_ph", p / 100e6 + 0.240, h / 2300e3 - 0.615),
        lambda: 860 * power_sum("if97/t3b_ph", p / 100e6 + 0.298, h / 2800e3 - 0.720),
    )


@equation("v", f"{RELEASE}, Eqs. 4 and 5, Tables 6 and 7", at=BY_ENTHALPY, empirical=True)
def volume_from_enthalpy(p: Pascal, h: JoulePerKg) -> M3PerKg:
    """Specific volume around the critical point from pressure and enthalpy."""
    return select(
        h / 1e3
        <= 0.201464004206875e4
        + 0.374696550136983e1 * p / 1e6
        - 0.219921901054187e-1 * (p / 1e6) ** 2
        + 0.875131686009950e-4 * (p / 1e6) ** 3,
        lambda: 0.0028 * power_sum("if97/v3a_ph", p / 100e6 + 0.128, h / 2100e3 - 0.727),
        lambda: 0.0088 * power_sum("if97/v3b_ph", p / 100e6 + 0.0661, h / 2800e3 - 0.720),
    )


@equation("T", f"{RELEASE}, Eqs. 6 and 7, Tables 10 and 11", at=BY_ENTROPY, empirical=True)
def temperature_from_entropy(p: Pascal, s: JoulePerKgKelvin) -> Kelvin:
    """Temperature around the critical point from pressure and entropy."""
    return select(
        s <= 4412.02148223476,
        lambda: 760 * power_sum("if97/t3a_ps", p / 100e6 + 0.240, s / 4400 - 0.703),
        lambda: 860 * power_sum("if97/t3b_ps", p / 100e6 + 0.760, s / 5300 - 0.818),
    )


@equation("v", f"{RELEASE}, Eqs. 8 and 9, Tables 13 and 14", at=BY_ENTROPY, empirical=True)
def volume_from_entropy(p: Pascal, s: JoulePerKgKelvin) -> M3PerKg:
    """Specific volume around the critical point from pressure and entropy."""
    return select(
        s <= 4412.02148223476,
        lambda: 0.0028 * power_sum("if97/v3a_ps", p / 100e6 + 0.187, s / 4400 - 0.755),
        lambda: 0.0088 * power_sum("if97/v3b_ps", p / 100e6 + 0.298, s / 5300 - 0.816),
    )


@equation(
    "p_3sat", f"{RELEASE}, Eq. 10, Table 17", at=(("1700e3",), ("2000e3",), ("2400e3",)),
    empirical=True,
)  # fmt: skip
def saturation_from_enthalpy(h: JoulePerKg) -> Pascal:
    """Pressure below which water of this enthalpy, from 623.15 K at saturation, is wet."""
    return 22e6 * power_sum("if97/p3sat_h", h / 2600e3 - 1.02, h / 2600e3 - 0.608)


@equation(
    "p_3sat", f"{RELEASE}, Eq. 11, Table 19", at=(("3800",), ("4200",), ("5200",)), empirical=True
)
def saturation_from_entropy(s: JoulePerKgKelvin) -> Pascal:
    """Pressure below which water of this entropy, from 623.15 K at saturation, is wet."""
    return 22e6 * power_sum("if97/p3sat_s", s / 5200 - 1.03, s / 5200 - 0.699)
