"""The report of condensers: every number equals the results, and what is not known says so."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser import summary
from greenlang.agents.condenser.decisions import (
    CleaningDecision,
    Decisions,
    RepairDecision,
    UnitDecision,
)
from greenlang.agents.condenser.figures import View
from greenlang.agents.condenser.results import Band, PlantHistory
from greenlang.agents.condenser.summary import changes, log, targets
from greenlang.agents.condenser.summary.standing import standing
from greenlang.agents.page import MISSING, Cards, Chapter, Figure, Origin, Report, Table
from greenlang.core.errors import NotFound
from greenlang.services.reports import tables
from tests.agents.condenser import example_history as example


@pytest.fixture(scope="module")
def history() -> PlantHistory:
    return example.history()


@pytest.fixture(scope="module")
def decided() -> Decisions:
    curve = np.arange(20454.0, 20800.0, 7.0), np.linspace(9e4, 4e4, 50)
    first = CleaningDecision(
        "U1", "A1", "now", "brushes", example.LAST + 4, (example.LAST, example.LAST + 20),
        Band(20e3, 41e3, 60e3), 0.93, curve, "ball system, 3 000 EUR less",
        (("brushes", 41e3), ("ball system", 38e3)), 3.1e-5, ("fouling takes 1.6 mbar",),
    )  # fmt: skip
    nothing = Band(float("nan"), float("nan"), float("nan"))
    never = replace(first, box="A2", action="never", day=None, window=None, pays=nothing)
    repair = RepairDecision("U1", "find the leak of 48 kg/h", "now", Band(5e3, 9e3, 14e3))
    unit = UnitDecision("U1", None, "no pump curve", (first, never), (repair,), ("no fan power",))
    return Decisions((unit, UnitDecision("U2", None, "no prices")))


@pytest.fixture(scope="module")
def report(history: PlantHistory, decided: Decisions) -> Report:
    return summary.report(example.plant(), history, decided, Origin("GreenLang", "history.csv"))


def walk(chapters: tuple[Chapter, ...]) -> Iterator[Chapter]:
    for chapter in chapters:
        yield chapter
        yield from walk(chapter.parts)


def found(report: Report, head: str) -> Table:
    """The table whose first column is headed so."""
    for chapter in walk(report.chapters):
        for block in chapter.blocks:
            if isinstance(block, Table) and block.columns[0].title.startswith(head):
                return block
    raise AssertionError(f"no table {head!r}")


def test_the_table_of_condensers_equals_the_results(report: Report, history: PlantHistory) -> None:
    rows = {row[0]: row for row in found(report, "condenser").rows}
    assert list(rows) == ["U1", "U2"]
    at = standing(history.condenser("U1"))
    assert rows["U1"][1:3] == (f"{at.p:.1f}", f"{at.over:.1f}")
    assert rows["U1"][7] == "fouling"
    assert rows["U1"][8] == "clean A1 now; find the leak of 48 kg/h"
    assert rows["U2"][4] == rows["U2"][6] == MISSING
    assert at.over == pytest.approx(sum(at.causes.values()), abs=0.15)


def test_the_causes_of_a_page_sum_to_the_pressure(report: Report, history: PlantHistory) -> None:
    table = found(report, "Cause, last")
    total = sum(float(row[1].replace("\N{MINUS SIGN}", "-")) for row in table.rows)
    one = history.condenser("U1")
    now = 100 * standing(one).p - one.split.p_reference
    assert total == pytest.approx(now / 100, abs=0.3)
    assert "Withheld: power: no turbine curve." in _second(report).caption


def _second(report: Report) -> Table:
    chapter = next(c for c in walk(report.chapters) if c.title == "U2")
    return next(b for b in chapter.blocks if isinstance(b, Table))


def test_what_to_do_comes_first(report: Report) -> None:
    cards = next(b for b in report.chapters[0].blocks if isinstance(b, Cards))
    assert cards.items[0].headline == "Clean U1 A1, find the leak of 48 kg/h"
    assert "pays 41 000 EUR (93 % sure)" in cards.items[0].points[0].replace("\xa0", " ")
    assert "can be put right" in cards.items[1].headline
    assert "1 tag to mend" in cards.items[2].headline


def test_nothing_decided_is_said(history: PlantHistory) -> None:
    bare = summary.report(example.plant(), history)
    cards = next(b for b in bare.chapters[0].blocks if isinstance(b, Cards))
    assert cards.items[0].headline == MISSING
    assert "decisions" in {sheet.name for sheet in bare.sheets}


def test_entries_of_the_log_are_held_against_what_is_seen(history: PlantHistory) -> None:
    rows = list(log.rows(View(example.plant(), history)))
    assert rows[0][:2] == ("U1", "A1")
    assert rows[0][7] == "in log and data"
    repair = next(row for row in rows if row[2].startswith("repair"))
    assert repair[7] == "ended: air leak"
    stray = replace(example.plant(), strays=(replace(example.plant().log[0], asset="U9"),))
    assert list(log.rows(View(stray, history)))[-1][7] == log.STRAY


def test_targets_are_measured_with_their_band(history: PlantHistory) -> None:
    view = View(example.plant(), history)
    one = history.condenser("U1")
    vacuum = targets.gains(view, one)[0]
    first, last = one.daily.p_norm[:365].mean(), one.daily.p_norm[-365:].mean()
    assert vacuum.value == pytest.approx((first - last) / 1e3)
    assert vacuum.sigma > np.std(one.daily.p_norm[:365]) / np.sqrt(365) / 1e3
    better = replace(one.daily, p_norm=one.daily.p_norm - 1500.0 * (np.arange(example.DAYS) > 365))
    row = targets.table(
        View(example.plant(), replace(history, condensers=(replace(one, daily=better),)))
    ).rows[0]
    assert row[4] == "reached"
    short = replace(view, history=replace(history, start=example.FIRST + 10))
    assert MISSING in targets.table(short).rows[0]


def test_statistics_hold_the_measures_that_are_known(history: PlantHistory) -> None:
    view = View(example.plant(), history)
    names = [row[0] for row in changes.statistics(view, history.condenser("U1")).rows]
    assert len(names) == len(changes.MEASURES) == 18
    fewer = [row[0] for row in changes.statistics(view, history.condenser("U2")).rows]
    assert "air in-leakage" not in fewer


def test_pages_are_as_many_as_asked_for_or_those_named(history: PlantHistory) -> None:
    plant = example.plant()

    def pages(asked: int | tuple[str, ...]) -> list[str]:
        asked_for = summary.report(plant, history, None, None, asked)
        return [p.title for c in asked_for.chapters if c.title == "Condensers" for p in c.parts]

    assert pages(1) == ["U1"]
    assert pages(("U2",)) == ["U2"]
    with pytest.raises(NotFound, match="U2"):
        pages(("U22",))


def test_numbers_are_strict_json_and_sheets_are_tables(report: Report, tmp_path: Path) -> None:
    tables.numbers(report, tmp_path / "results.json")
    data = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert data["condensers"]["U1"]["pressure"]["unit"] == "Pa"
    assert data["condensers"]["U2"]["air_margin"] == {"value": None, "unit": "1", "remark": MISSING}
    assert data["units"]["U1"]["cleanings"][0]["day"] == "2026-01-04"
    names = tables.sheets(report, tmp_path)
    assert {"daily.csv", "causes_by_day.csv", "waterboxes.parquet", "events.csv"} <= set(names)
    assert tables.workbook(report, tmp_path / "results.xlsx")


def test_the_screen_has_seven_columns_and_the_notes_name_what_to_do(
    history: PlantHistory, decided: Decisions
) -> None:
    title, columns, rows = summary.table(example.plant(), history, decided)
    assert "2024-01-01 to 2025-12-31" in title
    assert all(len(row) == len(columns) == 7 for row in rows)
    said = "\n".join(summary.notes(example.plant(), history, decided))
    assert "U1 A1: clean now by brushes, pays 41" in said.replace("\xa0", " ")
    assert "air events: 1, of which none last" in said


def nothing(x: Any) -> Any:
    """The same results with every number unknown."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return np.full(x.shape, np.nan)
    if isinstance(x, float):
        return float("nan")
    if is_dataclass(x) and not isinstance(x, type):
        return replace(x, **{f.name: nothing(getattr(x, f.name)) for f in fields(x)})
    return x


def first_days(x: Any, n: int) -> Any:
    if isinstance(x, np.ndarray):
        return x[:n]
    if is_dataclass(x) and not isinstance(x, type):
        return replace(x, **{f.name: first_days(getattr(x, f.name), n) for f in fields(x)})
    return x


def whole(history: PlantHistory) -> Report:
    """Report, table and notes; the numbers strict JSON."""
    found = summary.report(example.plant(), history)
    assert json.dumps(found.numbers, allow_nan=False)
    assert summary.table(example.plant(), history)[2]
    assert summary.notes(example.plant(), history)
    return found


def test_a_plant_of_which_nothing_could_be_analysed_says_so(history: PlantHistory) -> None:
    failed = {"U1": "no clean days", "U2": "no reading"}
    found = whole(replace(history, condensers=(), failed=failed, tags=()))
    assert ("U1", "no clean days") in found.chapters[-1].blocks[0].rows  # type: ignore[union-attr]


def test_a_condenser_of_which_no_day_is_known_says_so(history: PlantHistory) -> None:
    one = history.condenser("U1")
    dark = replace(
        one, daily=replace(nothing(one.daily), hours=np.zeros(example.DAYS)),
        states=nothing(one.states), split=nothing(one.split), clean=nothing(one.clean), months=(),
        totals=(), events=(), cleanings=(), savings=(), forecasts=(), r_f_now={},
        recoverable_per_day={}, more={},
    )  # fmt: skip
    found = whole(replace(history, condensers=(dark,)))
    page = next(c for c in walk(found.chapters) if c.title == "U1")
    assert not any(isinstance(block, Figure) and block.name == "causes" for block in page.blocks)


def test_three_days_of_history_make_a_report(history: PlantHistory) -> None:
    one = history.condenser("U1")
    short = replace(
        one, daily=first_days(one.daily, 3), states=first_days(one.states, 3),
        split=first_days(one.split, 3), more={}, events=(), cleanings=(), savings=(), forecasts=(),
    )  # fmt: skip
    whole(replace(history, condensers=(short,), end=example.FIRST + 2))
