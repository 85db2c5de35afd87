"""Reports and the folder of results: whole, self-contained, true to the results, safe to open."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pypdf
import pytest

from greenlang.agents import agent as agents
from greenlang.agents.exchanger import summary
from greenlang.agents.exchanger.analyses import states
from greenlang.agents.page import (
    MISSING,
    Origin,
    Report,
    Table,
    significant,
)
from greenlang.core.cases import case_from
from greenlang.core.errors import ConfigError
from greenlang.services import results
from greenlang.services.files.kept import Told
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


def outcome() -> Outcome:
    plant, history, plan = example.ordinary()
    some = (history.exchangers[1], history.exchangers[-1])
    return Outcome(
        plant, Told("history.csv", ("3 rows were torn",)), replace(history, exchangers=some), plan
    )


@pytest.fixture(scope="module")
def agent() -> agents.Agent:
    """The exchanger agent with one case to audit that works and one that cannot be."""
    whole = agents.agent("exchanger")
    performance = whole.analysis("performance")
    case = case_from(performance.case, performance.example)
    crossed = json.loads(json.dumps(states.PERFORMANCE))
    crossed["hot"]["t_out"], crossed["hot"]["t_in"] = crossed["hot"]["t_in"], "20 degC"

    def cases(_plant: Any, _history: Any, _plan: Any) -> Mapping[str, tuple[str, Any]]:
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

    monkeypatch.setattr(pdf, "typeset", torn)
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


def test_charts_shared_out_are_the_same_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = summary.report(*example.ordinary())
    few = [each for each in whole.chapters if each.title in {"Decisions", "Data quality"}]
    report = replace(whole, chapters=tuple(few))
    told: list[float] = []
    alone = render.drawn(report, lambda share, _what: told.append(share))
    monkeypatch.setattr(render, "_MANY", 2)
    shared = render.drawn(report, workers=2, vector=True)
    assert [(one.key, one.svg) for one in shared] == [(one.key, one.svg) for one in alone]
    assert all(one.vector.startswith(b"%PDF") for one in shared)
    assert told == sorted(told)
    assert len(told) == len(alone)
