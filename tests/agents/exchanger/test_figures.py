"""Charts of exchangers: whole, true to the results, honest where nothing is known."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.exchanger.figures import OF_FLEET, OF_UNIT, View
from greenlang.agents.exchanger.figures.fleet import _Dot, _meet, _sides
from greenlang.agents.exchanger.results import Event
from greenlang.agents.exchanger.rules import RULES, SECTIONS
from greenlang.agents.page import milliseconds
from greenlang.core.errors import InsufficientData
from tests.agents.exchanger import example_history as example


@pytest.fixture(scope="module")
def view() -> View:
    return View(*example.ordinary())


def nodes(spec: Any) -> Iterator[Mapping[str, Any]]:
    """Every mapping inside a specification."""
    if isinstance(spec, Mapping):
        yield spec
        for each in spec.values():
            yield from nodes(each)
    elif isinstance(spec, list):
        for each in spec:
            yield from nodes(each)


def values(spec: Mapping[str, Any], field: str) -> list[Any]:
    return [row[field] for row in nodes(spec) if field in row and "mark" not in row]


def titles(spec: Mapping[str, Any]) -> set[str]:
    axes = [n["axis"] for n in nodes(spec) if isinstance(n.get("axis"), Mapping)]
    return {axis["title"] for axis in axes if axis.get("title")}


@pytest.mark.parametrize("name", OF_FLEET)
def test_fleet_charts_are_strict_json(view: View, name: str) -> None:
    text = json.dumps(OF_FLEET[name].draw(view), allow_nan=False)
    assert "vega-lite/v6" in text
    assert "http" not in text.replace("https://vega.github.io/schema", "")


@pytest.mark.parametrize("name", OF_UNIT)
@pytest.mark.parametrize("i", range(6))
def test_unit_charts_are_strict_json(view: View, name: str, i: int) -> None:
    one = view.history.exchangers[i]
    if name == "cleanings" and not one.savings:
        with pytest.raises(InsufficientData, match="no cleaning"):
            OF_UNIT[name].draw(one, view)
        return
    assert json.dumps(OF_UNIT[name].draw(one, view), allow_nan=False)


def test_axes_name_their_units(view: View) -> None:
    one = view.history.exchangers[2]
    assert titles(OF_UNIT["fouling"].draw(one, view)) == {"Rf, m² K/kW"}
    assert titles(OF_UNIT["coefficient"].draw(one, view)) == {"U, W/(m² K)"}
    assert titles(OF_UNIT["duty"].draw(one, view)) == {"duty, MW"}
    assert "EUR/day" in titles(OF_UNIT["cost_curve"].draw(one, view))
    assert "lost to fouling, EUR/day, P10 to P90" in titles(OF_FLEET["cost_per_day"].draw(view))


def test_cost_chart_is_sorted_and_true(view: View) -> None:
    rows = OF_FLEET["cost_per_day"].draw(view)["data"]["values"]
    assert [row["asset"] for row in rows] == [f"E-{n}" for n in range(107, 100, -1)]
    bands = {one.asset: one.money_per_day for one in view.history.exchangers}
    for row in rows:
        band = bands[row["asset"]]
        assert (row["low"], row["cost"], row["high"]) == (band.p10, band.p50, band.p90)


def test_fouling_chart_marks_cleanings_events_and_limits(view: View) -> None:
    one = view.history.exchangers[1]  # found without log, a bypass, limits ahead
    spec = OF_UNIT["fouling"].draw(one, view)
    times = values(spec, "t")
    assert milliseconds(one.cleanings[0].end) in times
    assert "bypass" in values(spec, "what")
    assert {"cleaning pays, 2026-03-06", "UA limit, 2026-06-18"} <= set(values(spec, "what"))
    domains = [n["scale"]["domain"] for n in nodes(spec) if n.get("datum")]
    assert "found without log" in domains[0]
    assert "cleaning in the log" not in domains[0]


def test_fouling_chart_is_signed_and_leaves_gaps(view: View) -> None:
    one = view.history.exchangers[1]
    level = one.daily.level.copy()
    level[5], level[6] = -2e-4, float("nan")
    spec = OF_UNIT["fouling"].draw(replace(one, daily=replace(one.daily, level=level)), view)
    shown = {row["t"]: row["r_f"] for row in nodes(spec) if "low" in row and "r_f" in row}
    assert shown[milliseconds(float(one.daily.days[5]))] == -0.2
    assert shown[milliseconds(float(one.daily.days[6]))] is None


def test_a_forecast_that_is_not_there_is_not_in_the_legend(view: View) -> None:
    one = replace(view.history.exchangers[3], forecast=None)
    assert "forecast" not in json.dumps(OF_UNIT["fouling"].draw(one, view))


def test_names_of_near_events_stand_in_lanes(view: View) -> None:
    one = view.history.exchangers[0]
    near = tuple(
        Event(one.asset, "bypass", example.FIRST + 400 + 5 * k, None, 0.2, "1") for k in range(3)
    )
    spec = OF_UNIT["fouling"].draw(replace(one, events=near), view)
    assert sorted(values(spec, "lane")) == [0, 1, 2]


def test_names_beside_dots_do_not_meet() -> None:
    dots = [_Dot(f"E-{i}", 22.0 + 0.5 * (i % 3), 400.0 + 8 * i) for i in range(4)]
    sides = _sides(dots, 60.0, 1_000.0, 250)
    assert len(set(sides)) > 1
    assert _meet((0, 0, 2, 2), (1, 1, 3, 3))
    assert not _meet((0, 0, 1, 1), (1, 1, 2, 2))


def test_the_plan_shows_every_cleaning_outage_and_closed_week(view: View) -> None:
    spec = OF_FLEET["gantt"].draw(view)
    labels = values(spec, "label")
    assert sorted(label for label in labels if label.endswith(" k")) == sorted(
        f"{start.value / 1e3:.0f} k" for start in view.plan.starts
    )
    assert {"outage", "closed"} <= set(values(spec, "what"))
    crews = [row["v"] for row in nodes(spec["vconcat"][1]) if "v" in row and "t" in row]
    assert max(crews) == 2  # E-103 and E-106 begin on the same day


@pytest.mark.parametrize("name", OF_UNIT)
def test_nothing_known_is_said_with_its_reason(view: View, name: str) -> None:
    with pytest.raises(InsufficientData, match=r"insufficient data: .{10}"):
        OF_UNIT[name].draw(view.history.exchangers[-1], view)


def test_a_missing_pressure_drop_names_the_tag_to_fit(view: View) -> None:
    with pytest.raises(InsufficientData, match="dp_tube"):
        OF_UNIT["pressure"].draw(view.history.exchangers[6], view)


@pytest.mark.parametrize("name", ["cost_per_day", "certainty", "gantt", "furnace", "levels"])
def test_a_train_without_results_has_no_charts_of_them(name: str) -> None:
    with pytest.raises(InsufficientData):
        OF_FLEET[name].draw(View(*example.empty()))


def test_sections_name_charts_that_exist() -> None:
    named = {name for section in SECTIONS for name in section.figures}
    assert named <= set(OF_FLEET) | set(OF_UNIT)


def test_rules_say_where_their_limits_come_from() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.source and rule.clears and rule.limits for rule in RULES)
    assert {word for rule in RULES for word in rule.severity.split(", ")} == {
        "low", "medium", "high",
    }  # fmt: skip


def test_what_each_cleaning_saved_is_the_area_between_the_lines(view: View) -> None:
    one = view.history.exchangers[2]
    spec = OF_UNIT["cleanings"].draw(one, view)
    areas = [each for each in spec["layer"] if each["mark"]["type"] == "area"]
    assert len(areas) == len(one.savings) > 0
    for area, saving in zip(areas, one.savings, strict=True):
        rows = [row for row in area["data"]["values"] if row["low"] is not None]
        mean = np.mean([row["v"] - row["low"] for row in rows])
        assert mean == pytest.approx(1e-6 * saving.power.mean(), rel=0.03)
    words = [each["data"]["values"][0]["what"] for each in spec["layer"]
             if each["mark"]["type"] == "text"]  # fmt: skip
    assert all("MWh (" in told[1] and "kEUR (" in told[2] for told in words)


def test_without_a_saving_the_figure_says_why(view: View) -> None:
    one = view.history.exchangers[2]
    with pytest.raises(InsufficientData, match="no cleaning is seen"):
        OF_UNIT["cleanings"].draw(replace(one, savings=()), view)
    noted = tuple(replace(each, note="2 days with a value since") for each in one.savings)
    with pytest.raises(InsufficientData, match="2 days with a value"):
        OF_UNIT["cleanings"].draw(replace(one, savings=noted), view)
