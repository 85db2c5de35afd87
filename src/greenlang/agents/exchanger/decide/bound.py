"""The least that any plan can cost once its own deposits are followed.

Crews, budgets and the furnace are priced instead of kept, so that each exchanger's best path can be
found alone, with the deposits that its cleanings really meet; what all capacity is worth at these
prices comes off. Any prices give a bound (Geoffrion, Math. Prog. Study 2 (1974) 82); it starts from
those of the programme, which subgradient steps improve (Held, Wolfe & Crowder, Math. Prog. 6 (1974)
62). Network values are those of the plan, and deposits are read between the levels of a chain, as
they are in the cost of the plan itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.agents.exchanger.decide.arcs import Fleet
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.chains import CLOSED, Chain, allowed, paying
from greenlang.agents.exchanger.decide.fleet import Solved
from greenlang.agents.exchanger.decide.growth import DAY
from greenlang.agents.exchanger.decide.polish import Floats, cheapest, path_load, plan_cost, waits
from greenlang.agents.exchanger.decide.sharing import Spread, one_by_one
from greenlang.library.schedule import Incidence, Path, Renewal, incidence

STEPS = 40
SEARCHES = 100  # paths of single exchangers that are sought: large fleets take fewer steps
CLOSE = 1e-3  # of the cost: a gap that no step need narrow
HALVED = 3  # steps without gain after which they get shorter


@dataclass(frozen=True)
class _Priced:
    """Money by row of capacity, and by week and watt of the furnace."""

    rows: Floats
    heat: Floats


def followed_gap(found: Solved, spread: Spread = one_by_one) -> float:
    """How far the plan is from the bound, a share of its cost; NaN where a limit was left out."""
    cost = plan_cost(found.fleet, allowed(found.problem, found.chains), found.paths)
    if cost >= CLOSED:
        return float("nan")
    return max(cost - bound(found, cost, spread), 0.0) / (abs(cost) or 1.0)


def bound(found: Solved, cost: float, spread: Spread = one_by_one) -> float:
    """The best bound of a few steps below the `cost` of a plan."""
    fleet, arcs = found.fleet, found.problem
    uses, of = incidence(arcs), allowed(arcs, found.chains)
    loads = found.plan.prices.loads
    heat = loads[0] if len(loads) else np.zeros(fleet.calendar.weeks)
    at = best_at = _Priced(found.plan.prices.rows, np.array(heat))
    best, length, since = -np.inf, 1.0, 0
    for _ in range(max(1, min(STEPS, SEARCHES // len(of)))):
        value, paths = _relaxed(fleet, arcs, of, uses, at, spread)
        best, best_at, since = (value, at, 0) if value > best else (best, best_at, since + 1)
        if cost - best <= CLOSE * abs(cost):
            break
        if since == HALVED:
            at, length, since = best_at, length / 2, 0
            continue
        at = _stepped(fleet, of, uses, at, paths, length * (cost - value))
    return best


def _relaxed(
    fleet: Fleet,
    arcs: Renewal,
    of: Sequence[Chain],
    uses: Incidence,
    at: _Priced,
    spread: Spread,
) -> tuple[float, list[Path]]:
    """The bound at these prices, and the path that each exchanger then takes."""
    paid = uses.node_price(at.rows)
    open_ = np.broadcast_to(~fleet.calendar.closed[:, None], paid.shape[1:])

    def each(i: int) -> tuple[float, Path]:
        return cheapest(paying(of[i], paid[i], at.heat), open_, waits(arcs, i))

    found = list(spread(each, len(of)))
    value = sum((cost for cost, _ in found), -float(at.rows @ uses.capacity))
    if fleet.furnace is not None:
        value -= float(at.heat.sum()) * fleet.furnace.slack
    return value, [path for _, path in found]


def _stepped(
    fleet: Fleet,
    of: Sequence[Chain],
    uses: Incidence,
    at: _Priced,
    paths: Sequence[Path],
    away: float,
) -> _Priced:
    """Prices up where too much is asked for and down where capacity is left, by Polyak's step."""
    taken = sum((uses.taken(i, path) for i, path in enumerate(paths) if path), -uses.capacity)
    rows = _moved(at.rows, taken, away, np.inf)
    if fleet.furnace is None:
        return _Priced(rows, at.heat)
    load = np.sum([path_load(one, path) for one, path in zip(of, paths, strict=True)], axis=0)
    most = fleet.furnace.price * WEEK * DAY
    return _Priced(rows, _moved(at.heat, load - fleet.furnace.slack, away / 2, most))


def _moved(prices: Floats, over: Floats, away: float, most: Floats | float) -> Floats:
    """Prices between 0 and the most after one step; `over` is what is lacking."""
    held = ((prices <= 0.0) & (over < 0.0)) | ((prices >= most) & (over > 0.0))
    over = np.where(held, 0.0, over)
    size = float(over @ over)
    return np.clip(prices + away * over / size, 0.0, most) if size > 0.0 else prices
