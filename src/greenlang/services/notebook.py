"""Tables of pandas, polars or Arrow in and out, for notebooks and scripts.

    computed(agent, "performance", states, case=fixed)          a row a state, a row an answer
    studied("plant.yaml", readings).table("daily", "pandas")    a history, its results as tables

A column is a field of the case, with its unit if it has one: "hot.t_in [degC]". What comes back is
the same kind of table; a row that cannot be is empty, as in a history.
"""

import copy
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, TypeVar, cast

from greenlang.agents.agent import Analysis, agent
from greenlang.agents.page import Chapter, Figure, Origin, Report
from greenlang.core import cases, quantities
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError, InsufficientData, NotFound, near
from greenlang.core.uncertainty import floats
from greenlang.core.units import Unit
from greenlang.services.choice import chosen
from greenlang.services.history import Outcome, analysed, declared
from greenlang.services.reports.tables import frame

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

Table = TypeVar("Table")
Kind = Literal["polars", "pandas", "arrow"]


def computed(
    of: str,
    analysis: str,
    table: Table,
    case: Mapping[str, Any] | None = None,
    *,
    units: Mapping[str, str] | None = None,
) -> Table:
    """An analysis over every row of a table, vectorised and not recorded.

    `case` holds what all rows share and the columns do not give; `units` the unit in which an
    output is wanted (default: SI). Columns of texts and times come back as they are; then follows a
    column for each number of the result, "u [W/(m2 K)]". Errors: NotFound (agent, analysis),
    InputError (a column that is no number of the case), UnitError, InsufficientData (no row).
    """
    import polars as pl

    asked = agent(of).analysis(analysis)
    whole = polars(table)
    if not whole.height:
        raise InsufficientData("the table has no row: give at least one state")
    kept = [each for each in whole.iter_columns() if each.dtype == pl.String or _is_time(each)]
    frame = whole.drop([each.name for each in kept])
    filled, columns = _case(asked, frame, case or {})
    result = asked.run(_with(filled, columns))
    wanted = dict(units or {})
    out = [
        _answer(path, shape.unit, value, frame.height, wanted.pop(path, None))
        for path, shape, value in cases.leaves(result)
        if shape.role == "number" and shape.unit is not None
    ]
    if wanted:
        known = [path for path, shape, _ in cases.leaves(result) if shape.role == "number"]
        name = next(iter(wanted))
        raise InputError(f"units: the result has no number {name!r}{near(name, known)}")
    return like(table, pl.DataFrame([*kept, *out]))


@dataclass(frozen=True)
class Study:
    """What a plant's history says, to look at: tables, charts, and the dataclasses behind them."""

    outcome: Outcome
    report: Report

    @property
    def tables(self) -> Mapping[str, str]:
        """Name of each table -> what it holds."""
        return {sheet.name: sheet.about for sheet in self.report.sheets}

    def table(self, name: str, kind: Kind = "polars") -> Any:
        """One table as polars, pandas or Arrow holds it; NotFound suggests the near name."""
        sheets = {sheet.name: sheet for sheet in self.report.sheets}
        if name not in sheets:
            raise NotFound(f"no table {name!r}{near(name, sheets)}; there are {', '.join(sheets)}")
        found = frame(sheets[name])
        match kind:
            case "polars":
                return found
            case "pandas":
                return found.to_pandas()
            case "arrow":
                return found.to_arrow()
        raise InputError(f"kind {kind!r}: polars, pandas or arrow")

    @property
    def charts(self) -> Mapping[str, str]:
        """Name of each chart -> its title."""
        return {name: figure.title for name, figure in self._figures().items()}

    def chart(self, name: str) -> Any:
        """One chart as Altair draws it in a notebook; NotFound suggests the near name."""
        import altair as alt

        known = self._figures()
        if name not in known:
            raise NotFound(f"no chart {name!r}{near(name, known)}; `charts` lists them")
        return alt.Chart.from_dict(dict(known[name].spec))

    def _figures(self) -> Mapping[str, Figure]:
        return dict(_figures(self.report.chapters))


def studied(
    plant: str | Path,
    readings: object,
    of: str = "",
    *,
    state: str | Path | None = None,
    workers: int = 1,
) -> Study:
    """The history of a plant from a file or from a table in memory, as `greenlang ... history`.

    `of`: the agent, where the plant file does not tell. `readings`: path of a history, or a pandas
    (its index may be the time), polars or Arrow table, wide or long. Errors: those of reading and
    of the agent.
    """
    asked = chosen(of, Path(plant))
    with _on_disk(readings) as file:
        outcome = analysed(
            asked,
            Path(plant),
            file,
            state=None if state is None else Path(state),
            workers=workers,
        )
    origin = Origin(source=outcome.read.source, reading=tuple(outcome.read.warnings))
    report = declared(asked).report(outcome.plant, outcome.history, outcome.decision, origin)
    return Study(outcome, report)


@contextmanager
def _on_disk(readings: object) -> Iterator[Path]:
    """The history as a file: as it is, or for a while."""
    if isinstance(readings, str | Path):
        yield Path(readings)
        return
    import pyarrow.parquet as pq

    from greenlang.services.files.history.sources import arrow

    with tempfile.TemporaryDirectory(prefix="greenlang-") as folder:
        path = Path(folder) / "table.parquet"
        pq.write_table(arrow(readings, "the table"), path)
        yield path


def _figures(chapters: Iterable[Chapter], *, apart: bool = False) -> Iterator[tuple[str, Figure]]:
    """Name and figure; those of an asset's chapter carry its name: "fouling E-104"."""
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, Figure):
                yield f"{block.name} {chapter.title}" if apart else block.name, block
        yield from _figures(chapter.parts, apart=True)


def polars(table: object) -> "pl.DataFrame":
    """A pandas, polars or Arrow table as polars holds it. InputError for anything else."""
    import polars as pl

    from greenlang.services.files.history.sources import arrow

    if isinstance(table, pl.DataFrame):
        return table
    plain = table.reset_index(drop=True) if _is_pandas(table) else table
    return pl.DataFrame(pl.from_arrow(arrow(plain, "the table")))


def like(table: Table, answer: "pl.DataFrame") -> Table:
    """The answer as the kind of table that was asked with; for pandas under the same index."""
    import polars as pl

    found: Any = answer
    if _is_pandas(table):
        found = answer.to_pandas()
        found.index = table.index
    elif not isinstance(table, pl.DataFrame):
        found = answer.to_arrow()
    return cast(Table, found)


def _is_pandas(table: Any) -> TypeGuard[Any]:
    return type(table).__module__.partition(".")[0] == "pandas"


def _is_time(column: "pl.Series") -> bool:
    return column.dtype.is_temporal()


def _case(
    asked: Analysis, frame: "pl.DataFrame", case: Mapping[str, Any]
) -> tuple[Any, Mapping[str, "np.ndarray[Any, Any]"]]:
    """The case in floats, and for each field that is a column its values in SI."""
    plain = copy.deepcopy(dict(case))
    named = [_named(column) for column in frame.columns]
    for (path, unit), column in zip(named, frame.columns, strict=True):
        first = frame[column].drop_nulls().head(1).to_list()
        _put(plain, path.split("."), f"{_number(first, column)!r} {unit}".strip(), column)
    whole = case_from(asked.case, plain)
    shapes = {path: shape for path, shape, _ in cases.leaves(whole)}
    barometer = getattr(floats(whole), "barometer", None)
    columns = {}
    for (path, unit), column in zip(named, frame.columns, strict=True):
        shape = shapes.get(path)
        if shape is None or shape.unit is None:
            raise InputError(f"column {column!r}: {path} is no number of the case")
        columns[path] = _values(frame[column], column, unit, shape.unit, barometer)
    return floats(whole), columns


def _named(column: str) -> tuple[str, str]:
    path, _, unit = column.partition("[")
    return path.strip(), unit.strip().removesuffix("]").strip()


def _number(first: list[Any], column: str) -> float:
    if not first:
        return 1.0
    try:
        return float(first[0])
    except (TypeError, ValueError):
        raise InputError(f"column {column!r}: {first[0]!r} is no number") from None


def _put(plain: dict[str, Any], path: list[str], value: str, column: str) -> None:
    *parents, last = path
    here = plain
    for name in parents:
        inner = here.setdefault(name, {})
        if not isinstance(inner, dict):
            raise InputError(f"column {column!r}: {name} is {inner!r} in the case, not an object")
        here = inner
    here[last] = value


def _values(
    column: "pl.Series", name: str, unit: str, like_unit: Unit, barometer: float | None
) -> "np.ndarray[Any, Any]":
    import polars as pl

    if not column.dtype.is_numeric() and column.dtype != pl.Null:
        raise InputError(f"column {name!r} holds {column.dtype}, numbers are needed")
    values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    scale = quantities.scale(unit, like_unit, barometer) if unit else quantities.Scale(1.0, 0.0)
    return values * scale.slope + scale.offset


def _with(case: Any, columns: Mapping[str, Any], before: str = "") -> Any:
    import dataclasses

    changed = {}
    for field in dataclasses.fields(case):
        path, value = f"{before}{field.name}", getattr(case, field.name)
        if path in columns:
            changed[field.name] = columns[path]
        elif dataclasses.is_dataclass(value):
            changed[field.name] = _with(value, columns, f"{path}.")
    return dataclasses.replace(case, **changed)


def _answer(path: str, unit: Unit, value: Any, rows: int, wanted: str | None) -> "pl.Series":
    import numpy as np
    import polars as pl

    values = np.broadcast_to(np.asarray(value, dtype=float), (rows,))
    symbol = wanted or unit.symbol
    if wanted:
        scale = quantities.scale(wanted, unit)
        values = (values - scale.offset) / scale.slope
    return pl.Series(path if symbol == "1" else f"{path} [{symbol}]", values).fill_nan(None)
