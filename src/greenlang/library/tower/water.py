"""Water that a tower uses: evaporation by the air's own balance, drift, blowdown, make-up."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import root
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    Ratio,
)
from greenlang.library.air import moist
from greenlang.library.tower import merkel
from greenlang.library.tower.merkel import KELVIN, Air

BALANCE = "water balance of the air, leaving saturated"
CYCLES = "salt balance of the circuit: blowdown and drift carry away what make-up brings"
RULE = "rule of the trade: 0.00085 of the water a degF of range; a check, not a balance"


@dataclass(frozen=True)
class WaterUse:
    """What a tower takes and loses, kg/s, and the temperature of its leaving air."""

    evaporation: KgPerSecond
    drift: KgPerSecond
    blowdown: KgPerSecond
    makeup: KgPerSecond
    t_out: Kelvin


@equation("E", BALANCE, at=(("10000", "0.031", "0.012"), ("5", "0.02", "0.02")))
def evaporation(g: KgPerSecond, w_out: Ratio, w_in: Ratio) -> KgPerSecond:
    """Water that the air takes up."""
    return g * (w_out - w_in)


@equation("D", "share of the water, by the maker of the eliminators", at=(("12000", "5e-5"),))
def drift(water: KgPerSecond, share: Ratio) -> KgPerSecond:
    """Droplets that leave with the air."""
    return water * share


@equation(
    "B", CYCLES,
    guards=("coc > 1: cycles of concentration are above 1; make-up and circuit swapped?",),
    at=(("190", "4", "0.6"), ("5", "2", "0")),
)  # fmt: skip
def blowdown(e: KgPerSecond, coc: Ratio, d: KgPerSecond) -> KgPerSecond:
    """Blowdown that holds the cycles; negative where drift alone already carries more away."""
    return e / (coc - 1) - d


@equation("M", CYCLES, at=(("190", "62", "0.6"), ("5", "0", "1")))
def makeup(e: KgPerSecond, b: KgPerSecond, d: KgPerSecond) -> KgPerSecond:
    """Water that must be brought."""
    return e + b + d


@equation("COC", CYCLES, guards=("fresh > 0: give the make-up's analysis",),
          at=(("1200", "300"), ("5", "4")))  # fmt: skip
def cycles(circulating: Ratio, fresh: Ratio) -> Ratio:
    """Cycles of concentration from chloride or conductivity of circuit and make-up, in one unit."""
    return circulating / fresh


@equation("E", RULE, empirical=True, at=(("12000", "10"), ("5", "1")))
def evaporation_by_rule(water: KgPerSecond, r: KelvinDiff) -> KgPerSecond:
    """Evaporation by rule: 1.53 % at 10 K, whatever the weather; the balance gives 1.2 to 1.9 %."""
    return 0.00085 * 1.8 * r * water


@equation(
    "h_out", BALANCE, empirical=True,
    at=(
        ("5e4", "1.2", "4180", "10", "303", "0.031", "0.012"),
        ("8e4", "1", "4000", "1", "300", "0", "0"),
    ),
)  # fmt: skip
def leaving_enthalpy(
    h_in: JoulePerKg, ratio: Ratio, cp: JoulePerKgKelvin, r: KelvinDiff, t_cold: Kelvin,
    w_out: Ratio, w_in: Ratio,
) -> JoulePerKg:  # fmt: skip
    """Enthalpy of the air that leaves: what the water lost, and what evaporated brought along."""
    return h_in + ratio * cp * r + (w_out - w_in) * cp * (t_cold - 273.15)


def leaving(r: Any, t_cold: Any, air: Air, w_in: Any, ratio: Any, cp: Any) -> Any:
    """Temperature of the air that leaves saturated, K. A case records it as a solution."""

    def wanted(t: Any) -> Any:
        w_out = moist.saturated_humidity_ratio(t, air.p)
        return leaving_enthalpy(air.h, ratio, cp, r, t_cold, w_out, w_in)

    if not isinstance(r, Decimal):
        parts = (r, t_cold, air.h, air.p, w_in, ratio, cp)
        low = np.full(np.broadcast_shapes(*map(np.shape, parts)), moist.ICE)
        high = moist.hottest(air.p)
        return root(lambda t: moist.saturated_enthalpy(t, air.p) - wanted(t), low, high)
    plain = Air(float(air.h), float(air.p))
    with untraced():
        start = leaving(float(r), float(t_cold), plain, *map(float, (w_in, ratio, cp)))
    if not np.isfinite(start):
        raise ImpossibleState(
            f"no saturated air carries a range of {r:.4g} K at L/G = {ratio:.4g}: check the flows"
        )

    def rows(x: dict[str, Any]) -> list[Residual]:
        found, need = moist.saturated_enthalpy(x["t_out"], air.p), wanted(x["t_out"])
        return [Residual(moist.enthalpy_missed(found, need), (found, need))]

    unknown = {"t_out": (KELVIN, Decimal(repr(float(start))))}
    return solved("tower.leaving_air", unknown, rows)["t_out"]


def use(
    water: Any, g: Any, r: Any, t_cold: Any, air: Air, w_in: Any, cp: Any, coc: Any, share: Any
) -> WaterUse:
    """Water use of a tower; the air enters with w_in, `share` of the water drifts off.

    Decimal or arrays. Cycles at or below 1 are refused (arrays: NaN).
    """
    t_out = leaving(r, t_cold, air, w_in, merkel.loading(water, g), cp)
    e = evaporation(g, moist.saturated_humidity_ratio(t_out, air.p), w_in)
    d = drift(water, share)
    b = blowdown(e, coc, d)
    return WaterUse(e, d, b, makeup(e, b, d), t_out)
