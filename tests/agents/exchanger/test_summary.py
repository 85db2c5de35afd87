"""What the report says: totals of the whole train, what each figure stands for, what is unknown."""

import re
from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.exchanger import summary
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import Band
from greenlang.agents.page import (
    MISSING,
    Cards,
    Chapter,
    Numbers,
    Origin,
    Paragraph,
    Report,
    Table,
    fixed,
    significant,
)
from greenlang.core.errors import NotFound
from greenlang.services.reports import render
from tests.agents.exchanger import example_history as example


@pytest.fixture(scope="module")
def ordinary() -> Report:
    return summary.report(*example.ordinary(), Origin("GreenLang 0", "history.csv"))


def table(report: Report, first: str) -> Table:
    found = [
        block for chapter in render.walk(report.chapters) for block in chapter.blocks
        if isinstance(block, Table) and block.columns[0].title == first
    ]  # fmt: skip
    return found[0]


def exchangers(report: Report) -> Chapter:
    return next(chapter for chapter in report.chapters if chapter.title == "Exchangers")


def number(text: str) -> float:
    return float(text.replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-"))


def check(text: str, band: Band, scale: float, within: float) -> None:
    middle, _, rest = text.partition(" (")
    low, high = re.split(r"\N{EN DASH}|\N{HORIZONTAL ELLIPSIS}", rest.rstrip(")"))
    shown = [number(part) for part in (low, middle, high)]
    true = [scale * part for part in (band.p10, band.p50, band.p90)]
    assert shown == pytest.approx(true, abs=within * 1.001)


def test_totals_are_of_the_whole_train_and_no_sum(ordinary: Report) -> None:
    _, history, _ = example.ordinary()
    whole = history.money_per_day
    assert whole is not None
    assert whole.p50 < sum(one.money_per_day.p50 for one in history.exchangers[:-1])
    losses = next(
        block for chapter in ordinary.chapters for block in chapter.blocks
        if isinstance(block, Table) and block.rows and block.rows[-1][0] == "together"
    )  # fmt: skip
    check(losses.rows[-1][3], whole, 1.0, 0.5)
    assert "cleaning this one alone would save" in losses.caption
    assert "together less" in losses.caption
    assert ordinary.numbers["lost_per_day"]["p50"] == {"value": whole.p50, "unit": "EUR/d"}
    stake = ordinary.chapters[0].blocks[0]
    assert isinstance(stake, Cards)
    assert fixed(whole.p50, 0) in stake.items[1].headline
    year = significant(365 * whole.p50)
    numbers = [
        item.value for chapter in ordinary.chapters for block in chapter.blocks
        if isinstance(block, Numbers) for item in block.items
    ]  # fmt: skip
    assert year in numbers


def test_captions_say_what_pays_means(ordinary: Report) -> None:
    assert "against never cleaning it" in table(ordinary, "asset").caption
    assert "dropping this one cleaning" in table(ordinary, "exchanger").caption


def test_a_relative_zero_is_marked_beside_the_money(ordinary: Report) -> None:
    _, history, _ = example.ordinary()
    relative = {one.asset for one in history.exchangers[:-1] if one.datum == "best_clean"}
    shown = table(ordinary, "asset")
    stake = ordinary.chapters[0].blocks[0]
    assert isinstance(stake, Cards)
    assert "EUR/day\N{NO-BREAK SPACE}†" in stake.items[1].points[0]
    assert {row[0] for row in shown.rows if "†" in row[0]} == {f"{name} †" for name in relative}
    assert "higher by an unknown constant" in shown.caption
    some = replace(history, exchangers=(history.exchangers[1],))
    plant, _, plan = example.ordinary()
    assert "†" not in table(summary.report(plant, some, plan), "asset").caption


def test_limits_beyond_the_forecast_are_not_never(ordinary: Report) -> None:
    page = exchangers(ordinary).parts[0]
    told = dict(row for block in page.blocks if isinstance(block, Table)
                for row in block.rows if len(row) == 2)  # fmt: skip
    assert "tube ΔP limit not within 1 year" in told["Limits, P50 (P10 to P90)"]
    assert "P90 not within 1 year" in told["Limits, P50 (P10 to P90)"]
    assert "never" not in told["Limits, P50 (P10 to P90)"]


def test_a_short_cycle_names_no_law() -> None:
    plant, history, plan = example.ordinary()
    one = history.exchangers[2]
    assert one.forecast is not None
    short = replace(one, forecast=replace(one.forecast, origin=history.end - 11))
    laws = tuple(replace(law, aicc=float("nan")) for law in one.forecast.laws)
    unsure = replace(one, asset="E-101", forecast=replace(one.forecast, laws=laws))
    report = summary.report(plant, replace(history, exchangers=(short, unsure)), plan)
    pages = exchangers(report).parts
    told = {
        page.title: next(row[1] for block in page.blocks if isinstance(block, Table)
                         for row in block.rows if row[0].startswith("Law since"))
        for page in pages
    }  # fmt: skip
    assert told["E-103"].startswith("insufficient data: 12 valid days since the last cleaning")
    assert told["E-101"].startswith("insufficient data: too few independent days")
    overview = next(b for b in exchangers(report).blocks if isinstance(b, Table))
    assert {row[3] for row in overview.rows} == {MISSING}


def test_the_cleaning_that_sets_the_zero_is_not_rated() -> None:
    plant, history, plan = example.ordinary()
    one = replace(history.exchangers[2], datum="best_clean")
    first, other = (replace(c, status="confirmed") for c in one.cleanings)
    zero = replace(first, r_f_after=0.0, effect=1.0)
    poor = replace(other, effect=0.4, r_f_after=3e-4)
    slight = replace(other, effect=float("nan"), r_f_after=3e-4)
    lost = replace(other, effect=float("nan"), status="logged_no_data")
    one = replace(one, cleanings=(zero, poor, slight, lost))
    report = summary.report(plant, replace(history, exchangers=(one,)), plan)
    told = [row[-1].replace("\N{NO-BREAK SPACE}", " ") for row in table(report, "Cleaning").rows]
    assert told == [
        "best seen, cannot be rated", "40 % ± 5 %", "too little deposit to rate", MISSING,
    ]  # fmt: skip
    assert report.numbers["exchangers"]["E-103"]["cleanings"][0]["effect"]["value"] is None
    events = next(sheet for sheet in report.sheets if sheet.name == "events")
    assert None in next(values for name, _, values in events.columns if name == "size")


def test_the_terminal_table_fits_eighty_characters() -> None:
    _, columns, rows = summary.table(*example.ordinary())
    lines = [[len(max(cell.split("\n"), key=len)) for cell in row] for row in (columns, *rows)]
    assert sum(max(column) + 3 for column in zip(*lines, strict=True)) + 1 <= 80
    notes = summary.notes(*example.ordinary())
    assert any("5 040" in note.replace("\N{NO-BREAK SPACE}", " ") for note in notes)
    assert any("what cleaning that one alone saves" in note for note in notes)
    assert any(note.startswith("† Relative to the cleanest time") for note in notes)


def test_every_number_of_the_fleet_table_equals_the_results(ordinary: Report) -> None:
    _, history, plan = example.ordinary()
    known = {one.asset: one for one in history.exchangers}
    decided = {one.asset: one for one in plan.decisions}
    rows = table(ordinary, "asset").rows
    assert {row[0].removesuffix(" †") for row in rows} == set(known) | set(history.failed)
    for marked, r_f, money, co2, _, _, pays, sure in rows:
        name = marked.removesuffix(" †")
        if name in history.failed or not np.isfinite(known[name].r_f_now.p50):
            continue
        one = known[name]
        check(r_f, one.r_f_now, 1e3, 0.005)
        check(money, one.money_per_day, 1.0, 0.5)
        check(co2, one.co2_per_day, 1e-3, 0.005)
        if np.isfinite(decided[name].pays.p50):
            check(pays, decided[name].pays, 1.0, 5e-3 * decided[name].pays.p90 + 0.5)
        assert float(sure.removesuffix("\N{NO-BREAK SPACE}%")) == pytest.approx(
            100 * decided[name].p_pays, abs=0.5
        )


def fleet(copies: int) -> View:
    """The ordinary train several times over, under other names."""
    plant, history, plan = example.ordinary()
    names = [(f"T{k:02d}-", one) for k in range(copies) for one in history.exchangers]
    assets = tuple(
        replace(asset, name=f"T{k:02d}-{asset.name}")
        for k in range(copies)
        for asset in plant.assets
    )
    units = tuple(replace(one, asset=before + one.asset) for before, one in names)
    decisions = tuple(
        replace(one, asset=f"T{k:02d}-{one.asset}") for k in range(copies) for one in plan.decisions
    )
    starts = tuple(
        replace(one, asset=f"T{k:02d}-{one.asset}") for k in range(copies) for one in plan.starts
    )
    return View(
        replace(plant, assets=assets),
        replace(history, exchangers=units),
        replace(plan, decisions=decisions, starts=starts),
    )


def test_a_large_fleet_gets_pages_for_those_that_matter_and_says_what_is_left_out() -> None:
    view = fleet(8)
    report = summary.report(view.plant, view.history, view.plan)
    chapter = exchangers(report)
    assert len(chapter.parts) == 24
    now = {d.asset for d in view.plan.decisions if d.action == "now"}
    assert now <= {part.title for part in chapter.parts}
    costs = [one.money_per_day.p50 for one in view.paged()]
    assert costs == sorted(costs, reverse=True)
    known_ = sum(np.isfinite(one.r_f_now.p50) for one in view.history.exchangers)
    notes = " ".join(block.text for block in chapter.blocks if isinstance(block, Paragraph))
    assert f"{known_ - 24} exchangers have no page here" in notes
    assert f"Charts show 40 of {len(view.history.exchangers)} exchangers" in notes
    overview = table(report, "exchanger")
    assert len(overview.rows) >= len(view.plan.starts)
    for figure in render.figures(report):
        if figure.name in {"cost_per_day", "calendar", "reasons"}:
            assert "T00-" in str(figure.spec)
            rows = set(re.findall(r"T\d\d-E-\d+", str(figure.spec)))
            assert len(rows) <= 40, figure.name


def test_pages_are_as_many_as_asked_for_or_those_named(ordinary: Report) -> None:
    plant, history, plan = example.ordinary()
    answered = sum(np.isfinite(one.r_f_now.p50) for one in history.exchangers)
    assert len(exchangers(ordinary).parts) == answered
    two = summary.report(plant, history, plan, pages=2)
    assert len(exchangers(two).parts) == 2
    named = summary.report(plant, history, plan, pages=("E-103", "E-101"))
    assert {part.title for part in exchangers(named).parts} == {"E-101", "E-103"}
    assert len(named.sheets[0].columns[0][2]) == len(ordinary.sheets[0].columns[0][2])
    with pytest.raises(NotFound, match="did you mean"):
        summary.report(plant, history, plan, pages=("E-1033",))
