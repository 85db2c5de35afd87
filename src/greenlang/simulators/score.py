"""How close an analysis came to a simulated plant's truth: arrays in, numbers out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from greenlang.simulators.truth import Cleaning, ExchangerTruth, Fault, Truth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY = 86_400
NEAR = 2  # days that a date may be off
BAND90 = 1.6448536269514722  # standard normal quantile of 95 %
USUAL = ("bypass", "drift", "stuck")
FAULTS = (*USUAL, "bias", "flow_meter", "plugging", "maldistribution", "vaporisation")


class DailyValues(Protocol):
    """What an analysis says of one exchanger by day."""

    @property
    def days(self) -> Ints:
        """Days since 1970."""
        ...

    @property
    def level(self) -> Floats:
        """R_f, m2 K/W."""
        ...

    @property
    def level_sigma(self) -> Floats:
        """Its standard uncertainty."""
        ...

    @property
    def u(self) -> Floats:
        """Overall coefficient, NaN while there is none."""
        ...


class FoundCleaning(Protocol):
    """A cleaning that the analysis reports; days since 1970."""

    @property
    def start(self) -> int:
        """First day out."""
        ...

    @property
    def end(self) -> int:
        """First day back."""
        ...

    @property
    def status(self) -> str:
        """Whether data show it."""
        ...


class FoundEvent(Protocol):
    """An event that the analysis reports; days since 1970."""

    @property
    def cause(self) -> str:
        """What it is."""
        ...

    @property
    def start(self) -> int:
        """First day."""
        ...

    @property
    def end(self) -> int | None:
        """Last day, None: still there."""
        ...

    @property
    def tag(self) -> str | None:
        """The tag that lies."""
        ...


class Found(Protocol):
    """All that an analysis says of one exchanger."""

    @property
    def asset(self) -> str:
        """Its name."""
        ...

    @property
    def daily(self) -> DailyValues:
        """Values by day."""
        ...

    @property
    def cleanings(self) -> Sequence[FoundCleaning]:
        """Cleanings found or logged."""
        ...

    @property
    def events(self) -> Sequence[FoundEvent]:
        """Everything else that happened."""
        ...


@dataclass(frozen=True)
class ExchangerScore:
    """One exchanger against its truth.

    `rmse` of R_f and that of 1/U - 1/U_design, m2 K/W, and the greatest true R_f; both absolute for
    a new bundle, else less their mean, since no data show its clean state. `coverage`: share of
    days within the 90 % band, one number a cycle; without a new bundle R_f is taken from the zero
    that the analysis chose, which the band is about. `sensor_fault`: whether a tag of it lied.
    """

    asset: str
    rmse: float
    rmse_naive: float
    peak: float
    coverage: tuple[float, ...]
    sensor_fault: bool

    @property
    def over_naive(self) -> float:
        """The error over that of the naive way."""
        return self.rmse / self.rmse_naive

    @property
    def over_peak(self) -> float:
        """The error over the greatest true R_f."""
        return self.rmse / self.peak


@dataclass(frozen=True)
class Score:
    """One simulated plant; counts of events right, wrong and missed."""

    seed: int
    exchangers: tuple[ExchangerScore, ...]
    cleanings_true: int
    cleanings_found: int
    cleanings_matched: int
    named: Mapping[str, tuple[int, int]]  # kind -> named rightly, simulated
    invented: tuple[str, ...]
    missing: tuple[str, ...] = ()  # exchangers without a result


def score(truth: Truth, found: Iterable[Found], u_design: Mapping[str, float]) -> Score:
    """Score an analysis; `u_design` (W/m2 K) is what the naive way takes as clean."""
    by_name = {one.asset: one for one in found}
    known = [name for name in truth.exchangers if name in by_name]
    asked = [name for name in known if name not in truth.index_only]
    pairs = [_cleanings(truth, by_name[name]) for name in known]
    lost = sum(one.asset not in by_name for one in truth.cleanings)
    return Score(
        truth.seed,
        tuple(_exchanger(truth, by_name[name], u_design[name]) for name in asked),
        sum(pair[0] for pair in pairs) + lost,
        sum(pair[1] for pair in pairs),
        sum(pair[2] for pair in pairs),
        {kind: _named(truth, by_name, kind) for kind in _kinds(truth)},
        tuple(text for name in known for text in _invented(truth, by_name[name])),
        tuple(name for name in truth.exchangers if name not in by_name),
    )


def _kinds(truth: Truth) -> tuple[str, ...]:
    """Kinds of fault to be named: the usual ones, and what this plant had besides."""
    had = sorted({fault.kind for fault in truth.faults} - set(USUAL))
    return (*USUAL, *had)


def true_days(truth: Truth, values: Floats) -> tuple[Ints, Floats]:
    """Days since 1970 and the mean of `values` on each."""
    day = truth.time // DAY
    first = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    count = np.diff(np.append(first, len(day)))
    return day[first], np.add.reduceat(values, first) / count


def _exchanger(truth: Truth, found: Found, u_design: float) -> ExchangerScore:
    real = truth.exchangers[found.asset]
    days, r_f = true_days(truth, real.r_f)
    daily = found.daily
    common, here, there = np.intersect1d(days, daily.days, return_indices=True)
    ran = np.isfinite(daily.u[there]) & np.isfinite(daily.level[there])
    common, r_true = common[ran], r_f[here][ran]
    level = daily.level[there][ran]
    error = level - r_true
    naive = 1.0 / daily.u[there][ran] - 1.0 / u_design - r_true
    banded = error
    if not real.new_bundle:
        # The band is about the zero that the analysis chose, its lowest level.
        banded = error - error[np.argmin(level)]
        error, naive = error - error.mean(), naive - naive.mean()
    inside = np.abs(banded) <= BAND90 * daily.level_sigma[there][ran]
    return ExchangerScore(
        found.asset,
        float(np.sqrt(np.mean(error**2))),
        float(np.sqrt(np.mean(naive**2))),
        float(r_f.max()),
        _by_cycle(truth, real, common, inside),
        _lied(truth, found.asset),
    )


def _by_cycle(
    truth: Truth, real: ExchangerTruth, days: Ints, inside: NDArray[np.bool_]
) -> tuple[float, ...]:
    ends = sorted(one.end // DAY for one in truth.cleanings if one.asset == real.asset)
    cycle = np.searchsorted(ends, days, side="right")
    return tuple(float(inside[cycle == k].mean()) for k in np.unique(cycle))


def _lied(truth: Truth, asset: str) -> bool:
    tags = set(truth.tags[asset])
    return any(fault.tag in tags for fault in truth.faults if fault.tag is not None)


def _cleanings(truth: Truth, found: Found) -> tuple[int, int, int]:
    """True, found, and matched one to one with both dates within two days."""
    real = [one for one in truth.cleanings if one.asset == found.asset]
    seen = [one for one in found.cleanings if one.status in {"confirmed", "found_without_log"}]
    left = list(real)
    for one in seen:
        match = next((true for true in left if _same(true, one)), None)
        if match is not None:
            left.remove(match)
    return len(real), len(seen), len(real) - len(left)


def _same(true: Cleaning, found: FoundCleaning) -> bool:
    start, end = true.start // DAY, true.end // DAY
    return abs(found.start - start) <= NEAR and abs(found.end - end) <= NEAR


def _named(truth: Truth, found: Mapping[str, Found], kind: str) -> tuple[int, int]:
    faults = [fault for fault in truth.faults if fault.kind == kind]
    right = sum(
        any(
            event.cause == kind and _answers(fault, one, event)
            for one in found.values()
            for event in one.events
        )
        for fault in faults
    )
    return right, len(faults)


def _answers(fault: Fault, found: Found, event: FoundEvent) -> bool:
    """The event is about the fault: its tag or its exchanger, and half of its time at least."""
    if fault.tag is not None and event.tag != fault.tag:
        return False
    if fault.tag is None and found.asset != fault.asset:
        return False
    start, end = fault.start / DAY, fault.end / DAY
    last = np.inf if event.end is None else event.end + 1.0
    return bool(min(end, last) - max(start, float(event.start)) >= 0.5 * (end - start))


def _invented(truth: Truth, found: Found) -> tuple[str, ...]:
    """Faults named where there were none."""
    return tuple(
        f"{found.asset}: {event.cause} {event.tag or ''} on day {event.start}"
        for event in found.events
        if event.cause in FAULTS and not any(_near(fault, found, event) for fault in truth.faults)
    )


def _near(fault: Fault, found: Found, event: FoundEvent) -> bool:
    """The fault is of this tag, or of this exchanger for one without a tag, at this time."""
    same = event.tag == fault.tag if fault.tag is not None else found.asset == fault.asset
    last = np.inf if event.end is None else event.end
    return bool(same and event.start <= fault.end / DAY + NEAR and fault.start / DAY <= last + NEAR)


def figures(scores: Sequence[Score]) -> dict[str, tuple[float, str]]:
    """Value and unit of each figure: the worst seed, coverage pooled over cycles."""
    ones = [one for each in scores for one in each.exchangers]
    whole = [one for one in ones if not one.sensor_fault]
    cycles = [share for one in ones for share in one.coverage]
    named = {
        f"{kind}_named": (
            min(
                (s.named[kind][0] / s.named[kind][1] for s in scores if s.named[kind][1]),
                default=1.0,
            ),
            "share",
        )
        for kind in dict.fromkeys(kind for one in scores for kind in one.named)
    }
    return {
        "rf_rmse_over_naive": (max(one.over_naive for one in ones), "ratio"),
        "rf_rmse_over_peak_percent": (
            100.0 * max((one.over_peak for one in whole), default=0.0),
            "%",
        ),
        "cleaning_precision": (
            min(s.cleanings_matched / max(s.cleanings_found, 1) for s in scores),
            "share",
        ),
        "cleaning_recall": (
            min(s.cleanings_matched / max(s.cleanings_true, 1) for s in scores),
            "share",
        ),
        **named,
        "faults_invented": (float(sum(len(s.invented) for s in scores)), "count"),
        "band90_coverage_percent": (100.0 * float(np.mean(cycles)), "%"),
        "exchangers_without_result": (float(sum(len(s.missing) for s in scores)), "count"),
    }
