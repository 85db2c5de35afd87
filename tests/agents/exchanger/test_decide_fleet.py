"""The fleet plan: never dearer than nothing, true to calendar and crews, honest where data lack."""

import datetime as dt
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from greenlang.agents.exchanger.decide import fleet_plan
from greenlang.agents.exchanger.decide.arcs import service
from greenlang.agents.exchanger.decide.decision import decision, subject
from greenlang.agents.exchanger.decide.fleet import fleet_of, price_of, solved
from greenlang.agents.exchanger.decide.polish import open_weeks, path_cost
from greenlang.agents.exchanger.decide.practice import practice
from greenlang.agents.exchanger.decide.risk import drawn, effects, path_costs
from greenlang.agents.exchanger.decide.simulate import course, outcome
from greenlang.agents.exchanger.decide.units import Pump, heat_value
from greenlang.agents.exchanger.model import Furnace, Limits, Plant, Prices
from greenlang.agents.exchanger.results import Cleaning, FleetPlan, Start
from greenlang.agents.page import date
from greenlang.core.errors import InsufficientData
from greenlang.library.economics import Series
from greenlang.library.schedule import incidence
from tests.agents.exchanger import decide_example as example

WEEKS = {"hydroblast": 2, "chemical": 1}


@cache
def planned() -> FleetPlan:
    return fleet_plan(example.plant(), example.history())


def weeks_out(starts: tuple[Start, ...]) -> dict[str, set[int]]:
    out: dict[str, set[int]] = {}
    for one in starts:
        busy = range(one.week, one.week + WEEKS[one.method])
        out.setdefault(one.asset, set()).update(busy)
    return out


def test_plan_saves_against_nothing_and_proves_its_gap() -> None:
    plan = planned()
    assert plan.starts
    assert plan.cost < 0.7 * plan.cost_do_nothing
    assert plan.gap_percent <= 0.1 + 1e-9
    assert abs(plan.linearisation_percent) < 15
    assert plan.second_cost is not None


def test_one_crew_works_in_one_place() -> None:
    busy = [week for weeks in weeks_out(planned().starts).values() for week in weeks]
    assert len(busy) == len(set(busy))


def test_decisions_tell_who_and_why() -> None:
    decided = {one.asset: one for one in planned().decisions}
    assert decided["E-1"].action == "never"
    assert decided["E-4"].action in {"now", "planned"}
    assert decided["E-4"].wait_per_week > 0
    assert decided["E-4"].pays.p10 > 0
    assert decided["E-4"].p_pays > 0.95
    for one in decided.values():
        assert any("a day now" in reason for reason in one.why)
        if one.day is not None:
            assert one.window is not None
            assert one.window[0] <= one.day <= one.window[1]


def test_furnace_runs_warmer_with_the_plan() -> None:
    plan = planned()
    assert plan.furnace_inlet is not None
    with_plan, without = plan.furnace_inlet
    assert np.nanmean(with_plan) > np.nanmean(without) + 5
    assert np.nanmean(plan.furnace_duty[0]) < np.nanmean(plan.furnace_duty[1])


def test_closed_weeks_and_shutdowns_are_kept() -> None:
    first = example.TODAY + 5
    plant = example.with_settings(
        example.plant(),
        closed=((first, first + 20),),
        outages=((first + 70, first + 83),),
    )
    plan = fleet_plan(plant, example.history())
    assert min(one.week for one in plan.starts) >= 3
    assert {10, 11} & {one.week for one in plan.starts}
    assert np.isnan(plan.furnace_duty[0][10:12]).all()


def test_twins_are_never_out_together() -> None:
    plant = example.with_settings(example.plant(), crews=2, together=(("E-3", "E-4"),))
    out = weeks_out(fleet_plan(plant, example.history()).starts)
    assert not out["E-3"] & out["E-4"]


def test_more_crews_never_cost_more_in_the_arcs() -> None:
    found = []
    for crews in (1, 2, 3):
        plant = example.with_settings(example.plant(), crews=crews)
        fleet, whole, _ = fleet_of(plant, example.history())
        found.append(solved(fleet, whole, gap=0.0))
    assert found[1].outcome.cost <= found[0].outcome.cost * 1.01
    assert found[2].outcome.cost <= found[1].outcome.cost * 1.01


def test_carried_out_plan_cleans_when_it_says() -> None:
    fleet, whole, _ = fleet_of(example.plant(), example.history())
    paths = ((), (), ((10, 0),), ())
    path = course(fleet, whole, paths)
    before, after = path.r_f[69, 2], path.r_f[80, 2]
    assert after == pytest.approx(0.05 * before, rel=0.2)
    assert path.out[70:79, 2] == pytest.approx(np.ones(9))
    assert path.out[:, 2].sum() == pytest.approx(9.0)
    assert path.r_f[69, 3] < path.r_f[300, 3]


def test_median_draw_costs_what_the_course_costs_without_neighbours() -> None:
    """A draw with the median's law and effect gives the arcs' cost of the same path."""
    history = example.history(spread=1e-9)
    methods = tuple(replace(one, effect_sigma=0.0) for one in example.METHODS)
    plant = replace(example.plant(), methods=methods)
    fleet, whole, _ = fleet_of(plant, history)
    found = solved(fleet, whole)
    i, when = 3, service(fleet)
    of = drawn(fleet, i)
    idle = path_costs(fleet, of, when, (), float(found.phi[i]), found.ends[i])
    assert idle == pytest.approx(found.problem.cost[i, 0, 0, -1], rel=2e-3)
    one = path_costs(fleet, of, when, ((0, 0),), float(found.phi[i]), found.ends[i])
    arcs = found.problem.cost[i, 0, 0, 0] + found.problem.cost[i, 1, 0, -1]
    assert one == pytest.approx(arcs, rel=5e-3)


def test_effects_stay_between_nothing_and_all() -> None:
    share = np.linspace(1e-6, 1 - 1e-6, 1001)
    drawn_effects = effects(example.METHODS[0], share)
    assert drawn_effects.min() >= 0.0
    assert drawn_effects.max() <= 1.0
    assert np.all(np.diff(drawn_effects) > 0)


def test_least_conductance_forces_a_cleaning() -> None:
    plant = example.plant()
    fouled = 1 / (1 / example.U_CLEAN + 7.5e-4) * example.AREA
    kept = plant.assets[1]
    limited = replace(kept, design=replace(kept.design, limits=Limits(ua_min=fouled)))
    assets = (plant.assets[0], limited, *plant.assets[2:])
    dear = tuple(replace(one, cost=2e6) for one in plant.methods)
    free = fleet_plan(replace(plant, methods=dear), example.history())
    forced = fleet_plan(replace(plant, methods=dear, assets=assets), example.history())
    assert "E-2" not in {one.asset for one in free.starts}
    assert "E-2" in {one.asset for one in forced.starts}


@pytest.mark.parametrize("late", [-30, 0])
def test_start_in_the_data_moves_to_the_next_monday(late: int) -> None:
    plant = example.with_settings(example.plant(), start=example.TODAY + late, weeks=8)
    fleet, _, warnings = fleet_of(plant, example.history())
    start = fleet.calendar.start
    assert start == fleet.settings.start
    assert 0 < start - example.TODAY <= 7
    assert dt.date.fromordinal(dt.date(1970, 1, 1).toordinal() + start).weekday() == 0
    said = next(warning for warning in warnings if "plan.from" in warning)
    assert all(date(day) in said for day in (example.TODAY + late, example.TODAY, start))


def test_start_long_after_the_data_is_said_and_nothing_is_for_now() -> None:
    plant = example.with_settings(example.plant(), start=example.TODAY + 90, weeks=20)
    plan = fleet_plan(plant, example.history())
    assert plan.start == example.TODAY + 90
    assert any("90 days after the data" in warning for warning in plan.warnings)
    actions = {one.action for one in plan.decisions}
    assert "planned" in actions
    assert "now" not in actions


def test_delay_costs_what_the_plan_a_week_later_costs_more() -> None:
    fleet, whole, _ = fleet_of(example.plant(), example.history())
    found = solved(fleet, whole)
    when = service(fleet)
    decided = [decision(subject(found, i, when)) for i in range(4)]
    for one, path, chain in zip(decided, found.paths, found.chains, strict=True):
        if not path:
            assert np.isnan(one.wait_per_week)
            continue
        (week, method), *rest = path
        moved = (week + 1, method)
        assert one.wait_per_week >= 0.0
        if not rest or rest[0][0] > week + 3:
            later = path_cost(chain, (moved, *rest)) - path_cost(chain, path)
            free = open_weeks(fleet, incidence(found.problem), found.paths, decided.index(one))
            if free[moved]:
                assert one.wait_per_week <= later + 1.0
    assert any(one.action == "now" and one.wait_per_week > 0 for one in decided)


def test_words_have_the_numbers_of_the_report() -> None:
    for one in planned().decisions:
        texts = (*one.why, one.second_best)
        assert not any(re.search(r"\d,\d|nan|inf|-\d+ (more|a day)", text) for text in texts)


def test_one_cleaning_gives_an_interval_and_says_so() -> None:
    history = example.history()
    once = (
        Cleaning("E-3", example.TODAY - 200, example.TODAY - 191, "logged_no_data", "chemical",
                 2e-3, 2e-4, 0.9, 0.1),
    )  # fmt: skip
    third = history.exchangers[2]
    daily = replace(third.daily, days=np.array([example.TODAY - 250], np.int64))
    exchangers = (*history.exchangers[:2], replace(third, cleanings=once, daily=daily),
                  history.exchangers[3])  # fmt: skip
    fleet, _, _ = fleet_of(example.plant(), replace(history, exchangers=exchangers))
    found = practice(fleet)
    assert found is not None
    assert found.paths[2][0] == (0, 1)
    assert found.paths[2][1] == (27, 1)
    assert found.paths[:2] == ((), ())
    assert any("E-3 cleaned once" in note for note in found.notes)
    assert any("E-1, E-2, E-4 never cleaned" in note for note in found.notes)


def test_a_note_on_many_exchangers_names_the_first() -> None:
    fleet, _, _ = fleet_of(example.plant(), example.history())
    unit = fleet.units[2]
    one = Cleaning("E-3", example.TODAY - 200, example.TODAY - 191, "confirmed", "chemical",
                   2e-3, 2e-4, 0.9, 0.1)  # fmt: skip
    cleaned = replace(unit, known=replace(unit.known, cleanings=(one,)))
    never = replace(unit, known=replace(unit.known, cleanings=()))
    found = practice(replace(fleet, units=(cleaned, *[never] * 30)))
    assert found is not None
    assert any("E-3 cleaned once" in note for note in found.notes)
    assert any("30 exchangers (E-3, E-3, E-3 and others) never" in note for note in found.notes)


def test_a_wild_draw_costs_the_pumps_a_number() -> None:
    power = Pump(((2.0e3, 4.0e4), (0.0, 4.0e4)))
    wild = power.at(np.array([0.0, 1e-4, 5e-4, 6e-4, 1.0]))
    assert np.isfinite(wild).all()
    assert (np.diff(wild) > 0.0).all()
    np.testing.assert_array_equal(wild[:3], 2.0e3 * np.expm1(4.0e4 * np.array([0.0, 1e-4, 5e-4])))


def test_practice_repeats_past_intervals() -> None:
    history = example.history()
    done = tuple(
        Cleaning("E-3", day, day + 9, "confirmed", "chemical", 2e-3, 2e-4, 0.9, 0.1)
        for day in (example.TODAY - 400, example.TODAY - 200)
    )
    exchangers = tuple(
        replace(one, cleanings=done if one.asset == "E-3" else ()) for one in history.exchangers
    )
    plan = fleet_plan(example.plant(), replace(history, exchangers=exchangers))
    assert plan.cost_practice is not None
    assert plan.cost < plan.cost_practice < plan.cost_do_nothing


def test_exchangers_without_a_law_are_named_not_planned() -> None:
    history = example.history()
    blind = replace(history.exchangers[2], forecast=None)
    exchangers = (*history.exchangers[:2], blind, history.exchangers[3])
    plan = fleet_plan(example.plant(), replace(history, exchangers=exchangers, failed={"E-9": "?"}))
    decided = {one.asset: one.action for one in plan.decisions}
    assert decided["E-3"] == decided["E-9"] == "insufficient data"
    assert "E-3" not in {one.asset for one in plan.starts}
    assert any("E-3" in warning for warning in plan.warnings)


@pytest.mark.parametrize(
    ("plant", "what"),
    [
        (replace(example.plant(), prices=Prices()), "fuel price"),
        (replace(example.plant(), methods=()), "cleaning method"),
    ],
)
def test_what_is_missing_is_named(plant: Plant, what: str) -> None:
    with pytest.raises(InsufficientData, match=what):
        fleet_plan(plant, example.history())


def test_without_a_network_each_joule_counts_in_full() -> None:
    plant = example.plant()
    plan = fleet_plan(
        replace(plant, network=replace(plant.network, cold=(), hot=())), example.history()
    )
    assert plan.furnace_inlet is None
    assert plan.cost < plan.cost_do_nothing
    assert any("every lost joule" in warning for warning in plan.warnings)


def test_resimulated_cost_falls_with_each_useful_cleaning() -> None:
    fleet, whole, _ = fleet_of(example.plant(), example.history())
    found = solved(fleet, whole)
    none = outcome(fleet, whole, ((), (), (), ()), found.ends)[0].cost
    one = outcome(fleet, whole, ((), (), (), ((0, 1),)), found.ends)[0].cost
    two = outcome(fleet, whole, ((), (), ((1, 1),), ((0, 1),)), found.ends)[0].cost
    assert none > one > two > found.outcome.cost * 0.999


def test_dated_prices_and_factors_hold_from_their_day() -> None:
    days = np.array([0.0, 100.0])
    prices = replace(
        example.PRICES,
        fuel=Series(((0, 8e-9), (50, 9e-9))),
        co2=Series(((0, 0.08), (50, 0.1))),
        co2_factor=4e-8,
        co2_factors=Series(((0, 6e-8), (50, 4e-8))),
    )
    value = heat_value(prices, Furnace("H-1", 0.8, "gas"), days)
    assert value == pytest.approx([(8e-9 + 6e-8 * 0.08) / 0.8, (9e-9 + 4e-8 * 0.1) / 0.8])


def test_what_is_left_at_the_end_is_valued_at_the_prices_then() -> None:
    rising = Series(((0, 5e-9), (example.TODAY + 200, 2e-8)))
    plant = replace(example.plant(), prices=replace(example.PRICES, fuel=rising))
    fleet, whole, _ = fleet_of(plant, example.history())
    found = solved(fleet, whole)
    flat, last = (price_of(fleet, 1.0, week).heat for week in (0, -1))
    assert flat < price_of(fleet, 1.0).heat < last
    dear = replace(fleet, price=np.full(fleet.price.size, last))
    end = solved(dear, whole).ends[3].at(np.array([1e-3]))[0]
    assert found.ends[3].at(np.array([1e-3]))[0] == pytest.approx(end, rel=0.2)
