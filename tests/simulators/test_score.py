"""Scores of answers whose faults are known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.simulators.preheat_train import Simulation, simulate
from greenlang.simulators.score import Score, figures, score, true_days

Floats = NDArray[np.float64]
DAY = 86_400


@dataclass(frozen=True)
class Daily:
    days: NDArray[np.int64]
    level: Floats
    level_sigma: Floats
    u: Floats


@dataclass(frozen=True)
class Cleaning:
    start: int
    end: int
    status: str = "confirmed"


@dataclass(frozen=True)
class Event:
    cause: str
    start: int
    end: int | None
    tag: str | None = None


@dataclass(frozen=True)
class Found:
    asset: str
    daily: Daily
    cleanings: Sequence[Cleaning] = field(default_factory=tuple)
    events: Sequence[Event] = field(default_factory=tuple)


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(7, years=0.8)


def answers(sim: Simulation, offset: float = 0.0, late: int = 0) -> dict[str, Found]:
    """The truth itself, `offset` higher, cleanings `late` days late."""
    out = {}
    for name, real in sim.truth.exchangers.items():
        days, r_f = true_days(sim.truth, real.r_f)
        u = true_days(sim.truth, real.u)[1]
        daily = Daily(days, r_f + offset, np.full(len(days), 1e-5), u)
        cleaned = tuple(
            Cleaning(one.start // DAY + late, one.end // DAY + late)
            for one in sim.truth.cleanings
            if one.asset == name
        )
        events = tuple(
            Event(f.kind, f.start // DAY, f.end // DAY, f.tag)
            for f in sim.truth.faults
            if f.asset == name
        )
        out[name] = Found(name, daily, cleaned, events)
    return out


def scored(sim: Simulation, found: dict[str, Found]) -> Score:
    return score(sim.truth, found.values(), dict.fromkeys(sim.truth.exchangers, 450.0))


def test_the_truth_scores_full_marks(sim: Simulation) -> None:
    values = figures([scored(sim, answers(sim))])
    assert values["rf_rmse_over_naive"][0] < 1e-9
    for name in ("cleaning_precision", "cleaning_recall", "drift_named", "stuck_named"):
        assert values[name][0] == 1.0, name
    assert values["faults_invented"][0] == 0.0
    assert values["band90_coverage_percent"][0] == 100.0


def test_an_offset_counts_only_where_the_zero_is_known(sim: Simulation) -> None:
    one = scored(sim, answers(sim, offset=5e-5))
    for each in one.exchangers:
        new = sim.truth.exchangers[each.asset].new_bundle
        assert each.rmse == pytest.approx(5e-5 if new else 0.0, abs=1e-12)
        assert max(each.coverage) == (0.0 if new else 1.0)


def test_three_days_late_is_not_found(sim: Simulation) -> None:
    two, three = (scored(sim, answers(sim, late=days)) for days in (2, 3))
    assert two.cleanings_matched == two.cleanings_true > 0
    assert three.cleanings_matched == 0


def test_what_was_not_there_is_invented(sim: Simulation) -> None:
    found = answers(sim)
    one = found["E-102"]
    first = int(one.daily.days[10])
    false = Event("bypass", first, first + 20)
    found["E-102"] = Found("E-102", one.daily, one.cleanings, (*one.events, false))
    result = scored(sim, found)
    assert result.invented == (f"E-102: bypass  on day {first}",)


def test_a_lost_exchanger_is_told_and_its_cleanings_are_missed(sim: Simulation) -> None:
    found = answers(sim)
    cleaned = {one.asset for one in sim.truth.cleanings}
    lost = min(cleaned)
    del found[lost]
    result = scored(sim, found)
    assert result.missing == (lost,)
    assert result.cleanings_found < result.cleanings_true
