"""States, events and cleanings of a zone against a small plant whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.condenser.history.estimate import Estimate, estimate
from greenlang.agents.condenser.history.events import air_case
from greenlang.agents.condenser.history.signals import Column, Signals
from greenlang.agents.condenser.method.air import air_inleakage
from greenlang.agents.condenser.model import LogEntry
from greenlang.agents.condenser.results import Event
from greenlang.core.provenance import audit
from tests.agents.condenser.known_zone import FIRST, Known, Scenario, daily, known

MUCH = Scenario(
    cleanings=(
        ("A1", 200.3, 200.9, 0.9), ("A2", 230.2, 230.9, 0.5), ("A1", 503, 504, 0.95),
        ("A2", 504, 505, 0.95), ("A1", 650.2, 650.8, 0.5),
    ),
    outages=((500, 510), (60, 61.5)),
    leaks=((100, 130, 25.0), (380, 400, 10.0), (600, 640, 60.0)),
    below=((250, 270, 25e-9),),
    pump_loss=((440, 446, 0.35),),
    drift=(("p_c", 300, 360, 250.0),),
    debris=(("A1", 420, 428, 0.12), ("A2", 570, 575, 0.08)),
    water=((150, 220, 0.05),),
)  # fmt: skip
LOG = (
    LogEntry("U1", "A1", "cleaning", FIRST + 200, FIRST + 200, "brushes"),
    LogEntry("U1", "A2", "cleaning", FIRST + 234, FIRST + 234, "brushes"),
    LogEntry("U1", "", "cleaning", FIRST + 503, FIRST + 504, "high_pressure"),
    LogEntry("U1", "A2", "cleaning", FIRST + 300, FIRST + 300, "brushes"),
    LogEntry("U1", "", "repair", FIRST + 130, FIRST + 130),
)


@pytest.fixture(scope="module")
def plant() -> Known:
    return known(MUCH)


@pytest.fixture(scope="module")
def found(plant: Known) -> Estimate:
    return estimate(("U1", "A"), plant.days, plant.hours, LOG, at=plant.at)


def spans(events: list[Event]) -> list[tuple[str, int, int]]:
    rounded = [(e.cause, round(e.start - FIRST), round((e.end or 0.0) - FIRST)) for e in events]
    return sorted(rounded, key=lambda row: row[1])


def test_leaks_are_found_to_the_hour_with_their_side_and_size(found: Estimate) -> None:
    air = [e for e in found.events if e.air]
    assert spans(air) == [
        ("steam-side leak", 100, 130),
        ("leak below the water line", 250, 270),
        ("steam-side leak", 380, 400),
        ("steam-side leak", 600, 640),
    ]
    assert [round(e.size * 3600.0) for e in air if e.side == "above the water line"] == [25, 10, 60]
    assert air[1].side == "below the water line"
    assert air[0].logged is not None
    assert air[0].logged.startswith("repair")
    assert all(abs(e.start * 24 - round(e.start * 24)) < 1e-6 for e in air)


def test_a_weak_vacuum_pump_is_no_leak(found: Estimate) -> None:
    (weak,) = [e for e in found.events if 439 < e.start - FIRST < 441]
    assert not weak.air
    assert weak.probabilities["vacuum pump fault"] > weak.probabilities["steam-side leak"]


def test_debris_and_weak_pumps_have_their_own_names(found: Estimate) -> None:
    rest = [e for e in found.events if e.cause in {"debris", "cooling-water pump"}]
    assert [(e.cause, e.box) for e in rest] == [
        ("cooling-water pump", None), ("debris", "A1"), ("debris", "A2"),
    ]  # fmt: skip
    assert rest[1].size == pytest.approx(0.12, abs=0.01)


def test_a_drifting_gauge_is_an_event_of_its_own_and_no_cause(
    found: Estimate, plant: Known
) -> None:
    (drift,) = [e for e in found.events if e.cause == "gauge drift"]
    assert (drift.tag, drift.end) == ("p_c", None)
    assert drift.size == pytest.approx(250.0, abs=25.0)
    assert 300 <= drift.start - FIRST <= 320
    off = found.tracked.gauge.bias - plant.bias
    assert np.sqrt(np.mean(off**2)) < 12.0
    assert not [e for e in found.events if e.air and 300 < e.start - FIRST < 360]


def test_cleanings_by_box_with_the_share_removed_and_the_log(found: Estimate) -> None:
    rows = [(c.box, round(c.start - FIRST, 1), c.status) for c in found.cleanings]
    assert rows == [
        ("A1", 200.3, "confirmed"),
        ("A2", 230.2, "confirmed"),
        ("A2", 300.0, "logged_without_effect"),
        ("A1", 503.0, "confirmed"),
        ("A2", 503.0, "confirmed"),
        ("A1", 650.2, "found_without_log"),
    ]
    shares = [c.effect for c in found.cleanings if c.status != "logged_without_effect"]
    assert shares == pytest.approx([0.9, 0.5, 0.95, 0.95, 0.5], abs=0.06)


def test_resistances_follow_the_truth(found: Estimate, plant: Known) -> None:
    off = found.tracked.r_f - plant.r_f
    assert np.sqrt(np.mean(off**2)) < 8e-6
    before = np.arange(len(off)) < 300
    z = off[before] / found.tracked.r_f_sigma[before]
    assert np.mean(np.abs(z) < 1.645) > 0.75


def test_an_event_has_the_verdict_of_the_audited_analysis(found: Estimate) -> None:
    leak = next(e for e in found.events if e.air)
    case = air_case(leak, "40 mbar a", "15 degC")
    found_again = audit(air_inleakage, case).result
    assert found_again.cause == leak.cause
    best = found_again.causes[0]
    assert float(best.probability) == pytest.approx(leak.probabilities[best.cause])


def test_without_vent_meter_and_oxygen_little_is_told_and_that_is_said() -> None:
    plant = known(
        Scenario(days=200, leaks=((100, 130, 60.0),), vent=False, meter=False, oxygen=False)
    )
    found = estimate(("U1", "A"), plant.days, plant.hours)
    assert not [e for e in found.events if e.air]


def test_an_outlet_thermometer_that_drifts_is_named_and_widens_the_band() -> None:
    plant = known(Scenario(days=320, drift=(("t_out A2", 120, 220, 1.2),)))
    found = estimate(("U1", "A"), plant.days, plant.hours, at=plant.at)
    (drift,) = [e for e in found.events if e.cause == "gauge drift"]
    assert (drift.tag, drift.box, drift.end) == ("t_out", "A2", None)
    assert drift.size == pytest.approx(1.2, abs=0.25)
    assert not [e for e in found.events if e.air]
    sigma = found.tracked.r_f_sigma
    assert sigma[300, 1] > 4.0 * sigma[100, 1]
    off = found.tracked.r_f[300] - plant.r_f[300]
    assert np.all(np.abs(off) < 1.645 * sigma[300])


def test_a_leak_with_fewer_vacuum_pumps_than_usual_is_a_leak() -> None:
    plant = known(Scenario(days=200, leaks=((100, 130, 25.0),)))

    def rested(x: Signals) -> Signals:
        few = (x.time - FIRST > 110.0) & (x.time - FIRST < 120.0)
        return replace(x, vacuum_pumps=np.where(few, 1.0, 2.0))

    found = estimate(("U1", "A"), rested(plant.days), rested(plant.hours), at=plant.at)
    assert spans([e for e in found.events if e.air]) == [("steam-side leak", 100, 130)]


def test_oxygen_that_comes_during_an_air_leak_is_dated_to_its_own_beginning() -> None:
    plant = known(Scenario(days=260, leaks=((100, 130, 60.0),), below=((124.5, 150, 25e-9),)))
    found = estimate(("U1", "A"), plant.days, plant.hours, at=plant.at)
    air = [
        (e.cause, round(e.start - FIRST, 1), round((e.end or 0.0) - FIRST)) for e in found.events
    ]
    assert air == [
        ("steam-side leak", 100.0, 130), ("leak below the water line", 124.5, 150),
    ]  # fmt: skip


def test_a_cleaning_on_a_day_without_readings_is_found_without_its_log() -> None:
    plant = known(
        Scenario(days=300, cleanings=(("A2", 150.3, 150.8, 0.8), ("A1", 220.3, 220.8, 0.9)))
    )
    gone = (plant.hours.time - FIRST > 150.0) & (plant.hours.time - FIRST < 151.0)
    r = Column(np.where(gone[:, None], np.nan, plant.hours.r.x), plant.hours.r.sigma)
    hours = replace(plant.hours, r=r, box_on=plant.hours.box_on | gone[:, None])
    found = estimate(("U1", "A"), daily(hours), hours)
    rows = [(c.box, round(c.start - FIRST), c.status) for c in found.cleanings]
    assert rows == [("A2", 150, "found_without_log"), ("A1", 220, "found_without_log")]


def test_a_cleaning_next_to_a_trip_is_judged_over_the_trip() -> None:
    plant = known(
        Scenario(
            days=300, cleanings=(("A2", 150.3, 150.9, 0.8),), outages=((153.2, 154.8), (60, 61.5))
        )
    )
    found = estimate(("U1", "A"), plant.days, plant.hours, at=plant.at)
    rows = [(c.box, round(c.start - FIRST), c.status) for c in found.cleanings]
    assert rows == [("A2", 150, "found_without_log")]
