"""Prediction: inlets, flows and fouling of a built exchanger are given, its outlets are sought.

Properties hang on the mean temperatures, films on the wall's, and both on the outlets. A single
case starts from a float solution and records outlets and wall temperature as the unknowns of one
system, with every equation at the solution; arrays repeat the balance until it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.agents.exchanger.method.phases import refuse_boiling_wall
from greenlang.agents.exchanger.method.rating import cases
from greenlang.agents.exchanger.method.rating.kinds import kind
from greenlang.agents.exchanger.method.rating.rate import both_of, fouling
from greenlang.agents.exchanger.method.rating.sides import Kind, between, of_engine
from greenlang.agents.exchanger.method.rating.wall import (
    Both,
    Met,
    at,
    constant,
    plain,
    started,
    uncorrected,
)
from greenlang.agents.exchanger.method.states import Side, duty_of, measured, net
from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, Unknowns, solved
from greenlang.core.units import LEVEL, Unit
from greenlang.library.heat import balance, resistances, sizing
from greenlang.library.heat.pntu import arrangements, inverse

Number = Any
ROUNDS, SETTLED = 80, 1e-13
KELVIN = Unit("K", LEVEL)


def what_if(x: cases.WhatIfCase) -> cases.WhatIf:
    """Outlets, duty and drops at given inlets, flows and fouling, and what differs from a base.

    Raises InputError where an outlet is given, ImpossibleState for what cannot be.
    """
    outcome, details = _predicted(x)
    base = change = None
    if x.base is not None:
        base, _ = _predicted(_altered(x, x.base))
        change = _change(outcome, base)
    return cases.WhatIf(
        outcome, details, base, change, (*kind(x.geometry).assumed(x), *of_engine(x))
    )


def _altered(x: cases.WhatIfCase, to: cases.Operation) -> cases.WhatIfCase:
    streams = {}
    for name in ("hot", "cold"):
        stream, t_in, m = getattr(x, name), getattr(to, f"t_{name}_in"), getattr(to, f"m_{name}")
        stream = stream if t_in is None else replace(stream, t_in=t_in)
        streams[name] = stream if m is None else replace(stream, m=m, v=None)
    return replace(x, **streams, fouling=x.fouling if to.fouling is None else to.fouling)


@dataclass(frozen=True)
class _Exchange:
    """Everything at assumed outlets and wall temperature, and what the equations leave open."""

    hot: Side
    cold: Side
    both: Both
    met: Met
    u_clean: Number
    u: Number
    q: Number
    r: Number
    n: Number
    p: Number  # that N and R give
    open: Sequence[Residual]


@dataclass(frozen=True)
class _Task:
    """The case, made ready once."""

    x: cases.WhatIfCase
    how: Kind
    name: str
    area: Number
    hot: Side
    cold: Side

    def exchange(self, t_hot: Number, t_cold: Number, t_wall: Number) -> _Exchange:
        """The exchanger with these outlets and this outside surface temperature."""
        x, how = self.x, self.how
        hot, cold = replace(self.hot, t_out=t_hot), replace(self.cold, t_out=t_cold)
        both = both_of(x, how, hot, cold)
        at_wall, wall = (uncorrected(both), ()) if t_wall is None else at(both, t_wall)
        u_clean = resistances.coefficient(at_wall.clean)
        r_f = fouling(x, how)
        whole = resistances.total(at_wall.clean, *r_f.values()) if r_f else at_wall.clean
        u = resistances.coefficient(whole) if r_f else u_clean
        q_hot, q_cold = net(duty_of(hot, "hot"), x.q_loss), duty_of(cold, "cold")
        one, two, q_one = (cold, hot, q_cold) if x.inside == "hot" else (hot, cold, q_hot)
        r = balance.capacity_ratio(one.t_in, one.t_out, two.t_in, two.t_out)
        p = balance.temperature_effectiveness(one.t_in, one.t_out, two.t_in)
        ends = (one.t_out, one.t_in) if one is cold else (one.t_in, one.t_out)
        n = sizing.units(u, self.area, balance.mean_capacity_rate(q_one, *ends))
        reached = arrangements.p_of(self.name, n, r, how.shells(x.geometry))
        heat = Residual(sizing.more_duty(q_hot, q_cold), (q_hot, q_cold))
        exchange = Residual(inverse.beyond(reached, p), (reached, p))
        return _Exchange(
            hot, cold, both, at_wall, u_clean, u, q_cold, r, n, reached,
            (heat, exchange, *((wall,) if isinstance(wall, Residual) else ())),
        )  # fmt: skip


def _task(x: cases.WhatIfCase) -> _Task:
    how, g = kind(x.geometry), x.geometry
    for name in ("hot", "cold"):
        stream = getattr(x, name)
        if stream.t_out is not None:
            raise InputError(
                f"{name}.t_out: the outlet is what is sought; leave it out, or ask for a rating"
            )
        if stream.t_in is None or (stream.m is None and stream.v is None):
            raise InputError(f"{name}: a prediction needs t_in and a flow; give both")
    hot, cold = measured(x.hot, "hot"), measured(x.cold, "cold")
    balance.approach(hot.t_in, cold.t_in)
    for name, side in (("hot", hot), ("cold", cold)):
        if isinstance(side.m, Decimal) and side.m <= 0:
            raise ImpossibleState(f"{name}: a flow of {side.m:.6g} kg/s, above 0 is needed")
    hot, cold = (replace(side, liquid=between(side, cold.t_in, hot.t_in)) for side in (hot, cold))
    return _Task(x, how, x.arrangement or how.arrangement(g), how.area(g), hot, cold)


def _predicted(x: cases.WhatIfCase) -> tuple[cases.Outcome, Any]:
    kind(x.geometry).possible(x.geometry)
    task = _task(x)
    if not isinstance(task.hot.t_in, Decimal):
        return _told(task, task.exchange(*_settled(task)))
    with untraced():
        start = _settled(plain(task))
    found: list[_Exchange] = []
    names = ("t_hot_out", "t_cold_out", "t_wall")

    def residuals(point: Unknowns) -> Sequence[Residual]:
        found.append(task.exchange(*(point.get(name) for name in names)))
        return found[-1].open

    unknowns = {
        name: (KELVIN, started(t, task.hot.liquid, task.cold.liquid))
        for name, t in zip(names, start, strict=True)
        if t is not None
    }
    solved("prediction", unknowns, residuals)
    return _told(task, found[-1])


def _settled(task: _Task) -> tuple[Number, Number, Number]:
    """Outlets and outside surface temperature in floats, by repeating the balances."""
    hot, cold, x = task.hot, task.cold, task.x
    span = hot.t_in - cold.t_in
    t_hot, t_cold = hot.t_in - span / 4.0, cold.t_in + span / 4.0
    t_wall = None if constant(hot.liquid, cold.liquid) else cold.t_in + span / 2.0
    loss = 0.0 if x.q_loss is None else x.q_loss
    for _ in range(ROUNDS):
        e = task.exchange(t_hot, t_cold, t_wall)
        q_hot, q_cold = duty_of(e.hot, "hot"), duty_of(e.cold, "cold")
        c_hot, c_cold = q_hot / (hot.t_in - t_hot), q_cold / (t_cold - cold.t_in)
        c_net = (q_hot - loss) / (hot.t_in - t_hot)
        c_1, c_2 = (c_cold, c_net) if x.inside == "hot" else (c_net, c_cold)
        n = e.u * task.area / c_1
        shells = task.how.shells(x.geometry)
        q = arrangements.p_of(task.name, n, c_1 / c_2, shells) * c_1 * span
        before = t_hot
        t_hot, t_cold = hot.t_in - (q + loss) / c_hot, cold.t_in + q / c_cold
        if t_wall is not None:
            out, inner = e.both.out.stream.t, e.both.inner.stream.t
            t_wall = out - (out - inner) * e.met.r_out / e.met.clean
        if np.all(abs(t_hot - before) <= SETTLED * t_hot):
            break
    return t_hot, t_cold, t_wall


def _told(task: _Task, e: _Exchange) -> tuple[cases.Outcome, Any]:
    outer, inner_side = (e.cold, e.hot) if task.x.inside == "hot" else (e.hot, e.cold)
    refuse_boiling_wall("outside", outer, e.met.t_out)
    refuse_boiling_wall("inside", inner_side, e.met.t_in)
    out, inner = e.both.out.drop(e.met.ratio_out), e.both.inner.drop(e.met.ratio_in)
    drops = [drop.total if drop.fouled is None else drop.fouled for drop in (out, inner)]
    re, t = [e.both.out.re, e.both.inner.re], [e.met.t_out, e.met.t_in]
    if task.x.inside == "hot":
        drops, re, t = drops[::-1], re[::-1], t[::-1]
    tell = e.both.out.details
    outcome = cases.Outcome(
        e.q,
        e.hot.t_out,
        e.cold.t_out,
        e.u_clean,
        e.u,
        balance.transfer_units(e.n, e.r),
        balance.effectiveness(e.p, e.r),
        *drops,
        *re,
        *t,
    )
    return outcome, None if tell is None else tell(e.met.ratio_out, out)


def _change(of: cases.Outcome, base: cases.Outcome) -> cases.Change:
    return cases.Change(
        sizing.more_duty(of.q, base.q),
        sizing.warmer(of.t_hot_out, base.t_hot_out),
        sizing.warmer(of.t_cold_out, base.t_cold_out),
        sizing.more_coefficient(of.u, base.u),
        sizing.more_drop(of.dp_hot, base.dp_hot),
        sizing.more_drop(of.dp_cold, base.dp_cold),
    )
