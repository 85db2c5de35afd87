"""Centrifugal pumps by their maker's curve: at any speed, side by side, against a system.

A curve is a table (monotone cubic between its rows) or a parabola with the range in which it holds.
Speed scales flow, head and power by the affinity laws; efficiency is taken to stay with the scaled
flow, which holds to a point or two down to 70 % of speed and not far below. Nothing is said beyond
the table: there a pump runs out, and cavitates or trips.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import InsufficientData, OutsideValidity
from greenlang.core.solve import choose
from greenlang.core.units import (
    KgPerM3,
    M3PerSecond,
    Metre,
    Pascal,
    Ratio,
    Unit,
    W,
    Watt,
    m,
    s,
)
from greenlang.library.curves import hermite_slope, interpolated

AFFINITY = "affinity laws of similar flow; Karassik, Pump Handbook, 4th ed. (2008), ch. 2"
HYDRAULICS = "power of a lifted flow, standard gravity 9.80665 m/s2"
PARABOLA = "parabola through the maker's curve"
SYSTEM = "static head and friction of a system"
SUCTION = "ANSI/HI 9.6.1, net positive suction head available"
EFFICIENT = "efficiency is 0 to 1 (per cent given?), and without flow it says no power"

HeadPerFlow = Annotated[Any, Unit("s/m2", s / m**2)]
HeadPerFlow2 = Annotated[Any, Unit("s2/m5", s**2 / m**5)]
PowerPerFlow = Annotated[Any, Unit("W s/m3", W * s / m**3)]
PowerPerFlow2 = Annotated[Any, Unit("W s2/m6", W * s**2 / m**6)]


@dataclass(frozen=True)
class PumpRow:
    """A point of a pump's curve; power is that at the shaft, in the liquid of the curve."""

    v: M3PerSecond
    head: Metre
    power: Watt | None = None
    efficiency: Ratio | None = None
    npsh: Metre | None = None


@dataclass(frozen=True)
class PumpTable:
    """A pump by the rows of its curve at full speed, flows rising, head never rising.

    `least` is the minimum flow that the maker allows for long, `rho` the density for which power
    was measured.
    """

    rows: tuple[PumpRow, ...]
    rho: KgPerM3
    least: M3PerSecond | None = None


@dataclass(frozen=True)
class PumpParabola:
    """A pump as H = h_0 + h_1 V + h_2 V2 and P = p_0 + p_1 V + p_2 V2 up to v_most, full speed."""

    h_0: Metre
    h_1: HeadPerFlow
    h_2: HeadPerFlow2
    v_most: M3PerSecond
    rho: KgPerM3
    p_0: Watt | None = None
    p_1: PowerPerFlow | None = None
    p_2: PowerPerFlow2 | None = None
    least: M3PerSecond | None = None


Pump = PumpTable | PumpParabola


@equation("V_0", AFFINITY, guards=("speed > 0: a pump that stands has no curve",),
          at=(("2", "0.8"), ("3", "1")))  # fmt: skip
def flow_at_full_speed(v: M3PerSecond, speed: Ratio) -> M3PerSecond:
    """Flow that the pump would give at full speed in the same state of flow; speed 0 to 1."""
    return v / speed


@equation("V", AFFINITY, at=(("2", "0.8"), ("3", "1")))
def flow_at_speed(v: M3PerSecond, speed: Ratio) -> M3PerSecond:
    """Flow at a speed, from that at full speed."""
    return v * speed


@equation("H", AFFINITY, at=(("20", "0.8"), ("12", "1")))
def head_at_speed(head: Metre, speed: Ratio) -> Metre:
    """Head at a speed, from that at full speed."""
    return head * speed**2


@equation("P", AFFINITY, at=(("1e6", "0.8"), ("5", "1")))
def power_at_speed(power: Watt, speed: Ratio) -> Watt:
    """Power at a speed, from that at full speed."""
    return power * speed**3


@equation("P", "power goes with density", at=(("1e6", "1023", "998"), ("5", "1", "2")))
def power_in_liquid(power: Watt, rho: KgPerM3, rho_curve: KgPerM3) -> Watt:
    """Power in another liquid than that of the curve."""
    return power * rho / rho_curve


@equation("H", PARABOLA, at=(("2", "26", "-0.5", "-1.2"), ("0", "26", "0", "-1")))
def parabola_head(v: M3PerSecond, h_0: Metre, h_1: HeadPerFlow, h_2: HeadPerFlow2) -> Metre:
    """Head of a parabola."""
    return h_0 + h_1 * v + h_2 * v**2


@equation("P", PARABOLA, at=(("2", "3e5", "1e5", "-1e4"), ("0", "3e5", "0", "-1")))
def parabola_power(v: M3PerSecond, p_0: Watt, p_1: PowerPerFlow, p_2: PowerPerFlow2) -> Watt:
    """Power of a parabola."""
    return p_0 + p_1 * v + p_2 * v**2


@equation("P_h", HYDRAULICS, empirical=True, at=(("998", "4", "20"), ("1023", "0", "26")))
def hydraulic_power(rho: KgPerM3, v: M3PerSecond, head: Metre) -> Watt:
    """Power that goes into the liquid."""
    return rho * 9.80665 * v * head


@equation("P", HYDRAULICS, guards=(f"eta > 0: {EFFICIENT}", f"eta <= 1: {EFFICIENT}"),
          at=(("7.8e5", "0.85"), ("5", "1")))  # fmt: skip
def shaft_power(p_h: Watt, eta: Ratio) -> Watt:
    """Power at the pump's shaft."""
    return p_h / eta


@equation(
    "P_el", HYDRAULICS,
    guards=(f"eta_motor > 0: {EFFICIENT}", f"eta_motor <= 1: {EFFICIENT}",
            f"eta_drive > 0: {EFFICIENT}", f"eta_drive <= 1: {EFFICIENT}"),
    at=(("9e5", "0.95", "0.97"), ("5", "1", "1")),
)  # fmt: skip
def electric_power(shaft: Watt, eta_motor: Ratio, eta_drive: Ratio) -> Watt:
    """Power from the grid, with motor and frequency converter."""
    return shaft / (eta_motor * eta_drive)


@equation(
    "H_sys", "static head and friction of a system", at=(("10", "0.03906", "16"), ("0", "1", "0"))
)
def system_head(h_s: Metre, k: HeadPerFlow2, v: M3PerSecond) -> Metre:
    """Head that a system asks for at a flow; friction alone scales with its square."""
    return h_s + k * v**2


@equation("k", SYSTEM,
          guards=("head >= h_s: the head at this flow lies below the static head",
                  "v > 0: a system is fixed by a point with flow"),
          at=(("10", "20", "16"), ("0", "5", "1")))  # fmt: skip
def system_constant(h_s: Metre, head: Metre, v: M3PerSecond) -> HeadPerFlow2:
    """Friction constant of a system from one point of flow and head."""
    return (head - h_s) / v**2


@equation(
    "NPSH_a",
    SUCTION,
    empirical=True,
    at=(("101325", "2339", "998", "3", "-1", "0.4"), ("8e4", "4246", "996", "0", "2", "0")),
)
def npsh_available(
    p_atm: Pascal, p_s: Pascal, rho: KgPerM3, z_level: Metre, z_eye: Metre, h_f: Metre
) -> Metre:
    """Head above boiling at the impeller's eye; heights from one datum, h_f lost on the way."""
    return (p_atm - p_s) / (rho * 9.80665) + z_level - z_eye - h_f


@equation("ΔH/H", "definition", at=(("19", "20"), ("5", "4")))
def wear(head: Metre, expected: Metre) -> Ratio:
    """Head that a pump gives above (below: negative) its curve at the same flow and speed."""
    return head / expected - 1


@equation("V/V_n", "share of the last flow of the curve", at=(("2", "5"), ("0", "1")))
def flow_share(v: M3PerSecond, v_n: M3PerSecond) -> Ratio:
    """Flow as a share."""
    return v / v_n


@equation("H/H_n", "share of the first head of the curve", at=(("20", "26"), ("5", "4")))
def head_share(head: Metre, h_n: Metre) -> Ratio:
    """Head as a share."""
    return head / h_n


@equation("H", "share of the first head of the curve", at=(("0.8", "26"), ("1", "4")))
def head_of_share(share: Ratio, h_n: Metre) -> Metre:
    """Head from its share."""
    return share * h_n


@equation("P/P_n", "share of the last power of the curve", at=(("8e5", "1e6"), ("5", "4")))
def power_share(power: Watt, p_n: Watt) -> Ratio:
    """Power as a share."""
    return power / p_n


@equation("P", "share of the last power of the curve", at=(("0.8", "1e6"), ("1", "4")))
def power_of_share(share: Ratio, p_n: Watt) -> Watt:
    """Power from its share."""
    return share * p_n


@equation("η/η_n", "share of the last efficiency of the curve", at=(("0.8", "0.7"), ("0", "0.5")))
def efficiency_share(eta: Ratio, eta_n: Ratio) -> Ratio:
    """Efficiency as a share."""
    return eta / eta_n


@equation("η", "share of the last efficiency of the curve", at=(("1.1", "0.7"), ("0", "0.5")))
def efficiency_of_share(share: Ratio, eta_n: Ratio) -> Ratio:
    """Efficiency from its share."""
    return share * eta_n


def head(pump: Pump, v: Any, speed: Any) -> Any:
    """Head at a flow and a speed (1: full), m. OutsideValidity beyond the curve, NaN in arrays."""
    v_0 = flow_at_full_speed(v, speed)
    return head_at_speed(_head(pump, v_0), speed)


def head_slope(pump: Pump, v_0: Any) -> Any:
    """Slope of the head over the flow at full speed, s/m2, for arrays."""
    if isinstance(pump, PumpParabola):
        return float(pump.h_1) + 2 * float(pump.h_2) * v_0
    xs, ys = zip(*((row.v, row.head) for row in pump.rows), strict=True)
    return interpolated(v_0, xs, ys, (_as_it_is, _as_it_is), "flow", hermite_slope)


def efficiency(pump: PumpTable, v: Any, speed: Any) -> Any:
    """Efficiency at a flow and a speed, from the curve's column."""
    return _column(pump, "efficiency", flow_at_full_speed(v, speed))


def power(pump: Pump, v: Any, speed: Any, rho: Any) -> Any:
    """Shaft power at a flow, a speed and a density, W: from the curve of power or of efficiency."""
    v_0 = flow_at_full_speed(v, speed)
    if isinstance(pump, PumpTable) and pump.rows[0].power is None:
        lifted = hydraulic_power(rho, v, head_at_speed(_head(pump, v_0), speed))
        return shaft_power(lifted, _column(pump, "efficiency", v_0))
    full = _power(pump, v_0)
    return power_in_liquid(power_at_speed(full, speed), rho, _same(v, pump.rho))


def npsh_required(pump: PumpTable, v: Any, speed: Any) -> Any:
    """Suction head that the pump needs at a flow and a speed, m."""
    return head_at_speed(_column(pump, "npsh", flow_at_full_speed(v, speed)), speed)


def shut_off(pump: Pump) -> Any:
    """Head at full speed where the curve begins: what the pump can hold against."""
    return pump.rows[0].head if isinstance(pump, PumpTable) else pump.h_0


def run_out(pump: Pump) -> Any:
    """Flow at full speed where the curve ends."""
    return pump.rows[-1].v if isinstance(pump, PumpTable) else pump.v_most


def begins(pump: Pump) -> Any:
    """Flow at full speed where the curve begins; 0 for a parabola."""
    return pump.rows[0].v if isinstance(pump, PumpTable) else 0


def _head(pump: Pump, v_0: Any) -> Any:
    if isinstance(pump, PumpTable):
        return _column(pump, "head", v_0)
    if isinstance(v_0, Decimal) and not choose("v <= v_most", v=v_0, v_most=pump.v_most):
        raise _runs_out(v_0, pump.v_most)
    parts = (_same(v_0, c) for c in (pump.h_0, pump.h_1, pump.h_2))
    return _within(pump, v_0, parabola_head(v_0, *parts))


def _power(pump: Pump, v_0: Any) -> Any:
    if isinstance(pump, PumpTable):
        return _column(pump, "power", v_0)
    if pump.p_0 is None or pump.p_1 is None or pump.p_2 is None:
        raise InsufficientData("the pump's parabola has no power: give p_0, p_1 and p_2")
    parts = (_same(v_0, c) for c in (pump.p_0, pump.p_1, pump.p_2))
    return _within(pump, v_0, parabola_power(v_0, *parts))


def _within(pump: PumpParabola, v_0: Any, value: Any) -> Any:
    if isinstance(v_0, Decimal):
        return value
    v = np.asarray(v_0, dtype=float)
    return np.where((v >= 0) & (v <= float(pump.v_most)), value, np.nan)[()]


def _runs_out(v: Any, most: Any) -> OutsideValidity:
    return OutsideValidity(
        f"the pump runs out: {float(v):.6g} m3/s at full speed lies beyond the end of its curve, "
        f"{float(most):.6g} m3/s; throttle, or run one more"
    )


def _column(pump: PumpTable, name: str, v_0: Any) -> Any:
    ys = [getattr(row, name) for row in pump.rows]
    lacking = sum(y is None for y in ys)
    if lacking:
        raise InsufficientData(
            f"the pump's curve has no {name} in {lacking} of {len(ys)} rows: complete the column"
        )
    share, whole, norm = {
        "head": (head_share, head_of_share, ys[0]),
        "npsh": (head_share, head_of_share, ys[0]),
        "power": (power_share, power_of_share, ys[-1]),
        "efficiency": (efficiency_share, efficiency_of_share, ys[-1]),
    }[name]
    xs = [row.v for row in pump.rows]
    if isinstance(v_0, Decimal) and v_0 > xs[-1]:
        raise _runs_out(v_0, xs[-1])
    v_n, like = _same(v_0, xs[-1]), _same(v_0, norm)
    scales = (lambda v: flow_share(v, v_n), lambda y: share(y, like))
    return whole(interpolated(v_0, xs, ys, scales, "flow of the pump at full speed, m3/s,"), like)


def _as_it_is(x: Any) -> Any:
    return x


def _same(like: Any, value: Any) -> Any:
    """A number of the curve as a Decimal of a case, or as a float beside arrays."""
    return value if isinstance(like, Decimal) else float(value)
