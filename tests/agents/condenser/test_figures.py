"""Charts of condensers: whole, true to the results, honest where nothing is known."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser.figures import OF_FLEET, OF_UNIT, View
from greenlang.agents.condenser.figures.view import clean_pressure, lately, mean
from greenlang.agents.condenser.figures.words import COLOURS, EVENTS
from greenlang.agents.condenser.results import CAUSES, CondenserHistory
from greenlang.agents.condenser.rules import SECTIONS
from greenlang.agents.page import milliseconds
from greenlang.core.errors import InsufficientData
from tests.agents.condenser import example_history as example

# Drawn in test_figures_cold.
COLD = {"pumps", "combinations", "tower", "cleaning_cost", "sankey"}
UNSEEN = {"lost", "boxes", "air"} | COLD  # charts for which U2 measures too little


@pytest.fixture(scope="module")
def view() -> View:
    return View(example.plant(), example.history())


@pytest.fixture(scope="module")
def one(view: View) -> CondenserHistory:
    return view.history.condenser("U1")


def nodes(spec: Any) -> Iterator[Mapping[str, Any]]:
    """Every mapping inside a specification."""
    if isinstance(spec, Mapping):
        yield spec
        for each in spec.values():
            yield from nodes(each)
    elif isinstance(spec, list):
        for each in spec:
            yield from nodes(each)


def rows(spec: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    return [n for n in nodes(spec) if all(name in n for name in names) and "mark" not in n]


@pytest.mark.parametrize("name", OF_FLEET)
def test_charts_of_the_plant_are_strict_json(view: View, name: str) -> None:
    text = json.dumps(OF_FLEET[name].draw(view), allow_nan=False)
    assert "vega-lite/v6" in text
    assert "http" not in text.replace("https://vega.github.io/schema", "")


@pytest.mark.parametrize("name", [name for name in OF_UNIT if name not in COLD])
def test_charts_of_a_condenser_are_strict_json(
    view: View, one: CondenserHistory, name: str
) -> None:
    assert json.dumps(OF_UNIT[name].draw(one, view), allow_nan=False)


@pytest.mark.parametrize("name", OF_UNIT)
def test_what_is_not_measured_is_said(view: View, name: str) -> None:
    plain = view.history.condenser("U2")
    if name in UNSEEN:
        with pytest.raises(InsufficientData, match="insufficient data"):
            OF_UNIT[name].draw(plain, view)
    else:
        assert OF_UNIT[name].draw(plain, view)


def test_the_waterfall_ends_where_the_gauge_stands(view: View, one: CondenserHistory) -> None:
    bars = rows(OF_UNIT["causes"].draw(one, view), "name", "low", "high")
    assert bars[0]["high"] == pytest.approx(one.split.p_reference / 100)
    assert bars[-1]["high"] == pytest.approx(mean(one.daily.p_used[lately(one)]) / 100, abs=0.05)
    steps = {bar["name"]: float(bar["said"]) for bar in bars[1:-1]}
    assert set(steps) <= set(COLOURS)
    fouled = one.split.parts.pressure[lately(one), CAUSES.index("fouling")]
    assert steps["fouling"] == pytest.approx(mean(fouled) / 100, abs=0.05)


def test_the_stack_sums_to_what_was_measured(view: View, one: CondenserHistory) -> None:
    bars = rows(OF_UNIT["stack"].draw(one, view), "cause", "low", "high", "t")
    first = [b for b in bars if b["t"] == milliseconds(example.FIRST)]
    up = max((b["high"] for b in first), default=0.0)
    down = min((b["low"] for b in first), default=0.0)
    measured = one.daily.p_used[:7].mean() - one.split.p_reference
    assert max(up, 0.0) + min(down, 0.0) == pytest.approx(measured / 100, abs=0.01)


def test_money_is_withheld_without_a_turbine_and_prices(view: View) -> None:
    with pytest.raises(InsufficientData, match="without a turbine curve"):
        OF_UNIT["lost"].draw(view.history.condenser("U2"), view)


def test_clean_lines_are_the_clean_condenser(view: View, one: CondenserHistory) -> None:
    at = one.daily.t_in[:20]
    flow, duty = float(one.daily.v[0]), float(one.daily.q[0])
    learnt = replace(one, clean=replace(one.clean, f_b=0.75))
    found = clean_pressure(view.unit(one), learnt, at, flow, duty)
    assert found[0] == pytest.approx(one.daily.p_target[0], rel=2e-3)
    assert (np.diff(found[np.argsort(at)]) > 0).all()


def test_fouling_marks_cleanings_events_and_limits(view: View, one: CondenserHistory) -> None:
    spec = OF_UNIT["fouling"].draw(one, view)
    assert milliseconds(one.cleanings[0].end) in [row["t"] for row in rows(spec, "t")]
    named = {row["what"] for row in rows(spec, "what")}
    assert {"air leak", "CW pump", "gauge drifts"} <= named
    assert any(text.startswith("A1: design, 2026-") for text in named)


def test_every_event_and_cause_has_a_name_and_a_colour() -> None:
    assert set(CAUSES) < set(COLOURS)
    assert len(set(COLOURS.values())) == len(COLOURS)
    assert all(len(name) < 20 for name in EVENTS.values())


def test_sections_name_charts_that_there_are() -> None:
    for section in SECTIONS:
        known = OF_UNIT if section.name == "condensers" else OF_FLEET
        assert set(section.figures) <= set(known)


def test_a_history_without_a_valid_day_draws_nothing(view: View, one: CondenserHistory) -> None:
    split = replace(one.split, p_model=np.full(example.DAYS, np.nan))
    with pytest.raises(InsufficientData, match="U1"):
        OF_UNIT["causes"].draw(replace(one, split=split), view)
