"""Reports and the folder of results: whole, self-contained, true to the results, safe to open."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pypdf
import pytest

from greenlang.agents import agent as agents
from greenlang.agents.exchanger import examples, summary
from greenlang.agents.exchanger.results import Band
from greenlang.agents.page import (
    MISSING,
    Cards,
    Numbers,
    Origin,
    Report,
    Table,
    fixed,
    significant,
)
from greenlang.core.cases import case_from
from greenlang.core.errors import ConfigError
from greenlang.services import results
from greenlang.services.files.history.report import Choices, Readings, ReadReport
from greenlang.services.history import Outcome, declared
from greenlang.services.reports import html, pdf, render
from tests.agents.exchanger import example_history as example

VOID = {"meta", "br", "hr", "img", "link", "input"}
LOADS = {"src", "href", "xlink:href", "data", "poster", "action", "srcset"}
HARM = '#import "x" <script>alert(1)</script>'


class Document(HTMLParser):
    """Elements, addresses and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in LOADS]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def spoken(self, data: str) -> None:
        self.words.append(data)

    handle_data = spoken

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def few(report: Report) -> Report:
    """The same report with the charts of two exchangers only, which is quicker to draw."""
    chapters = tuple(replace(c, parts=(*c.parts[:2], *c.parts[-1:])) for c in report.chapters)
    return replace(report, chapters=chapters)


@pytest.fixture(scope="module")
def ordinary() -> Report:
    return few(summary.report(*example.ordinary(), Origin("GreenLang 0", "history.csv")))


@pytest.fixture(scope="module")
def drawings(ordinary: Report) -> tuple[render.Drawn, ...]:
    return render.drawn(ordinary)


@pytest.fixture(scope="module")
def page(ordinary: Report, drawings: tuple[render.Drawn, ...]) -> str:
    return html.page(ordinary, drawings, "made today")


@pytest.fixture(scope="module")
def sheets(ordinary: Report, drawings: tuple[render.Drawn, ...]) -> list[str]:
    return texts(pdf.document(ordinary, drawings, "made today"))


def texts(document: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return [" ".join(each.extract_text().split()) for each in pages]


def table(report: Report, first: str) -> Table:
    found = [
        block for chapter in render.walk(report.chapters) for block in chapter.blocks
        if isinstance(block, Table) and block.columns[0].title == first
    ]  # fmt: skip
    return found[0]


def number(text: str) -> float:
    return float(text.replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-"))


def test_the_page_needs_nothing_else(page: str) -> None:
    document = Document(page)
    assert document.open == []
    assert all(address.startswith("#") for address in document.addresses)
    assert not {"script", "link", "iframe", "object", "embed", "img"} & set(document.tags)
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert "@font-face" not in page


def test_names_inside_the_page_are_unique_and_found(page: str) -> None:
    document = Document(page)
    assert len(document.ids) == len(set(document.ids))
    wanted = {address.removeprefix("#") for address in document.addresses}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert wanted <= set(document.ids)


def test_the_page_lists_its_contents(ordinary: Report, page: str) -> None:
    nav = page[page.index("<nav") : page.index("</nav>")]
    for chapter in render.walk(ordinary.chapters):
        assert f">{chapter.title}</a>" in nav


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
    assert {row[0] for row in shown.rows if "†" in row[0]} == {f"{name} †" for name in relative}
    assert "higher by an unknown constant" in shown.caption
    some = replace(history, exchangers=(history.exchangers[1],))
    plant, _, plan = example.ordinary()
    assert "†" not in table(summary.report(plant, some, plan), "asset").caption


def test_limits_beyond_the_forecast_are_not_never(ordinary: Report) -> None:
    page = ordinary.chapters[2].parts[0]
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
    pages = report.chapters[2].parts
    told = {
        page.title: next(row[1] for block in page.blocks if isinstance(block, Table)
                         for row in block.rows if row[0].startswith("Law since"))
        for page in pages
    }  # fmt: skip
    assert told["E-103"].startswith("insufficient data: 12 valid days since the last cleaning")
    assert told["E-101"].startswith("insufficient data: too few independent days")
    overview = next(b for b in report.chapters[2].blocks if isinstance(b, Table))
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


def test_the_fleet_table_stands_in_page_and_pdf(
    ordinary: Report, page: str, sheets: list[str]
) -> None:
    on_page = Document(page).text.replace("\N{NO-BREAK SPACE}", " ")
    for row in table(ordinary, "asset").rows:
        for cell in row:
            assert cell.replace("\N{NO-BREAK SPACE}", " ") in on_page
            for part in re.findall(r"[\d.]+", cell):
                assert part in sheets[0]


def test_the_pdf_says_plant_exchangers_and_decisions(sheets: list[str]) -> None:
    whole = " ".join(sheets)
    assert "CDU-1" in sheets[0]
    assert "Clean E-106, E-103" in whole
    for name in example.NAMES:
        assert name in sheets[0]
    assert "2024-01-01 to 2025-12-31" in sheets[1]  # the running head
    assert f"2 / {len(sheets)}" in sheets[1]


def test_no_page_of_the_pdf_is_empty(sheets: list[str]) -> None:
    assert min(len(text) for text in sheets) > 250


def test_decisions_come_first(page: str) -> None:
    text = Document(page).text
    text = text[text.rindex("Assumptions and gaps", 0, text.index("What to do now")) :]
    marks = ["What to do now", "What is at stake", "What is uncertain", "Rf now", "Cleaning plan"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_nothing_is_blank_or_nan(ordinary: Report, page: str) -> None:
    text = Document(page).text
    assert not re.search(r"\b(nan|inf|None|NaT)\b", text)
    assert MISSING in text
    assert "12 valid days, 30 are needed" in text
    for row in table(ordinary, "asset").rows:
        assert all(cell.strip() for cell in row)


def test_a_train_without_answers_says_why() -> None:
    report = summary.report(*example.empty())
    drawn = render.drawn(report)
    text = Document(html.page(report, drawn, "today")).text
    assert "insufficient data" in text
    assert "12 valid days, 30 are needed" in text
    assert not re.search(r"\b(nan|inf|None)\b", text)
    assert "insufficient data" in " ".join(texts(pdf.document(report, drawn, "today")))
    json.dumps(report.numbers, allow_nan=False)


def test_hostile_names_are_only_names() -> None:
    report = few(summary.report(*example.hostile()))
    drawn = render.drawn(report)
    page = html.page(report, drawn, HARM)
    document = Document(page)
    assert not {"script", "b", "import"} & set(document.tags)
    assert "&lt;script&gt;alert(1)" in page
    assert HARM in document.text
    whole = " ".join(texts(pdf.document(report, drawn, HARM)))
    assert '#import "x" <script>alert(1)</script>' in whole
    assert "#eval(1)" in whole


def test_charts_carry_their_own_names() -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"x": 1234567, "y": "<b>&"}]},
        "mark": {"type": "bar", "clip": True},
        "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y"}},
    }
    one, two = render.svg(spec, "f1"), render.svg(spec, "f2")
    assert one.svg.replace("f1-", "f2-") == two.svg
    assert "<b>" not in one.svg
    assert "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000" in one.svg
    assert one.width > 0 < one.height


def readings() -> Readings:
    choices = Choices("csv", None, "utf-8", ";", ".", None, "wide", ("t",), "%Y", "UTC", {})
    known = {field.name: 0 for field in fields(ReadReport)}
    some = {"source": "history.csv", "choices": choices, "warnings": ("3 rows were torn",)}
    report = ReadReport(**(known | some))  # type: ignore[arg-type]  # a report of nothing else
    return Readings({}, report)


def outcome() -> Outcome:
    plant, history, plan = example.ordinary()
    some = (history.exchangers[1], history.exchangers[-1])
    return Outcome(plant, readings(), replace(history, exchangers=some), plan)


@pytest.fixture(scope="module")
def agent() -> agents.Agent:
    """The exchanger agent with one case to audit that works and one that cannot be."""
    whole = agents.agent("exchanger")
    performance = whole.analysis("performance")
    case = case_from(performance.case, performance.example)
    crossed = json.loads(json.dumps(examples.PERFORMANCE))
    crossed["hot"]["t_out"], crossed["hot"]["t_in"] = crossed["hot"]["t_in"], "20 degC"

    def cases(_plant: Any, _history: Any) -> Mapping[str, tuple[str, Any]]:
        bad = case_from(performance.case, crossed)
        return {"E-102": ("performance", case), "E-103": ("performance", bad)}

    return replace(whole, history=replace(declared(whole), cases=cases))


@pytest.fixture(scope="module")
def folder(agent: agents.Agent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "results"
    shares: list[float] = []

    def told(share: float, _what: str = "") -> None:
        shares.append(share)

    names = results.written(agent, outcome(), out, progress=told)
    assert shares == sorted(shares)
    assert set(names) == {path.name for path in out.iterdir()} - {".greenlang", "README.txt"}
    return out


def test_the_readme_names_every_file(folder: Path) -> None:
    text = (folder / "README.txt").read_text(encoding="utf-8")
    for path in folder.iterdir():
        assert path.name in text or path.name in {".greenlang", "README.txt"}


def test_records_stand_in_the_report_and_verify(folder: Path) -> None:
    from greenlang.services.records import verified

    checked = verified(folder / "records")
    assert list(checked.verdicts) == ["0001-E-102.json"]
    numbers = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert numbers["records"]["E-102"] in page
    assert "no record of E-103" in page
    assert "3 rows were torn" in page


def test_results_carry_units_and_say_what_is_missing(folder: Path) -> None:
    numbers = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    one = numbers["exchangers"]["E-102"]
    assert one["r_f"]["p50"]["unit"] == "m2 K/W"
    assert one["money_lost"]["p50"] == {"value": 330.0, "unit": "EUR/d"}
    blank = numbers["exchangers"]["E-108"]["r_f"]["p50"]
    assert blank == {"value": None, "unit": "m2 K/W", "remark": MISSING}
    assert one["limits"]["dp_tube"]["p50"]["remark"] == "not within the forecast"


def test_daily_values_are_tidy_and_exact(folder: Path) -> None:
    daily = pl.read_parquet(folder / "daily.parquet")
    one = outcome().history.exchangers[0]
    mine = daily.filter(pl.col("asset") == one.asset)
    np.testing.assert_array_equal(
        mine["r_f [m2 K/W]"].fill_null(float("nan")).to_numpy(), one.daily.r_f
    )
    assert mine["date"][0] == "2024-01-01"
    assert pl.read_csv(folder / "daily.csv", infer_schema_length=None).equals(daily)
    assert "nan" not in (folder / "daily.csv").read_text(encoding="utf-8").lower()


def test_plan_and_events_are_tables(folder: Path) -> None:
    plan, events = (
        list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))
        for name in ("plan.csv", "events.csv")
    )
    assert {row["asset"] for row in plan} == {f"E-{n}" for n in (101, 102, 103, 104, 106, 107)}
    assert {row["what"] for row in events} == {"bypass", "cleaning effect"}


def test_an_error_leaves_nothing_half_written(
    agent: agents.Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_: object) -> bytes:
        raise ValueError("torn")

    monkeypatch.setattr(pdf, "document", torn)
    with pytest.raises(ValueError, match="torn"):
        results.written(agent, outcome(), tmp_path / "results")
    assert list(tmp_path.iterdir()) == []


def test_results_of_others_are_left_alone(agent: agents.Agent, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="name another"):
        results.written(agent, outcome(), tmp_path, pdf=False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_pdf_there_is_none(agent: agents.Agent, tmp_path: Path) -> None:
    names = results.written(agent, outcome(), tmp_path / "results", pdf=False)
    assert "report.pdf" not in names
    assert not (tmp_path / "results" / "report.pdf").exists()


@pytest.mark.parametrize(
    ("x", "text"),
    [(1234567.0, "1 230 000"), (0.012345, "0.0123"), (-4.0, "\N{MINUS SIGN}4.00"), (0.0, "0")],
)
def test_numbers_read_the_same_everywhere(x: float, text: str) -> None:
    assert significant(x).replace("\N{NO-BREAK SPACE}", " ") == text
    assert significant(float("nan")) == MISSING


def test_the_terminal_table_fits_eighty_characters() -> None:
    _, columns, rows = summary.table(*example.ordinary())
    lines = [[len(max(cell.split("\n"), key=len)) for cell in row] for row in (columns, *rows)]
    assert sum(max(column) + 3 for column in zip(*lines, strict=True)) + 1 <= 80
    notes = summary.notes(*example.ordinary())
    assert any("5 040" in note.replace("\N{NO-BREAK SPACE}", " ") for note in notes)
    assert any("what cleaning that one alone saves" in note for note in notes)
    assert any(note.startswith("† Relative to the cleanest time") for note in notes)
