"""The score on cases made by hand: what counts, and what does not."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from greenlang.simulators.condenser_unit import Simulation, simulate
from greenlang.simulators.condenser_unit import score as sc
from greenlang.simulators.condenser_unit.judging import figures, line, score, told
from greenlang.simulators.condenser_unit.score import Times
from greenlang.simulators.condenser_unit.truth import CAUSES, UnitTruth

DAY = 86_400


def test_a_false_alarm_costs_precision_and_a_missed_one_recall() -> None:
    true = [Times(10.0, 30.0, side="above"), Times(50.0, 70.0, side="below")]
    found = [Times(11.0, 31.0, side="above"), Times(90.0, 95.0, side="above")]
    got = sc.matched(true, found, sc.same_leak)
    assert (got.precision, got.recall, got.invented) == (0.5, 0.5, (1,))


def test_one_leak_found_twice_is_one_false_alarm() -> None:
    found = [Times(10.0, 24.0, side="above"), Times(11.0, 30.0, side="above")]
    got = sc.matched([Times(10.0, 30.0, side="above")], found, sc.same_leak)
    assert (got.matched, got.found) == (1, 2)


@pytest.mark.parametrize(
    ("found", "same"),
    [
        (Times(12.0, 30.0, side="above"), True),
        (Times(12.1, 30.0, side="above"), False),  # more than two days late
        (Times(10.0, 19.0, side="above"), False),  # less than half of its time
        (Times(10.0, np.inf, side=""), True),  # no side told, still there
        (Times(10.0, 30.0, side="below"), False),
    ],
)
def test_a_leak_is_found_with_its_start_its_side_and_half_of_its_time(
    found: Times, same: bool
) -> None:
    assert sc.same_leak(Times(10.0, 30.0, side="above"), found) is same


@pytest.mark.parametrize(
    ("found", "same"),
    [
        (Times(101.9, 102.4, "A1"), True),
        (Times(102.3, 102.8, "A1"), False),
        (Times(100.2, 100.9, "A2"), False),
        (Times(100.2, 103.0, "A1"), False),  # ends too late
    ],
)
def test_a_cleaning_is_of_its_box_and_within_two_days(found: Times, same: bool) -> None:
    assert sc.same_cleaning(Times(100.2, 100.8, "A1"), found) is same


def test_within_an_outage_nobody_can_tell_the_day() -> None:
    true = Times(103.0, 105.0, "A1", window=(100.0, 120.0))
    assert sc.same_cleaning(true, Times(100.0, 120.0, "A1"))
    assert not sc.same_cleaning(true, Times(95.0, 96.0, "A1"))


def test_nothing_found_of_nothing_is_right() -> None:
    got = sc.matched([], [], sc.same_leak)
    assert (got.precision, got.recall) == (1.0, 1.0)


def test_means_by_day_leave_other_days_out() -> None:
    at = np.array([0, 6 * 3600, DAY, 3 * DAY + 5], np.int64)
    got = sc.by_day(at, np.array([1.0, 3.0, 5.0, 7.0]), np.array([0, 2, 3], np.int64))
    assert np.array_equal(got, [2.0, np.nan, 7.0], equal_nan=True)


def test_a_small_cause_is_held_against_one_millibar() -> None:
    hours = np.array([24.0, 12.0, 0.0])
    true = {"air": np.array([30.0, 60.0, 9e9]), "fouling": np.array([500.0, 500.0, 500.0])}
    found = {"air": np.array([60.0, 60.0, 0.0]), "fouling": np.array([450.0, 450.0, 0.0])}
    got = sc.cause_scores(hours, found, true)
    assert got["air"].true == pytest.approx(40.0)
    assert got["air"].error_percent == pytest.approx(20.0)
    assert got["fouling"].error_percent == pytest.approx(10.0)
    assert got["fouling"].allowed_percent == pytest.approx(50.0)  # half a millibar of one
    assert sc.CauseScore(2000.0, 2150.0).allowed_percent == pytest.approx(50.0)  # of 3 mbar


def test_a_cause_that_is_not_told_is_taken_as_none() -> None:
    one = np.ones(2)
    got = sc.cause_scores(one, {"fouling": 300 * one}, {"fouling": 300 * one, "air": 400 * one})
    assert got["air"].error_percent == 100.0


def test_coverage_is_counted_by_cycle() -> None:
    days = np.arange(10)
    true, sigma = np.zeros(10), np.ones(10)
    found = np.array([0, 1, 1.7, np.nan, 1, 2, 2, 2, 2, 0.0])
    assert sc.band_coverage(found, sigma, true, days, [5.0]) == pytest.approx((3 / 4, 1 / 5))


def test_what_is_booked_of_a_drift() -> None:
    drift = np.concatenate([np.zeros(20), np.linspace(0, 400.0, 60)])
    assert sc.booked(0.3 * drift + 70.0, drift) == pytest.approx(0.3)
    assert np.isnan(sc.booked(drift, 0.0 * drift))


# ---- the whole judgement, of an analysis that knows all and of one that errs


@dataclass(frozen=True)
class Found:
    """An event as an analysis tells it."""

    cause: str
    start: float
    end: float | None
    box: str | None = None
    side: str = ""
    air: bool = False
    size: float = 0.0
    size_unit: str = "kg/s"


@dataclass(frozen=True)
class Condenser:
    """A condenser's history as far as it is judged."""

    asset: str
    boxes: tuple[str, ...]
    daily: Any
    states: Any
    split: Any
    events: list[Found] = field(default_factory=list)
    cleanings: list[Any] = field(default_factory=list)


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(5, 0.5, 3600)


def knowing(sim: Simulation, unit: UnitTruth) -> Condenser:
    """What an analysis would say that knows the truth."""
    days = np.unique(sim.truth.time // DAY)
    parts = np.stack([sc.by_day(unit.at, unit.causes[name], days) for name in CAUSES], axis=1)
    r_f = np.stack(
        [sc.by_day(sim.truth.time, unit.r_f[:, i], days) for i in range(len(unit.boxes))], axis=1
    )
    words = {"above": "steam-side leak", "below": "leak below the water line"}
    events = [
        Found(words[one.side], one.start / DAY, one.end / DAY, side=f"{one.side} the water line",
              air=True, size=one.size)
        for one in unit.events.leaks
    ]  # fmt: skip
    return Condenser(
        unit.name,
        unit.boxes,
        SimpleNamespace(days=days),
        SimpleNamespace(r_f=r_f, r_f_sigma=np.full_like(r_f, 1e-6)),
        SimpleNamespace(
            days=days, causes=CAUSES, hours=np.full(len(days), 24.0),
            parts=SimpleNamespace(pressure=parts),
        ),
        events,
        [
            SimpleNamespace(box=one.box, start=one.start / DAY, end=one.end / DAY,
                            status="confirmed")
            for one in unit.events.cleanings
        ],
    )  # fmt: skip


def test_who_knows_all_is_right(sim: Simulation) -> None:
    whole = score(sim.truth, [knowing(sim, unit) for unit in sim.truth.units.values()])
    got = {name: value for name, (value, _) in figures({"plant": [whole]}).items()}
    assert got["cause_error_percent"] < 1e-9
    assert got["condenser_rf_rmse_over_peak_percent"] < 3.0  # of days with an outage
    for name in ("air_precision", "air_recall", "air_side_right"):
        assert got[name] == 1.0
    assert got["condenser_cleaning_precision"] == got["condenser_cleaning_recall"] == 1.0
    assert got["gauge_as_cause"] == got["condenser_events_invented"] == 0.0
    assert "U1" in line(whole)
    assert len(list(told(whole))) > 6


def test_who_errs_is_told_so(sim: Simulation) -> None:
    fault = sim.truth.faults[0]
    wrong = knowing(sim, sim.truth.units[fault.asset])
    start = float(sim.truth.time[0] // DAY)
    false = Found("steam-side leak", fault.start / DAY + 1.0, fault.start / DAY + 3.0, air=True)
    wrong = replace(wrong, events=[*wrong.events, false, Found("debris", start, start + 1.0, "A1")])
    wrong = replace(wrong, cleanings=wrong.cleanings[1:])
    wrong.split.parts.pressure[:, CAUSES.index("fouling")] += 200.0
    got = {
        name: value for name, (value, _) in figures({"plant": [score(sim.truth, [wrong])]}).items()
    }
    assert got["cause_error_percent"] > 20.0
    assert got["air_precision"] < 1.0
    assert got["air_recall"] == 1.0
    assert got["condenser_cleaning_recall"] < 1.0
    assert got["gauge_as_cause"] >= 1.0
    assert got["condenser_events_invented"] >= 1.0
    assert got["condensers_without_result"] == 1.0


def test_parts_of_an_inlet_temperature_are_one_cause(sim: Simulation) -> None:
    unit = sim.truth.units["U2"]
    whole = knowing(sim, unit)
    pressure = whole.split.parts.pressure
    halves = np.concatenate([0.5 * pressure[:, :1], 0.5 * pressure[:, :1], pressure[:, 1:]], axis=1)
    split = SimpleNamespace(
        days=whole.split.days, causes=("wet bulb", "tower", *CAUSES[1:]), hours=whole.split.hours,
        parts=SimpleNamespace(pressure=halves),
    )  # fmt: skip
    got = score(sim.truth, [replace(whole, split=split)]).units[0]
    assert got.causes["inlet temperature"].error_percent < 1e-9
