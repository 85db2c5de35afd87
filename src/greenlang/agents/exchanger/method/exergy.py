"""Exergy that an exchanger destroys, by cause."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.exchanger.cases import PerformanceCase, Stream
from greenlang.agents.exchanger.method.states import Side, sides
from greenlang.core.errors import InputError
from greenlang.core.solve import choose
from greenlang.core.units import Kelvin, PascalDiff, Ratio, Watt, WattPerKelvin
from greenlang.library.fluids import properties
from greenlang.library.heat import balance
from greenlang.library.heat import exergy as ex

Number = Any


@dataclass(frozen=True)
class ExergyCase:
    """Both streams, complete or with one value missing; `t_0` is the temperature around the plant.

    Pressure drops are of liquids, whose density must be known.
    """

    hot: Stream
    cold: Stream
    t_0: Kelvin
    dp_hot: PascalDiff | None = None
    dp_cold: PascalDiff | None = None


@dataclass(frozen=True)
class Exergy:
    """Exergy destroyed by temperature differences and by pressure drops, and its efficiency.

    The efficiency is the cold stream's gain over the hot one's loss; None where a stream comes
    near or below the surroundings, where gain and loss change places.
    """

    entropy_generated: WattPerKelvin
    by_temperature: Watt
    by_pressure_hot: Watt | None
    by_pressure_cold: Watt | None
    destroyed: Watt
    temperature_share: Ratio
    hot_loss: Watt
    cold_gain: Watt
    efficiency: Ratio | None
    note: str


def exergy(x: ExergyCase) -> Exergy:
    """Exergy balance of one steady state."""
    hot, cold = sides(PerformanceCase(x.hot, x.cold, area=None))
    ds_hot, ds_cold = _entropy(hot, hot=True), _entropy(cold, hot=False)
    generated = ex.entropy_generated(ds_hot, ds_cold)
    by_t = ex.destroyed(generated, x.t_0)
    by_hot, by_cold = _friction(hot, x.dp_hot, x.t_0), _friction(cold, x.dp_cold, x.t_0)
    whole = ex.all_destroyed(by_t, *(each for each in (by_hot, by_cold) if each is not None))
    loss = ex.lost_exergy(ex.exergy_gain(ex.lost_exergy(hot.q), ds_hot, x.t_0))
    gain = ex.exergy_gain(cold.q, ds_cold, x.t_0)
    warm = choose("t_c > t_0", t_c=cold.t_in, t_0=x.t_0)
    return Exergy(
        generated, by_t, by_hot, by_cold, whole, ex.part_of(by_t, whole), loss, gain,
        ex.exergetic_efficiency(gain, loss) if warm else None,
        _said(x, warm=bool(warm)),
    )  # fmt: skip


def _entropy(side: Side, *, hot: bool) -> Number:
    """Entropy that a stream takes up, by its mean heat capacity rate."""
    warm, cool = (side.t_in, side.t_out) if hot else (side.t_out, side.t_in)
    c = balance.mean_capacity_rate(side.q, warm, cool)
    return ex.entropy_rate(c, side.t_in, side.t_out)


def _friction(side: Side, dp: Number, t_0: Number) -> Number:
    if dp is None:
        return None
    if not float(dp) >= 0:
        raise InputError(f"a pressure drop of {dp} Pa: give it as a positive difference")
    t_m = properties.mean_temperature(side.t_in, side.t_out)
    v = ex.volume_flow(side.m, properties.rho(side.liquid, t_m))
    return ex.destroyed_by_friction(dp, v, t_0, t_m)


def _said(x: ExergyCase, *, warm: bool) -> str:
    said = ["heat capacities are the mean ones of each stream"]
    if x.dp_hot is None or x.dp_cold is None:
        said.append("a pressure drop that is not given is left out")
    if not warm:
        said.append("no efficiency: the cold stream enters at or below the surroundings")
    return "; ".join(said)
