"""What is odd in a short daily series: wild values, a lasting shift, a value that stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import Ratio
from greenlang.library import cusum
from greenlang.library.scores import together

Number = Any
LEAST_BASE = 7


@dataclass(frozen=True)
class AnomaliesCase:
    """A series in any one unit (R_f over its allowance, a duty in MW ...), evenly in time.

    The first `base` values are taken as usual. `sigma` is the standard uncertainty of one value;
    none: the scatter of the base. A shift is told by cumulative sums with slack `k` and limit `h`,
    in sigmas.
    """

    values: tuple[Ratio, ...]
    base: int = 14
    sigma: Ratio | None = None
    wild: Ratio = "6"
    k: Ratio = "0.5"
    h: Ratio = "5"
    still: int = 6


@dataclass(frozen=True)
class Anomaly:
    """What was found, from which value to which (counted from 1), its size in the series' unit."""

    kind: Literal["wild", "shift up", "shift down", "stands still"]
    first: int
    last: int
    size: Ratio


@dataclass(frozen=True)
class Anomalies:
    """All that is odd, in the order in which it begins."""

    mean: Ratio
    sigma: Ratio
    found: tuple[Anomaly, ...]
    note: str


def anomalies(x: AnomaliesCase) -> Anomalies:
    """Wild values, lasting shifts (Page's cumulative sums), values that stand still."""
    if x.base < LEAST_BASE or len(x.values) <= x.base:
        raise InsufficientData(
            f"{len(x.values)} values with a base of {x.base}: give more values than the base has, "
            f"and a base of {LEAST_BASE} or more"
        )
    if x.still < 2:
        raise InputError(f"still: {x.still} equal values are no spell; give 2 or more")
    base = x.values[: x.base]
    mean = cusum.mean_of(together(*base), count(len(base)))
    squares = together(*(cusum.squared_deviation(v, mean) for v in base))
    scatter = cusum.scatter_of(squares, count(len(base)))
    sigma = scatter if x.sigma is None else x.sigma
    if not sigma > 0:
        raise InsufficientData("the base does not scatter: give sigma, or see whether it is stuck")
    z = [cusum.standardised(v, mean, sigma) for v in x.values]
    wild = _wild(x, z)
    calm = [None if i in {a.first - 1 for a in wild} else each for i, each in enumerate(z)]
    shifts = [*_shift(x, calm, sigma, up=True), *_shift(x, calm, sigma, up=False)]
    found = sorted([*_sized(wild, z, sigma), *shifts, *_still(x)], key=lambda a: (a.first, a.kind))
    return Anomalies(
        mean, sigma, tuple(found),
        f"compared with the first {x.base} values; sigma "
        + ("of their scatter" if x.sigma is None else "as given"),
    )  # fmt: skip


def _wild(x: AnomaliesCase, z: Sequence[Number]) -> list[Anomaly]:
    """Values far out whose neighbours are not."""
    far = [bool(choose("z > wild or z < -wild", z=each, wild=x.wild)) for each in z]
    return [
        Anomaly("wild", count(i + 1), count(i + 1), z[i])
        for i, out in enumerate(far)
        if out and not any(far[j] for j in (i - 1, i + 1) if 0 <= j < len(far))
    ]


def _sized(found: Sequence[Anomaly], z: Sequence[Number], sigma: Number) -> list[Anomaly]:
    return [Anomaly(a.kind, a.first, a.last, cusum.in_unit(z[a.first - 1], sigma)) for a in found]


def _shift(x: AnomaliesCase, z: Sequence[Number], sigma: Number, *, up: bool) -> list[Anomaly]:
    """Spells in which the sum stays above the limit; each begins where the sum last was zero."""
    step = cusum.upper_sum if up else cusum.lower_sum
    level = cusum.nothing(z[0] if z[0] is not None else sigma)
    begun, start, last, out = 0, None, 0, []
    for i, each in enumerate(z):
        if each is None:
            continue
        level = step(each, x.k, level)
        if not choose("s > 0", s=level):
            if start is not None:
                out.append((start, last))
            begun, start = i + 1, None
        elif choose("s > h", s=level, h=x.h):
            start, last = begun if start is None else start, i
    if start is not None:
        out.append((start, last))
    return [_spell(z, sigma, a, b, up=up) for a, b in out]


def _spell(z: Sequence[Number], sigma: Number, first: int, last: int, *, up: bool) -> Anomaly:
    inside = [each for each in z[first : last + 1] if each is not None]
    size = cusum.in_unit(cusum.mean_of(together(*inside), count(len(inside))), sigma)
    kind: Literal["shift up", "shift down"] = "shift up" if up else "shift down"
    return Anomaly(kind, count(first + 1), count(last + 1), size)


def _still(x: AnomaliesCase) -> list[Anomaly]:
    """Equal values so many times running."""
    out, start = [], 0
    for i in range(1, len(x.values) + 1):
        same = i < len(x.values) and choose("b == a", b=x.values[i], a=x.values[i - 1])
        if not same:
            if i - start >= x.still:
                out.append(Anomaly("stands still", count(start + 1), count(i), x.values[start]))
            start = i
    return out
