"""The numbers of a report as files for other programs."""

import json
import math
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
        table = _table(sheet)
        table.write_csv(folder / f"{sheet.name}.csv", float_precision=None)
        names[f"{sheet.name}.csv"] = sheet.about
        if table.height > _LONG:
            table.write_parquet(folder / f"{sheet.name}.parquet")
            names[f"{sheet.name}.parquet"] = f"{sheet.about}, as Parquet"
    return names


_LONG = 1_000


def _table(sheet: Sheet) -> Any:
    """Columns with their units in their names, empty where nothing is known."""
    import polars as pl

    return pl.DataFrame(
        [
            pl.Series(f"{name} [{unit}]" if unit else name, [_known(v) for v in values])
            for name, unit, values in sheet.columns
        ]
    )


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
