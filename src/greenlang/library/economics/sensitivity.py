"""What an answer owes to each of its inputs: one at a time, and all at once by seeded draws."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from greenlang.core.equations import equation
from greenlang.core.errors import InputError, near
from greenlang.core.maths import select
from greenlang.core.uncertainty import sample
from greenlang.core.units import Money, Ratio

C = TypeVar("C")
N = TypeVar("N")
PERCENTS = (10.0, 50.0, 90.0)


@equation("x'", "an input off by a share of itself", at=(("28", "0.1"), ("-5", "-0.2")))
def off(x: Ratio, share: Ratio) -> Ratio:
    """A pure number off by a share of itself."""
    return x * (1 + share)


@equation("x'", "an amount off by a share of itself", at=(("28", "0.1"), ("-5", "-0.2")))
def off_money(x: Money, share: Ratio) -> Money:
    """An amount off by a share of itself."""
    return x * (1 + share)


@equation("s_low", "the other side of a swing", at=(("0.1",), ("-0.2",)))
def below(share: Ratio) -> Ratio:
    """The same swing to the low side."""
    return -share


@equation("loss", "indicator", at=(("-5",), ("3",)))
def loses(npv: Money) -> Ratio:
    """1 where money is lost, else 0: its mean over draws is the probability of a loss."""
    return select(npv < 0, lambda: 1, lambda: 0)


@dataclass(frozen=True)
class Bar(Generic[N]):
    """What the answer becomes with one input low and high, all others as they are."""

    name: str
    low: N
    high: N


def tornado(
    answer: Callable[[C], N], case: C, ends: Mapping[str, tuple[Any, Any]]
) -> tuple[Bar[N], ...]:
    """One bar an input, the widest first; `ends` gives the low and high value of each.

    InputError names an input that the case has not.
    """
    bars = []
    for name, (low, high) in ends.items():
        if not hasattr(case, name):
            known = list(vars(case))
            raise InputError(f"{name}: no input of this case{near(name, known)}")
        at = [replace(case, **{name: value}) for value in (low, high)]  # type: ignore[type-var]
        bars.append(Bar(name, answer(at[0]), answer(at[1])))
    return tuple(sorted(bars, key=_width, reverse=True))


def _width(bar: Bar[Any]) -> float:
    return abs(float(bar.high) - float(bar.low))


@dataclass(frozen=True)
class Odds:
    """P10, P50 and P90 of one output over the draws, its mean, and each input's share."""

    p10: float
    p50: float
    p90: float
    mean: float
    shares: Mapping[str, float]
    refused: int  # draws in which the output does not exist


def odds(
    method: Callable[[Any], Any],
    case: Any,
    sigmas: Mapping[str, float],
    *,
    draws: int = 10_000,
    seed: int = 1,
) -> dict[str, Odds]:
    """Monte Carlo over the vectorised method (JCGM 101), seeded: output -> what it may be."""
    budget = sample(method, case, sigmas, draws=draws, seed=seed, percents=PERCENTS)
    return {
        name: Odds(*percents, budget.mean[name], budget.shares[name], budget.refused.get(name, 0))
        for name, percents in budget.percentiles.items()
    }
