"""Parquet, tables in memory, files that are large, damaged or changing while they are read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.csv_read import history
from greenlang.core.errors import DataError, InputError, InsufficientData, NotFound
from greenlang.core.quality import Quality
from greenlang.services.files.history.text import TextFile
from greenlang.services.files.tags import columns, readings, readings_from_table

NAN = float("nan")
FIRST = datetime(2024, 1, 15)  # noqa: DTZ001 - local stamps are the subject
STAMPS = [FIRST + timedelta(minutes=10 * i) for i in range(6)]
UTC_FIRST = int(datetime(2024, 1, 15, tzinfo=UTC).timestamp())
AT = UTC_FIRST + 600 * np.arange(6)
VALUES = [1.5, 2.5, None, float("inf"), 5.5, NAN]


def written(folder: Path, table: Any) -> Path:
    path = folder / "history.parquet"
    pq.write_table(table, path, row_group_size=2)
    return path


def test_parquet_wide(tmp_path: Path) -> None:
    meta = pa.field("A", pa.float64(), metadata={"unit": "degC"})
    schema = pa.schema([pa.field("time", pa.timestamp("us")), meta, pa.field("B", pa.string())])
    arrays = [pa.array(STAMPS), pa.array(VALUES), pa.array(["1", "Bad", None, "2.5", "", "x"])]
    path = written(tmp_path, pa.Table.from_arrays(arrays, schema=schema))
    found = readings(path, zone="Europe/Berlin")
    np.testing.assert_array_equal(found["A"].time, AT - 3600)
    np.testing.assert_array_equal(found["A"].value, [1.5, 2.5, NAN, NAN, 5.5, NAN])
    missing, over = Quality.MISSING, Quality.OUT_OF_RANGE
    np.testing.assert_array_equal(found["A"].code, [0, 0, missing, over, 0, missing])
    assert found["A"].unit == "degC"
    np.testing.assert_array_equal(found["B"].value, [1, NAN, NAN, 2.5, NAN, NAN])
    assert found.report.tags["B"].unknown == {"x": 1}
    assert columns(path) == ("A", "B")


@pytest.mark.parametrize(
    ("stamps", "zone", "shift"),
    [
        (pa.array(STAMPS, pa.timestamp("ns")), "+02:00", -7200),
        (pa.array(STAMPS, pa.timestamp("s", tz="UTC")), "America/Chicago", 0),
        (pa.array(STAMPS, pa.timestamp("ms", tz="Europe/Berlin")), "America/Chicago", 0),
        (pa.array(AT), "America/Chicago", 0),
        (pa.array(AT * 1000.0), "America/Chicago", 0),
        (pa.array(AT * 1_000_000_000), "America/Chicago", 0),
        (pa.array(AT / 86400 + 25569), "America/Chicago", 6 * 3600),
        (pa.array([int(s.strftime("%Y%m%d%H%M%S")) for s in STAMPS]), "UTC", 0),
        (pa.array([s.isoformat() for s in STAMPS]).dictionary_encode(), "UTC", 0),
    ],
    ids=["naive", "utc", "berlin", "epoch", "epoch ms", "epoch ns", "excel", "digits", "coded"],
)
def test_parquet_stamps_of_every_type(tmp_path: Path, stamps: Any, zone: str, shift: int) -> None:
    path = written(tmp_path, pa.table({"time": stamps, "A": [1.0] * 6}))
    np.testing.assert_array_equal(readings(path, zone=zone)["A"].time, AT + shift)


def test_parquet_long_with_coded_tags(tmp_path: Path) -> None:
    tags = pa.array(["A", "B"] * 3).dictionary_encode()
    table = pa.table({"ts": STAMPS, "tag": tags, "value": [1, 2, 3, 4, 5, 6]})
    found = readings(written(tmp_path, table), zone="UTC")
    np.testing.assert_array_equal(found["B"].value, [2, 4, 6])
    np.testing.assert_array_equal(found["B"].time, AT[1::2])
    assert columns(written(tmp_path, table)) == ("A", "B")


def test_only_what_is_asked_must_be_readable(tmp_path: Path) -> None:
    table = pa.table({"time": STAMPS, "A": [[1]] * 6, "B": [True, False] * 3})
    path = written(tmp_path, table)
    np.testing.assert_array_equal(readings(path, ["B"], zone="UTC")["B"].value, [1, 0] * 3)
    with pytest.raises(InputError, match="'A' holds List"):
        readings(path, ["A"], zone="UTC")


def test_damaged_parquet(tmp_path: Path) -> None:
    table = pa.table({"time": STAMPS * 2000, "A": np.linspace(0, 1, 12000)})
    path = tmp_path / "history.parquet"
    pq.write_table(table, path, write_page_checksum=True)
    whole = path.read_bytes()
    middle = len(whole) // 2
    for broken, says in (
        (whole[:middle], "truncated or damaged"),
        (whole[:middle] + bytes(64) + whole[middle + 64 :], "truncated or damaged"),
        (b"none" + whole[4:], "does not begin as one"),
    ):
        path.write_bytes(broken)
        with pytest.raises(DataError, match=says):
            readings(path, zone="UTC")
    path.write_bytes(b"")
    with pytest.raises(InsufficientData, match="0 bytes"):
        readings(path, zone="UTC")
    with pytest.raises(InsufficientData, match="no row"):
        readings(written(tmp_path, table.slice(0, 0)), zone="UTC")


class Capsule:
    """What any library may be: known by the Arrow C interface alone."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self._table.__arrow_c_stream__(schema)


class Frame(Capsule):
    """A frame whose time is its index, as pandas has it."""

    class Index:
        names = (None,)
        dtype = "datetime64[ns]"

    index = Index()

    def rename_axis(self, name: str) -> "Frame":
        return Frame(self._table.rename_columns([name, "A"]))

    def reset_index(self) -> Any:
        return Capsule(self._table)


def test_tables_in_memory() -> None:
    arrow = pa.table({"time": STAMPS, "A": [1.0, 2, 3, 4, 5, 6]})
    unnamed = arrow.rename_columns(["index", "A"])
    for table in (arrow, pl.from_arrow(arrow), Capsule(arrow), Frame(unnamed), arrow.to_pydict()):
        found = readings_from_table(table, ["A"], zone="UTC")
        np.testing.assert_array_equal(found["A"].value, [1, 2, 3, 4, 5, 6])
        np.testing.assert_array_equal(found["A"].time, AT)
    with pytest.raises(InputError, match="is a int"):
        readings_from_table(42, zone="UTC")
    with pytest.raises(InsufficientData, match="no row"):
        readings_from_table(arrow.slice(0, 0), zone="UTC")


def test_kinds_of_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        readings(tmp_path, zone="UTC")
    with pytest.raises(NotFound, match="no file"):
        readings(tmp_path / "none" / "x.csv", zone="UTC")


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    line = "2024-01-15 00:{:02d}:{:02d},1\n"
    text = "time,A\n" + "".join(line.format(m, s) for m in range(60) for s in range(60))

    def appended(fraction: float) -> None:
        with path.open("a") as file:
            file.write(f"2024-01-16 00:00,{fraction}\n")

    def replaced(fraction: float) -> None:
        other = tmp_path / "y.csv"
        other.write_text(text + f"2024-01-16 00:00,{fraction}\n")
        other.replace(path)

    for change in (appended, replaced, lambda _: path.unlink(missing_ok=True)):
        path.write_text(text * 8)
        with pytest.raises(DataError, match=r"changed while|removed while"):
            readings(path, zone="UTC", progress=change, block=1000)


def test_progress_rises_to_one(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = "".join(f"2024-01-15 {h:02d}:{m:02d},T{m},{h}\n" for h in range(24) for m in range(60))
    path.write_text("time,tag,value\n" + lines)
    seen: list[float] = []
    readings(path, zone="UTC", progress=seen.append, block=500)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 60


def test_a_large_file_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    blocks = TextFile.blocks

    def watched(self: TextFile) -> Iterator[bytes]:
        for block in blocks(self):
            held.append(len(block))
            yield block

    monkeypatch.setattr(TextFile, "blocks", watched)
    path = tmp_path / "x.csv"
    lines = "".join(f"2024-01-15 {h:02d}:{m:02d},{h}.5\n" for h in range(24) for m in range(60))
    path.write_text("time,A\n" + lines * 20)
    found = readings(path, zone="UTC", block=4096)
    assert sum(held) == path.stat().st_size
    assert max(held) < 2 * 4096
    assert found.report.tags["A"].duplicates == 19 * 1440


def test_memory_that_does_not_suffice_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("greenlang.services.files.history.reading._wide", full)
    path = tmp_path / "x.csv"
    path.write_text("time,A\n2024-01-15,1\n")
    with pytest.raises(DataError, match="do not fit into memory"):
        readings(path, zone="UTC")


@pytest.mark.parametrize("by_tag", [True, False])
def test_the_history_of_the_benchmark(tmp_path: Path, by_tag: bool) -> None:
    path = tmp_path / "x.csv"
    bad = history(path, rows=50_000, tags=100, by_tag=by_tag)
    found = readings(path, zone="+01:00", block=1 << 18)
    assert len(found) == 100
    report = found.report
    assert report.rows == 50_000
    assert sum(sum(t.texts.values()) for t in report.tags.values()) == bad
    assert report.choices.time_format == "%d.%m.%Y %H:%M:%S"
    for tag in found:
        series = found[tag]
        assert series.time[0] == datetime(2023, 12, 31, 23, tzinfo=UTC).timestamp()
        np.testing.assert_array_equal(np.diff(series.time), 600)
        good = series.code == 0
        assert 100 <= series.value[good].min() <= series.value[good].max() < 400
    assert report.warnings == ()


def test_newest_first_is_turned_in_place(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    minutes = range(59, -1, -1)
    lines = "".join(f"2024-01-15 00:{m:02d},T{k},{m}.{k}\n" for m in minutes for k in range(3))
    path.write_text("time,tag,value\n" + lines + "2024-01-15 00:30,T1,30.1\n")
    found = readings(path, zone="UTC", block=200)
    for k in range(3):
        series = found[f"T{k}"]
        np.testing.assert_array_equal(series.time, UTC_FIRST + 60 * np.arange(60))
        np.testing.assert_array_equal(series.value, np.arange(60) + k / 10)
    assert found.report.tags["T0"].out_of_order == 0
    assert found.report.tags["T1"].duplicates == 1
