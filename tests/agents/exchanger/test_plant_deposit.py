"""Deposits of a plant file, the ways to clean that fit them, and their effects by side."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from greenlang.agents.exchanger.decide import fleet_plan
from greenlang.agents.exchanger.decide.own import own_effects
from greenlang.agents.exchanger.model import CleaningMethod, Plant
from greenlang.agents.exchanger.plant import plant
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.agents.exchanger.results import Cleaning, FleetPlan, PlantHistory
from greenlang.core.errors import InputError
from greenlang.services.files.plant import loaded
from tests.agents.exchanger import decide_example as example

BY_SIDE = {"cost": "20 kEUR", "duration": "4 d", "effect": {"tube": 0.9, "shell": 0.3}}


@pytest.fixture
def starter(tmp_path: Any) -> dict[str, Any]:
    path = tmp_path / "plant.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return copy.deepcopy(dict(loaded(path)))


def read(data: dict[str, Any], methods: dict[str, Any], **deposits: Any) -> Plant:
    for name, deposit in deposits.items():
        data["assets"][name.replace("_", "-")]["deposit"] = deposit
    return plant({**data, "methods": methods}, lambda _: [], "plant.yaml")


def test_an_effect_by_side_is_taken_where_the_deposit_is(starter: dict[str, Any]) -> None:
    found = read(
        starter, {"wash": BY_SIDE}, E_101={"tube": "chemical"},
        E_102={"tube": "chemical", "shell": "unknown", "tube_share": "75 %"},
    )  # fmt: skip
    (wash,) = found.methods
    assert wash.effect_on("E-101") == pytest.approx(0.9)
    assert wash.effect_on("E-102") == pytest.approx(0.75)
    assert found.asset("E-101").deposit is not None


def test_without_a_word_on_the_deposit_the_lower_effect_counts_and_is_said(
    starter: dict[str, Any],
) -> None:
    found = read(starter, {"wash": BY_SIDE}, E_101={"shell": "chemical", "tube": "chemical"})
    (wash,) = found.methods
    assert [wash.effect_on(name) for name in ("E-101", "E-102")] == [0.3, 0.3]
    assert sum("the lower effect, 0.3, for E-10" in text for text in found.warnings) == 2


def test_a_way_that_does_not_remove_the_deposit_is_not_planned_there(
    starter: dict[str, Any],
) -> None:
    whole = {"cost": "20 kEUR", "duration": "4 d", "effect": 0.8}
    methods = {
        "chemical_acid": whole, "mechanical": whole, "hydroblast": whole,
        "acid here": {**whole, "kind": "chemical_acid", "assets": ["E-101"]}, "own way": whole,
    }  # fmt: skip
    found = read(starter, methods, E_101={"shell": "chemical"}, E_102={"tube": "unknown"})
    unfit = {method.name: method.unfit for method in found.methods}
    assert unfit == {
        "chemical_acid": ("E-101",), "mechanical": ("E-101",), "hydroblast": (), "acid here": (),
        "own way": (),
    }  # fmt: skip
    assert any(
        "not planned for E-101, whose deposit is chemical in the shell: chemical_acid is meant for "
        "crystallisation, corrosion in the tube or shell" in text
        for text in found.warnings
    )


def test_a_way_that_removes_nothing_there_is_not_planned_there(starter: dict[str, Any]) -> None:
    wash = {**BY_SIDE, "effect": {"tube": 0, "shell": 0.5}}
    found = read(starter, {"wash": wash}, E_101={"tube": "unknown"}, E_102={"shell": "unknown"})
    assert found.methods[0].unfit == ("E-101",)


@pytest.mark.parametrize(
    ("deposit", "effect", "message"),
    [
        ({"tube": "scale"}, 0.5, r"E-101.deposit.tube: 'scale' is not one of unknown, partic"),
        ({}, 0.5, r"E-101.deposit.tube.*the side that fouls"),
        ({"shell": "unknown", "tube_share": 0.4}, 0.5, "only the side shell is said to foul"),
        ({"tube": "unknown"}, {"tube": 0.9}, r"wash.effect.shell"),
        ({"tube": "unknown"}, {"tube": 1.9, "shell": 0.1}, r"wash.effect.tube: 1.9 must be"),
    ],
)
def test_what_cannot_be_is_named(
    starter: dict[str, Any], deposit: Any, effect: Any, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(starter, {"wash": {**BY_SIDE, "effect": effect}}, E_101=deposit)


def planned(**changes: Any) -> FleetPlan:
    names = ("E-3", "E-4")
    method = replace(CleaningMethod("chemical", 22_000.0, 3 * example.DAY, 0.65), **changes)
    of = example.with_settings(example.plant(names), weeks=30)
    return fleet_plan(replace(of, methods=(method,)), example.history(names))


def test_a_plan_cleans_only_by_what_fits_and_counts_each_effect() -> None:
    free = planned()
    assert {one.asset for one in free.starts} == {"E-3", "E-4"}
    assert {one.asset for one in planned(unfit=("E-3",)).starts} == {"E-4"}
    assert planned(effects={"E-3": 0.02}).cost > 1.01 * free.cost
    # An effect by exchanger that equals the one for all changes nothing.
    again = planned(effect=0.02, effects={"E-3": 0.65, "E-4": 0.65})
    assert [(c.asset, c.week) for c in again.starts] == [(c.asset, c.week) for c in free.starts]
    assert again.cost == pytest.approx(free.cost)


def seen(effects: dict[str, list[float]]) -> PlantHistory:
    units = []
    for unit in example.history().exchangers:
        own = tuple(
            Cleaning(unit.asset, k, k + 3, "confirmed", "chemical", 1e-3, 1e-4, e, 0.05)
            for k, e in enumerate(effects.get(unit.asset, []))
        )
        units.append(replace(unit, cleanings=own, datum="new"))
    return replace(example.history(), exchangers=tuple(units))


def test_own_cleanings_replace_the_effect_of_the_exchangers_that_share_it() -> None:
    by_side = CleaningMethod(
        "chemical", 22_000.0, 3 * example.DAY, 0.3, effects={"E-1": 0.9, "E-2": 0.9, "E-3": 0.6}
    )
    history = seen({"E-1": [0.7, 0.8], "E-2": [0.75], "E-3": [0.1, 0.2]})
    (found,), said = own_effects((by_side,), history)
    effects = [found.effect_on(f"E-{k}") for k in (1, 2, 3, 4)]
    assert effects == pytest.approx([0.75, 0.75, 0.6, 0.3])
    assert found.effect_sigma == by_side.effect_sigma
    assert len(said) == 1
    assert "by 3 cleanings seen, in place of 90" in said[0]
