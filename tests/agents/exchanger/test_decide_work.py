"""Work orders, questions without a new reading, and what is kept for them."""

import json
from base64 import b64decode
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from greenlang.agents.exchanger.decide import fleet_plan, memory, orders
from greenlang.agents.exchanger.decide.orders import STATUS
from greenlang.agents.exchanger.decide.own import own_effects
from greenlang.agents.exchanger.decide.what_if import WhatIf, table, what_if
from greenlang.agents.exchanger.results import Cleaning, Event, FleetPlan, PlantHistory
from greenlang.core.errors import DataError, InputError
from greenlang.library.economics import Series
from tests.agents.exchanger import decide_example as example


@cache
def planned() -> FleetPlan:
    return fleet_plan(example.plant(), example.history())


def asked(**changes: object) -> WhatIf:
    plant = example.plant()
    other = replace(plant, **changes)  # type: ignore[arg-type]
    return what_if(plant, other, example.history())


def lying(cause: str, end: int | None) -> PlantHistory:
    """The history with a fault of a tag of the exchanger that the plan cleans first."""
    name = planned().starts[0].asset
    event = Event(name, cause, example.TODAY - 40, end, 2.0, "K", tag="TI-9")  # type: ignore[arg-type]
    units = tuple(
        replace(one, events=(event,)) if one.asset == name else one
        for one in example.history().exchangers
    )
    return replace(example.history(), exchangers=units)


def test_every_cleaning_of_the_plan_has_a_draft_with_its_reasons() -> None:
    found = orders(example.plant(), example.history(), planned())
    assert {(one.asset, one.start) for one in found} == {(s.asset, s.day) for s in planned().starts}
    assert [one.priority for one in found] == sorted(one.priority for one in found)
    for one in found:
        assert one.what == "clean"
        assert one.end == one.start + round(one.duration) - 1
        assert one.saving.p10 <= one.saving.p50 <= one.saving.p90
        assert "costs" in one.reason
        assert "saves" in one.reason
        assert one.evidence
        assert one.records == (one.asset, "fleet_plan")
    assert STATUS == "draft: a person approves"


@pytest.mark.parametrize("cause", ["drift", "stuck", "bias", "flow_meter"])
def test_a_suspected_tag_is_checked_before_anything_is_cleaned(cause: str) -> None:
    history = lying(cause, None)
    name = planned().starts[0].asset
    found = orders(example.plant(), history, planned())
    mine = [one for one in found if one.asset == name]
    assert [(one.what, one.subject, one.priority) for one in mine] == [("check tag", "TI-9", 1)]
    assert "waits until it is checked" in mine[0].reason
    assert any(one.what == "clean" for one in found if one.asset != name)


def test_a_fault_that_is_over_stops_no_cleaning() -> None:
    found = orders(example.plant(), lying("drift", example.TODAY - 20), planned())
    assert {one.what for one in found} == {"clean"}


def test_dearer_gas_cleans_more_and_costs_more() -> None:
    prices = replace(example.PRICES, fuel=Series(((0, 60 / 3.6e9),)))
    found = asked(prices=prices)
    assert found.costs_more > 0.0
    assert len(found.other.starts) >= len(found.base.starts)


def test_an_exchanger_left_alone_is_not_cleaned_and_costs() -> None:
    name = planned().starts[0].asset
    found = what_if(example.plant(), example.plant(), example.history(), left_alone=(name,))
    assert name not in {one.asset for one in found.other.starts}
    assert found.costs_more > 0.0
    _, columns, rows = table(found, "EUR")
    assert all(len(row) == len(columns) for row in rows)
    moved = next(row for row in rows if row[0] == name)
    assert moved[2] == "not cleaned"


def test_who_is_not_there_cannot_be_left_alone() -> None:
    with pytest.raises(InputError, match="'E-44' is no exchanger of the plant"):
        what_if(example.plant(), example.plant(), example.history(), left_alone=("E-44",))


def test_more_crews_never_cost() -> None:
    found = what_if(
        example.plant(), example.with_settings(example.plant(), crews=3), example.history()
    )
    assert found.costs_more <= 0.005 * found.base.cost


def test_what_is_kept_gives_the_same_plan() -> None:
    data = json.loads(json.dumps(memory.kept(example.history()), allow_nan=False))
    again = fleet_plan(example.plant(), memory.recalled(data))
    assert again.cost == pytest.approx(planned().cost, rel=1e-3)
    assert [(s.asset, s.week, s.method) for s in again.starts] == [
        (s.asset, s.week, s.method) for s in planned().starts
    ]
    for one, other in zip(again.starts, planned().starts, strict=True):
        assert one.p_pays == pytest.approx(other.p_pays, abs=0.1)


@pytest.mark.parametrize("data", [{}, {"format": "other"}, {"format": memory.FORMAT}])
def test_other_data_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(DataError, match="planning data"):
        memory.recalled(data)


def test_what_is_kept_has_few_draws_and_no_nan() -> None:
    kept = memory.kept(example.history())
    forecast = kept["exchangers"][0]["forecast"]
    draws = np.frombuffer(b64decode(forecast["draws"]), memory.FLOAT)
    assert draws.size <= 2 * memory.DRAWS * len(forecast["days"])
    assert np.isfinite(draws).all()


def cleaned(effects: list[float], datum: str = "new") -> PlantHistory:
    """The history with chemical cleanings of these effects, spread over the exchangers."""
    units = list(example.history().exchangers)
    for k, effect in enumerate(effects):
        at = k % len(units)
        one = Cleaning(
            units[at].asset, example.TODAY - 300 + k, example.TODAY - 297 + k, "confirmed",
            "chemical", 1e-3, 1e-3 * (1 - effect), effect, 0.05,
        )  # fmt: skip
        units[at] = replace(units[at], cleanings=(*units[at].cleanings, one), datum=datum)  # type: ignore[arg-type]
    return replace(example.history(), exchangers=tuple(units))


def test_own_effects_count_from_three_cleanings_on() -> None:
    two, said = own_effects(example.METHODS, cleaned([0.5, 0.6]))
    assert two == example.METHODS
    assert said == []
    three, said = own_effects(example.METHODS, cleaned([0.5, 0.6, 0.4, 0.5]))
    assert three[0] == example.METHODS[0]
    assert three[1].effect == pytest.approx(0.5)
    assert three[1].effect_sigma == pytest.approx(np.std([0.5, 0.6, 0.4, 0.5], ddof=1))
    assert three[1].effect_of == "4 cleanings seen"
    assert "chemical: effect 50 +- 8 %" in said[0]


def test_the_cleaning_that_sets_the_zero_is_no_evidence() -> None:
    same, said = own_effects(example.METHODS, cleaned([1.0, 1.0, 1.0, 1.0], "best_clean"))
    assert same == example.METHODS
    assert said == []


def test_a_plan_says_where_its_effects_are_from() -> None:
    plan = fleet_plan(example.plant(), cleaned([0.5, 0.6, 0.4]))
    assert any("by 3 cleanings seen" in text for text in plan.warnings)
