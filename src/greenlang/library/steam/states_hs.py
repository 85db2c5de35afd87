"""A state of water or steam from enthalpy and entropy: what a turbine or a nozzle is asked with."""

from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.errors import OutsideValidity
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    LEVEL,
    Dimension,
    JoulePerKg,
    JoulePerKgKelvin,
    Pa,
    Unit,
)
from greenlang.library.steam import (
    closure,
    critical,
    identities,
    inverse_hs,
    region1,
    region2,
    region3,
    saturation,
)
from greenlang.library.steam.critical import DENSITY, TEMPERATURE
from greenlang.library.steam.regions import CRITICAL, LIQUID, OUTSIDE, P_MIN, WET
from greenlang.library.steam.states import FORWARD, State, around, ends, proven, saturated, single

PRESSURE = Unit("Pa", Pa)
NEAR = 1e-2  # share of the saturation pressure within which floats do not tell the phase


def state_hs(h: JoulePerKg, s: JoulePerKgKelvin) -> State:
    """State at enthalpy and entropy. Raises OutsideValidity."""
    if isinstance(h, Dimension):
        return single(Pa, LEVEL, LIQUID)
    with untraced():
        codes, p, t = inverse_hs.found(float(h), float(s))
    region = int(codes[0])
    if region == OUTSIDE:
        raise OutsideValidity(
            f"water and steam: no state of {float(h) / 1e3:.7g} kJ/kg and {float(s) / 1e3:.7g} "
            "kJ/(kg K) lies within the range of IAPWS-IF97; check the two, or give another pair"
        )
    start = tuple(Decimal(repr(float(value[0]))) for value in (p, t))
    if region != WET and not _touches(h, s, start, region):
        return _of_one_phase(h, s, start, region)
    with untraced():
        wet = _fraction(h, s, start[1])[2]
    if 0 <= wet <= 1:
        return saturated(*_fraction(h, s, start[1]))
    return _of_one_phase(h, s, start, region if region != WET else _beside(start[1], wet))


def _beside(t: Decimal, x: Decimal) -> int:
    """Region of one phase next to the saturation line."""
    if t > Decimal("623.15"):
        return CRITICAL
    return LIQUID if x < 0 else 2


def _touches(h: Any, s: Any, start: tuple[Decimal, ...], region: int) -> bool:
    """Whether a state that floats took for one phase is wet to the digit."""
    p, t = start
    if not Decimal("273.15") < t < Decimal("647.09"):
        return False
    with untraced():
        if abs(p / saturation.pressure(t) - 1) > Decimal(repr(NEAR)):
            return False
        exact_p, exact_t, rho = _solved(h, s, start, region)
        low = exact_p < saturation.pressure(exact_t)
        dense = region == LIQUID or (region == CRITICAL and rho > 322)
    return bool(low if dense else not low)


def _of_one_phase(h: Any, s: Any, start: tuple[Decimal, ...], region: int) -> State:
    p, t, rho = _solved(h, s, start, region)
    if region == CRITICAL:
        return around(p, t, rho)
    return proven(p, t, region) if p >= P_MIN else single(p, t, region)


def _solved(h: Any, s: Any, start: tuple[Decimal, ...], region: int) -> tuple[Any, Any, Any]:
    p, t = start
    if region == CRITICAL:
        with untraced():
            rho = critical.density(np.float64(p), np.float64(t))
        found = solved(
            "water of region 3 at enthalpy and entropy",
            {"rho": (DENSITY, Decimal(repr(float(rho)))), "t": (TEMPERATURE, t)},
            lambda x: _left(h, s, x["rho"], x["t"], region3, h, s),
        )
        return region3.pressure(found["rho"], found["t"]), found["t"], found["rho"]
    module = FORWARD[region]
    found = solved(
        "water at enthalpy and entropy",
        {"p": (PRESSURE, p), "t": (TEMPERATURE, t)},
        lambda x: _left(h, s, x["p"], x["t"], module, *[module.heat_capacity(x["p"], x["t"])] * 2),
    )
    return found["p"], found["t"], None


def _left(
    h: Any, s: Any, first: Any, t: Any, module: Any, size_h: Any, size_s: Any
) -> list[Residual]:
    return [
        Residual(closure.enthalpy(h, module.enthalpy(first, t)), (h, size_h)),
        Residual(closure.entropy(s, module.entropy(first, t)), (s, size_s)),
    ]


def _fraction(h: Any, s: Any, start: Decimal) -> tuple[Any, Any, Any]:
    """Pressure, temperature and vapour fraction of wet steam."""

    def left(x: dict[str, Any]) -> list[Residual]:
        p, t = saturation.pressure(x["t"]), x["t"]
        low, high = ends(p, t, region1.enthalpy, region2.enthalpy, region3.enthalpy)
        mixed = identities.wet_enthalpy(_share(s, p, t), low, high)
        return [Residual(closure.enthalpy(h, mixed), (high,))]

    t = solved("wet steam at enthalpy and entropy", {"t": (TEMPERATURE, start)}, left)["t"]
    p = saturation.pressure(t)
    return p, t, _share(s, p, t)


def _share(s: Any, p: Any, t: Any) -> Any:
    return identities.vapour_fraction_by_entropy(
        s, *ends(p, t, region1.entropy, region2.entropy, region3.entropy)
    )
