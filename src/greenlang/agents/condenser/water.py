"""Cooling water: fresh by IAPWS-IF97 region 1, its transport properties by IAPWS SR6-08."""

from typing import Any

from greenlang.library.steam import identities, liquid, region1

Number = Any


def density(p: Number, t: Number) -> Number:
    """Density, kg/m3."""
    return identities.density(region1.volume(p, t))


def enthalpy(p: Number, t: Number) -> Number:
    """Specific enthalpy, J/kg."""
    return region1.enthalpy(p, t)


def heat_capacity(p: Number, t: Number) -> Number:
    """Isobaric heat capacity, J/(kg K)."""
    return region1.heat_capacity(p, t)


def transport(t: Number) -> tuple[Number, Number]:
    """Viscosity in Pa s and conductivity in W/(m K)."""
    log_t = liquid.logarithm(t)
    return liquid.viscosity(log_t), liquid.conductivity(log_t)
