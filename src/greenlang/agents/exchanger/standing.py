"""How each exchanger stands: efficiency, approach, decline, health, time left, its place (3.8)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.exchanger.history.reference import Z10, cost_of_heat
from greenlang.agents.exchanger.model import Exchanger, Plant
from greenlang.agents.exchanger.results import Band, ExchangerHistory, Floats, Standing
from greenlang.agents.exchanger.train import Stage, conductance, reference_loss, stage
from greenlang.core.errors import InsufficientData
from greenlang.core.tables import table
from greenlang.library import scores

HEALTH = "exchanger/health"
LEAST_PEERS = 5  # of one service, below which nobody is ranked (spec 3.8)
RECENT, PACE, MONTH = 30, 90, 30  # days: what counts as now, over which a pace is taken, its unit
LEAST_PACE = 10  # days with a value, without which there is no pace
MEASURES = ("cleanliness", "fouling rate", "cost per MW")


@dataclass(frozen=True)
class Course:
    """An exchanger at its reference state by day: what its deposits do and cost."""

    stage: Stage
    known: ExchangerHistory
    price: float  # money per J of lost duty that reaches the furnace; NaN without prices
    pumped: Callable[[Floats], Floats]  # R_f -> money a second for pump power above clean

    def loss(self, r_f: Floats) -> Floats:
        """Duty lost (W) at these resistances."""
        return reference_loss(self.stage, r_f)

    @property
    def clean(self) -> float:
        """Duty of the clean exchanger, W."""
        one = self.stage
        return float(conductance(one, np.zeros(1))[0] * (one.t_hot_in - one.t_cold_in))

    def efficiency(self, r_f: Floats) -> Floats:
        """Duty over clean duty at reference."""
        return np.asarray(1.0 - self.loss(r_f) / self.clean)

    def efficiency_sigma(self) -> Floats:
        """Its standard uncertainty by day, from that of the level."""
        day = self.known.daily
        beyond = self.efficiency(day.level + day.level_sigma)
        return np.asarray(np.abs(self.efficiency(day.level) - beyond))

    def cost(self, r_f: Floats) -> Floats:
        """Money a day that these resistances cost: lost heat, and pump power as in the plan."""
        return np.asarray(86_400.0 * (self.price * self.loss(r_f) + self.pumped(r_f)))

    def approach_ratio(self, r_f: float) -> float:
        """Approach at the cold end over that of a clean exchanger, at reference."""
        one = self.stage
        duty = self.clean - self.loss(np.array([r_f, 0.0]))
        ends = one.t_hot_in - duty / one.c_hot - one.t_cold_in
        return float(ends[0] / ends[1]) if ends[1] > 0.0 else float("nan")


def course(plant: Plant, known: ExchangerHistory) -> Course:
    """The exchanger at its reference state.

    InsufficientData where R_f is not known, or where it is only an index.
    """
    if not np.isfinite(known.r_f_now.p50):
        raise InsufficientData(f"insufficient data: {known.asset} has no fouling resistance today")
    if known.index:
        raise InsufficientData(
            f"insufficient data: a flow of {known.asset} is only stood for, so R_f is an index"
        )
    last = int(known.daily.days[-1])
    price, _ = cost_of_heat(plant.prices, plant.network.furnace, last)
    share = known.reference.get("network_value", 1.0)
    at = stage(plant.asset(known.asset), known)
    return Course(at, known, price * share, _pumped(plant, known, last))


def _pumped(plant: Plant, known: ExchangerHistory, day: int) -> Callable[[Floats], Floats]:
    """What the deposit costs the pumps, by the same law as the plan counts it."""
    from greenlang.agents.exchanger.decide import units  # the plan knows histories: not the reverse

    given = plant.plan.pump_efficiency if plant.plan else None
    pump = units.pump(known, given or units.PUMPS)
    price = float(units.power_value(plant.prices, np.array([float(day)]))[0])
    return lambda r_f: price * pump.at(r_f)


def standings(plant: Plant, units: Iterable[ExchangerHistory], end: int) -> tuple[Standing, ...]:
    """Every exchanger of which enough is known, ranked among those of its service."""
    found: list[Standing] = []
    measured: dict[str, dict[str, float]] = {}
    for one in units:
        try:
            at = course(plant, one)
        except InsufficientData:
            continue
        found.append(_standing(plant.asset(one.asset), at, end))
        measured[one.asset] = _measures(at)
    return _ranked(found, measured)


def _standing(asset: Exchanger, at: Course, end: int) -> Standing:
    one = at.known
    now = at.efficiency(np.array([one.r_f_now.p90, one.r_f_now.p50, one.r_f_now.p10]))
    parts = _scores(at)
    value, coverage = health(parts)
    return Standing(
        one.asset,
        service_of(asset),
        Band(*(float(x) for x in now)),
        _recent(one, "effectiveness"),
        min(_recent(one, "approach_hot_end"), _recent(one, "approach_cold_end")),
        _decline(at),
        value,
        coverage,
        parts,
        _left(one, end),
        _own(at),
    )


def service_of(asset: Exchanger) -> str:
    """What an exchanger is compared with: its service, else its kind and cold fluid."""
    return asset.service or f"{asset.kind.replace('_', ' ')}, {asset.fluids['cold']}"


def _recent(one: ExchangerHistory, name: str) -> float:
    """Median over the last days; NaN where none has a value."""
    if one.tracking is None:
        return float("nan")
    values = getattr(one.tracking, name)[-RECENT:]
    return _middle(values)


def _middle(values: Floats) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if seen.size else float("nan")


def _decline(at: Course) -> float:
    """Efficiency lost in 30 days at the pace since the last cleaning, of at most 90 days."""
    day = at.known.daily
    since = max((c.end for c in at.known.cleanings), default=int(day.days[0]))
    late = (day.days > day.days[-1] - PACE) & (day.days >= since) & np.isfinite(day.r_f)
    if np.count_nonzero(late) < LEAST_PACE:
        return float("nan")
    slope = np.polyfit(day.days[late].astype(np.float64), at.efficiency(day.level[late]), 1)[0]
    return float(-MONTH * slope)


def _scores(at: Course) -> dict[str, float]:
    """Score of every part of the health index that is known, 0 to 100."""
    one = at.known
    u = 1.0 / (1.0 + at.stage.u_clean * one.r_f_now.p50)
    known = {
        "u": u,
        "dp": _middle(one.daily.dp_ratio[-RECENT:]),
        "approach": at.approach_ratio(one.r_f_now.p50),
    }
    anchors = {row[0]: (float(row[2]), float(row[3])) for row in table(HEALTH).rows}
    return {
        name: float(scores.score(x, *anchors[name])) for name, x in known.items() if np.isfinite(x)
    }


def health(parts: Mapping[str, float]) -> tuple[float | None, float]:
    """Weighted mean of the scores that are known, None below the least coverage; the coverage."""
    weights = {row[0]: float(row[1]) for row in table(HEALTH).rows}
    known = sum(weights[name] for name in parts)
    covered = float(scores.coverage(known, sum(weights.values())))
    if covered < least_coverage() or not parts:
        return None, covered
    total = scores.together(*(scores.weighted(weights[n], s) for n, s in parts.items()))
    return float(scores.index_of(total, known)), covered


def least_coverage() -> float:
    """Share of the weights below which there is no index."""
    return float(table(HEALTH).notes["least_coverage"])


def _left(one: ExchangerHistory, end: int) -> dict[str, Band]:
    limits = one.forecast.limits if one.forecast else {}
    return {
        name: Band(band.p10 - end, band.p50 - end, band.p90 - end) for name, band in limits.items()
    }


def _own(at: Course) -> float:
    """Share of the days of its history on which it was less efficient than today."""
    day = at.known.daily
    level = day.level[np.isfinite(day.r_f)]
    if level.size == 0:
        return float("nan")
    worse, equal = np.sum(level > level[-1]), np.sum(level == level[-1])
    return float(scores.percentile_rank(float(worse + equal / 2), float(level.size)))


def _measures(at: Course) -> dict[str, float]:
    """What units are compared by, each so that less is better."""
    one = at.known
    rates = one.daily.rate[np.isfinite(one.daily.rate)]
    u = 1.0 / (1.0 + at.stage.u_clean * one.r_f_now.p50)
    cost = one.money_per_day.p50 / (1e-6 * at.clean) if at.clean > 0.0 else float("nan")
    rate = float(np.median(rates[-PACE:])) if rates.size else float("nan")
    return dict(zip(MEASURES, (-u, rate, cost), strict=True))


def _ranked(
    found: Iterable[Standing], measured: Mapping[str, Mapping[str, float]]
) -> tuple[Standing, ...]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    known = tuple(found)
    for one in known:
        groups[one.service].append(one.asset)
    out = []
    for one in known:
        peers = groups[one.service]
        if len(peers) < LEAST_PEERS:
            said = f"{len(peers)} of service {one.service!r}, {LEAST_PEERS} are needed"
            out.append(replace(one, peers=len(peers), unranked=said))
            continue
        places = {m: _place([measured[p][m] for p in peers], measured[one.asset][m])
                  for m in MEASURES}  # fmt: skip
        fine = {m: place for m, place in places.items() if np.isfinite(place)}
        cost = np.array([measured[p]["cleanliness"] for p in peers])
        rank = 1 + int(np.sum(cost < measured[one.asset]["cleanliness"]))
        out.append(replace(one, fleet=fine, rank=rank, peers=len(peers)))
    return tuple(out)


def _place(peers: list[float], own: float) -> float:
    """Share of the peers that are worse; NaN where fewer than five are known."""
    known = np.array([x for x in peers if np.isfinite(x)])
    if known.size < LEAST_PEERS or not np.isfinite(own):
        return float("nan")
    worse, equal = float(np.sum(known > own)), float(np.sum(known == own))
    return float(scores.percentile_rank(worse + equal / 2, float(known.size)))


def band_of(mean: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """P10 and P90 by day."""
    return mean - Z10 * sigma, mean + Z10 * sigma
