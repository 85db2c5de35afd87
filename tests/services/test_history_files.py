"""Histories as users have them, each written to a file and read back."""

import gzip
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from greenlang.core.errors import NotFound
from greenlang.core.quality import Quality
from greenlang.services.files.tags import Readings, columns, readings

NAN = float("nan")
START = int(datetime(2024, 1, 14, 23, tzinfo=UTC).timestamp())  # 2024-01-15 00:00 in Berlin


def rows(line: str, n: int = 5) -> str:
    """`line` for i = 0..n-1; {m} is a minute of ten."""
    return "".join(line.format(i=i, m=f"{10 * i:02d}") for i in range(n))


Read = Callable[..., Readings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def written(text: str | bytes, tags: list[str] | None = None, **given: Any) -> Readings:
        path = tmp_path / given.pop("name", "history.csv")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        given.setdefault("zone", "Europe/Berlin")
        return readings(path, tags, **given)

    return written


FIVE = [0.5, 1.5, 2.5, 3.5, 4.5]
ISO = "2024-01-15 00:{m}:00"
DE = "15.01.2024 00:{m}:00"
PLAIN = {
    "comma and point": "time,A\n" + rows(ISO + ",{i}.5\n"),
    "semicolon and comma": "Zeit;A\n" + rows(DE + ";{i},5\n"),
    "tab": "time\tA\n" + rows(ISO + "\t{i}.5\n"),
    "bar": "time|A\n" + rows(ISO + "|{i}.5\n"),
    "carriage returns": "time,A\r\n" + rows(ISO + ",{i}.5\r\n"),
    "only carriage returns": "time,A\r" + rows(ISO + ",{i}.5\r"),
    "no last line break": ("time,A\n" + rows(ISO + ",{i}.5\n")).rstrip("\n"),
    "blank lines": "\n\ntime,A\n\n" + rows(ISO + ",{i}.5\n\n"),
    "all quoted": '"time","A"\n' + rows('"' + ISO + '","{i}.5"\n'),
    "comma in quotes": "time,A\n" + rows(ISO + ',"{i},5"\n'),
    "blanks around": "time , A\n" + rows(" " + ISO + " , {i}.5 \n"),
    "bom": "\ufefftime,A\n" + rows(ISO + ",{i}.5\n"),
    "utf-16": ("time\tA\r\n" + rows(ISO + "\t{i}.5\r\n")).encode("utf-16"),
    "utf-16 big end": ("time\tA\n" + rows(ISO + "\t{i}.5\n")).encode("utf-16-be"),
    "utf-16 unmarked": ("time\tA\n" + rows(ISO + "\t{i}.5\n")).encode("utf-16-le"),
    "latin-1": ("Zeit;A;Kühlwasser [°C]\n" + rows(DE + ";{i},5;1\n")).encode("latin-1"),
    "gzip": gzip.compress(("time,A\n" + rows(ISO + ",{i}.5\n")).encode()),
    "nul bytes": b"time,A\n\0\0\0" + rows(ISO + ",{i}.5\0\n").encode() + b"\0\0\n",
    "descriptions above names": "Stamp;Inlet of E-101;Flow\nZeit;A;B\n;degC;m3/h\n"
    + rows(DE + ";{i},5;1\n"),
    "row of units": "Zeit;A\n;degC\n" + rows(DE + ";{i},5\n"),
    "descriptions and units": "Zeit;A\nStamp;Inlet of E-101\n;[degC]\n" + rows(DE + ";{i},5\n"),
    "preamble": "# by someone\nPlant;CDU;;\n\nZeit;A;B;C\n" + rows(DE + ";{i},5;1;2\n"),
    "sep=": "sep=;\nZeit;A\n" + rows(DE + ";{i},5\n"),
    "trailing delimiter": "Zeit;A;\n" + rows(DE + ";{i},5;\n"),
    "trailing in rows only": "Zeit;A\n" + rows(DE + ";{i},5;\n"),
    "index column": ",time,A\n" + rows("{i}," + ISO + ",{i}.5\n"),
    "date and clock apart": "Date;Time;A\n" + rows("15.01.2024;00:{m}:00;{i},5\n"),
    "newline in a name": 'time,A,"B\nof E-101"\n' + rows(ISO + ",{i}.5,2\n"),
    "falling": "time,A\n" + "".join(f"2024-01-15 00:{i}0:00,{i}.5\n" for i in (4, 3, 2, 1, 0)),
    "shuffled": "time,A\n" + "".join(f"2024-01-15 00:{i}0:00,{i}.5\n" for i in (3, 0, 4, 1, 2)),
    "identical twice": "time,A\n" + rows((ISO + ",{i}.5\n") * 2),
    "empty rows": "Zeit;A\n" + rows(DE + ";{i},5\n;\n"),
    "long": "Tag;Zeit;Wert\n" + rows("A;" + DE + ";{i},5\nB;" + DE + ";7\n"),
    "long, name first by content": "c1;c2;c3\n" + rows("A;" + DE + ";{i},5\nB;" + DE + ";7\n"),
    "long without header": rows(ISO + ",A,{i}.5\n" + ISO + ",B,7\n"),
    "long with quality": "time,tag,value,quality\n" + rows(ISO + ",A,{i}.5,192\n"),
    "long, tag in other case": "time,tag,value\n" + rows(ISO + ",a,{i}.5\n"),
    "long, tag after tag": "time,tag,value\n" + rows(ISO + ",B,1\n") + rows(ISO + ",A,{i}.5\n"),
    "long, blanks after the tag": "time,tag,value\n" + rows(ISO + ",A   ,{i}.5\n"),
    "clock of the name": "time [UTC+1],A\n" + rows(ISO + ",{i}.5\n"),
    "unit in the name": "time,A [degC]\n" + rows(ISO + ",{i}.5\n"),
    "spaces for thousands": "Zeit;A;B\n" + rows(DE + ";{i},5;1\u00a0234,5\n"),
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_one_table_in_many_dresses(read: Read, text: str | bytes) -> None:
    for block in (0, 64):
        found = read(text, ["A"], block=block)
        np.testing.assert_array_equal(found["A"].time, START + 600 * np.arange(5))
        np.testing.assert_array_equal(found["A"].value, FIVE)
        assert not found["A"].code.any()
        assert found.tags == ("A",)


STAMPS = {
    "%Y-%m-%d %H:%M": "2024-01-15 00:{m}",
    "%Y-%m-%dT%H:%M:%S": "2024-01-15T00:{m}:00",
    "%Y-%m-%d %H:%M:%S%.f": "2024-01-15 00:{m}:00.123",
    "%d.%m.%Y %H:%M:%S%.f": "15.01.2024 00:{m}:00,123",
    "%Y/%m/%d %H:%M": "2024/01/15 00:{m}",
    "%d.%m.%Y %H:%M": "15.01.2024 00:{m}",
    "%d.%m.%y %H:%M": "15.01.24 00:{m}",
    "%d/%m/%Y %H:%M": "15/1/2024 0:{m}",
    "%m/%d/%Y %I:%M %p": "01/15/2024 12:{m} AM",
    "%m/%d/%y %I:%M:%S %p": "1/15/24 12:{m}:00 am",
    "%d-%b-%y %H:%M:%S": "15-Jan-24 00:{m}:00",
    "%d-%b-%Y %H:%M:%S%.f": "15-JAN-2024 00:{m}:00.0",
    "%b %d, %Y %H:%M": "Jan 15, 2024 00:{m}",
    "%d %B %Y %H:%M": "15 January 2024 00:{m}",
    "%d. %b %Y %H:%M": "15. Jän 2024 00:{m}",
    "%Y%m%d%H%M%S": "2024011500{m}00",
    "%Y%m%d%H%M": "2024011500{m}",
    "%Y-%m-%dT%H:%M:%S %z": "2024-01-14T23:{m}:00Z",
    "%Y-%m-%d %H:%M:%S %z": "2024-01-15 02:{m}:00+03:00",
    "%Y-%m-%d %H:%M %z": "2024-01-15 00:{m} CET",
    "%Y-%m-%dT%H:%M:%S%.f %z": "2024-01-14T17:{m}:00.5-0600",
}


@pytest.mark.parametrize(("shown", "stamp"), STAMPS.items(), ids=STAMPS)
def test_a_time_format_is_found(read: Read, shown: str, stamp: str) -> None:
    found = read("time;A\n" + rows(stamp + ";{i},5\n"))
    np.testing.assert_array_equal(found["A"].time, START + 600 * np.arange(5))
    assert found.report.choices.time_format == shown


def test_numbers_as_stamps(read: Read) -> None:
    at = START + 600 * np.arange(5)
    for name, texts in {
        "epoch_s": [f"{t}" for t in at],
        "epoch_ms": [f"{t}250" for t in at],
        "epoch_us": [f"{t}000000" for t in at],
        "epoch_ns": [f"{t}000000000" for t in at],
        "excel": [f"{(t + 3600) / 86400 + 25569:.6f}".replace(".", ",") for t in at],
    }.items():
        found = read("time;A\n" + "".join(f"{t};1,5\n" for t in texts))
        np.testing.assert_array_equal(found["A"].time, at, err_msg=name)
        assert found.report.choices.time_format == name


def test_midnight_without_a_clock_and_as_24_hours(read: Read) -> None:
    for midnight in ("15.01.2024", "14.01.2024 24:00:00"):
        found = read(f"Zeit;A\n14.01.2024 23:50:00;1\n{midnight};2\n15.01.2024 00:10:00;3\n")
        np.testing.assert_array_equal(found["A"].time, START + 600 * np.arange(-1, 2))


def test_day_and_month_by_the_whole_column(read: Read) -> None:
    late = rows("01/02/2024 00:{m},1\n") + "01/13/2024 00:00,2\n"
    american = read("time,A\n" + late, zone="UTC", block=40)
    assert american.report.choices.time_format == "%m/%d/%Y %H:%M"
    assert american["A"].time[0] == datetime(2024, 1, 2, tzinfo=UTC).timestamp()
    british = read("time,A\n" + late.replace("01/13", "13/01"), zone="UTC", block=40)
    assert british["A"].time[-6] == datetime(2024, 1, 13, tzinfo=UTC).timestamp()
    assert british["A"].time[-1] == datetime(2024, 2, 1, 0, 40, tzinfo=UTC).timestamp()


def test_day_and_month_by_readings_that_run_through_midnight(read: Read) -> None:
    text = "".join(f"0{d}/02/2024 {h:02d}:00,1\n" for d in (1, 2, 3) for h in range(24))
    found = read("time,A\n" + text, zone="UTC")
    assert found.report.choices.time_format == "%d/%m/%Y %H:%M"
    np.testing.assert_array_equal(np.diff(found["A"].time), 3600)


def test_shape_that_shows_the_order_late_corrects_the_earlier(read: Read) -> None:
    text = "time,A\n01/02/2024,1\n01/02/2024 00:10,2\n01/31/2024 00:10,3\n"
    found = read(text, zone="UTC")
    days = [datetime.fromtimestamp(t, tz=UTC).day for t in found["A"].time]
    assert days == [2, 2, 31]


BAD = {
    **dict.fromkeys(["Bad", "I/O Timeout", "Pt Created", "Shutdown"], Quality.BAD_TEXT),
    **dict.fromkeys(["Configure", "Scan Off", "SCAN OFF", "#REF!"], Quality.BAD_TEXT),
    "[-11059] No Good Data": Quality.BAD_TEXT,
    **dict.fromkeys(["Over Range", "inf", "-1.#INF", "1e999"], Quality.OUT_OF_RANGE),
    **dict.fromkeys(["", "---", "NaN", "#N/A", "No Data", "null", "n/a"], Quality.MISSING),
}


def test_bad_texts_become_codes_and_are_counted(read: Read) -> None:
    text = "".join(f"2024-01-15 00:00:{k:02d},{word}\n" for k, word in enumerate(BAD))
    found = read("time,A\n" + text + "2024-01-15 01:00:00,1.5\n2024-01-15 01:01:00,Fnord\n")
    np.testing.assert_array_equal(found["A"].code, [*BAD.values(), 0, Quality.BAD_TEXT])
    assert np.isnan(found["A"].value[: len(BAD)]).all()
    report = found.report.tags["A"]
    assert report.texts["I/O Timeout"] == 1
    assert sum(report.texts.values()) == len(BAD)
    assert report.unknown == {"Fnord": 1}
    assert any("'Fnord' x 1" in w for w in found.report.warnings)


def test_values_marked_bad_are_withheld(read: Read) -> None:
    head = "time,tag,value,{}\n"
    for name, good, bad in (
        ("quality", "192", "0"),
        ("quality", "216", "64"),
        ("status", "Good", "Bad"),
        ("StatusCode", "0", "2147483648"),
        ("confidence", "100", "0"),
        ("is good", "True", "False"),
        ("questionable", "0", "1"),
    ):
        text = head.format(name) + f"{ISO.format(m='00')},A,1.5,{good}\n"
        found = read(text + f"{ISO.format(m='10')},A,2.5,{bad}\n", ["A"])
        np.testing.assert_array_equal(found["A"].value, [1.5, NAN], err_msg=name)
        assert found["A"].code[1] == Quality.BAD_TEXT
        assert found.report.tags["A"].texts == {f"quality {bad}": 1}


def test_quality_that_says_nothing_is_not_used_and_said_so(read: Read) -> None:
    found = read("time,tag,value,quality\n" + rows(ISO + ",A,{i}.5,0\n"), ["A"])
    np.testing.assert_array_equal(found["A"].value, FIVE)
    assert any("quality column" in w for w in found.report.warnings)


def test_wide_status_column_withholds(read: Read) -> None:
    text = "time,A,A.status\n" + rows(ISO + ",{i}.5,Good\n") + "2024-01-15 01:00:00,9,Bad\n"
    assert np.isnan(read(text, ["A"])["A"].value[-1])


def test_conflicting_duplicates_keep_the_last_and_say_so(read: Read) -> None:
    text = "time,A,B\n{0},1,1\n{0},2,1\n{1},Bad,1\n{1},3,1\n{2},4,1\n{2},,1\n"
    found = read(text.format("2024-01-15 00:00", "2024-01-15 00:10", "2024-01-15 00:20"))
    np.testing.assert_array_equal(found["A"].value, [2, 3, 4])
    np.testing.assert_array_equal(found["A"].code, [Quality.CONFLICT, 0, 0])
    assert not found["B"].code.any()
    a, b = found.report.tags["A"], found.report.tags["B"]
    assert (a.duplicates, a.conflicts, b.duplicates, b.conflicts) == (3, 1, 3, 0)
    assert found["A"].time is found["B"].time


def test_order_and_gaps_are_counted(read: Read) -> None:
    minutes = [0, 10, 20, 30, 25, 40, 50, 59]
    text = "".join(f"2024-01-15 00:{m:02d},{m}\n" for m in minutes) + "2024-01-15 09:59,7\n"
    found = read("time,A\n" + text)
    report = found.report.tags["A"]
    assert (report.out_of_order, report.gaps, report.longest_gap) == (1, 1, 9 * 3600)
    assert found.report.order == "mixed"
    np.testing.assert_array_equal(found["A"].value, [*sorted(minutes), 7])


def test_ragged_rows(read: Read) -> None:
    good = rows(ISO + ",{i}.5,1\n")
    odd = "2024-01-15 01:00:00,7\n2024-01-15 01:01:00,1,2,3\n2024-01-15 01:02:00,8,1,,\n"
    found = read("time,A,B\n" + good + odd + "2024-01-15 01:03:00,12")
    np.testing.assert_array_equal(found["A"].value, [*FIVE, 7, 8])
    np.testing.assert_array_equal(found["B"].code[-2:], [Quality.MISSING, 0])
    assert found.report.dropped == {"rows with too many cells": 1, "last line cut off": 1}
    assert found.report.examples["rows with too many cells"].endswith("1,2,3")


def test_stray_quote_costs_no_other_row(read: Read) -> None:
    stray = "".join(f'2024-01-15 01:0{k}:00,{k},"6\n' for k in range(6))
    found = read("time,A,B\n" + stray + rows(ISO + ",{i}.5,1\n"), ["A"])
    np.testing.assert_array_equal(found["A"].value, [*FIVE, *range(6)])


def test_remark_of_two_lines_is_one_cell(read: Read) -> None:
    text = 'time,remark,A\n2024-01-15 00:00,"pump\ntripped",1.5\n2024-01-15 00:10,,2.5\n'
    np.testing.assert_array_equal(read(text, ["A"])["A"].value, [1.5, 2.5])


def test_footer_is_dropped_and_shown(read: Read) -> None:
    text = "time,A\n" + "".join(f"2024-01-15 00:{m:02d},1\n" for m in range(60))
    found = read(text + "Total of rows: 60,\n")
    assert found["A"].time.size == 60
    assert found.report.dropped == {"unreadable time stamp": 1}
    assert found.report.examples["unreadable time stamp"] == "Total of rows: 60"


def test_grouped_thousands(read: Read) -> None:
    for text, marks in {
        "1,234.5": (".", ","),
        "1.234,5": (",", "."),
        "1'234.5": (".", None),
        "1 234,5": (",", None),
        "1.234.567,5": (",", "."),
    }.items():
        found = read("time\tA\n2024-01-15 00:00\t" + text + "\n2024-01-15 00:10\t-" + text)
        expected = 1234567.5 if "567" in text else 1234.5
        np.testing.assert_array_equal(found["A"].value, [expected, -expected], err_msg=text)
        choices = found.report.choices
        assert (choices.decimal, choices.thousands) == marks


def test_number_against_the_mark_is_flagged_never_multiplied(read: Read) -> None:
    text = "Zeit;A\n" + rows(DE + ";{i},5\n") + "15.01.2024 01:00:00;1.234\n"
    found = read(text, decimal=",")
    assert np.isnan(found["A"].value[-1])
    assert found["A"].code[-1] == Quality.BAD_TEXT
    assert found.report.tags["A"].unknown == {"(number with another decimal mark)": 1}


def test_what_the_caller_knows_is_used(read: Read) -> None:
    found = read("x,y,z,w\n" + rows("{i},A,01/02/2024 00:{m},{i}.5\n"), ["A"],
                 time_format="dd/mm/yyyy HH:MM",
                 names={"time": "z", "tag": "y", "value": "w"})  # fmt: skip
    assert found["A"].time[0] == datetime(2024, 1, 31, 23, tzinfo=UTC).timestamp()
    offset = read("t,A\n2024-01-15 00:00 +0100,1\n", time_format="%Y-%m-%d %H:%M %z", zone="UTC")
    assert offset["A"].time[0] == START
    american = read("t,A\n01/02/2024 1:10 PM,1\n", time_format="mm/dd/yyyy hh:mm AM/PM", zone="UTC")
    assert american["A"].time[0] == datetime(2024, 1, 2, 13, 10, tzinfo=UTC).timestamp()


def test_offsets_of_two_plants_are_converted_and_flagged(read: Read) -> None:
    text = "time,A\n2024-03-31T01:50:00+01:00,1\n2024-03-31T03:00:00+02:00,2\n"
    found = read(text)
    assert np.diff(found["A"].time) == [600]
    assert found.report.warnings == ()
    two = read(text + "2024-03-31T03:10:00-06:00,3\n")
    assert two.report.choices.offsets == {"+01:00": 1, "+02:00": 1, "-06:00": 1}
    assert "several offsets" in two.report.warnings[0]


def test_a_name_that_says_utc_is_believed(read: Read) -> None:
    found = read("time_utc,A\n2024-01-14 23:00,1\n")
    assert found["A"].time[0] == START
    assert found.report.choices.zone == "UTC"


def test_one_row_and_all_bad(read: Read) -> None:
    found = read("time,A,B\n2024-01-15 00:00,Bad,\n")
    assert found["A"].time.tolist() == [START]
    assert found.report.tags["A"].good == 0
    assert found.report.warnings == ("no usable reading of A, B",)


def test_report_is_a_document(read: Read) -> None:
    found = read("Zeit;A [degC];B\n" + rows(DE + ";{i},5;Bad\n"))
    report = asdict(found.report)
    assert report["rows"] == 5
    assert report["tags"]["A [degC]"]["unit"] == "degC"
    assert report["tags"]["B"]["texts"] == {"Bad": 5}
    assert (report["first"], report["last"]) == (START, START + 2400)
    assert report["choices"]["decimal"] == ","


def test_a_hundred_thousand_columns(tmp_path: Path) -> None:
    n = 100_000
    path = tmp_path / "wide.csv"
    head = "time," + ",".join(f"TI{k}" for k in range(n))
    line = "2024-01-15 00:{:02d}," + ",".join(f"{k}.5" for k in range(n))
    path.write_text("\n".join([head, *(line.format(m) for m in range(3))]))
    found = readings(path, ["TI7", "TI99999"], zone="UTC")
    np.testing.assert_array_equal(found["TI99999"].value, [99999.5] * 3)
    assert len(columns(path)) == n


def test_columns_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Zeit;A;B\n" + rows(DE + ";{i},5;1\n"))
    assert columns(path) == ("A", "B")
    path.write_text("Zeit;Tag;Wert\n" + rows(DE + ";T{i};1,5\n"))
    assert columns(path) == ("T0", "T1", "T2", "T3", "T4")
    with pytest.raises(NotFound, match=r"did you mean 'x\.csv'"):
        columns(tmp_path / "xx.csv")
