"""A condenser's history: sums, states, records, and what it says to bad input (spec 4 and 3.20)."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser import AGENT
from greenlang.agents.condenser.history.audits import cases
from greenlang.agents.condenser.results import CondenserHistory, PlantHistory
from greenlang.core.provenance import audit
from tests.agents.condenser.made_history import (
    BAROMETER,
    CLEANED,
    DAYS,
    F_B,
    FIRST,
    data,
    history,
    made,
    plant,
    readings,
)


@cache
def found() -> PlantHistory:
    return history()


def condenser() -> CondenserHistory:
    return found().condensers[0]


def test_the_whole_way() -> None:
    assert found().failed == {}
    assert found().start == FIRST
    assert found().end == FIRST + DAYS - 1
    one = condenser()
    assert one.asset == "U1"
    assert np.count_nonzero(one.daily.hours >= 6) > 0.8 * DAYS
    assert one.clean.source == "declared"
    assert one.clean.f_b == pytest.approx(F_B, rel=0.08)


def test_fouling_is_what_grew() -> None:
    one = condenser()
    true = made().r_f.reshape(-1, 24).mean(axis=1)
    seen = np.isfinite(one.daily.cf_ref)
    error = one.states.r_f[seen].mean(axis=1) - true[seen]
    assert abs(error.mean()) < 4e-6
    cleaned = [c for c in one.cleanings if c.status == "confirmed"]
    assert {c.box for c in cleaned} == {"A1", "A2"}
    assert all(abs(c.start - FIRST - CLEANED) <= 2 for c in cleaned)


def test_causes_sum_to_what_the_pressure_did() -> None:
    split = condenser().split
    seen = split.hours > 0
    parts = split.parts.pressure[seen].sum(axis=1)
    np.testing.assert_allclose(parts, split.p_model[seen] - split.p_reference, atol=1e-6)
    whole = parts + split.unexplained.pressure[seen]
    np.testing.assert_allclose(whole, condenser_pressure()[seen] - split.p_reference, atol=30.0)
    assert abs(np.nanmean(split.unexplained.pressure)) < 40.0


def condenser_pressure() -> Any:
    return made().p.reshape(-1, 24).mean(axis=1)


def test_months_and_totals_are_sums_of_days() -> None:
    one = condenser()
    for name in ("energy", "money", "co2"):
        of_months = sum(getattr(t, name) for t in one.months if t.cause == "fouling")
        whole = next(t for t in one.totals if t.cause == "fouling")
        assert of_months == pytest.approx(getattr(whole, name), rel=1e-9)
    fouling = next(t for t in one.totals if t.cause == "fouling")
    assert fouling.money == pytest.approx(fouling.energy * 62.0 / 3.6e9, rel=1e-9)
    assert fouling.co2 == pytest.approx(fouling.energy * 420.0 / 3.6e9, rel=1e-9)


def test_the_last_day_is_audited_to_the_same_figures() -> None:
    """The median day of the history and one recorded case: medians of a day are not its means."""
    analysis, case = cases(plant(), found())["U1_causes"]
    result = audit(AGENT.analysis(analysis).run, case).result
    day = int(condenser().latest["day"]) - FIRST
    split = condenser().split
    for part in result.parts:
        mine = split.parts.pressure[day, split.causes.index(part.cause)]
        assert float(part.p) == pytest.approx(mine, abs=25.0)
    assert float(result.p_actual) == pytest.approx(split.p_model[day], abs=25.0)


def test_what_is_not_measured_is_not_seen() -> None:
    one = condenser()
    assert any(said.startswith("t_vent") for said in one.not_seen)
    assert np.isnan(one.daily.depression).all()
    assert np.isnan(one.daily.m_air).all()
    assert np.isnan(one.daily.p_floor).all()


def test_a_dead_flow_meter_is_survived_with_what_the_pumps_give() -> None:
    x = made()
    dead = np.where(np.arange(len(x.v)) > 24 * 100, np.nan, 1800.0 * x.v)
    one = history(read=readings(VA=dead)).condensers[0]
    late = slice(110, DAYS)
    assert np.count_nonzero(np.isfinite(one.daily.q[late])) > 25
    true = made().r_f.reshape(-1, 24).mean(axis=1)
    assert np.nanmean(one.states.r_f[late] - true[late, None]) == pytest.approx(0.0, abs=8e-6)


def drifted(**off: Any) -> CondenserHistory:
    """The history with an instrument that drifts from day 90 to 135 and is put right."""
    day = np.arange(24 * DAYS) / 24.0
    share = np.where((day > 90) & (day < 135), (day - 90) / 45.0, 0.0)
    x = readings()
    read = readings(
        **{tag: x[tag].value + share * (size * x[tag].value if tag in "VAVB" else size)
           for tag, size in off.items()}
    )  # fmt: skip
    return history(read=read).condensers[0]


@pytest.mark.parametrize(
    ("tag", "size", "role", "unit"),
    [("T2B", 1.6, "t_out", "K"), ("T2A", -1.4, "t_out", "K"), ("VA", -0.12, "v", "1")],
)
def test_an_instrument_that_drifts_is_no_cause(tag: str, size: float, role: str, unit: str) -> None:
    one = drifted(**{tag: size})
    (event,) = [e for e in one.events if e.cause == "gauge drift"]
    assert (event.tag, event.size_unit, event.tag_name) == (role, unit, tag)
    assert event.size == pytest.approx(size, rel=0.35)
    assert abs(event.start - FIRST - 90) < 15
    assert abs((event.end or 0) - FIRST - 135) < 8
    true = made().r_f.reshape(-1, 24).mean(axis=1)
    late = slice(100, 130)
    assert np.nanmax(np.abs(one.states.r_f[late] - true[late, None])) < 1.2e-5
    assert event.box == {"T2A": "A1", "T2B": "A2", "VA": "A1"}[tag]


def test_a_steam_side_that_drifts_is_told_and_left() -> None:
    one = drifted(Q=40.0)
    (event,) = [e for e in one.events if e.cause == "gauge drift"]
    assert event.tag == "q_steam"
    assert event.box is None
    assert event.size == pytest.approx(0.075, abs=0.02)


def test_constant_output_counts_fuel() -> None:
    one = history(plant(basis="constant_output")).condensers[0]
    fouling = next(t for t in one.totals if t.cause == "fouling")
    fuel = fouling.energy * 9100.0 / 3600.0
    assert fouling.money == pytest.approx(fuel * (7.8 + 0.094 * 70.0) / 1e9, rel=0.02)
    assert fouling.co2 == pytest.approx(fuel * 94.0 / 1e9, rel=0.02)
    assert one.split.basis == "constant_output"


def test_without_a_curve_results_stop_at_millibars() -> None:
    one = history(plant(turbine={})).condensers[0]
    fouling = next(t for t in one.totals if t.cause == "fouling")
    assert fouling.pressure > 50.0
    assert np.isnan(fouling.energy)
    assert any("no turbine curve" in said for said in one.split.withheld)


def failed(read: Any, of: Any = None) -> str:
    found = history(of, read)
    assert not found.condensers
    return found.failed["U1"]


def test_swapped_temperatures_are_named() -> None:
    x = readings()
    swapped = readings(T1=x["T2A"].value, T2A=x["T1"].value, T2B=x["T1"].value)
    assert "are t_in and t_out swapped?" in failed(swapped)


@pytest.mark.parametrize(
    ("factor", "told"),
    [(60.0, "60 times too large"), (1 / 60.0, "60 times too small"),
     (1000.0, "1000 times too large"), (4.403, "4.403 times too large, which is what gpm")],
)  # fmt: skip
def test_a_flow_in_another_unit_is_named(factor: float, told: str) -> None:
    x = readings()
    off = readings(VA=factor * x["VA"].value, VB=factor * x["VB"].value)
    assert told in failed(off)


def test_a_vacuum_read_as_absolute_is_named() -> None:
    inches = (BAROMETER - made().p) / 3386.389
    tags = {**data()["units"]["U1"]["tags"], "p": "PC inHg a"}
    said = failed(readings(PC=inches), plant(tags=tags))
    assert "vacuum below the barometer" in said
    assert "inHg vac" in said


def test_a_vacuum_takes_the_barometer_of_its_moment() -> None:
    weather = BAROMETER + 900.0 * np.sin(np.arange(len(made().p)) / 60.0)
    tags = {
        **data()["units"]["U1"]["tags"],
        "p": {"tag": "PC", "unit": "inHg vac", "sigma": "0.03 inHg"},
        "barometer": "BARO hPa a",
    }
    read = readings(PC=(weather - made().p) / 3386.388640341, BARO=weather / 100.0)
    one = history(plant(tags=tags), read).condensers[0]
    plain = condenser()
    np.testing.assert_allclose(
        np.nanmedian(one.daily.p - plain.daily.p), 0.0, atol=15.0
    )  # fmt: skip


def test_a_vacuum_with_a_constant_barometer_says_so() -> None:
    tags = {**data()["units"]["U1"]["tags"], "p": "PC mbar vac"}
    read = readings(PC=(BAROMETER - made().p) / 100.0)
    found = history(plant(tags=tags), read)
    assert any("weather moves it by 10 mbar" in said for said in found.warnings)


def test_a_tag_that_is_not_there_costs_what_it_measures_alone() -> None:
    found = history(read={k: x for k, x in readings().items() if k not in {"THW", "T2B"}})
    assert found.condensers
    gone = next(t for t in found.tags if t.tag == "T2B")
    assert gone.verdict.startswith("no data: no tag 'T2B' in the readings")
    assert failed({k: x for k, x in readings().items() if k != "PC"}).startswith(
        "p: not one usable"
    )


def test_several_pressures_are_refused_for_now() -> None:
    condenser = {**data()["units"]["U1"]["condenser"], "zones": {"A": ["A1"], "B": ["A2"]}}
    tags = {**data()["units"]["U1"]["tags"], "p": {"A": "PC mbar a", "B": "PB mbar a"}}
    tags = {k: x for k, x in tags.items() if k != "t_hotwell"}
    found = history(plant(condenser=condenser, tags=tags))
    assert "2 pressures in series" in found.failed["U1 A"]
