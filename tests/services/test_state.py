"""A daily run keeps its readings: any deliveries give what one file of all would."""

import csv
import itertools
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from greenlang.core.errors import ConfigError, Conflict, DataError, InputError, NotFound
from greenlang.core.quality import Quality
from greenlang.services import state as states
from greenlang.services.files import kept as kepts
from greenlang.services.files.history.report import Series
from greenlang.services.files.kept import Kept, Told
from greenlang.services.files.tags import readings

TAGS = ("TI1", "TI2", "FI1")
ZONE = "Europe/Berlin"
AUTUMN = 1_729_987_200  # 2024-10-27 00:00 UTC, an hour before summer time ends
STEP = 600


def times(hours: float, start: int = AUTUMN - 6 * 3600) -> list[int]:
    return list(range(start, start + round(hours * 3600), STEP))


def cells(at: Sequence[int]) -> list[list[str]]:
    """Rows of a wide file: local stamps, an outage, a stuck tag, texts, gaps."""
    out = []
    for t in at:
        k = (t - AUTUMN) // STEP
        stamp = f"{np.datetime64(t + _shift(t), 's')}".replace("T", " ")
        off = 20 <= k < 40
        row = [f"{180 + k % 17 * 0.3:.1f}", "150.0" if -10 <= k < 60 else f"{140 + k % 5:.1f}"]
        row += ["0.0" if off else f"{50 + k % 7}"]
        if k % 29 == 0:
            row[0] = "Bad"
        if k % 31 == 0:
            row[2] = ""
        out.append([stamp, *row])
    return out


def _shift(t: int) -> int:
    import datetime as dt

    moment = dt.datetime.fromtimestamp(t, ZoneInfo(ZONE)).utcoffset()
    return 0 if moment is None else int(moment.total_seconds())


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(
        rows: Sequence[Sequence[str]], name: str = "new.csv", *, long: bool = False
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            if long:
                out.writerow(["time", "tag", "value"])
                out.writerows(
                    [r[0], tag, v] for r in rows for tag, v in zip(TAGS, r[1:], strict=True)
                )
            else:
                out.writerow(["time", *TAGS])
                out.writerows(rows)
        return path

    return written


def take(folder: Path, *files: Path, tags: Sequence[str] = TAGS) -> Kept:
    for file in files:
        with states.opened(folder, "P", ZONE) as state:
            states.taken(state, file, tags)
    with states.opened(folder, "P", ZONE) as state:
        return state.kept(Told("state"))


def same(found: Kept, whole: Path) -> None:
    wanted = readings(whole, TAGS, zone=ZONE)
    for tag in TAGS:
        one, other = found[tag], wanted[tag]
        np.testing.assert_array_equal(one.time, other.time)
        np.testing.assert_array_equal(one.value, other.value)
        np.testing.assert_array_equal(one.code, other.code)


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(
    "cuts",
    [
        [0.5],  # summer time, mid-hour
        [6.0, 7.0, 8.0],  # each pass of the repeated hour a file of its own
        [6.5, 7.5],  # within the first pass and within the second
        [7.0 + 1 / 6],
        [10.2, 11.7],  # within the outage
        [5.0, 9.0, 12.5],  # while TI2 is stuck
        [k / 6 for k in range(1, 100, 7)],
    ],
)
def test_pieces_are_the_whole(
    tmp_path: Path, write: Write, cuts: list[float], *, long: bool
) -> None:
    at = times(24)
    edges = [0, *(round(cut * 6) for cut in cuts), len(at)]
    pieces = [write(cells(at[a:b]), f"{a}.csv", long=long) for a, b in itertools.pairwise(edges)]
    same(take(tmp_path / "state", *pieces), write(cells(at), "whole.csv", long=long))


def test_overlapping_repeated_and_late_rows_are_one(tmp_path: Path, write: Write) -> None:
    at = times(48, AUTUMN + 86_400)
    rows = cells(at)
    files = [
        write(rows[:100], "a.csv"), write(rows[60:180], "b.csv"), write(rows[200:], "c.csv"),
        write(rows[60:180], "b.csv"), write(rows[150:220], "late.csv"),
    ]  # fmt: skip
    folder = tmp_path / "state"
    found = take(folder, *files)
    same(found, write(rows, "whole.csv"))
    told = json.loads((folder / states.MANIFEST).read_text(encoding="utf-8"))["deliveries"]
    assert [one["new"] for one in told] == [300, 240, 264, 0, 60]
    assert [one["repeated"] for one in told] == [0, 120, 0, 360, 150]
    assert len(found.segments) == 4, "a delivery without news leaves nothing behind"


def test_a_correction_takes_the_place_of_what_it_corrects(tmp_path: Path, write: Write) -> None:
    at = times(24, AUTUMN + 86_400)
    rows, right = cells(at), cells(at)
    for k in range(50, 60):
        right[k][1] = f"{99 + k}"
    right[70][1] = "Bad"
    blank = [[r[0], "", "", ""] for r in rows[80:90]]
    folder = tmp_path / "state"
    files = [write(rows, "a.csv"), write(right[45:75], "b.csv"), write(blank, "blank.csv")]
    same(take(folder, *files), write(right, "whole.csv"))
    last = json.loads((folder / states.MANIFEST).read_text(encoding="utf-8"))["deliveries"]
    assert [one["corrected"] for one in last] == [0, 11, 0]
    assert last[2]["new"] == 0


def test_many_days_become_one_segment_and_stay_the_same(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "MOST", 4)
    at = times(60, AUTUMN + 86_400)
    files = [write(cells(at[a : a + 36]), f"{a}.csv") for a in range(0, len(at), 36)]
    folder = tmp_path / "state"
    found = take(folder, *files)
    same(found, write(cells(at), "whole.csv"))
    assert len(found.segments) <= 4
    assert sum(each.is_dir() for each in folder.iterdir()) == len(found.segments)


def test_what_waits_on_disk_while_reading_is_what_waits_in_memory(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("greenlang.services.files.tags._SPOOL", 1000)
    at = times(24)
    for long in (False, True):
        whole = write(cells(at), f"{long}.csv", long=long)
        same(take(tmp_path / f"state{long}", whole), whole)


def test_power_cut_while_taking(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = times(24, AUTUMN + 86_400)
    a, b = write(cells(at[:70]), "a.csv"), write(cells(at[70:]), "b.csv")
    folder = tmp_path / "state"
    take(folder, a)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("greenlang.services.state.written", "greenlang.services.state.hash_of"):
        with monkeypatch.context() as broken:
            broken.setattr(place, cut)
            with pytest.raises(KeyboardInterrupt):
                take(folder, b)
        left = [each for each in folder.iterdir() if each.is_dir()]
        assert len(left) == 2, "the delivery that was cut short lies there and does not count"
        same(take(folder), a)
        assert sum(each.is_dir() for each in folder.iterdir()) == 1
    same(take(folder, b), write(cells(at), "whole.csv"))


def test_a_first_run_that_was_cut_short_begins_anew(tmp_path: Path, write: Write) -> None:
    folder = tmp_path / "state"
    (folder / "000001").mkdir(parents=True)
    (folder / states.LOCK).touch()
    whole = write(cells(times(5)))
    same(take(folder, whole), whole)


def test_what_it_cannot_be_is_refused(tmp_path: Path, write: Write) -> None:
    folder = tmp_path / "state"
    take(folder, write(cells(times(5))))
    with pytest.raises(Conflict, match="Europe/Berlin, the plant file says P in UTC"):
        states.opened(folder, "P", "UTC").__enter__()
    with (
        states.opened(folder, "P", ZONE),
        pytest.raises(Conflict, match="in use by another run"),
        states.opened(folder, "P", ZONE),
    ):
        pass
    (folder / "000001" / kepts.TAGS).write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="damaged"):
        take(folder)
    (folder / states.MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="damaged"):
        take(folder)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").touch()
    with (
        pytest.raises(ConfigError, match="holds no state of greenlang"),
        states.opened(mine, "P", ZONE),
    ):
        pass


def test_a_file_without_any_tag_of_the_plant_is_refused_and_leaves_nothing(
    tmp_path: Path, write: Write
) -> None:
    folder = tmp_path / "state"
    with pytest.raises(NotFound, match="XX"):
        take(folder, write(cells(times(5))), tags=("XX",))
    assert take(folder).segments == ()


def test_what_the_reader_must_know(tmp_path: Path, write: Write) -> None:
    folder = tmp_path / "state"
    with states.opened(folder, "P", ZONE) as empty:
        with pytest.raises(InputError, match="no readings yet"):
            states.told(empty, empty, None, TAGS)
        first, report = states.taken(empty, write(cells(times(5))), TAGS[:2])
        first = replace(first, plant_file="one")
        assert not states.told(first, empty, report, TAGS[:2]).warnings
    again = replace(first, plant_file="other")
    said = states.told(again, first, None, TAGS)
    assert said.missing == {"FI1": ""}
    assert "1 delivery in" in said.source
    assert any("plant file has changed" in text for text in said.warnings)
    assert any("new in the plant file: FI1" in text for text in said.warnings)
    with states.opened(folder, "P", ZONE) as state:
        only = write([[*r[:1], "", "", r[3]] for r in cells(times(2, AUTUMN + 864_000))])
        text = only.read_text(encoding="utf-8").replace("TI1", "X1").replace("TI2", "X2")
        only.write_text(text, encoding="utf-8")
        now, report = states.taken(state, only, TAGS)
        said = states.told(now, state, report, TAGS)
    assert any("has no TI1, TI2; earlier readings stand" in text for text in said.warnings)
    assert said.missing == {}
    assert said.taken == ("12 new readings from new.csv",)


def test_later_deliveries_hold_but_not_where_they_are_blank() -> None:
    def series(time: list[int], value: list[float], code: list[int]) -> Series:
        return Series(np.array(time), np.array(value), np.array(code, np.uint8))

    old = series([10, 20, 30], [1.0, 2.0, np.nan], [0, 0, Quality.MISSING])
    new = series([20, 30, 40], [np.nan, 3.0, 4.0], [Quality.MISSING, 0, 0])
    for found in (kepts.merged([old, new]), kepts.merged([new, old])):
        np.testing.assert_array_equal(found.time, [10, 20, 30, 40])
        np.testing.assert_array_equal(found.value, [1.0, 2.0, 3.0, 4.0])
        assert not found.code.any()
    bad = series([20], [np.nan], [Quality.BAD_TEXT])
    assert kepts.merged([old, bad]).code[1] == Quality.BAD_TEXT


def test_the_lock_is_released_by_a_run_that_dies(tmp_path: Path, write: Write) -> None:
    folder = tmp_path / "state"
    child = os.fork()
    if child == 0:
        states.opened(folder, "P", ZONE).__enter__()
        os._exit(0)
    os.waitpid(child, 0)
    whole = write(cells(times(5)))
    same(take(folder, whole), whole)


def test_a_full_disk_is_said(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kepts.Writer, "keep", full)
    with pytest.raises(ConfigError, match="No space left"):
        take(tmp_path / "state", write(cells(times(5))))
