"""Cooling water: fresh by IAPWS-IF97 region 1 and SR6-08, sea and brackish water by its salinity.

`s` is kg/kg, 0.035 for sea water; None is fresh water. This is the one place where it matters.
"""

from typing import Any

from greenlang.library.fluids import properties, seawater, table
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.steam import identities, liquid, region1

Number = Any


def density(p: Number, t: Number, s: Number = None) -> Number:
    """Density, kg/m3."""
    if s is not None:
        return seawater.rho(t, s, p)
    return identities.density(region1.volume(p, t))


def enthalpy_rise(p: Number, t_in: Number, t_out: Number, s: Number = None) -> Number:
    """What a kilogram takes up between two temperatures, J/kg."""
    if s is not None:
        cp = seawater.cp(mean_temperature(t_in, t_out), s, p)
        return properties.enthalpy_difference(cp, t_out, t_in)
    return table.enthalpy_difference(region1.enthalpy(p, t_out), region1.enthalpy(p, t_in))


def heat_capacity(p: Number, t: Number, s: Number = None) -> Number:
    """Isobaric heat capacity, J/(kg K)."""
    if s is not None:
        return seawater.cp(t, s, p)
    return region1.heat_capacity(p, t)


def transport(p: Number, t: Number, s: Number = None) -> tuple[Number, Number]:
    """Viscosity in Pa s and conductivity in W/(m K)."""
    if s is not None:
        return seawater.mu(t, s, p), seawater.k(t, s, p)
    log_t = liquid.logarithm(t)
    return liquid.viscosity(log_t), liquid.conductivity(log_t)
