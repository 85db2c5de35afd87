"""Properties of water and steam at p in Pa and t in K, or on the saturation line at p.

Decimals give one state, its region a recorded choice; out of range they raise. Arrays give an
array, NaN in rows outside regions 1 and 2. On the saturation line itself arrays take the liquid.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.errors import ImpossibleState
from greenlang.core.units import Dimension
from greenlang.library.steam import identities, inverse, region1, region2, saturation, transport
from greenlang.library.steam.regions import (
    LIQUID,
    P_13,
    STEAM,
    WET,
    region_ph,
    region_ps,
    region_pt,
    regions_ph,
    regions_ps,
    regions_pt,
    within_saturation,
)

Function = Callable[[Any, Any], Any]


def volume(p: Any, t: Any) -> Any:
    """Specific volume, m3/kg."""
    return _either(p, t, region1.volume, region2.volume)


def density(p: Any, t: Any) -> Any:
    """Density, kg/m3."""
    return identities.density(volume(p, t))


def enthalpy(p: Any, t: Any) -> Any:
    """Specific enthalpy, J/kg."""
    return _either(p, t, region1.enthalpy, region2.enthalpy)


def entropy(p: Any, t: Any) -> Any:
    """Specific entropy, J/(kg K)."""
    return _either(p, t, region1.entropy, region2.entropy)


def heat_capacity(p: Any, t: Any) -> Any:
    """Isobaric heat capacity, J/(kg K)."""
    return _either(p, t, region1.heat_capacity, region2.heat_capacity)


def viscosity(p: Any, t: Any) -> Any:
    """Dynamic viscosity, Pa s."""
    return transport.viscosity(density(p, t), t)


def conductivity(p: Any, t: Any) -> Any:
    """Thermal conductivity, W/(m K)."""
    return _either(p, t, liquid_conductivity, steam_conductivity)


def liquid_conductivity(p: Any, t: Any) -> Any:
    """Thermal conductivity of liquid water, W/(m K), by region 1."""
    return _conductivity(region1, p, t)


def steam_conductivity(p: Any, t: Any) -> Any:
    """Thermal conductivity of steam, W/(m K), by region 2."""
    return _conductivity(region2, p, t)


def _conductivity(region: Any, p: Any, t: Any) -> Any:
    cp, dv_dt, dv_dp = (
        f(p, t) for f in (region.heat_capacity, region.expansion, region.compression)
    )
    rho = identities.density(region.volume(p, t))
    cv = identities.isochoric_heat_capacity(cp, t, dv_dt, dv_dp)
    return transport.conductivity(rho, t, cp, cv, dv_dp, transport.viscosity(rho, t))


def _either(p: Any, t: Any, liquid: Function, steam: Function) -> Any:
    if isinstance(p, Decimal | Dimension):
        return (liquid if region_pt(p, t) == LIQUID else steam)(p, t)
    return by_region(regions_pt(p, t), p, t, {LIQUID: liquid, STEAM: steam})


def by_region(codes: Any, p: Any, other: Any, functions: Mapping[int, Function]) -> Any:
    """Value of each row by the function of its region; NaN in rows of no region."""
    found = [code for code in functions if np.any(codes == code)]
    if len(found) == 1 and np.all(codes == found[0]):
        return functions[found[0]](p, other)
    p, other = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(other, dtype=float))
    value = np.full(codes.shape, np.nan)
    for code in found:
        rows = codes == code
        value[rows] = functions[code](p[rows], other[rows])
    return value[()]


def liquid_enthalpy(p: Any) -> Any:
    """Enthalpy of saturated liquid, J/kg, to 16.53 MPa."""
    return _saturated(p, region1.enthalpy)


def vapour_enthalpy(p: Any) -> Any:
    """Enthalpy of saturated vapour, J/kg, to 16.53 MPa."""
    return _saturated(p, region2.enthalpy)


def evaporation_enthalpy(p: Any) -> Any:
    """Enthalpy of evaporation, J/kg, to 16.53 MPa."""
    return identities.evaporation_enthalpy(vapour_enthalpy(p), liquid_enthalpy(p))


def _saturated(p: Any, function: Function) -> Any:
    if isinstance(p, Decimal | Dimension):
        within_saturation(p)
        return function(p, saturation.temperature(p))
    value = function(p, saturation.temperature(p))
    return np.where(np.asarray(p) <= float(P_13), value, np.nan)[()]


def temperature_ph(p: Any, h: Any) -> Any:
    """Temperature in K at p in Pa and h in J/kg."""
    find: dict[int, Function] = {
        LIQUID: inverse.liquid_temperature_ph,
        STEAM: inverse.steam_temperature_ph,
        WET: _boiling,
    }
    if isinstance(p, Decimal | Dimension):
        return find[region_ph(p, h)](p, h)
    return by_region(regions_ph(p, h), p, h, find)


def temperature_ps(p: Any, s: Any) -> Any:
    """Temperature in K at p in Pa and s in J/(kg K)."""
    find: dict[int, Function] = {
        LIQUID: inverse.liquid_temperature_ps,
        STEAM: inverse.steam_temperature_ps,
        WET: _boiling,
    }
    if isinstance(p, Decimal | Dimension):
        return find[region_ps(p, s)](p, s)
    return by_region(regions_ps(p, s), p, s, find)


def vapour_fraction_ph(p: Any, h: Any) -> Any:
    """Vapour fraction of wet steam at p in Pa and h in J/kg.

    Raises ImpossibleState where one Decimal state is not wet; such a row of arrays is NaN.
    """
    if not isinstance(p, Decimal | Dimension):
        return by_region(regions_ph(p, h), p, h, {WET: _fraction})
    if isinstance(p, Decimal) and region_ph(p, h) != WET:
        raise ImpossibleState(
            f"water at {float(p) / 1e5:.6g} bar a and {float(h) / 1e3:.6g} kJ/kg is not wet: "
            "it has a temperature of its own and no vapour fraction"
        )
    return _fraction(p, h)


def _boiling(p: Any, _: Any) -> Any:
    return saturation.temperature(p)


def _fraction(p: Any, h: Any) -> Any:
    return identities.vapour_fraction(h, liquid_enthalpy(p), vapour_enthalpy(p))
