"""States around the critical point, region 3: density from pressure and another property.

Backward equations start the iteration; Decimals solve to the digit and record the solution with
its residuals, arrays take Newton steps until nothing moves.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.errors import OutsideValidity
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import LEVEL, Dimension, Unit, kg, m
from greenlang.library.steam import backward_region3, closure, region3, saturation
from greenlang.library.steam.subregions import P_CRITICAL, starting_volume

DENSITY, TEMPERATURE = Unit("kg/m3", kg / m**3), Unit("K", LEVEL)
STEPS = 40
CLOSE = 1e-9  # a step this small leaves its square
MOST = 50  # per cent of density for one of pressure
Function = Callable[[Any, Any], Any]


def density(p: Any, t: Any, *, vapour: Any = None) -> Any:
    """Density in kg/m3 at p in Pa and t in K in region 3.

    `vapour` tells the side on the saturation line itself; elsewhere temperature does.
    """
    if isinstance(p, Dimension):
        return DENSITY.dimension
    if not isinstance(p, Decimal):
        return _density(np.asarray(p, dtype=float), np.asarray(t, dtype=float), vapour)
    with untraced():
        start = _exact(_density(np.float64(p), np.float64(t), vapour))
    found = solved(
        "water of region 3 at pressure and temperature",
        {"rho": (DENSITY, start)},
        lambda x: [_at_pressure(p, x["rho"], t)],
    )
    return found["rho"]


def density_pt(p: Any, t: Any) -> Any:
    """Density in kg/m3 at p in Pa and t in K, where the two fix it.

    Next to the critical point, where density answers to pressure more than fiftyfold, a Decimal
    state raises OutsideValidity and a row of arrays is NaN.
    """
    rho = density(p, t)
    if isinstance(p, Dimension):
        return rho
    if not isinstance(p, Decimal):
        with np.errstate(all="ignore"):
            return np.where(region3.yielding(p, rho, region3.stiffness(rho, t)) > MOST, np.nan, rho)
    answer = region3.yielding(p, rho, region3.stiffness(rho, t))
    if not 0 < answer <= MOST:
        raise OutsideValidity(
            f"water at {float(p) / 1e5:.7g} bar a and {float(t):.7g} K is next to its critical "
            f"point: 1 % of pressure moves its density by {float(answer):.3g} %, more than "
            f"{MOST} %; give pressure and enthalpy"
        )
    return rho


def _is_vapour(p: Any, t: Any) -> Any:
    p, t = np.asarray(p, dtype=float), np.asarray(t, dtype=float)
    with np.errstate(all="ignore"):
        return (p < P_CRITICAL) & (t > saturation.temperature(np.minimum(p, P_CRITICAL)))


def _exact(value: Any) -> Decimal:
    return Decimal(repr(float(np.ravel(value)[0])))


def _at_pressure(p: Any, rho: Any, t: Any) -> Residual:
    return Residual(closure.pressure(p, region3.pressure(rho, t)), (p,))


def _density(p: Any, t: Any, vapour: Any) -> Any:
    shape = np.broadcast_shapes(p.shape, t.shape)
    vapour = _is_vapour(p, t) if vapour is None else vapour
    rho = (1 / starting_volume(p, t, vapour)).reshape(shape)
    p, t, rho = (np.broadcast_to(a, shape).ravel() for a in (p, t, rho))
    rho, open_ = rho.copy(), np.arange(rho.size)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            of = rho[open_], t[open_]
            step = (p[open_] - region3.pressure(*of)) / region3.stiffness(*of)
            rho[open_] += step
            open_ = open_[np.abs(step) > CLOSE * rho[open_]]
            if not open_.size:
                break
    return rho.reshape(shape)[()]


def state_ph(p: Any, h: Any) -> tuple[Any, Any]:
    """Density in kg/m3 and temperature in K at p in Pa and h in J/kg in region 3."""
    find = (backward_region3.volume_from_enthalpy, backward_region3.temperature_from_enthalpy)
    return _state(p, h, "enthalpy", find, region3.enthalpy, closure.enthalpy)


def state_ps(p: Any, s: Any) -> tuple[Any, Any]:
    """Density in kg/m3 and temperature in K at p in Pa and s in J/(kg K) in region 3."""
    find = (backward_region3.volume_from_entropy, backward_region3.temperature_from_entropy)
    return _state(p, s, "entropy", find, region3.entropy, closure.entropy)


def _state(
    p: Any,
    wanted: Any,
    what: str,
    find: tuple[Function, Function],
    value: Function,
    closed: Function,
) -> tuple[Any, Any]:
    if isinstance(p, Dimension):
        return DENSITY.dimension, LEVEL
    if not isinstance(p, Decimal):
        return _pair(p, wanted, find, value)
    with untraced():
        start = _pair(np.float64(p), np.float64(wanted), find, value)
    found = solved(
        f"water of region 3 at pressure and {what}",
        {"rho": (DENSITY, _exact(start[0])), "t": (TEMPERATURE, _exact(start[1]))},
        lambda x: [
            _at_pressure(p, x["rho"], x["t"]),
            Residual(closed(wanted, value(x["rho"], x["t"])), (wanted,)),
        ],
    )
    return found["rho"], found["t"]


def _pair(p: Any, wanted: Any, find: tuple[Function, Function], value: Function) -> tuple[Any, Any]:
    """Newton's method in density and temperature at once, for floats."""
    shape = np.broadcast_shapes(np.shape(p), np.shape(wanted))
    p, wanted = (np.broadcast_to(a, shape).ravel() for a in (p, wanted))
    open_ = np.arange(p.size)
    with np.errstate(all="ignore"):
        rho, t = 1 / find[0](p, wanted), find[1](p, wanted)
        for _ in range(STEPS):
            d_rho, d_t = _moved(p[open_], wanted[open_], rho[open_], t[open_], value)
            rho[open_] += d_rho
            t[open_] += d_t
            open_ = open_[(np.abs(d_rho) > CLOSE * rho[open_]) | (np.abs(d_t) > CLOSE * t[open_])]
            if not open_.size:
                break
    return rho.reshape(shape), t.reshape(shape)


def _moved(p: Any, wanted: Any, rho: Any, t: Any, value: Function) -> tuple[Any, Any]:
    p_rho, p_t = region3.stiffness(rho, t), region3.tension(rho, t)
    cv = region3.isochoric_heat_capacity(rho, t)
    if value is region3.enthalpy:
        of_rho, of_t = (p_rho - t * p_t / rho) / rho, cv + p_t / rho
    else:
        of_rho, of_t = -p_t / rho**2, cv / t
    off_p, off = p - region3.pressure(rho, t), wanted - value(rho, t)
    det = p_rho * of_t - p_t * of_rho
    return (off_p * of_t - off * p_t) / det, (off * p_rho - off_p * of_rho) / det
