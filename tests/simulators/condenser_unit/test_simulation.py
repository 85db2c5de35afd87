"""The whole plant, two months of it: what is written down, and the truth."""

import json
from pathlib import Path

import numpy as np
import pytest

from greenlang.simulators.condenser_unit import Simulation, demo_files, simulate
from greenlang.simulators.condenser_unit.truth import CAUSES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("condenser")


@pytest.fixture(scope="module")
def sim(folder: Path) -> Simulation:
    return demo_files(folder, seed=3, years=0.45, step_s=3600)


def test_equal_seeds_give_equal_plants() -> None:
    one, again, other = (simulate(seed, 0.09, 3600) for seed in (3, 3, 4))
    assert one.tags.keys() == again.tags.keys()
    for tag, values in one.tags.items():
        assert np.array_equal(values, again.tags[tag], equal_nan=True), tag
    assert not np.array_equal(other.tags["U1.PC1"], one.tags["U1.PC1"], equal_nan=True)


@pytest.mark.parametrize(("years", "step"), [(0.05, 600), (1.0, 700)])
def test_a_history_too_short_or_of_odd_steps_is_refused(years: float, step: int) -> None:
    with pytest.raises(ValueError, match="3600"):
        simulate(1, years, step)


def test_causes_sum_to_the_pressure(sim: Simulation) -> None:
    for unit in sim.truth.units.values():
        rows = np.searchsorted(sim.truth.time, unit.at)
        total = sum(unit.causes[name] for name in CAUSES) + unit.p_reference
        assert total == pytest.approx(unit.p[rows], abs=2.0)  # Pa; heat rests with the turbine


def test_instruments_show_the_truth_but_for_their_errors(sim: Simulation) -> None:
    unit = sim.truth.units["U1"]
    on = unit.on & ~np.isnan(sim.tags["U1.PC2"])
    error = sim.tags["U1.PC2"][on] - unit.p[on] / 100
    assert abs(np.median(error)) < 1.0
    on = sim.truth.units["U2"].on
    p = sim.truth.units["U2"].p
    inches = (sim.tags["SITE.PBARO"] * 100 - p) / 3386.389
    lies = [f for f in sim.truth.faults if f.tag == "U2.PC"]
    assert abs(np.nanmedian((sim.tags["U2.PC"] - inches)[on])) < (0.2 if lies else 0.05)


def test_water_takes_the_heat_of_the_cycle(sim: Simulation) -> None:
    unit = sim.truth.units["U1"]
    whole = unit.on & (unit.v.min(axis=1) > 1.0)
    rise = np.stack([sim.tags[f"U1.T2.{b}"] - sim.tags[f"U1.T1.{b}"] for b in unit.boxes], axis=1)
    taken = (unit.v * rise).sum(axis=1) * 998.5 * 4186.0
    assert np.nanmedian(taken[whole] / unit.q[whole]) == pytest.approx(1.0, abs=0.06)


def test_cleanings_take_their_share(sim: Simulation) -> None:
    cleanings = [one for unit in sim.truth.units.values() for one in unit.events.cleanings]
    assert cleanings
    for one in cleanings:
        assert one.r_f_after == pytest.approx(one.r_f_before * (1 - one.effect), abs=1.5e-6)


def test_files_are_what_a_plant_hands_over(sim: Simulation, folder: Path) -> None:
    from greenlang.services.files.plant import loaded, rows
    from greenlang.services.files.tags import readings

    top = loaded(folder / "plant.yaml")
    assert set(top["units"]) == {"U1", "U2"}
    for name in top["units"]:
        assert {"p", "t_in", "t_out", "v", "q_steam"} <= top["units"][name]["tags"].keys()
        for part in ("pumps", "vacuum", "turbine"):
            assert len(rows(folder / top["units"][name][part]["curve"])) > 10
    read = readings(folder / "history.csv", list(sim.tags), zone="UTC")
    assert read.tags == tuple(sim.tags)
    truth = json.loads((folder / "truth.json").read_text())
    assert truth["units"]["U1"]["causes"].keys() == set(CAUSES)
    log = (folder / "log.csv").read_text().splitlines()
    assert log[0] == "unit,box,what,start,end,method,remark"
    assert any(",cleaning," in line for line in log)


def test_only_tags_that_are_recorded_are_named(sim: Simulation, folder: Path) -> None:
    import re

    text = (folder / "plant.yaml").read_text()
    named = set(re.findall(r"\b(?:U[12]|SITE)\.[A-Z0-9.]+\b", text))
    assert named == set(sim.tags)
