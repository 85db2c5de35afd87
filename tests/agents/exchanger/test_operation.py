"""Lines of the log that are no cleanings: read, weighed, and what became of them told."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.exchanger import summary
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.history.operation import switches, told
from greenlang.agents.exchanger.model import Assay, Operation, Plant
from greenlang.agents.exchanger.plant import plant as plant_of
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.agents.exchanger.results import Event
from greenlang.agents.exchanger.summary import operation
from greenlang.agents.page import Origin, Table
from greenlang.core.errors import InputError
from greenlang.services.files.plant import loaded
from greenlang.services.reports import render
from tests.agents.exchanger import example_history as example


@pytest.fixture
def starter(tmp_path: Any) -> dict[str, Any]:
    path = tmp_path / "plant.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return dict(loaded(path))


def read(starter: dict[str, Any], *rows: dict[str, str]) -> Plant:
    return plant_of({**starter, "log": list(rows)}, lambda _: [], "plant.yaml")


def line(**given: str) -> dict[str, str]:
    return {"asset": "", "start": "2025-03-04", **given}


def test_a_log_holds_cleanings_and_what_happened_to_the_unit(starter: dict[str, Any]) -> None:
    found = read(
        starter,
        line(asset="E-101", end="2025-03-09", method="hydroblast"),
        line(asset="E-101", start="2025-03-05", event="Desalter-Upset", remark="water carried"),
        line(asset="crude", method="crude switch"),
        line(asset="H-1", event="decoke"),
    )
    assert [one.method for one in found.log] == ["hydroblast"]
    assert found.strays == ()
    assert {(one.kind, one.of, one.remark) for one in found.operation} == {
        ("desalter_upset", "E-101", "water carried"), ("crude_change", "crude", ""),
        ("decoke", "", "H-1"),
    }  # fmt: skip


def test_a_method_of_the_plant_file_is_a_cleaning_whatever_its_name(
    starter: dict[str, Any],
) -> None:
    data = {**starter, "methods": {"decoke": {"cost": "20 kEUR", "duration": "3 d", "effect": 0.9}}}
    found = read(data, line(asset="E-101", method="decoke"))
    assert (len(found.log), found.operation) == (1, ())


def test_what_cannot_be_read_is_named(starter: dict[str, Any]) -> None:
    with pytest.raises(
        InputError, match=r"log\[1\].event: 'crude chnge' is no event.*crude change"
    ):
        read(starter, line(event="crude chnge"))
    with pytest.raises(InputError, match=r"log\[1\].*ends \(2025-03-01\) before it starts"):
        read(starter, line(event="mode change", end="2025-03-01"))
    warned = read(starter, line(asset="E-1O1", event="desalter upset")).warnings
    assert any("did you mean 'E-101'" in text for text in warned)


def test_changes_of_crude_and_mode_are_evidence_as_an_assay_is() -> None:
    plant = example.plant()
    asset = plant.assets[0]
    fluid = next(iter(asset.fluids.values()))
    logged = (
        Operation("crude_change", 120, 120),
        Operation("mode_change", 150, 160, fluid),
        Operation("mode_change", 170, 170, "another"),
        Operation("desalter_upset", 180, 185),
    )
    plant = replace(plant, operation=logged, assays=(Assay(110, fluid, example.CRUDE),))
    assert switches(plant, asset, 100) == (10, 20, 50)


def test_events_of_the_process_carry_the_line_beside_them() -> None:
    asset = example.plant().assets[0]
    logged = (Operation("mode_change", 120, 124, "", "winter diesel"), Operation("other", 300, 300))
    plant = replace(example.plant(), operation=logged)
    found = [
        Event(asset.name, "undecided", day, day, 1e-4, "m2 K/W", evidence=("R_f",))
        for day in (116, 117, 127, 128)
    ]
    found.append(Event(asset.name, "drift", 120, 130, 3.0, "K", "TI1"))
    got = [len(event.evidence) for event in told(plant, asset, found)]
    assert got == [1, 2, 2, 1, 0]
    assert "mode change" in told(plant, asset, found)[1].evidence[1]
    assert "winter diesel" in told(plant, asset, found)[1].evidence[1]


def view(*logged: Operation) -> View:
    plant, history, plan = example.ordinary()
    return View(replace(plant, operation=logged), history, plan)


def test_what_became_of_each_is_told() -> None:
    first = example.FIRST
    day = first + 200
    seen = view(
        Operation("decoke", day, day + 3),
        Operation("crude_change", first - 400, first - 400),
        Operation("desalter_upset", first - 400, first - 399),
    )
    rows = operation.rows(seen)
    assert [row[0] for row in rows] == ["decoke", "crude change", "desalter upset"]
    assert "not used" in rows[0][-1]
    assert rows[1][-1] == "weighed as a switch of fluids: no break near it"
    assert "no rate of fouling that surely differs" in rows[2][-1]


def test_an_upset_that_speeds_fouling_up_is_told_with_both_rates() -> None:
    seen = view(Operation("desalter_upset", example.FIRST + 200, example.FIRST + 220))
    units = seen.history.exchangers
    daily = units[0].daily
    rate = np.full(len(daily.days), 1e-12)
    rate[200:221] = 5e-12
    sd = np.full(len(daily.days), 0.5e-12)
    quick = replace(units[0], daily=replace(daily, rate=rate, rate_sigma=sd), events=())
    seen = replace(seen, history=replace(seen.history, exchangers=(quick,)))
    (row,) = operation.rows(seen)
    assert row[-1] == (
        f"fouling goes on otherwise: {quick.asset} +8.6e-08 to +4.3e-07 m2 K/W a day"
    )


def test_the_report_has_the_table_where_there_is_something_to_tell() -> None:
    def tables(of: View) -> list[str]:
        report = summary.report(of.plant, of.history, of.plan, Origin("GreenLang 0", "history.csv"))
        return [
            block.columns[0].title for chapter in render.walk(report.chapters)
            for block in chapter.blocks if isinstance(block, Table)
        ]  # fmt: skip

    name = "Events of the log that are no cleanings"
    assert name in tables(view(Operation("decoke", example.FIRST + 9, example.FIRST + 9)))
    assert name not in tables(view())
