"""The numbers of a report as files for other programs."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenlang.agents.page import Report, Sheet


def numbers(report: Report, path: Path) -> None:
    """One JSON document; a number that is not finite must not reach it (ValueError)."""
    text = json.dumps(report.numbers, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def sheets(report: Report, folder: Path) -> Mapping[str, str]:
    """Every sheet as CSV, the long ones as Parquet too; name of each file -> what it holds."""
    names = {}
    for sheet in report.sheets:
        table = frame(sheet)
        table.write_csv(folder / f"{sheet.name}.csv", float_precision=None)
        names[f"{sheet.name}.csv"] = sheet.about
        if table.height > _LONG:
            table.write_parquet(folder / f"{sheet.name}.parquet")
            names[f"{sheet.name}.parquet"] = f"{sheet.about}, as Parquet"
    return names


def workbook(report: Report, path: Path) -> str:
    """Every sheet that a spreadsheet can hold in one Excel workbook; what the file is.

    Sheets of more than `_MOST` rows are named with the file that holds them. The same report gives
    the same bytes.
    """
    import polars as pl
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": False}) as book:
        book.set_properties({"title": report.title, "subject": report.subject, "created": _CREATED})
        tables = {sheet.name[:_NAME]: _dated(frame(sheet)) for sheet in report.sheets}
        kept = {name: table for name, table in tables.items() if table.height <= _MOST}
        about = [
            (name, table.height, sheet.about if name in kept else f"{sheet.about}: {_ELSEWHERE}")
            for (name, table), sheet in zip(tables.items(), report.sheets, strict=True)
        ]
        contents = pl.DataFrame(about, schema=["sheet", "rows", "what"], orient="row")
        for name, table in {"contents": contents, **kept}.items():
            table.write_excel(
                book, name, table_style="Table Style Light 1", freeze_panes="A2", autofit=True
            )
    return "the tables in one Excel workbook"


_LONG = 1_000
_MOST = 100_000
_ELSEWHERE = "too long for a spreadsheet, see the Parquet file"
_CREATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the time that the archive's members carry too
_NAME = 31  # characters of a sheet's name that Excel takes


def _dated(table: Any) -> Any:
    """The table with columns of ISO dates as dates, so that a spreadsheet sorts and plots them."""
    import polars as pl

    iso = r"^\d{4}-\d{2}-\d{2}$"
    dates = [
        column.name
        for column in table.iter_columns()
        if column.dtype == pl.String and column.len() and column.str.contains(iso).all()
    ]
    return table.with_columns(pl.col(dates).str.to_date())


def frame(sheet: Sheet) -> Any:
    """Columns with their units in their names, empty where nothing is known."""
    import polars as pl

    columns = [
        pl.Series(f"{name} [{unit}]" if unit else name, values)
        for name, unit, values in sheet.columns
    ]
    known = [
        pl.when(pl.col(column.name).is_finite()).then(pl.col(column.name))
        if column.dtype.is_float()
        else pl.col(column.name)
        for column in columns
    ]
    return pl.DataFrame(columns).select(known)
