"""How an exchanger is, in one number with its parts, and where it stands among its peers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from greenlang.core.errors import InputError, InsufficientData, near
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.tables import table
from greenlang.core.units import M2KelvinPerJoule, MoneyPerJoule, Ratio
from greenlang.library import scores

Number = Any
HEALTH = "exchanger/health"
LEAST_PEERS = 5


@dataclass(frozen=True)
class Weight:
    """A part of the index: its weight, and the values that score 100 and 0."""

    part: str
    weight: Ratio
    good: Ratio
    bad: Ratio


def standard_weights() -> tuple[Weight, ...]:
    """The weights and anchors of the cited table."""
    return tuple(Weight(*row[:4]) for row in table(HEALTH).rows)


def standard_coverage() -> str:
    """Share of the weights below which the index is refused."""
    return table(HEALTH).notes["least_coverage"]


@dataclass(frozen=True)
class HealthCase:
    """What is known of an exchanger; leave out what is not.

    u: U over clean U. dp: pressure drop over clean. approach: over that of a clean exchanger at the
    same flows and inlets. vibration: over its limit. wall: (t - t_min)/(t_new - t_min).
    """

    u: Ratio | None = None
    dp: Ratio | None = None
    approach: Ratio | None = None
    vibration: Ratio | None = None
    wall: Ratio | None = None
    weights: tuple[Weight, ...] = field(default_factory=standard_weights)
    least_coverage: Ratio = field(default_factory=standard_coverage)


@dataclass(frozen=True)
class Score:
    """One part of the index."""

    part: str
    score: Ratio
    weight: Ratio


@dataclass(frozen=True)
class Health:
    """The index, 100 is as new, with its parts and the share of the weights that is known."""

    health: Ratio
    coverage: Ratio
    scores: tuple[Score, ...]
    weakest: str
    unknown: str


def health(x: HealthCase) -> Health:
    """Weighted mean of the scores of what is known; refused where too little is."""
    parts = ("u", "dp", "approach", "vibration", "wall")
    for one in x.weights:
        if one.part not in parts:
            raise InputError(f"weights: no part {one.part!r}{near(one.part, parts)}")
        if float(one.weight) < 0:
            raise InputError(f"weights: that of {one.part} is {one.weight}; give 0 or more")
    known = [w for w in x.weights if getattr(x, w.part) is not None]
    missing = ", ".join(w.part for w in x.weights if w not in known) or "nothing"
    if not known:
        raise InsufficientData(f"nothing is known of {', '.join(parts)}: give at least one")
    every = scores.together(*(w.weight for w in x.weights))
    weight = scores.together(*(w.weight for w in known))
    covered = scores.coverage(weight, every)
    if choose("covered < least", covered=covered, least=x.least_coverage):
        raise InsufficientData(
            f"only {100 * float(covered):.0f} % of the weights are known, "
            f"{100 * float(x.least_coverage):.0f} % are needed: {missing} missing"
        )
    found = [
        Score(w.part, scores.score(getattr(x, w.part), w.good, w.bad), w.weight) for w in known
    ]
    total = scores.together(*(scores.weighted(s.weight, s.score) for s in found))
    weakest = min(found, key=lambda s: s.score)
    return Health(scores.index_of(total, weight), covered, tuple(found), weakest.part, missing)


@dataclass(frozen=True)
class Peer:
    """One exchanger of a fleet: U over clean U, fouling rate, what fouling costs per clean duty."""

    name: str
    service: str
    cleanliness: Ratio
    rate: M2KelvinPerJoule | None = None
    cost: MoneyPerJoule | None = None


@dataclass(frozen=True)
class BenchmarkCase:
    """An exchanger among its fleet, and what it was itself (`own`: cleanliness, any order)."""

    asset: str
    units: tuple[Peer, ...]
    own: tuple[Ratio, ...] = ()


@dataclass(frozen=True)
class Benchmark:
    """Rank by cleanliness (1 is cleanest) and share of its peers that are worse, by measure."""

    service: str
    peers: int
    rank: Ratio
    cleanliness: Ratio
    rate: Ratio | None
    cost: Ratio | None
    own: Ratio | None
    note: str


def benchmark(x: BenchmarkCase) -> Benchmark:
    """Rank and percentiles among five or more units of one service, and against its own history."""
    named = {unit.name: unit for unit in x.units}
    if len(named) < len(x.units):
        raise InputError("units: two have one name; each exchanger counts once")
    if x.asset not in named:
        raise InputError(f"asset: {x.asset!r} is none of the units{near(x.asset, named)}")
    it = named[x.asset]
    peers = [unit for unit in x.units if unit.service == it.service]
    if len(peers) < LEAST_PEERS:
        raise InsufficientData(
            f"{len(peers)} units of service {it.service!r}: a rank needs {LEAST_PEERS} or more"
        )
    values = [unit.cleanliness for unit in peers]
    better = scores.together(*(scores.ahead(y, it.cleanliness) for y in values))
    rate = _of(peers, it, "rate", scores.fouls_faster)
    cost = _of(peers, it, "cost", scores.costs_more)
    short = [n for n, found in (("rate", rate), ("cost", cost)) if found is None]
    return Benchmark(
        it.service,
        count(len(peers)),
        scores.rank_after(better),
        _place(it.cleanliness, values, scores.below),
        rate,
        cost,
        _place(it.cleanliness, x.own, scores.below) if x.own else None,
        f"too few are known to compare by {' and '.join(short)}" if short else "all compared",
    )


def _of(peers: list[Peer], it: Peer, name: str, worse: Callable[..., Any]) -> Number:
    """Percentile by a measure of which less is better; None where fewer than five are known."""
    known = [value for unit in peers if (value := getattr(unit, name)) is not None]
    if len(known) < LEAST_PEERS or getattr(it, name) is None:
        return None
    return _place(getattr(it, name), known, worse)


def _place(own: Number, values: Sequence[Number], worse: Callable[..., Any]) -> Number:
    places = scores.together(*(worse(y, own) for y in values))
    return scores.percentile_rank(places, count(len(values)))
