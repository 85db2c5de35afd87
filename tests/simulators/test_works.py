"""What every kind of plant must be: repeatable, eventful, consistent with its own truth."""

import json
from pathlib import Path

import numpy as np
import pytest

from greenlang.simulators.happenings import happened, shutdowns
from greenlang.simulators.kinds import KINDS
from greenlang.simulators.works import START, Kind, Simulation, demo_files, simulate

DAY = 86_400
SEED, YEARS, STEP = 4, 0.7, 3600
TWO_YEARS = START + 3600 * np.arange(17_532, dtype=np.int64)


@pytest.fixture(scope="module", params=list(KINDS), ids=str)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture(scope="module")
def sim(kind: Kind) -> Simulation:
    return simulate(kind, SEED, YEARS, STEP)


def test_equal_seeds_give_equal_histories(kind: Kind) -> None:
    one, again, other = (simulate(kind, seed, 0.1, STEP) for seed in (8, 8, 9))
    for tag, values in one.tags.items():
        assert np.array_equal(values, again.tags[tag], equal_nan=True)
    tag = next(iter(one.tags))
    assert not np.array_equal(one.tags[tag], other.tags[tag], equal_nan=True)


def test_a_cleaning_takes_what_it_says(sim: Simulation) -> None:
    assert sim.truth.cleanings
    for one in sim.truth.cleanings:
        layers = sim.truth.exchangers[one.asset].layers
        taken = 1 - one.r_f_after / one.r_f_before
        if all(layer.cleaned for layer in layers):
            assert taken == pytest.approx(one.effect, abs=0.06)
        assert 0.1 < taken <= one.effect + 0.02


def test_deposits_grow_between_cleanings(sim: Simulation) -> None:
    for name, one in sim.truth.exchangers.items():
        step = np.diff(one.r_f)
        dates = [c.end for c in sim.truth.cleanings if c.asset == name]
        assert np.all(one.r_f >= 0)
        assert (step < -1e-7).sum() <= 3 * len(dates)
        assert one.r_f.max() > 0.15 / np.nanmedian(one.u_clean)


def test_the_truth_is_consistent(sim: Simulation) -> None:
    for one in sim.truth.exchangers.values():
        there = np.isfinite(one.u)
        apart = 1 / one.u[there] - 1 / one.u_clean[there] - one.r_f[there]
        assert np.abs(apart).max() < 0.05 * one.r_f.max()
        assert np.all(one.duty_clean[there] >= 0.999 * one.duty[there])
        assert np.all(one.duty[~there] == 0.0)


def test_a_cleaning_is_worth_what_it_removed(sim: Simulation) -> None:
    """Never more than the duty that the deposit cost, and always something on the first day."""
    for worth in sim.truth.worths:
        real = sim.truth.exchangers[worth.asset]
        assert np.all(np.isfinite(worth.power[:5]))
        assert worth.power[0] > 0.002 * np.median(real.duty)
        assert np.nanmin(worth.power) > -1.0


def test_the_readings_are_the_truth_but_for_instruments(kind: Kind, sim: Simulation) -> None:
    """Of the four temperatures of an exchanger, the hot inlet is above the others."""
    for name, roles in kind.tags.items():
        on = np.isfinite(sim.truth.exchangers[name].u)
        t = {role: sim.tags[tag][on] for role, tag in roles.items() if role.startswith("t_")}
        assert np.nanmedian(t["t_hot_in"]) > np.nanmedian(t["t_hot_out"])
        if name not in kind.index_only:
            assert np.nanmedian(t["t_cold_out"]) > np.nanmedian(t["t_cold_in"])
        for values in t.values():
            assert 0.001 < np.isnan(values).mean() < 0.1


@pytest.mark.parametrize("seed", range(1, 13))
def test_every_seed_has_its_troubles(kind: Kind, seed: int) -> None:
    down = shutdowns(seed, TWO_YEARS, *kind.shutdowns)
    events = happened(seed, TWO_YEARS, kind.units, down, kind.troubles)
    expected = ["drift", "stuck"] if kind.troubles.doubled else ["stuck"]
    assert sorted(fault.kind for fault in events.faults) == expected
    assert sum(not one.in_log for one in events.cleanings) == 1
    late = [one for one in events.cleanings if one.logged_start and one.logged_start > one.start]
    assert len(late) == 1
    assert len(events.outages) == 1
    for unit in kind.units:
        own = [one for one in events.cleanings if one.asset == unit.name]
        assert unit.cleanings[0] - 1 <= len(own) <= unit.cleanings[1]


def test_the_files_hold_what_a_plant_hands_over(kind: Kind, tmp_path: Path) -> None:
    sim = demo_files(kind, tmp_path, SEED, 0.15)
    header = (tmp_path / "history.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == ["time", *sim.tags]
    text = (tmp_path / "plant.yaml").read_text(encoding="utf-8")
    assert all(f"  {unit.name}:" in text for unit in kind.units)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert set(truth["exchangers"]) == {unit.name for unit in kind.units}
    assert len(truth["days"]) == len(set(sim.time // DAY))
