"""The command line as a user starts it: a process, its output, its exit code."""

import csv
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from greenlang.agents.agent import agent
from greenlang.core.errors import NotFound
from greenlang.services import state as states
from greenlang.services.history import declared, plant_of
from greenlang.services.notebook import studied
from tests.system import plants

EXCHANGER = agent("exchanger")
GREENLANG = [sys.executable, "-m", "greenlang.app"]


def greenlang(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*GREENLANG, *map(str, words)], capture_output=True, text=True, check=False, cwd=cwd
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="session")
def metric(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plants.metric(tmp_path_factory.mktemp("metric"))


@pytest.fixture(scope="session")
def results(metric: Path) -> Path:
    done = greenlang(
        "exchanger", "history", metric / "plant.yaml", metric / "history.csv", "--out",
        metric / "results",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "E-104" in done.stdout
    return metric / "results"


def test_help_lists_what_there_is() -> None:
    done = greenlang("--help")
    assert done.returncode == 0
    for word in ("exchanger", "init", "check", "verify", "explain", "demo"):
        assert word in done.stdout
    assert "performance" in greenlang("exchanger", "--help").stdout


def test_plants_that_can_be_demonstrated_are_listed() -> None:
    listed = greenlang("demo", "--plant", "list")
    assert listed.returncode == 0
    assert "preheat_train    a crude preheat train (exchanger)" in listed.stdout
    unknown = greenlang("demo", "--plant", "preheat_trein")
    assert unknown.returncode == 2
    assert "preheat_train" in unknown.stderr


def test_whose_plant_file_it_is_must_be_said_where_nothing_tells(tmp_path: Path) -> None:
    asked = greenlang("init", tmp_path / "mine")
    assert asked.returncode == 2
    assert "--agent exchanger" in asked.stderr
    assert "--agent condenser" in asked.stderr
    file = tmp_path / "units" / "plant.yaml"
    assert greenlang("init", file, "--agent", "condenser").returncode == 0
    history = tmp_path / "h.csv"
    history.write_text("time,U1.P\n2026-01-01 00:00,400\n2026-01-01 00:10,401\n", encoding="utf-8")
    assert "U1.T1" in greenlang("check", file, history).stdout


def test_a_starter_plant_is_written_once_and_checks(tmp_path: Path) -> None:
    assert greenlang("init", tmp_path / "mine", "--agent", "exchanger").returncode == 0
    again = greenlang("init", tmp_path / "mine", "--agent", "exchanger")
    assert again.returncode == 2
    assert "left as it is" in again.stderr
    history = tmp_path / "h.csv"
    history.write_text("time,TI101\n2026-01-01 00:00,200\n2026-01-01 00:10,201\n", encoding="utf-8")
    checked = greenlang("check", tmp_path / "mine" / "plant.yaml", history)
    assert checked.returncode == 2
    assert "TI102" in checked.stdout


def test_one_analysis_leaves_a_record_that_verifies_and_explains(tmp_path: Path) -> None:
    example = greenlang("exchanger", "performance", "--example")
    case = tmp_path / "case.json"
    case.write_text(example.stdout, encoding="utf-8")
    record = tmp_path / "record.json"
    done = greenlang("exchanger", "performance", "--case", case, "--record", record)
    assert done.returncode == 0, done.stderr
    assert "m2 K/W" in done.stdout
    verified = greenlang("verify", record)
    assert verified.returncode == 0, verified.stderr
    assert "exchanger.performance holds" in verified.stdout
    assert "not in the list" not in verified.stdout
    explained = greenlang("explain", record)
    assert "Sources" in explained.stdout
    as_json = json.loads(greenlang("exchanger", "performance", "--case", case, "--json").stdout)
    assert as_json["content_hash"].startswith("sha256:")
    document = json.loads(record.read_text(encoding="utf-8"))
    document["content"] = document["content"].replace('"s', '"s ', 1)
    record.write_text(json.dumps(document), encoding="utf-8")
    altered = greenlang("verify", record)
    assert altered.returncode == 2
    assert "altered" in altered.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["exchanger", "performance"], "--example prints one"),
        (["exchanger", "performance", "--case", "nowhere.json"], "no such file"),
        (["verify", "nowhere.json"], "no such record"),
        (["explain", "nowhere.json"], "no such record"),
        (["check", "nowhere.yaml", "nowhere.csv"], "no such file"),
        (["exchanger", "history", "nowhere.yaml", "nowhere.csv", "--out", "x"], "no such file"),
    ],
)
def test_what_is_not_there_is_said_with_exit_2(
    words: list[str], message: str, tmp_path: Path
) -> None:
    done = greenlang(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr + done.stdout
    assert list(tmp_path.iterdir()) == []


def test_results_are_whole_and_their_records_verify(results: Path) -> None:
    names = {path.name for path in results.iterdir()}
    assert {"report.html", "report.pdf", "results.json", "README.txt"} <= names
    done = greenlang("verify", results / "records")
    assert done.returncode == 0, done.stderr
    assert "is whole" in done.stdout
    json.loads((results / "results.json").read_text(encoding="utf-8"))


def test_days_that_come_one_by_one_give_what_the_whole_gives(
    metric: Path, results: Path, tmp_path: Path
) -> None:
    head, *rows = (metric / "history.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    cuts = [0, len(rows) // 3 + 5, len(rows) - 400, len(rows)]
    pieces = []
    for a, b in pairwise(cuts):
        pieces.append(tmp_path / f"{b}.csv")
        pieces[-1].write_text(head + "".join(rows[max(a - 50, 0) : b]), encoding="utf-8")
    state, out, known = (
        tmp_path / "state",
        tmp_path / "out",
        plant_of(EXCHANGER, metric / "plant.yaml"),
    )
    for piece in pieces[:-1]:
        with states.opened(state, known.name, known.timezone) as before:
            states.taken(before, piece, declared(EXCHANGER).tags(known))
    done = greenlang(
        "exchanger", "history", metric / "plant.yaml", pieces[-1], "--state", state, "--out", out,
        "--no-pdf",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "new readings from" in done.stdout
    tables = sorted(path.name for path in results.glob("*.csv"))
    assert "daily.csv" in tables
    for name in tables:
        assert (out / name).read_bytes() == (results / name).read_bytes(), name
    ours, theirs = (
        json.loads((folder / "results.json").read_text(encoding="utf-8"))
        for folder in (out, results)
    )
    assert ours["records"] == theirs["records"]
    assert ours | {"source": ""} == theirs | {"source": ""}


def test_without_a_history_and_a_state_there_is_nothing_to_do(metric: Path, tmp_path: Path) -> None:
    done = greenlang("exchanger", "history", metric / "plant.yaml", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "--state" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_plant_in_us_units_gives_the_same_answer(
    metric: Path, results: Path, tmp_path: Path
) -> None:
    folder = plants.american(metric, tmp_path / "us")
    checked = greenlang("check", folder / "plant.yaml", folder / "history.csv")
    assert checked.returncode == 0, checked.stdout
    done = greenlang(
        "exchanger", "history", folder / "plant.yaml", folder / "history.csv", "--out",
        folder / "results", "--no-pdf",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ours, theirs = (_levels(path) for path in (results, folder / "results"))
    assert ours.keys() == theirs.keys()
    for key, value in ours.items():
        assert theirs[key] == pytest.approx(value, abs=2e-5), key


def _levels(folder: Path) -> dict[tuple[str, str], float]:
    with (folder / "daily.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if name.startswith("level"))
    last = max(row["date"] for row in rows)
    return {(row["asset"], last): float(row[column]) for row in rows if row["date"] == last}


def _spoiled(metric: Path, folder: Path, *changes: tuple[str, str]) -> tuple[Path, Path]:
    folder.mkdir()
    text = (metric / "plant.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    (folder / "cleanings.csv").write_bytes((metric / "cleanings.csv").read_bytes())
    return folder / "plant.yaml", metric / "history.csv"


BROKEN = [
    (("area: 350.5 m2", "area: -350.5 m2"), "area"),
    (("area: 350.5 m2", "area: 0 m2"), "area"),
    (("unit: t/h", "unit: t/hr3"), "t/hr3"),
    (("unit: t/h", "unit: degC"), "kind"),
    (("barometer:", "barometre:"), "did you mean 'barometer'"),
    (("timezone: Europe/Berlin", "timezone: Europe/Berlinn"), "Europe/Berlin'"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN)
def test_a_broken_plant_is_refused_with_its_remedy(
    metric: Path, tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    plant, history = _spoiled(metric, tmp_path / "broken", change)
    done = greenlang("exchanger", "history", plant, history, "--out", tmp_path / "out")
    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert not (tmp_path / "out").exists()
    assert greenlang("check", plant, history).returncode == 2


def test_a_tag_that_the_history_lacks_costs_its_exchanger_alone(
    metric: Path, tmp_path: Path
) -> None:
    plant, history = _spoiled(metric, tmp_path / "part", ("tag: TI1101", "tag: TI1111"))
    done = greenlang("exchanger", "history", plant, history, "--out", tmp_path / "out", "--no-pdf")
    assert done.returncode == 3, done.stderr
    assert "no tag 'TI1111'" in done.stderr
    assert "did you mean 'TI1101'?" in done.stderr
    with (tmp_path / "out" / "daily.csv").open(encoding="utf-8") as file:
        assert {row["asset"] for row in csv.DictReader(file)} >= {"E-102", "E-108"}


def test_a_bad_asset_does_not_stop_the_others(metric: Path, tmp_path: Path) -> None:
    plant, _ = _spoiled(metric, tmp_path / "part")
    history = tmp_path / "part" / "history.csv"
    with (
        (metric / "history.csv").open(encoding="utf-8") as read,
        history.open("w", encoding="utf-8", newline="") as write,
    ):
        rows, out = csv.reader(read), csv.writer(write)
        header = next(rows)
        dead = {header.index(tag) for tag in ("TI1401", "TI1402")}
        out.writerow(header)
        for row in rows:
            out.writerow(["Bad" if i in dead else cell for i, cell in enumerate(row)])
    done = greenlang("exchanger", "history", plant, history, "--out", tmp_path / "out", "--no-pdf")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "E-106" in done.stderr
    assert (tmp_path / "out" / "results.json").exists()


def test_an_older_folder_of_somebody_else_is_left_alone(metric: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep", encoding="utf-8")
    done = greenlang(
        "exchanger",
        "history",
        metric / "plant.yaml",
        metric / "history.csv",
        "--out",
        tmp_path / "out",
    )
    assert done.returncode == 2
    assert "name another --out" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_table_in_a_notebook_says_what_the_command_line_says(metric: Path, results: Path) -> None:
    readings = pd.read_csv(metric / "history.csv", sep=None, engine="python", dtype=str)
    study = studied(metric / "plant.yaml", readings)
    daily = study.table("daily")
    with (results / "daily.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert daily.height == len(rows)
    assert list(daily.columns) == list(rows[0])
    column = next(name for name in daily.columns if name.startswith("r_f "))
    told = [float(row[column]) if row[column] else None for row in rows]
    assert daily[column].to_list() == told
    assert study.table("daily", "pandas").shape == study.table("daily", "arrow").shape
    with pytest.raises(NotFound, match="did you mean 'daily'"):
        study.table("dayly")
    name = next(iter(study.charts))
    assert study.chart(name).to_dict()["$schema"]
