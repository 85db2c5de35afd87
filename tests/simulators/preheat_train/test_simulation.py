"""Two years of the train: repeatable, eventful, and measured as a plant measures."""

import numpy as np
import pytest

from greenlang.simulators.preheat_train import Simulation, Truth, fleet, hourly, simulate
from greenlang.simulators.preheat_train.design import UNITS
from greenlang.simulators.preheat_train.events import events
from greenlang.simulators.preheat_train.fluids import Floats
from greenlang.simulators.preheat_train.operation import operation
from greenlang.simulators.preheat_train.simulation import START
from greenlang.simulators.preheat_train.tags import TAGS
from greenlang.simulators.preheat_train.truth import Cleaning

DAY = 86_400
TIME = START + 600 * np.arange(105_192, dtype=np.int64)


def during(truth: Truth, start: int, end: int) -> Floats:
    return np.asarray((truth.time >= start) & (truth.time < end))


def test_equal_seeds_give_equal_histories(short: Simulation) -> None:
    again, other = simulate(2, 0.3), simulate(3, 0.3)
    for tag, values in short.tags.items():
        assert np.array_equal(values, again.tags[tag], equal_nan=True)
    assert not np.array_equal(short.tags["TI1002"], other.tags["TI1002"], equal_nan=True)


def test_shape_of_the_history(sim: Simulation) -> None:
    assert len(sim.time) == 105_192
    assert set(np.diff(sim.time)) == {600}
    assert set(sim.tags) == set(sim.units)
    assert all(len(values) == 105_192 for values in sim.tags.values())
    assert {tag for roles in TAGS.values() for tag in roles.values()} < set(sim.tags)


def test_half_the_bundles_are_new(sim: Simulation) -> None:
    new = [one for one in sim.truth.exchangers.values() if one.new_bundle]
    assert len(new) >= 4
    assert all(one.r_f[0] == 0.0 for one in new)
    assert all(one.r_f[0] > 1e-4 for one in sim.truth.exchangers.values() if not one.new_bundle)


def test_fouling_is_of_a_real_plant_s_size(sim: Simulation) -> None:
    peaks = [float(one.r_f.max()) for one in sim.truth.exchangers.values()]
    assert all(5e-4 < peak < 7e-3 for peak in peaks)
    clean = [float(np.nanmedian(one.u_clean)) for one in sim.truth.exchangers.values()]
    assert all(250 < u < 650 for u in clean)


def test_truth_is_consistent(sim: Simulation) -> None:
    for one in sim.truth.exchangers.values():
        there = ~np.isnan(one.u)
        assert 1 / one.u[there] - 1 / one.u_clean[there] == pytest.approx(one.r_f[there])
        assert np.all(one.duty_clean >= 0.999 * one.duty)
        assert np.all(one.dp_ratio >= 1.0)
    furnace = sim.truth.furnace_duty[sim.truth.running]
    assert 30e6 < np.median(furnace) < 55e6


@pytest.mark.parametrize("seed", range(1, 26))
def test_every_seed_has_its_troubles(seed: int) -> None:
    run = operation(seed, TIME)
    happened = events(seed, TIME, run.shutdowns)
    assert sorted(fault.kind for fault in happened.faults) == ["bypass", "drift", "stuck"]
    assert len({fault.asset for fault in happened.faults}) == 3
    assert sum(not one.in_log for one in happened.cleanings) == 1
    late = [one.logged_start - one.start for one in happened.cleanings if one.logged_start]
    assert sorted(late)[-2:] == [0, 2 * DAY]
    assert 1 <= len(run.shutdowns) <= 2
    assert len(happened.outages) == 1
    assert 8 <= len(happened.cleanings) <= 22
    assert len(run.feed_changes) >= 5
    assert cleaned(happened.cleanings).isdisjoint({"E-101"})
    assert len(cleaned(happened.cleanings)) >= 6


def cleaned(cleanings: tuple[Cleaning, ...]) -> set[str]:
    return {one.asset for one in cleanings}


def test_cleanings_remove_what_they_say(sim: Simulation) -> None:
    for one in sim.truth.cleanings:
        low, high = (0.9, 1.0) if one.method == "hydroblast" else (0.5, 0.8)
        assert low <= one.effect <= high
        assert one.r_f_after == pytest.approx((1 - one.effect) * one.r_f_before, rel=0.03, abs=2e-5)
        exchanger = sim.truth.exchangers[one.asset]
        out = during(sim.truth, one.start, one.end)
        assert np.all(exchanger.duty[out] == 0.0)
        assert np.all(np.isnan(exchanger.u[out]))


def test_bypass_shows_in_valve_and_pressure_drop(sim: Simulation) -> None:
    fault = next(fault for fault in sim.truth.faults if fault.kind == "bypass")
    number = fault.asset.removeprefix("E-")
    inside = during(sim.truth, fault.start, fault.end)
    before = during(sim.truth, fault.start - 10 * DAY, fault.start)
    valve, dp = sim.tags[f"ZT{number}"], sim.tags[f"PDI{number}"]
    flow = sim.tags["FI1002"] ** 1.8
    assert np.nanmedian(valve[before]) < 2
    assert np.nanmedian(valve[inside]) > 20
    ratio = np.nanmedian(dp[inside] / flow[inside]) / np.nanmedian(dp[before] / flow[before])
    assert ratio == pytest.approx((1 - fault.size) ** 1.8, rel=0.12)


def test_drift_shows_against_the_pipe_s_other_thermometer(sim: Simulation) -> None:
    pairs = {"TI1003": "TI1004", "TI1008": "TI1009", "TI1011": "TI1012", "TI1302": "TI1303"}
    pairs |= {"TI1502": "TI1503"}
    pairs |= {second: first for first, second in pairs.items()}
    fault = next(fault for fault in sim.truth.faults if fault.kind == "drift")
    assert fault.tag
    gap = sim.tags[fault.tag] - sim.tags[pairs[fault.tag]]
    early = np.nanmedian(gap[during(sim.truth, fault.start - 20 * DAY, fault.start)])
    late = np.nanmedian(gap[during(sim.truth, fault.end - 3 * DAY, fault.end)])
    assert late - early == pytest.approx(fault.size, abs=0.2)


def test_stuck_tag_stands_still(sim: Simulation) -> None:
    fault = next(fault for fault in sim.truth.faults if fault.kind == "stuck")
    assert fault.tag
    values = sim.tags[fault.tag]
    inside = values[during(sim.truth, fault.start, fault.end)]
    inside = inside[~np.isnan(inside)]
    assert np.mean(inside == np.median(inside)) > 0.99
    assert fault.size == pytest.approx(np.median(inside) + 273.15, abs=0.01)


def test_historian_outage_takes_all_tags(sim: Simulation) -> None:
    span = sim.truth.outages[0]
    out = during(sim.truth, span.start, span.end)
    assert all(np.all(np.isnan(values[out])) for values in sim.tags.values())


def test_balances_of_the_readings_close_but_for_noise(sim: Simulation) -> None:
    """Both crude meters agree in mass, both thermometers of a pipe in temperature."""
    running = sim.truth.running
    pair = sim.tags["TI1013"] - sim.tags["TI1014"]
    assert abs(np.nanmedian(pair[running])) < 1.0
    assert np.nanstd(np.diff(sim.tags["TI1014"][running])) < 2.0
    ratio = sim.tags["FI1002"][running] / sim.tags["FI1001"][running]
    assert np.nanmedian(ratio) == pytest.approx(0.854, rel=0.03)


def test_fleet_repeats_the_train() -> None:
    many = fleet(3, seed=2, years=0.3)
    assert len(many.tags) == 3 * len(simulate(2, 0.3).tags)
    assert many.tags["T03-TI1001"] is many.tags["T01-TI1001"]
    assert many.yaml.count("T02-E-10") == 3 * len(UNITS)


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(ValueError, match="8 exchangers, not 9"):
        simulate(1, exchangers=9)
    with pytest.raises(ValueError, match="30 days"):
        simulate(1, years=0.01)
    with pytest.raises(ValueError, match="21600"):
        simulate(1, step_s=700)


def test_more_troubles_leave_the_rest_as_it_was() -> None:
    plain, more = simulate(301, years=1.0), simulate(301, years=1.0, more=("plugging", "leak"))
    kinds = [(fault.kind, fault.hidden) for fault in more.truth.faults]
    assert ("plugging", False) in kinds
    assert more.truth.faults[: len(plain.truth.faults)] == plain.truth.faults
    plugged = next(fault for fault in more.truth.faults if fault.kind == "plugging")
    drop = TAGS[plugged.asset]["dp_tube"]
    after = plain.time > plugged.end - 20 * 86_400
    ratio = np.nanmedian(more.tags[drop][after] / plain.tags[drop][after])
    assert ratio == pytest.approx((1 - plugged.size) ** -1.8, rel=0.05)
    before = plain.time < plugged.start - 86_400
    np.testing.assert_array_equal(more.tags[drop][before], plain.tags[drop][before])


def test_an_hourly_export_is_the_means_of_the_hours() -> None:
    many = fleet(3, seed=2, years=0.1, distinct=2)
    found = hourly(many)
    assert found.time.size == many.time.size // 6
    assert set(np.diff(found.time)) == {3600}
    for tag, x in many.tags.items():
        rows = x[: 6 * found.time.size].reshape(-1, 6)
        there = np.isfinite(rows).any(axis=1)
        np.testing.assert_array_equal(np.isfinite(found.tags[tag]), there)
        np.testing.assert_allclose(found.tags[tag][there], np.nanmean(rows[there], axis=1))
    assert found.tags["T01-TI1001"] is found.tags["T03-TI1001"]
