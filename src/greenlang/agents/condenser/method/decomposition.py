"""The back pressure split into its causes, exactly and without an order (spec 3.10).

A cause's part is its Shapley value: the mean, over all orders in which the causes could have come,
of what its coming did to the pressure. The parts sum to the whole, a cause that did not change has
none, and causes that come as a step (plugged tubes, air beyond the pumps) are taken as they are.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import split_equations as sx
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.expected import Stream, expected, stream
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
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
Cause = Literal["inlet temperature", "flow", "load", "fouling", "plugging", "air"]
FIELDS: dict[Cause, tuple[str, ...]] = {
    "inlet temperature": ("t_in",),
    "flow": ("v",),
    "load": ("q",),
    "fouling": ("r_f",),
    "plugging": ("plugged",),
    "air": ("r_air", "p_floor"),
}


@dataclass(frozen=True)
class Conditions:
    """What the pressure follows from; what is not given is clean, open, or free of air."""

    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    r_f: M2KelvinPerWatt | None = None
    plugged: Ratio | None = None
    r_air: M2KelvinPerWatt | None = None
    p_floor: Pascal | None = None


@dataclass(frozen=True)
class DecompositionCase:
    """A condenser as it runs against a reference: its design, its best clean month, a date."""

    tubes: Tubes
    reference: Conditions
    actual: Conditions
    p: Pascal | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class Part:
    """What one cause did: `p` and `t_s` sum over causes; `gain` if it alone were put right."""

    cause: str
    p: PascalDiff
    t_s: KelvinDiff
    gain: PascalDiff


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
    flags: tuple[str, ...] = ()


def decomposition(x: DecompositionCase) -> Decomposition:
    """Shapley values of the causes in pressure and in condensing temperature, each split by itself.

    Decimal case or arrays: 2^k states of k causes.
    """
    causes = [cause for cause in FIELDS if _given(x, cause)]
    states = _States(x)
    names = range(len(causes))
    subsets = [frozenset(s) for n in range(len(causes) + 1) for s in combinations(names, n)]
    found = {s: states(frozenset(causes[i] for i in s)) for s in subsets}
    whole = frozenset(names)
    p_0, t_0 = found[frozenset()]
    p_1, t_1 = found[whole]
    gains = [cx.above(p_1, found[whole - {i}][0]) for i in names]
    change = cx.above(p_1, p_0)
    parts = tuple(
        Part(
            cause,
            _value(i, whole, lambda s: found[s][0], PRESSURE),
            _value(i, whole, lambda s: found[s][1], TEMPERATURE),
            gains[i],
        )
        for i, cause in enumerate(causes)
    )
    return Decomposition(
        p_reference=p_0,
        p_actual=p_1,
        change=change,
        change_t_s=cx.difference(t_1, t_0),
        parts=parts,
        interaction=sx.interaction(change, *gains),
        unexplained=None if x.p is None else cx.above(x.p, p_1),
        flags=_flags(x, causes),
    )


def _given(x: DecompositionCase, cause: Cause) -> bool:
    return any(
        getattr(conditions, name) is not None
        for conditions in (x.reference, x.actual)
        for name in FIELDS[cause]
    )


@dataclass(frozen=True)
class _Split:
    """The equations of a Shapley value in one quantity."""

    step: Callable[..., Any]
    total: Callable[..., Any]


PRESSURE = _Split(sx.pressure_step, sx.pressure_part)
TEMPERATURE = _Split(sx.temperature_step, sx.temperature_part)


def _value(
    i: int, whole: frozenset[int], of: Callable[[frozenset[int]], Number], by: _Split
) -> Any:
    others, k = sorted(whole - {i}), len(whole)
    steps = []
    for n in range(k):
        without = [frozenset(s) for s in combinations(others, n)]
        pairs = [part for s in without for part in (of(s | {i}), of(s))]
        weight = count(k * math.comb(k - 1, n))
        steps.append(by.step(weight, *_differences(pairs, by)))
    return by.total(*steps)


def _differences(pairs: list[Number], by: _Split) -> list[Number]:
    less = cx.above if by is PRESSURE else cx.difference
    return [less(a, b) for a, b in zip(pairs[::2], pairs[1::2], strict=True)]


class _States:
    """Pressure and condensing temperature with some causes actual, the rest at the reference."""

    def __init__(self, x: DecompositionCase) -> None:
        self.x = x
        self.bundles: dict[bool, clean.Bundle] = {}
        self.streams: dict[frozenset[Cause], Stream] = {}

    def __call__(self, actual: frozenset[Cause]) -> tuple[Number, Number]:
        b, w = self._bundle("plugging" in actual), self._stream(actual)
        extra = (self._one("r_f", "fouling" in actual), self._one("r_air", "air" in actual))
        t_s = expected(b, w, tuple(r for r in extra if r is not None)).t_s
        p, floor = saturation.pressure(t_s), self._one("p_floor", "air" in actual)
        if floor is None:
            return p, t_s
        p = cx.not_below(p, floor)
        return p, saturation.temperature(p)

    def _one(self, name: str, actual: bool) -> Number:  # noqa: FBT001 - asked by its cause
        return getattr(self.x.actual if actual else self.x.reference, name)

    def _bundle(self, actual: bool) -> clean.Bundle:  # noqa: FBT001 - asked by its cause
        if actual not in self.bundles:
            plugged = self._one("plugged", actual)
            tubes = self.x.tubes if plugged is None else replace(self.x.tubes, plugged=plugged)
            made = clean.bundle(tubes)
            if made.f_b is None:
                raise InsufficientData(
                    "tubes: the film outside needs f_b, learnt after cleanings, or rows for a prior"
                )
            self.bundles[actual] = made
        return self.bundles[actual]

    def _stream(self, actual: frozenset[Cause]) -> Stream:
        key = actual & {"inlet temperature", "flow", "load", "plugging"}
        if key not in self.streams:
            values = (
                self._one(FIELDS[cause][0], cause in key)
                for cause in ("inlet temperature", "flow", "load")
            )
            self.streams[key] = stream(self._bundle("plugging" in key), *values)
        return self.streams[key]


def _flags(x: DecompositionCase, causes: list[Cause]) -> tuple[str, ...]:
    if not isinstance(x.actual.t_in, Decimal):
        return ()
    said = []
    if "air" not in causes:
        said.append("air is not measured: what it does is part of fouling")
    if x.p is not None and x.actual.r_f is not None:
        said.append("an R_f of this very reading takes up what is not explained: smooth it")
    return tuple(said)
