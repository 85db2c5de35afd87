"""Duty and flow of every hour, reconciled between water and steam (spec 3.2, 4.4).

Each waterbox's duty by its water has a variance from meter, inlet and outlet; the steam side's has
its own. The closing balance is least squares on Q = sum of m dh; what each box moves by goes to its
flow and its rise by their variances. Where a meter is dead, the flow learnt of the pumps that run
takes its place, wider; where nothing is known of flow, the heat balance gives it.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.agents.condenser import water
from greenlang.agents.condenser.history.rows import Rows
from greenlang.agents.condenser.model import PowerUnit
from greenlang.library.flow import operation
from greenlang.library.flow.operation import Running
from greenlang.library.series.arrays import Bools, Floats

PRESSURE = 200_000.0  # Pa of the cooling water, where none is given
LEARNT = 0.05  # share; flow of the pumps that run, as learnt
OPEN = 4.0  # sigma beyond which an hour's balance is open: it counts no more
FIRST = 60  # days from the start that tell what a combination of pumps gives
FEW = 24  # hours that a combination needs


@dataclass(frozen=True)
class Balance:
    """The closed state of every hour; (n,) of the condenser, (n, B) of its waterboxes.

    `z` is the disagreement of both sides in standard uncertainties, `z_flow`, `z_rise` (n, B) and
    `z_steam` what closing moved each by, in its own. `flow_share` is the metered (or closed) flow
    over what the pumps that run gave at first.
    """

    q: Floats
    q_sigma: Floats
    q_box: Floats
    v: Floats
    v_sigma: Floats  # share
    t_in: Floats
    t_out: Floats
    rho: Floats
    z: Floats
    z_flow: Floats
    z_rise: Floats
    z_steam: Floats
    closed: Bools
    flow_share: Floats
    flow_share_sigma: Floats
    flows: dict[str, float]
    both_sides: bool


@dataclass(frozen=True)
class _Water:
    """What the water says: flow, its sigma as a share, duty by box and its variance."""

    v: Floats
    s_v: Floats
    rise: Floats
    s_rise: Floats
    rho: Floats
    dh: Floats
    q: Floats
    var: Floats


def balance(unit: PowerUnit, rows: Rows) -> Balance:
    """Duty and flow of every hour from all that witnesses them."""
    metered = rows.v.x
    learnt, flows = _learnt(rows, metered)
    v, s_v = _with_learnt(rows, metered, learnt)
    side = _water(unit, rows, v, s_v)
    total = np.where(rows.box_on, side.q, 0.0).sum(axis=1)
    var = np.where(rows.box_on, side.var, 0.0).sum(axis=1)
    steam, var_s = rows.q_steam.x, rows.q_steam.sigma**2
    q, w = _weighted(total, var, steam, var_s)
    z = (total - steam) / np.sqrt(var + var_s)
    with np.errstate(all="ignore"):
        shift = (q - total)[:, None] * side.var / var[:, None]
        shift = np.where(np.isfinite(z)[:, None], shift, 0.0)
    closed = _closed(rows, side, shift, q)
    both = bool(np.isfinite(z[rows.on]).any())
    ratio, ratio_sigma = _flow_share(rows, closed[1], side.s_v)
    with np.errstate(all="ignore"):
        part_v = shift * (side.q * side.s_v) ** 2 / side.var
        part_t = shift * (side.q * side.s_rise / side.rise) ** 2 / side.var
        z_flow = part_v / (side.q * side.s_v)
        z_rise = part_t / (side.q * side.s_rise / side.rise)
        z_steam = (q - steam) / np.sqrt(var_s)
    return Balance(
        q=q,
        q_sigma=np.sqrt(w),
        q_box=closed[0],
        v=closed[1],
        v_sigma=side.s_v,
        t_in=rows.t_in.x,
        t_out=closed[2],
        rho=side.rho,
        z=z,
        z_flow=z_flow,
        z_rise=z_rise,
        z_steam=z_steam,
        closed=~(np.abs(z) > OPEN),
        flow_share=ratio,
        flow_share_sigma=ratio_sigma,
        flows=flows,
        both_sides=both,
    )


def _weighted(a: Floats, var_a: Floats, b: Floats, var_b: Floats) -> tuple[Floats, Floats]:
    """The weighted mean of two duties, or the one that there is, and its variance."""
    w_a = np.where(np.isfinite(a) & (var_a > 0), 1.0 / np.where(var_a > 0, var_a, 1.0), 0.0)
    w_b = np.where(np.isfinite(b) & (var_b > 0), 1.0 / np.where(var_b > 0, var_b, 1.0), 0.0)
    w = np.where(w_a + w_b > 0, w_a + w_b, np.nan)
    mean = (np.where(w_a > 0, w_a * a, 0.0) + np.where(w_b > 0, w_b * b, 0.0)) / w
    return mean, 1.0 / w


def _water(unit: PowerUnit, rows: Rows, v: Floats, s_v: Floats) -> _Water:
    p = PRESSURE if unit.water.pressure is None else unit.water.pressure
    t_in, t_out = rows.t_in.x, rows.t_out.x
    salinity = unit.water.salinity or None
    rho = water.density(p, t_in, salinity)
    rise = t_out - t_in
    dh = water.enthalpy_rise(p, t_in, t_out, salinity)
    s_rise = np.hypot(rows.t_in.sigma, rows.t_out.sigma)
    by_steam = _by_steam(rows, rho, dh)
    with np.errstate(all="ignore"):
        s_v = np.where(np.isfinite(v), s_v, np.nan)
        v = np.where(np.isfinite(v), v, by_steam)
        # Flow by the heat balance itself carries no second opinion of the duty.
        s_v = np.where(np.isfinite(s_v), s_v, 10.0)
        q = rho * v * dh
        var = q**2 * (s_v**2 + (s_rise / rise) ** 2)
    return _Water(v, s_v, rise, s_rise, rho, dh, q, var)


def _by_steam(rows: Rows, rho: Floats, dh: Floats) -> Floats:
    """Flow by box that carries the steam's duty, equal in all boxes that run."""
    on = rows.box_on & np.isfinite(rho * dh)
    capacity = np.where(on, rho * dh, 0.0).sum(axis=1)
    with np.errstate(all="ignore"):
        v = np.where(capacity > 0, rows.q_steam.x / capacity, np.nan)
    return np.where(on, v[:, None], np.nan)


def _learnt(rows: Rows, metered: Floats) -> tuple[Floats, dict[str, float]]:
    """Flow by box (n, B) that the running combination usually has by the meters; and by name.

    Slow changes (a pump that wears) are followed: the median of the nearest fortnights.
    """
    out = np.full(metered.shape, np.nan)
    flows: dict[str, float] = {}
    usable = rows.on & rows.box_on.all(axis=1) & rows.steady
    for k, name in enumerate(rows.combinations):
        where = rows.combination == k
        for b in range(rows.boxes):
            x = np.where(where & usable, metered[:, b], np.nan)
            if np.count_nonzero(np.isfinite(x)) >= FEW:
                out[where, b] = _followed(x)[where]
        seen = where & usable & np.isfinite(metered).all(axis=1)
        if np.count_nonzero(seen) >= FEW:
            flows[name] = float(np.median(metered[seen].sum(axis=1)))
    return out, flows


def _followed(x: Floats, block: int = 24 * 14) -> Floats:
    """Medians of fortnights, straight between their middles; the nearest where one has few."""
    at, middle = [], []
    for start in range(0, len(x), block):
        seen = x[start : start + block]
        seen = seen[np.isfinite(seen)]
        if seen.size >= FEW // 4:
            at.append(start + block / 2.0)
            middle.append(float(np.median(seen)))
    if not at:
        known = x[np.isfinite(x)]
        return np.full(len(x), float(np.median(known)) if known.size else np.nan)
    return np.interp(np.arange(len(x)), at, middle)


def _with_learnt(rows: Rows, metered: Floats, learnt: Floats) -> tuple[Floats, Floats]:
    """Metered flow with its sigma, learnt flow where the meter is dead."""
    with np.errstate(all="ignore"):
        s = rows.v.sigma / np.abs(metered)
    dead = ~np.isfinite(metered) & rows.box_on
    return np.where(dead, learnt, metered), np.where(dead, LEARNT, s)


def _closed(rows: Rows, side: _Water, shift: Floats, q: Floats) -> tuple[Floats, Floats, Floats]:
    """Duty, flow and outlet by box that close the balance."""
    with np.errstate(all="ignore"):
        share_v = (side.q * side.s_v) ** 2 / side.var
        q_box = side.q + shift
        v = side.v * (1.0 + np.nan_to_num(shift * share_v / side.q))
        t_out = rows.t_in.x + side.rise * (1.0 + shift * (1.0 - share_v) / side.q)
        # An outlet that is not measured is what duty and flow make of the inlet.
        cp = 4185.0
        spread = q[:, None] * v / np.where(np.isfinite(v), v, 0.0).sum(axis=1)[:, None]
        missing = ~np.isfinite(rows.t_out.x)
        q_box = np.where(missing, spread, q_box)
        t_out = np.where(missing, rows.t_in.x + q_box / (side.rho * v * cp), t_out)
    return q_box, v, t_out


def _flow_share(rows: Rows, v: Floats, s_v: Floats) -> tuple[Floats, Floats]:
    """Flow over what the pumps that run gave in the first weeks of each combination."""
    total = np.where(rows.box_on, v, np.nan).sum(axis=1)
    out = np.full(rows.n, np.nan)
    usable = rows.on & rows.steady & np.isfinite(total)
    for k in range(len(rows.combinations)):
        at = np.flatnonzero(usable & (rows.combination == k))
        if at.size >= FEW:
            first = at[at < at[0] + 24 * FIRST]
            out[rows.combination == k] = (
                total[rows.combination == k] / float(np.median(total[first]))
            )  # fmt: skip
    sigma = np.nanmean(np.where(np.isfinite(s_v), s_v, np.nan), axis=1) if rows.boxes else out
    return out, np.minimum(sigma, LEARNT)


def curve_flow(unit: PowerUnit, count: Floats) -> Floats | None:
    """Flow by the pumps' curve against the system for each number of them; None without."""
    pumps = unit.pumps
    if pumps is None or pumps.curve is None or pumps.static_head is None:
        return None
    if pumps.system_v is None or pumps.system_head is None:
        return None
    k = (pumps.system_head - pumps.static_head) / pumps.system_v**2
    point = operation.operating_point([Running(pumps.curve, count, 1.0)], pumps.static_head, k)
    return np.asarray(point.v)
