"""Files that cannot be read as they stand: refused by a typed error that says what to do."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from greenlang.core.errors import (
    DataError,
    GreenlangError,
    InputError,
    InsufficientData,
    NotFound,
)
from greenlang.services.files.tags import Readings, readings


def read(folder: Path, text: str | bytes, tags: list[str] | None = None, **given: Any) -> Readings:
    path = folder / "history.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return readings(path, tags, **({"zone": "Europe/Berlin"} | given))


REFUSED: dict[str, tuple[str | bytes, type[GreenlangError], str]] = {
    "empty": ("", InsufficientData, "is empty"),
    "blank": (" \n\n", InsufficientData, "is empty"),
    "header only": ("time,A\n", InsufficientData, "no row below"),
    "no stamps": ("time,A\n,1\n,2\n", InsufficientData, "no row with a time stamp"),
    "no header": ("2024-01-15,1,2\n2024-01-16,1,2\n", InputError, "no header row"),
    "one column": ("time\n2024-01-15\n", InputError, "one column only"),
    "clock only": ("Time,A\n00:10,1\n00:20,2\n", InputError, "without a date"),
    "no time": ("A,B\nx,1\ny,2\n", InputError, "no time column"),
    "elapsed hours": ("hours,A\n0.5,1\n1.5,2\n", InputError, "no time column"),
    "words as time": ("time,A\nnoon,1\nnight,2\n", DataError, "first 'noon'"),
    "day or month": ("time,A\n01/02/2024 1:10,1\n", InputError, "give time_format"),
    "both orders": ("time,A\n13/01/2024,1\n01/13/2024,1\n", DataError, "mixes day first"),
    "year of two digits first": ("time,A\n24-01-15 00:10,1\n", DataError, "give time_format"),
    "two decimal marks": ("t;A\n2024-01-15;1,5\n2024-01-16;2.5\n", InputError, "two decimal marks"),
    "fraction or thousand": ("t\tA\n2024-01-15\t1,234\n", InputError, "fraction or a thousand"),
    "decimal comma unquoted": ("t,A,B\n2024-01-15,1,5,2,5\n", InputError, "decimal comma"),
    "with and without offset": (
        "t,A\n2024-01-15 00:00+01:00,1\n2024-01-15 00:10,1\n",
        DataError,
        "two zones",
    ),
    "foreign zone": ("t,A\n2024-01-15 00:00 PST,1\n", InputError, "'PST'"),
    "a stamp a tag": (
        "A time,A,B time,B\n" + "2024-01-15 00:00,1,2024-01-15 00:07,2\n" * 3,
        InputError,
        "several columns of time stamps",
    ),
    "two columns of the name": ("time,A,A\n2024-01-15,1,2\n", InputError, "2 columns 'A'"),
    "missing tag": ("time,TI101,A2\n2024-01-15,1,2\n", NotFound, "'A'"),
    "workbook": (b"PK\x03\x04" + bytes(50), InputError, "Excel workbook"),
    "broken gzip": (gzip.compress(b"time,A\n" * 99)[:-9], DataError, "cut off"),
    "damaged gzip": (
        gzip.compress(bytes(range(256)) * 9)[:30] + b"\xff" * 60,
        DataError,
        "damaged|cut off",
    ),
    "noise": (bytes(range(256)) * 9, InputError, "no time column|one column"),
    "nul only": (b"\0" * 5000, InsufficientData, "empty"),
}


@pytest.mark.parametrize(("text", "error", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_a_remedy(
    tmp_path: Path, text: str | bytes, error: type[GreenlangError], says: str
) -> None:
    with pytest.raises(error, match=says):
        read(tmp_path, text, ["A"])


def test_a_missing_tag_names_the_near_one_or_is_reported(tmp_path: Path) -> None:
    wide = "time,TI101,TI102\n2024-01-15,1,2\n"
    long = "time,tag,value\n2024-01-15,TI101,1\n2024-01-15,TI102,1\n"
    for text in (wide, long):
        with pytest.raises(NotFound, match=r"TI1O1.*did you mean 'TI101'"):
            read(tmp_path, text, ["TI1O1", "TI102"])
        found = read(tmp_path, text, ["TI1O1", "TI102"], missing="report")
        assert found.tags == ("TI102",)
        assert found.report.missing == {"TI1O1": " (did you mean 'TI101'?)"}
        with pytest.raises(NotFound, match="no tag 'TI101'"):
            found["TI101"]


def test_wrong_arguments_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give a list of tags"):
        readings(tmp_path, "A", zone="UTC")
    for given, says in (
        ({"zone": "Europe/Berlinn"}, "did you mean 'Europe/Berlin'"),
        ({"time_format": "%Q"}, "time_format|not readable"),
        ({"decimal": ";"}, "decimal ';'"),
        ({"layout": "tall"}, "layout 'tall'"),
        ({"layout": "long"}, "no tag column"),
        ({"delimiter": ";;"}, "delimiter"),
        ({"encoding": "klingon"}, "klingon"),
        ({"names": {"time": "zeit"}}, "no time column 'zeit'"),
        ({"names": {"clock": "time"}}, "no role"),
    ):
        with pytest.raises(GreenlangError, match=says):
            read(tmp_path, "time,A\n2024-01-15 00:00,0.5\n2024-01-15 00:10,1.5\n", **given)
