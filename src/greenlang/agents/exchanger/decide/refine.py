"""What one exchanger does to the furnace while the others follow the plan, week by week.

With the others fixed the train is linear and one conductance changes by a matrix of rank one, so
that furnace duty is (p + q g)/(1 + s g) in the conductance g of that exchanger: three states of a
week tell it whole (Sherman & Morrison, Ann. Math. Stat. 21 (1950) 124). In place of one network
value an exchanger so meets the neighbours that the plan leaves it, fouled or clean.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, Service, service
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.chains import (
    Chain,
    allowed_one,
    chain,
    charged,
    paying,
    remembered,
)
from greenlang.agents.exchanger.decide.polish import (
    GAIN,
    Bools,
    best_path,
    fits,
    open_weeks,
    path_cost,
    waits,
    within_limits,
)
from greenlang.agents.exchanger.decide.simulate import Course, Outcome, outcome
from greenlang.agents.exchanger.decide.terminal import Terminal
from greenlang.agents.exchanger.train import Train, conductance, furnace_extra, resimulated
from greenlang.library.schedule import Incidence, Path, Renewal, incidence

Floats = NDArray[np.float64]
FOULED = 1.0  # of the clean resistance: the deposit of the third state
SWEEPS = 3
SHARES = 0.0, 0.5, 1.0, 2.0  # of the prices of capacity that are tried in turn
MOST = 60  # exchangers of a fleet that is refined


@dataclass(frozen=True)
class Marginal:
    """Furnace duty (W, by week) above that with this exchanger clean, by its deposit.

    `r_f` and `g` are the table of its conductance; `others` is what the train takes of the furnace
    with it clean, `whole` what its time out costs.
    """

    r_f: Floats
    g: Floats
    p: Floats
    q: Floats
    s: Floats
    others: Floats

    def at(self, r_f: Floats) -> Floats:
        """Duty at these deposits; the last axis is weeks."""
        g = np.interp(r_f, self.r_f, self.g)
        return np.asarray((self.p + self.q * g) / (1.0 + self.s * g) - self.others)

    @property
    def whole(self) -> Floats:
        """Duty while it is out (weeks,)."""
        return self.p - self.others


def marginal(fleet: Fleet, train: Train, at: Course, unit: int) -> Marginal:
    """One exchanger among the others on a course, at the middle of each week."""
    one = fleet.units[unit]
    column = train.names.index(one.asset.name)
    r_f = at.r_f.reshape(fleet.calendar.weeks, WEEK, -1).mean(axis=1)
    out = at.out.reshape(fleet.calendar.weeks, WEEK, -1).mean(axis=1)
    deposits = FOULED / one.stage.u_clean * np.array([0.0, 0.0, 1.0])
    y = np.empty((3, fleet.calendar.weeks))
    for k, (deposit, gone) in enumerate(zip(deposits, (1.0, 0.0, 0.0), strict=True)):
        state, away = r_f.copy(), out.copy()
        state[:, column], away[:, column] = deposit, gone
        y[k] = furnace_extra(train, resimulated(train, state, away))
    g = conductance(one.stage, deposits[1:])
    slope = (y[1:] - y[0]) / g[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (slope[0] - slope[1]) / (y[2] - y[1])
    s = np.where(np.isfinite(s), s, 0.0)
    return Marginal(
        one.loss.r_f, conductance(one.stage, one.loss.r_f), y[0], slope[0] + y[1] * s, s, y[1]
    )


def refinable(fleet: Fleet, train: Train) -> bool:
    """Whether there is a train to move in, and not too large a one."""
    return train.furnace is not None and len(fleet.units) <= MOST


def refined(
    fleet: Fleet,
    train: Train,
    arcs: Renewal,
    paths: Sequence[Path],
    ends: Sequence[Terminal],
    rows: Floats,
    forbidden: tuple[int, int] | None = None,
) -> tuple[tuple[Path, ...], Outcome]:
    """The plan and its cost after every exchanger has moved to its best weeks in the train.

    Each move is kept only if the plan then costs less, simulated day by day. `rows` are prices of
    capacity that a path pays where without them it asks for more than there is. `forbidden` is a
    (unit, week) without a start; a path that has it is chosen anew at any cost.
    """
    uses, when, ways = incidence(arcs), service(fleet), list(paths)
    best, at = outcome(fleet, train, ways, ends)
    paid = uses.node_price(rows)
    order = sorted(range(len(ways)), key=lambda i: forbidden is None or i != forbidden[0])
    for _ in range(SWEEPS if forbidden is None else 1):
        before = list(ways)
        for i in order:
            one = _in_train(fleet, train, when, at, i, ends[i])
            free = open_weeks(fleet, uses, ways, i)
            banned = forbidden is not None and forbidden[0] == i
            if forbidden is not None and banned:
                free[forbidden[1]] = False
            one = allowed_one(arcs.cost[i], one)
            broken = banned and any(forbidden == (i, week) for week, _ in ways[i])
            way = _fitting(arcs, uses, ways, i, one, free, paid[i])
            if broken and way is None:
                way = tuple(start for start in ways[i] if (i, start[0]) != forbidden)
            if way is None or not (broken or path_cost(one, way) < path_cost(one, ways[i]) - GAIN):
                continue
            trial = [*ways[:i], way, *ways[i + 1 :]]
            reached, then = outcome(fleet, train, trial, ends)
            if broken or reached.cost < best.cost - GAIN:
                ways, best, at = trial, reached, then
        if ways == before:
            break
    return tuple(ways), best


def _fitting(
    arcs: Renewal,
    uses: Incidence,
    ways: Sequence[Path],
    unit: int,
    one: Chain,
    free: Bools,
    paid: Floats,
) -> Path | None:
    """The best path of one exchanger that the others leave room for; None where none is found.

    A budget is not by the week: a path may ask for too much of it as a whole.
    """
    for share in SHARES if paid.any() else SHARES[:1]:
        _, way = best_path(paying(one, share * paid), free, waits(arcs, unit))
        if within_limits(arcs, unit, way) and fits(uses, ways, unit, way):
            return way
    return None


def _in_train(
    fleet: Fleet, train: Train, when: Service, at: Course, unit: int, end: Terminal
) -> Chain:
    """One exchanger's chain among the others on a course, with what the furnace then lacks."""
    toll = marginal(fleet, train, at, unit)
    weeks = np.arange(fleet.calendar.weeks + 1.0)
    running = np.diff(fleet.calendar.running_until(WEEK * weeks)) / WEEK
    one = remembered(chain(fleet, fleet.units[unit], when, toll, end))
    return charged(fleet, one, toll.others * running)
