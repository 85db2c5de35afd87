"""Excel in and out: histories, cleaning logs, and the workbook of the results."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from greenlang.agents.page import Report, Sheet
from greenlang.core.errors import DataError, InputError, InsufficientData, NotFound
from greenlang.core.quality import Quality
from greenlang.services.files.plant import rows
from greenlang.services.files.tags import columns, readings
from greenlang.services.reports import tables

FIRST = dt.datetime(2025, 3, 1)  # noqa: DTZ001 - a spreadsheet's stamps are local
STEP = dt.timedelta(minutes=10)
HEADER = ("Zeit", "TI101 [degC]", "FI101 [t/h]")
Fill = Callable[[Any, Any], None]


def book(path: Path, sheets: dict[str, Fill]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        dated = made.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for name, fill in sheets.items():
            fill(made.add_worksheet(name), dated)
    return path


def history(start: dt.datetime, n: int, header: tuple[str, ...] = HEADER, top: int = 0) -> Fill:
    def fill(sheet: Any, dated: Any) -> None:
        sheet.write_row(top, 0, header)
        for i in range(n):
            sheet.write_datetime(top + 1 + i, 0, start + i * STEP, dated)
            sheet.write_row(top + 1 + i, 1, (20.1 + i, 100 + i))

    return fill


def notes(sheet: Any, _dated: Any) -> None:
    sheet.write_row(0, 0, ("exported by", "somebody"))


def test_a_history_below_a_title_beside_other_sheets(tmp_path: Path) -> None:
    path = book(tmp_path / "h.xlsx", {"about": notes, "data": history(FIRST, 50, top=3)})
    found = readings(path, ("TI101",), zone="UTC")
    expected = int(FIRST.replace(tzinfo=dt.UTC).timestamp()) + 600 * np.arange(50)
    np.testing.assert_array_equal(found["TI101"].time, expected)
    np.testing.assert_allclose(found["TI101"].value, 20.1 + np.arange(50), rtol=1e-15)
    assert found["TI101"].unit == "degC"
    assert str(path) in found.report.source
    assert columns(path) == ("TI101 [degC]", "FI101 [t/h]")


def test_a_sheet_a_year_is_one_history(tmp_path: Path) -> None:
    later = FIRST + 50 * STEP
    path = book(tmp_path / "h.xlsx", {"2024": history(FIRST, 50), "2025": history(later, 30)})
    assert readings(path, ("TI101",), zone="UTC")["TI101"].time.size == 80
    assert readings(path, ("TI101",), zone="UTC", sheet="2025")["TI101"].time.size == 30
    with pytest.raises(InputError, match=r"no sheet '2026'.*2024, 2025"):
        readings(path, ("TI101",), zone="UTC", sheet="2026")


def test_sheets_of_different_columns_are_not_guessed_together(tmp_path: Path) -> None:
    other = ("Zeit", "TI101 [degC]", "PI7")
    path = book(tmp_path / "h.xlsx", {"a": history(FIRST, 5), "b": history(FIRST, 5, other)})
    with pytest.raises(InputError, match=r"'a' and 'b'.*name one sheet"):
        readings(path, ("TI101",), zone="UTC")


def test_cells_as_a_spreadsheet_has_them(tmp_path: Path) -> None:
    def fill(sheet: Any, dated: Any) -> None:
        sheet.write_row(0, 0, ("time", "A"))
        cells: tuple[Any, ...] = (1.5, "Bad", None, True, "n.a.", 3)
        for i, cell in enumerate(cells):
            sheet.write_datetime(1 + i, 0, FIRST + i * STEP, dated)
            sheet.write(1 + i, 1, cell)
        sheet.write_formula(7, 1, "=NA()", None, "#N/A")
        sheet.write_number(7, 0, 45717.0 + 60 / 1440)  # 01:00 without a date format

    found = readings(book(tmp_path / "h.xlsx", {"s": fill}), zone="UTC")["A"]
    assert found.time[-1] - found.time[0] == 3600
    assert found.code[1] == Quality.BAD_TEXT
    np.testing.assert_array_equal(np.isfinite(found.value), [1, 0, 0, 0, 0, 1, 0])


def test_the_hour_that_comes_twice_in_excel(tmp_path: Path) -> None:
    def fill(sheet: Any, dated: Any) -> None:
        sheet.write_row(0, 0, ("time", "A"))
        start = dt.datetime(2025, 10, 26, 1)  # noqa: DTZ001 - a spreadsheet's stamps are local
        minutes = [*range(0, 120, 10), *range(60, 240, 10)]  # 02:00 to 02:50 once more
        for i, minute in enumerate(minutes):
            sheet.write_datetime(1 + i, 0, start + dt.timedelta(minutes=minute), dated)
            sheet.write(1 + i, 1, float(i))

    found = readings(book(tmp_path / "h.xlsx", {"s": fill}), zone="Europe/Berlin")
    np.testing.assert_array_equal(np.diff(found["A"].time), 600)
    assert found.report.repeated_hour == 12


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "h.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"no zip" * 20)
    with pytest.raises(DataError, match="without a password"):
        readings(broken, zone="UTC")
    empty = book(tmp_path / "e.xlsx", {"s": lambda _sheet, _dated: None})
    with pytest.raises(InsufficientData, match="no cell"):
        readings(empty, zone="UTC")
    plain = tmp_path / "h.csv"
    plain.write_text("time,A\n2025-03-01,1\n")
    with pytest.raises(InputError, match="no workbook"):
        readings(plain, zone="UTC", sheet="s")


def test_a_cleaning_log_in_excel(tmp_path: Path) -> None:
    def fill(sheet: Any, dated: Any) -> None:
        sheet.write_row(0, 0, ("asset", "start", "end", "method", "remark"))
        sheet.write_row(1, 0, ("E-101",))
        sheet.write_datetime(1, 1, dt.datetime(2025, 3, 1), dated)  # noqa: DTZ001
        sheet.write_datetime(1, 2, dt.datetime(2025, 3, 9), dated)  # noqa: DTZ001
        sheet.write_row(1, 3, ("hydroblast", "both bundles"))

    path = book(tmp_path / "cleanings.xlsx", {"log": fill})
    assert rows(path) == [
        {
            "asset": "E-101",
            "start": "2025-03-01",
            "end": "2025-03-09",
            "method": "hydroblast",
            "remark": "both bundles",
        }
    ]
    with pytest.raises(NotFound, match="cleanings"):
        rows(tmp_path / "cleaning.xlsx")


def test_results_as_a_workbook(tmp_path: Path) -> None:
    days = ["2025-01-01", "2025-01-02"]
    daily = Sheet("daily", "by day", (("day", "", days), ("u", "W/m2/K", [1.5, float("nan")])))
    long = Sheet("hours", "every hour", (("n", "", list(range(100_001))),))
    report = Report("title", "Plant <&>", "2025", (), (daily, long), {})
    path = tmp_path / "results.xlsx"
    tables.workbook(report, path)
    first = path.read_bytes()
    tables.workbook(report, path)
    assert path.read_bytes() == first
    read = CalamineWorkbook.from_path(path)
    assert read.sheet_names == ["contents", "daily"]
    contents = read.get_sheet_by_name("contents").to_python()
    assert contents[2][:2] == ["hours", 100_001]
    assert "Parquet" in str(contents[2][2])
    assert read.get_sheet_by_name("daily").to_python() == [
        ["day", "u [W/m2/K]"],
        [dt.date(2025, 1, 1), 1.5],
        [dt.date(2025, 1, 2), ""],
    ]
