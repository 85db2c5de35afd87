"""The back pressure split into its causes, exactly and without an order (spec 3.10).

A cause's part is its Shapley value: the mean, over all orders in which the causes could have come,
of what its coming did to the pressure. The parts sum to the whole, a cause that did not change has
none, and causes that come as a step (plugged tubes, air beyond the pumps) are taken as they are.
Power and heat rate are split by themselves, since a turbine's curve is curved; money and CO2 follow
them straight. All are those of today's load: what another load would make is no loss of vacuum.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal

from greenlang.agents.condenser import box_equations as bx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import split_equations as sx
from greenlang.agents.condenser.cases import Prices, Tubes, Turbine
from greenlang.agents.condenser.method import clean, worth
from greenlang.agents.condenser.method.expected import Stream, expected, stream
from greenlang.agents.condenser.method.shapley import (
    HEAT_RATE,
    POWER,
    PRESSURE,
    TEMPERATURE,
    value,
    value_within,
)
from greenlang.agents.condenser.method.worth import Worth
from greenlang.core.errors import InsufficientData
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    M3PerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Watt,
)
from greenlang.library.steam import saturation

Number = Any
Cause = Literal["inlet temperature", "flow", "load", "fouling", "plugging", "debris", "air"]
INLET: Cause = "inlet temperature"
FIELDS: dict[Cause, tuple[str, ...]] = {
    "inlet temperature": ("t_in",),
    "flow": ("v",),
    "load": ("q",),
    "fouling": ("r_f",),
    "plugging": ("plugged",),
    "debris": ("blocked",),
    "air": ("r_air", "p_floor"),
}


@dataclass(frozen=True)
class Conditions:
    """What the pressure follows from; what is not given is clean, open, or free of air.

    `blocked` is the share of the open tubes that debris closes, as `waterbox` finds it. The floor
    goes with the inlet: `p_floor_at_reference` is that of the same air at the reference's inlet,
    `p_floor` itself where it is not given.
    """

    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    r_f: M2KelvinPerWatt | None = None
    plugged: Ratio | None = None
    r_air: M2KelvinPerWatt | None = None
    p_floor: Pascal | None = None
    blocked: Ratio | None = None
    p_floor_at_reference: Pascal | None = None


@dataclass(frozen=True)
class InletPart:
    """A part of the change of the inlet temperature, such as wet bulb or recirculation."""

    cause: str
    dt: KelvinDiff


@dataclass(frozen=True)
class DecompositionCase:
    """A condenser as it runs against a reference: its design, its best clean month, a date.

    `inlet` are parts of the change of the inlet temperature, as `cold_water` tells them of a tower;
    what they leave is "inlet, rest".
    """

    tubes: Tubes
    reference: Conditions
    actual: Conditions
    p: Pascal | None = None
    inlet: tuple[InletPart, ...] = ()
    turbine: Turbine | None = None
    prices: Prices | None = None
    salinity: Ratio | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class Part:
    """What one cause did: `p`, `t_s` and `worth` sum over causes; a loss is positive.

    `gain` is what there would be if it alone were put right.
    """

    cause: str
    p: PascalDiff
    t_s: KelvinDiff
    gain: PascalDiff
    worth: Worth | None = None
    gain_worth: Worth | None = None


@dataclass(frozen=True)
class Decomposition:
    """The split. `interaction` is what the gains, one at a time, leave of the whole change.

    `unexplained` is what the measured pressure lies above that of the actual conditions.
    """

    p_reference: Pascal
    p_actual: Pascal
    change: PascalDiff
    change_t_s: KelvinDiff
    parts: tuple[Part, ...]
    interaction: PascalDiff
    unexplained: PascalDiff | None
    inlet: tuple[Part, ...] = ()
    worth: Worth | None = None
    unexplained_worth: Worth | None = None
    flags: tuple[str, ...] = ()


def decomposition(x: DecompositionCase) -> Decomposition:
    """Shapley values of the causes in pressure, condensing temperature, power and heat rate.

    Each is split by itself. Decimal case or arrays: 2^k states of k causes.
    """
    if x.turbine is not None:
        worth.checked(x.turbine)
    causes = [cause for cause in FIELDS if _given(x, cause)]
    states, whole = _States(x), frozenset(causes)
    found = {s: states(s) for s in _subsets(causes)}
    first, last = found[frozenset()], found[whole]
    parts = tuple(_part(x, cause, whole, found) for cause in causes)
    change = cx.above(last.p, first.p)
    return Decomposition(
        p_reference=first.p,
        p_actual=last.p,
        change=change,
        change_t_s=cx.difference(last.t_s, first.t_s),
        parts=parts,
        interaction=sx.interaction(change, *(part.gain for part in parts)),
        unexplained=None if x.p is None else cx.above(x.p, last.p),
        inlet=_inlet(x, states, whole, found),
        worth=_worth(x, first, last),
        unexplained_worth=None if x.p is None else _worth(x, last, _measured(x)),
        flags=_flags(x, causes),
    )


def _measured(x: DecompositionCase) -> "_State":
    """The state that the gauge shows, where a turbine makes something of it."""
    return _State(x.p, None, None if x.turbine is None else worth.output(x.turbine, x.p))


def _worth(x: DecompositionCase, before: "_State", now: "_State") -> Worth | None:
    if before.output is None or now.output is None:
        return None
    return worth.between(before.output, now.output, x.prices)


def _given(x: DecompositionCase, cause: Cause) -> bool:
    return any(
        getattr(conditions, name) is not None
        for conditions in (x.reference, x.actual)
        for name in FIELDS[cause]
    )


Found = dict[frozenset[Cause], "_State"]


def _part(x: DecompositionCase, cause: Cause, whole: frozenset[Cause], found: Found) -> Part:
    def split(of: Callable[[_State], Number], by: Any) -> Number:
        return value(cause, whole, lambda s: of(found[s]), by)

    return _split(x, cause, split, found[whole], found[whole - {cause}])


def _split(
    x: DecompositionCase, cause: str, split: Callable[..., Number], last: "_State",
    without: "_State",
) -> Part:  # fmt: skip
    """A cause by what `split` makes of each quantity, and what its absence alone would give."""
    own = None
    if x.turbine is not None:
        rated = x.turbine.heat_rate is not None
        rise = split(lambda s: s.output.heat_rate, HEAT_RATE) if rated else None
        lost = split(lambda s: s.output.power, POWER)
        own = worth.priced(lost, rise, last.output.power, x.prices)
    return Part(
        cause,
        split(lambda s: s.p, PRESSURE),
        split(lambda s: s.t_s, TEMPERATURE),
        cx.above(last.p, without.p),
        own,
        _worth(x, without, last),
    )


def _inlet(
    x: DecompositionCase, states: "_States", whole: frozenset[Cause], found: Found
) -> tuple[Part, ...]:
    """The inlet temperature's own part split among what moved it, by Owen's value."""
    if not x.inlet:
        return ()
    rest = sx.inlet_rest(x.actual.t_in, x.reference.t_in, *(part.dt for part in x.inlet))
    parts = (*x.inlet, InletPart("inlet, rest", rest))
    others, union = whole - {INLET}, frozenset(range(len(parts)))

    def at(outside: frozenset[Cause], inside: frozenset[int]) -> _State:
        if not inside or inside == union:
            return found[outside | {INLET} if inside else outside]
        return states(outside, inside, tuple(parts[j].dt for j in sorted(inside)))

    every = {(q, s): at(q, s) for q in _subsets(others) for s in _subsets(union)}

    def one(j: int) -> Part:
        def split(of: Callable[[_State], Number], by: Any) -> Number:
            return value_within(j, union, others, lambda q, s: of(every[q, s]), by)

        return _split(x, parts[j].cause, split, found[whole], every[others, union - {j}])

    return tuple(one(j) for j in range(len(parts)))


def _subsets(whole: Iterable[Any]) -> list[frozenset[Any]]:
    every = sorted(whole)
    return [frozenset(s) for n in range(len(every) + 1) for s in combinations(every, n)]


@dataclass(frozen=True)
class _State:
    """What the condenser and its turbine do with some causes actual."""

    p: Number
    t_s: Number
    output: Any = None  # worth.Output where there is a turbine


class _States:
    """Pressure, condensing temperature, output: some causes actual, the rest at the reference."""

    def __init__(self, x: DecompositionCase) -> None:
        self.x = x
        self.bundles: dict[frozenset[Cause], clean.Bundle] = {}
        self.streams: dict[Any, Stream] = {}

    def __call__(
        self, actual: frozenset[Cause], inside: frozenset[int] = frozenset(), parts: Any = ()
    ) -> _State:
        """`inside` says which `parts` of the inlet's change are there, where it is split."""
        p, t_s = self._condensing(actual, inside, parts)
        turbine = self.x.turbine
        return _State(p, t_s, None if turbine is None else worth.output(turbine, p))

    def _condensing(
        self, actual: frozenset[Cause], inside: frozenset[int], parts: Any
    ) -> tuple[Number, Number]:
        b, w = self._bundle(actual), self._stream(actual, inside, parts)
        extra = (self._one("r_f", "fouling" in actual), self._one("r_air", "air" in actual))
        t_s = expected(b, w, tuple(r for r in extra if r is not None)).t_s
        p, floor = saturation.pressure(t_s), self._floor(actual)
        if floor is None:
            return p, t_s
        p = cx.not_below(p, floor)
        return p, saturation.temperature(p)

    def _floor(self, actual: frozenset[Cause]) -> Number:
        there = self.x.actual
        if "air" in actual and INLET not in actual and there.p_floor_at_reference is not None:
            return there.p_floor_at_reference
        return self._one("p_floor", "air" in actual)

    def _one(self, name: str, actual: bool) -> Number:  # noqa: FBT001 - asked by its cause
        return getattr(self.x.actual if actual else self.x.reference, name)

    def _bundle(self, actual: frozenset[Cause]) -> clean.Bundle:
        key = actual & {"plugging", "debris"}
        if key not in self.bundles:
            made = clean.bundle(self._tubes(key))
            if made.f_b is None:
                raise InsufficientData(
                    "tubes: the film outside needs f_b, learnt after cleanings, or rows for a prior"
                )
            self.bundles[key] = made
        return self.bundles[key]

    def _tubes(self, key: frozenset[Cause]) -> Tubes:
        plugged = self._one("plugged", "plugging" in key)
        blocked = self._one("blocked", "debris" in key)
        tubes = self.x.tubes if plugged is None else replace(self.x.tubes, plugged=plugged)
        if blocked is None:
            return tubes
        left = tubes.count if tubes.plugged is None else cx.open_tubes(tubes.count, tubes.plugged)
        return replace(tubes, plugged=bx.closed_tubes(tubes.count, left, blocked))

    def _stream(self, actual: frozenset[Cause], inside: frozenset[int], parts: Any) -> Stream:
        key = actual & {INLET, "flow", "load", "plugging", "debris"}
        if (key, inside) not in self.streams:
            t_in, v, q = (
                self._one(FIELDS[cause][0], cause in key) for cause in (INLET, "flow", "load")
            )
            t_in = sx.inlet_level(t_in, *parts) if parts else t_in
            self.streams[key, inside] = stream(
                self._bundle(key), t_in, v, q, salinity=self.x.salinity
            )
        return self.streams[key, inside]


def _flags(x: DecompositionCase, causes: list[Cause]) -> tuple[str, ...]:
    if not isinstance(x.actual.t_in, Decimal):
        return ()
    said = []
    if "air" not in causes:
        said.append("air is not measured: what it does is part of fouling")
    if x.p is not None and x.actual.r_f is not None:
        said.append("an R_f of this very reading takes up what is not explained: smooth it")
    return (*said, *worth.notes(x.turbine, x.prices, x.actual.t_in))
