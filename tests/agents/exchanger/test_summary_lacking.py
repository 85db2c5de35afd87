"""What each missing tag costs, the tags' sheet and the causes, as the report shows them."""

from dataclasses import replace

import pytest

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.model import Tag
from greenlang.agents.exchanger.results import TagFinding
from greenlang.agents.exchanger.summary import causes, lacking
from tests.agents.exchanger import example_history as example

SIX = lacking.STATES


@pytest.fixture
def view() -> View:
    plant, known, plan = example.ordinary()
    first, *rest = plant.assets
    tags = {role: Tag(f"X.{role}", "K", 1.0) for role in (*SIX, "dp_tube")}
    plant = replace(plant, assets=(replace(first, tags=tags), *rest[:0]))
    dead = TagFinding("X.m_hot", "m_hot", first.name, 0, {}, 0.0, 0.0,
                      "no data: no tag 'X.m_hot' (did you mean 'X.m_hot.PV'?)")  # fmt: skip
    return View(plant, replace(known, tags=(*known.tags, dead)), plan)


def test_what_each_missing_tag_costs(view: View) -> None:
    found = {(asset, role): (why, cost) for asset, role, why, cost in lacking.rows(view)}
    assert {role for _, role in found} == {"m_hot", "dp_shell", "bypass"}
    why, cost = found["E-101", "m_hot"]
    assert "did you mean" in why
    assert cost == lacking.FOLLOWS
    assert found["E-101", "bypass"] == ("not in the plant file", lacking.VALVE)


def test_without_drop_and_valve_a_bypass_is_blind(view: View) -> None:
    asset = view.plant.assets[0]
    tags = {role: tag for role, tag in asset.tags.items() if role != "dp_tube"}
    bare = View(replace(view.plant, assets=(replace(asset, tags=tags),)), view.history, view.plan)
    found = {role: cost for _, role, _, cost in lacking.rows(bare)}
    assert found["bypass"] == lacking.BLIND
    assert found["dp_tube"] == lacking.TUBE


def test_every_tag_has_its_counts(view: View) -> None:
    sheet = lacking.sheet(view)
    columns = {name: values for name, _, values in sheet.columns}
    assert len(columns["tag"]) == len(view.history.tags)
    assert columns["stuck"][1] == 310
    assert columns["spike"][0] == 44
    assert len(lacking.balances(view).rows) == len(view.history.exchangers)


def test_all_causes_of_an_event_are_told(view: View) -> None:
    one = view.history.exchangers[1]
    assert causes.table(one) is None
    event = replace(one.events[0], misfits={"bypass opens": 0.2, "cleaning": 31.0, "fouling": 4e3})
    told = causes.table(replace(one, events=(event,)))
    assert told is not None
    assert told.rows[0][2] == "bypass opens 0.2; cleaning 31.0; fouling over 99"
    known = replace(view.history, exchangers=(replace(one, events=(event,)),))
    sheet = causes.sheet(View(view.plant, known, view.plan))
    assert [len(values) for _, _, values in sheet.columns] == [3] * 5
