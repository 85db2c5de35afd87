"""Properties of water and steam at p in Pa and t in K, or on the saturation line at p.

Decimals give one state, its region a recorded choice; out of range they raise. Arrays give an
array, NaN in rows that no region holds. On the saturation line itself arrays take the liquid; next
to the critical point, where pressure and temperature do not fix a state, they are NaN.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.units import Dimension
from greenlang.library.steam import (
    critical,
    identities,
    inverse,
    inverse_hs,
    region1,
    region2,
    region3,
    region5,
    saturation,
    transport,
)
from greenlang.library.steam.regions import (
    CRITICAL,
    HOT,
    LIQUID,
    OUTSIDE,
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
from greenlang.library.steam.states_hs import state_hs

Function = Callable[[Any, Any], Any]
FORWARD: dict[int, Any] = {LIQUID: region1, STEAM: region2, HOT: region5}
T_TRANSPORT = Decimal("1173.15")


def volume(p: Any, t: Any) -> Any:
    """Specific volume, m3/kg."""
    return _of(p, t, "volume", lambda rho, _: region3.volume(rho))


def density(p: Any, t: Any) -> Any:
    """Density, kg/m3."""
    return identities.density(volume(p, t))


def enthalpy(p: Any, t: Any) -> Any:
    """Specific enthalpy, J/kg."""
    return _of(p, t, "enthalpy", region3.enthalpy)


def entropy(p: Any, t: Any) -> Any:
    """Specific entropy, J/(kg K)."""
    return _of(p, t, "entropy", region3.entropy)


def heat_capacity(p: Any, t: Any) -> Any:
    """Isobaric heat capacity, J/(kg K)."""
    return _of(p, t, "heat_capacity", lambda rho, t: _capacities(rho, t)[0])


def viscosity(p: Any, t: Any) -> Any:
    """Dynamic viscosity, Pa s, to 1173.15 K."""
    return _cool(t, transport.viscosity(density(p, t), t))


def conductivity(p: Any, t: Any) -> Any:
    """Thermal conductivity, W/(m K), to 1173.15 K."""
    functions = {code: _conductivity_of(module) for code, module in FORWARD.items()}
    return _cool(t, _by_region_pt(p, t, functions | {CRITICAL: _around(_critical_conductivity)}))


def liquid_conductivity(p: Any, t: Any) -> Any:
    """Thermal conductivity of liquid water, W/(m K), by region 1."""
    return _conductivity(region1, p, t)


def _conductivity_of(region: Any) -> Function:
    return lambda p, t: _conductivity(region, p, t)


def _conductivity(region: Any, p: Any, t: Any) -> Any:
    cp, dv_dt, dv_dp = (
        f(p, t) for f in (region.heat_capacity, region.expansion, region.compression)
    )
    rho = identities.density(region.volume(p, t))
    cv = identities.isochoric_heat_capacity(cp, t, dv_dt, dv_dp)
    return transport.conductivity(rho, t, cp, cv, dv_dp, transport.viscosity(rho, t))


def _critical_conductivity(rho: Any, t: Any) -> Any:
    cp, cv = _capacities(rho, t)
    dv_dp = region3.compression(rho, region3.stiffness(rho, t))
    return transport.conductivity(rho, t, cp, cv, dv_dp, transport.viscosity(rho, t))


def _capacities(rho: Any, t: Any) -> tuple[Any, Any]:
    """Isobaric and isochoric heat capacity in region 3."""
    cv, p = region3.isochoric_heat_capacity(rho, t), region3.pressure(rho, t)
    answer = region3.yielding(p, rho, region3.stiffness(rho, t))
    return region3.heat_capacity(cv, t, rho, p, region3.tension(rho, t), answer), cv


def _cool(t: Any, value: Any) -> Any:
    """Transport properties end at 1173.15 K: NaN in rows of arrays beyond."""
    if isinstance(value, Dimension):
        return value
    if isinstance(value, Decimal):
        if t <= T_TRANSPORT:
            return value
        raise OutsideValidity(
            f"water and steam: temperature {float(t):.7g} K lies above {T_TRANSPORT} K, where the "
            "equations of viscosity and conductivity end"
        )
    return np.where(np.asarray(t) <= float(T_TRANSPORT), value, np.nan)[()]


def _of(p: Any, t: Any, name: str, near: Function) -> Any:
    functions = {code: getattr(module, name) for code, module in FORWARD.items()}
    return _by_region_pt(p, t, functions | {CRITICAL: _around(near)})


def _around(near: Function) -> Function:
    """A property by pressure and temperature, of one by density and temperature."""
    return lambda p, t: near(critical.density_pt(p, t), t)


def _by_region_pt(p: Any, t: Any, functions: Mapping[int, Function]) -> Any:
    if isinstance(p, Decimal | Dimension):
        return functions[region_pt(p, t)](p, t)
    return by_region(regions_pt(p, t), p, t, functions)


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
    """Enthalpy of saturated liquid, J/kg."""
    return _saturated(p, region1.enthalpy, vapour=False)


def vapour_enthalpy(p: Any) -> Any:
    """Enthalpy of saturated vapour, J/kg."""
    return _saturated(p, region2.enthalpy, vapour=True)


def evaporation_enthalpy(p: Any) -> Any:
    """Enthalpy of evaporation, J/kg."""
    return identities.evaporation_enthalpy(vapour_enthalpy(p), liquid_enthalpy(p))


def _saturated(p: Any, function: Function, *, vapour: bool) -> Any:
    def near(p: Any, t: Any) -> Any:
        return region3.enthalpy(critical.density(p, t, vapour=vapour), t)

    if isinstance(p, Decimal | Dimension):
        within_saturation(p)
        cool = isinstance(p, Dimension) or p <= P_13
        return (function if cool else near)(p, saturation.temperature(p))
    t = saturation.temperature(p)
    above = np.asarray(p) > float(P_13)
    codes = np.where(np.isnan(t), OUTSIDE, np.where(above, CRITICAL, LIQUID))
    return by_region(codes, p, t, {LIQUID: function, CRITICAL: near})


def temperature_ph(p: Any, h: Any) -> Any:
    """Temperature in K at p in Pa and h in J/kg."""
    find: dict[int, Function] = {
        LIQUID: inverse.liquid_temperature_ph,
        STEAM: inverse.steam_temperature_ph,
        HOT: inverse.hot_temperature_ph,
        CRITICAL: lambda p, h: critical.state_ph(p, h)[1],
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
        HOT: inverse.hot_temperature_ps,
        CRITICAL: lambda p, s: critical.state_ps(p, s)[1],
        WET: _boiling,
    }
    if isinstance(p, Decimal | Dimension):
        return find[region_ps(p, s)](p, s)
    return by_region(regions_ps(p, s), p, s, find)


def temperature_hs(h: Any, s: Any) -> Any:
    """Temperature in K at h in J/kg and s in J/(kg K)."""
    return _from_hs(h, s)[1]


def pressure_hs(h: Any, s: Any) -> Any:
    """Pressure in Pa at h in J/kg and s in J/(kg K)."""
    return _from_hs(h, s)[0]


def _from_hs(h: Any, s: Any) -> tuple[Any, Any]:
    if isinstance(h, Decimal | Dimension):
        state = state_hs(h, s)
        return state.p, state.t
    codes, *found = inverse_hs.found(h, s)
    shape = np.broadcast_shapes(np.shape(h), np.shape(s))
    p, t = (np.where(codes == OUTSIDE, np.nan, value).reshape(shape)[()] for value in found)
    return p, t


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
