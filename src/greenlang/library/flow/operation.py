"""Where pumps and a system meet: pumps of one head, flows added, static head and friction.

A pump that cannot hold against the head of the others gives no flow: its check valve is shut, and
it is named. A pump beyond the end of its curve runs out, which is refused (arrays: NaN).
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.maths import root
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, choose, solved
from greenlang.core.units import M3PerSecond, Metre, Ratio, Unit, m, s
from greenlang.library.flow import pumps
from greenlang.library.flow.pumps import HeadPerFlow2, Pump, PumpParabola

PARALLEL = "pumps in parallel: one head, flows added"
FLOW = Unit("m3/s", m**3 / s)
NEWTON = 4  # steps inside a 256th of a curve, where it is nearly straight


@dataclass(frozen=True)
class Running:
    """Equal pumps at one speed. `count` is a Count in a case, a number or an array in arrays."""

    pump: Pump
    count: Ratio
    speed: Ratio


@dataclass(frozen=True)
class OperatingPoint:
    """Total flow, head, and flow of ONE pump of each group, in the order given.

    `dead` and `starved` say of each group whether its pumps give no flow, or less than the maker's
    minimum: bools in a case, masks in arrays.
    """

    v: M3PerSecond
    head: Metre
    flows: tuple[M3PerSecond, ...]
    dead: tuple[Any, ...]
    starved: tuple[Any, ...]


@equation("V_g", PARALLEL, at=(("3", "4"), ("1", "0.5")))
def group_flow(count: Ratio, v: M3PerSecond) -> M3PerSecond:
    """Flow of equal pumps together."""
    return count * v


@equation("V", PARALLEL, at=(("12", "4"), ("0.5",)))
def total_flow(*v: M3PerSecond) -> M3PerSecond:
    """Flow of all pumps together."""
    return sum(v)


@equation("V_0", "a check valve that is shut", at=(("12",), ("0.5",)))
def no_flow(v: M3PerSecond) -> M3PerSecond:
    """Flow of a pump that cannot hold against the others, whatever they give."""
    return 0 * v


@equation("ΔH", "residual of a head", at=(("20", "19"), ("5", "6")))
def head_missed(head: Metre, wanted: Metre) -> Metre:
    """How far the head of a pump lies above what the system asks."""
    return head - wanted


def operating_point(groups: Sequence[Running], h_s: Any, k: HeadPerFlow2) -> OperatingPoint:
    """Flow and head of pumps in parallel on the system H = h_s + k V2, k > 0.

    Decimal: one recorded solution; ImpossibleState where no pump lifts the static head,
    OutsideValidity where one runs out. Arrays (any of count, speed, h_s, k): NaN in such rows.
    """
    for group in groups:
        _falls(group.pump)
    if not isinstance(h_s, Decimal):
        return _arrays(groups, h_s, k)
    with untraced():
        start = _arrays([_floats(group) for group in groups], float(h_s), float(k))
    _possible(groups, start, h_s)
    return _case(groups, h_s, k, [float(v) for v in start.flows])


def _case(groups: Sequence[Running], h_s: Any, k: Any, start: Sequence[float]) -> OperatingPoint:
    alive = [i for i, v in enumerate(start) if v > 0]

    def met(x: dict[str, Any]) -> tuple[Any, Any]:
        v = total_flow(*(group_flow(groups[i].count, x[f"v_{i}"]) for i in alive))
        return v, pumps.system_head(h_s, k, v)

    def rows(x: dict[str, Any]) -> list[Residual]:
        _, wanted = met(x)
        heads = [pumps.head(groups[i].pump, x[f"v_{i}"], groups[i].speed) for i in alive]
        return [Residual(head_missed(head, wanted), (head, wanted)) for head in heads]

    unknowns = {f"v_{i}": (FLOW, Decimal(repr(start[i]))) for i in alive}
    found = solved("flow.operation", unknowns, rows)
    v, head = met(found)
    for i, group in enumerate(groups):
        if i not in alive and group.count:
            shut = pumps.head_at_speed(pumps.shut_off(group.pump), group.speed)
            choose("shut_off <= head", shut_off=shut, head=head)
    flows = tuple(found.get(f"v_{i}", no_flow(v)) for i in range(len(groups)))
    dead = tuple(i not in alive and bool(group.count) for i, group in enumerate(groups))
    return OperatingPoint(v, head, flows, dead, _starved(groups, flows))


def _starved(groups: Sequence[Running], flows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(map(_below, groups, flows))


def _below(group: Running, v: Any) -> Any:
    least = group.pump.least
    if least is None:
        return False if isinstance(v, Decimal) else np.zeros(np.shape(v), dtype=bool)[()]
    if isinstance(v, Decimal):
        return bool(group.count) and choose(
            "v < least", v=v, least=pumps.flow_at_speed(least, group.speed)
        )
    return (np.asarray(v) < float(least) * np.asarray(group.speed)) & (group.count > 0)


def _possible(groups: Sequence[Running], start: OperatingPoint, h_s: Any) -> None:
    """The reason why there is no operating point, as an error."""
    held = [float(pumps.shut_off(g.pump)) * float(g.speed) ** 2 for g in groups]
    if not held or max(held) <= float(h_s):
        raise ImpossibleState(
            f"no pump lifts the static head of {float(h_s):.4g} m: at its speed the best holds "
            f"{max(held, default=0):.4g} m with no flow; raise the speed or check the levels"
        )
    if not np.isfinite(start.v):
        raise OutsideValidity(
            "a pump runs out: where it meets the system lies beyond the end of its curve; run one "
            "more, throttle, or check the system's constant and the unit of flow"
        )


def _falls(pump: Pump) -> None:
    """OutsideValidity where head rises with flow: such a pump has two flows at one head."""
    if isinstance(pump, PumpParabola):
        if float(pump.h_1) > 0 or float(pump.h_2) > 0:
            raise OutsideValidity(
                "the parabola of a pump's head rises: h_1 and h_2 must not be above 0; give a table"
            )
        return
    heads = [float(row.head) for row in pump.rows]
    for i in range(1, len(heads)):
        if heads[i] > heads[i - 1]:
            raise OutsideValidity(
                f"the head of a pump rises from {heads[i - 1]:.6g} to {heads[i]:.6g} m between row "
                f"{i} and {i + 1}: there it has two flows at one head; begin the table where it "
                "falls, or check the rows"
            )


def _floats(group: Running) -> Running:
    return Running(group.pump, float(group.count), float(group.speed))


def _arrays(groups: Sequence[Running], h_s: Any, k: Any) -> OperatingPoint:
    numbers = [np.asarray(x, dtype=float) for g in groups for x in (g.count, g.speed)]
    h_s, k, *rest = np.broadcast_arrays(np.asarray(h_s, float), np.asarray(k, float), *numbers)
    groups = [Running(g.pump, *rest[2 * i : 2 * i + 2]) for i, g in enumerate(groups)]
    flows = [_alone(groups[0], h_s, k)] if len(groups) == 1 else _together(groups, h_s, k)
    v = np.sum([g.count * flow for g, flow in zip(groups, flows, strict=True)], axis=0)
    dead = tuple((flow <= 0) & (g.count > 0) for g, flow in zip(groups, flows, strict=True))
    return OperatingPoint(v, h_s + k * v**2, tuple(flows), dead, _starved(groups, flows))


def _alone(group: Running, h_s: Any, k: Any) -> Any:
    """Flow of one pump of a group that works alone: one root."""
    low, high = float(pumps.begins(group.pump)), float(pumps.run_out(group.pump))

    def missed(v_0: Any) -> Any:
        lifted = pumps.head_at_speed(_at_full(group.pump, v_0), group.speed)
        return lifted - h_s - k * (group.count * v_0 * group.speed) ** 2

    with np.errstate(all="ignore"):
        found = root(missed, np.full(h_s.shape, low), np.full(h_s.shape, high)) * group.speed
    shut = pumps.head_at_speed(float(pumps.shut_off(group.pump)), group.speed)
    return np.where((shut <= h_s) | (group.count == 0), 0.0, found)


def _together(groups: Sequence[Running], h_s: Any, k: Any) -> list[Any]:
    """Flow of one pump of each group: the head at which their sum is what the system takes."""
    shut = [pumps.head_at_speed(float(pumps.shut_off(g.pump)), g.speed) for g in groups]
    highest = np.max([np.where(g.count > 0, x, h_s) for g, x in zip(groups, shut, strict=True)], 0)

    def flows(head: Any) -> list[Any]:
        return [_at_head(g, head) for g in groups]

    def missed(head: Any) -> Any:
        each = zip(groups, flows(head), strict=True)
        return k * np.sum([g.count * v for g, v in each], axis=0) ** 2 + h_s - head

    head = root(missed, h_s, np.maximum(highest, h_s))
    found = flows(head)
    for i, g in enumerate(groups):
        beyond = (found[i] >= float(pumps.run_out(g.pump)) * g.speed * (1 - 1e-12)) & (g.count > 0)
        found[i] = np.where(g.count > 0, np.where(beyond, np.nan, found[i]), 0.0)
    return found


def _at_head(group: Running, head: Any) -> Any:
    """Flow of a pump at a head: 0 above its shut-off, its last flow below the end of its curve."""
    v, heads = _sampled(group.pump)
    wanted = head / group.speed**2
    i = np.clip(np.searchsorted(-heads, -wanted, side="right") - 1, 0, len(v) - 2)
    inside = np.clip(wanted, heads[i + 1], heads[i])
    with np.errstate(all="ignore"):
        part = (heads[i] - inside) / (heads[i] - heads[i + 1])
        x = v[i] + (v[i + 1] - v[i]) * np.where(np.isfinite(part), part, 0.0)
        for _ in range(NEWTON):
            step = (_at_full(group.pump, x) - inside) / pumps.head_slope(group.pump, x)
            x = np.clip(x - np.where(np.isfinite(step), step, 0.0), v[i], v[i + 1])
    ends = np.where(wanted >= heads[0], 0.0, np.where(wanted <= heads[-1], v[-1], x))
    return ends * group.speed


@functools.lru_cache(maxsize=64)
def _sampled(pump: Pump) -> tuple[Any, Any]:
    """A pump's curve on a grid, heads never rising: where to look for a flow."""
    v = np.linspace(float(pumps.begins(pump)), float(pumps.run_out(pump)), 257)
    return v, np.minimum.accumulate(_at_full(pump, v))


def _at_full(pump: Pump, v_0: Any) -> Any:
    return pumps.head(pump, v_0, 1.0)
