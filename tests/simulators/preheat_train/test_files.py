"""What the plant hands over can be read by others, and holds the troubles it should."""

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from ruamel.yaml import YAML

from greenlang.simulators.preheat_train import (
    Simulation,
    demo_files,
    fleet,
    plant_yaml,
    write_csv,
    write_log,
    write_parquet,
)
from greenlang.simulators.preheat_train.files import TEXTS


@pytest.fixture(scope="module")
def table(sim: Simulation, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    path = write_csv(sim, tmp_path_factory.mktemp("export") / "history.csv")
    return pl.read_csv(path, infer_schema=False)


def test_csv_has_every_tag_and_every_row_but_the_outage(
    sim: Simulation, table: pl.DataFrame
) -> None:
    assert table.columns == ["time", *sim.tags]
    span = sim.truth.outages[0]
    there = (sim.time < span.start) | (sim.time >= span.end)
    assert table["time"].n_unique() == int(there.sum())
    assert table["time"].is_sorted()


def test_csv_repeats_rows_and_holds_bad_texts(table: pl.DataFrame) -> None:
    repeated = len(table) - table["time"].n_unique()
    assert 30 < repeated < 100
    assert len(table.unique()) == table["time"].n_unique()
    number = table["TI1002"].cast(pl.Float64, strict=False)
    texts = set(table["TI1002"].fill_null("").filter(number.is_null()).to_list())
    assert texts == set(TEXTS)


def test_csv_holds_the_readings(sim: Simulation, table: pl.DataFrame) -> None:
    unique = table.unique(subset="time", maintain_order=True)
    read = unique["TI1302"].cast(pl.Float64, strict=False).to_numpy()
    span = sim.truth.outages[0]
    there = (sim.time < span.start) | (sim.time >= span.end)
    assert read == pytest.approx(sim.tags["TI1302"][there], abs=0.0051, nan_ok=True)


def test_local_stamps_carry_their_offset(short: Simulation, tmp_path: Path) -> None:
    path = write_csv(short, tmp_path / "local.csv", stamps="local")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("2024-01-01T01:00:00+01:00,")
    assert lines[-1][19:25] == "+02:00"


def test_parquet_holds_the_readings(short: Simulation, tmp_path: Path) -> None:
    table = pl.read_parquet(write_parquet(short, tmp_path / "history.parquet"))
    assert np.array_equal(table["time"].dt.epoch("s").to_numpy(), short.time)
    missing = int(np.isnan(short.tags["FI1002"]).sum())
    assert table["FI1002"].null_count() == missing


def test_log_has_its_two_mistakes(sim: Simulation, tmp_path: Path) -> None:
    path = write_log(sim, tmp_path / "cleanings.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(sim.truth.cleanings) - 1
    assert set(rows[0]) == {"asset", "start", "end", "method", "remark"}
    assert {row["method"] for row in rows} <= {"hydroblast", "chemical"}


def test_plant_file_is_yaml_and_names_only_what_exists(sim: Simulation) -> None:
    document = YAML(typ="safe").load(plant_yaml(sim))
    assets = document["assets"]
    assert list(assets) == list(sim.truth.exchangers)
    used = {entry["tag"] for asset in assets.values() for entry in asset["tags"].values()}
    assert used < set(sim.tags)
    assert sum("tubes" in asset for asset in assets.values()) >= 5
    for asset in assets.values():
        for role, entry in asset["tags"].items():
            assert entry["unit"] == sim.units[entry["tag"]], role
    streams = {
        asset["sides"][side]["fluid"] for asset in assets.values() for side in asset["sides"]
    }
    assert streams <= set(document["fluids"])
    routed = {name for path in document["network"]["hot"] for name in path[1:]}
    assert routed == set(assets)


def test_fleet_s_plant_file_is_yaml() -> None:
    many = fleet(2, seed=2, years=0.3)
    document = YAML(typ="safe").load(many.yaml)
    assert len(document["assets"]) == 16
    used = {e["tag"] for asset in document["assets"].values() for e in asset["tags"].values()}
    assert used < set(many.tags)


def test_demo_files_are_whole(tmp_path: Path) -> None:
    sim = demo_files(tmp_path / "demo", seed=4, years=0.3)
    names = {path.name for path in (tmp_path / "demo").iterdir()}
    assert names == {"plant.yaml", "history.csv", "cleanings.csv", "truth.json"}
    truth = json.loads((tmp_path / "demo" / "truth.json").read_text(encoding="utf-8"))
    days = len(truth["days"])
    assert days == pytest.approx(0.3 * 365.25, abs=1)
    for name, one in truth["exchangers"].items():
        assert len(one["r_f"]) == days
        assert one["r_f"][5] == pytest.approx(
            float(np.mean(sim.truth.exchangers[name].r_f[5 * 144 : 6 * 144])), abs=1e-8
        )
