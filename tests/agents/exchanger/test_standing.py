"""How exchangers stand: efficiency, health, places, and what the report says of them."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.exchanger import summary
from greenlang.agents.exchanger.figures import OF_FLEET, OF_UNIT, View
from greenlang.agents.exchanger.figures.state import waiting_cost
from greenlang.agents.exchanger.results import Band, Standing
from greenlang.agents.exchanger.standing import course, health, standings
from greenlang.agents.exchanger.summary import months as monthly
from greenlang.agents.page import Table
from greenlang.core.errors import InsufficientData
from greenlang.core.quality import Quality
from greenlang.library.economics import Series
from tests.agents.exchanger import example_history as example


@pytest.fixture(scope="module")
def view() -> View:
    return View(*example.ordinary())


def by_name(view: View) -> dict[str, Standing]:
    return {one.asset: one for one in view.history.standings}


def test_every_exchanger_with_an_answer_stands_somewhere(view: View) -> None:
    found = by_name(view)
    assert set(found) == set(example.NAMES[:-1])
    assert sorted(one.rank or 0 for one in found.values()) == list(range(1, 8))
    for one in found.values():
        assert 0.0 < one.efficiency.p10 <= one.efficiency.p50 <= one.efficiency.p90 <= 1.01
        assert one.peers == 7
        assert all(0.0 < place < 1.0 for place in one.fleet.values())
        assert 0.0 <= one.own <= 1.0


def test_rank_follows_cleanliness_and_percentiles_mirror_it(view: View) -> None:
    units = {one.asset: one for one in view.history.exchangers}
    ordered = sorted(view.history.standings, key=lambda one: one.rank or 0)
    deposits = [units[one.asset].r_f_now.p50 for one in ordered]
    assert deposits == sorted(deposits)
    places = [one.fleet["cleanliness"] for one in ordered]
    assert places == pytest.approx([(6.5 - k) / 7 for k in range(7)])


def test_fewer_than_five_of_a_service_are_not_ranked(view: View) -> None:
    plant, history, _ = example.ordinary()
    assets = tuple(replace(a, service="A" if i < 4 else "B") for i, a in enumerate(plant.assets))
    found = standings(replace(plant, assets=assets), history.exchangers, history.end)
    assert {one.rank for one in found} == {None}
    assert all("5 are needed" in one.unranked for one in found)
    spec = View(plant, replace(history, standings=found), view.plan)
    with pytest.raises(InsufficientData, match="5 are needed"):
        OF_FLEET["places"].draw(spec)


def test_health_by_hand_and_refused_below_its_coverage() -> None:
    value, covered = health({"u": 80.0, "dp": 50.0})
    assert value == pytest.approx((0.4 * 80 + 0.2 * 50) / 0.6)
    assert covered == pytest.approx(0.6)
    assert health({"u": 80.0})[0] is None
    assert health({"u": 80.0})[1] == pytest.approx(0.4)
    assert health({}) == (None, 0.0)


def test_efficiency_is_one_when_clean_and_its_loss_is_the_duty_lost(view: View) -> None:
    at = course(view.plant, view.history.exchangers[3])
    assert at.efficiency(np.zeros(1))[0] == pytest.approx(1.0)
    r_f = np.array([1e-4, 5e-4, 1e-3])
    assert at.loss(r_f) == pytest.approx(at.clean * (1 - at.efficiency(r_f)))
    assert (np.diff(at.efficiency(r_f)) < 0).all()
    assert at.approach_ratio(0.0) == pytest.approx(1.0)
    assert at.approach_ratio(8e-4) > 1.0
    price = (28 / 3.6e9 + 0.075 * 56.1e-9) / 0.88
    assert at.cost(r_f) == pytest.approx(86_400 * price * at.loss(r_f))


def test_pump_power_counts_as_it_does_in_the_plan(view: View) -> None:
    plant, one = view.plant, view.history.exchangers[3]
    pumps = {"hydraulic_power_tube": 21e3, "ln_dp_slope_tube": 300.0}
    with_pump = replace(one, reference=dict(one.reference) | pumps)
    power = replace(plant.prices, power=Series(((0, 90 / 3.6e9),)))
    priced = replace(plant, prices=power)
    r_f = np.array([0.0, 5e-4])
    more = course(priced, with_pump).cost(r_f) - course(plant, with_pump).cost(r_f)
    assert more == pytest.approx([0.0, 86_400 * 21e3 / 0.7 * np.expm1(0.15) * 90 / 3.6e9])


def test_declining_exchangers_lose_and_those_just_cleaned_do_not_say(view: View) -> None:
    assert all(one.decline > 0 for one in view.history.standings)
    plant, history, _ = example.ordinary()
    one = history.exchangers[2]
    late = replace(one.cleanings[-1], end=history.end - 3)
    (found,) = standings(plant, [replace(one, cleanings=(late,))], history.end)
    assert math.isnan(found.decline)


def test_days_left_count_from_the_last_day(view: View) -> None:
    one = by_name(view)["E-101"]
    assert one.days_left["UA_min"] == Band(90.0, 160.0, math.inf)


def test_the_report_has_a_chapter_on_performance(view: View) -> None:
    report = summary.report(view.plant, view.history, view.plan)
    (chapter,) = [c for c in report.chapters if c.title == "Performance"]
    table = next(b for b in chapter.blocks if isinstance(b, Table))
    assert len(table.rows) == 7
    order = [by_name(view)[row[0]].efficiency.p50 for row in table.rows]
    assert order == sorted(order)
    sheets = {sheet.name: {n: (u, v) for n, u, v in sheet.columns} for sheet in report.sheets}
    assert len(sheets["standing"]["asset"][1]) == 7
    tracking = sheets["tracking"]
    assert {len(values) for _, values in tracking.values()} == {7 * example.DAYS}
    assert tracking["approach_hot_end"][0] == "K"
    assert set(report.numbers["standings"]) == set(example.NAMES[:-1])
    assert report.numbers["alerts"]


def values(spec: Any) -> list[dict[str, Any]]:
    return [row for layer in spec["layer"] for row in layer.get("data", {}).get("values", [])]


def test_waiting_costs_what_the_days_above_the_best_mean_add_up_to(view: View) -> None:
    one = view.history.exchangers[5]
    days, (low, mid, high) = waiting_cost(one, view)
    decided = view.decision(one.asset)
    assert decided is not None
    assert one.forecast is not None
    at = course(view.plant, one)
    daily = at.cost(one.forecast.r_f[1]) - decided.cost_curve[1].min()
    assert mid[9] == pytest.approx(daily[:10].sum())
    assert days[0] == 1.0
    assert (low <= mid).all()
    assert (mid <= high).all()


def test_the_bar_of_resistances_adds_up(view: View) -> None:
    one = view.history.exchangers[5]
    assert one.tracking is not None
    rows = OF_UNIT["resistances"].draw(one, view)["data"]["values"]
    assert rows[-1]["b"] == pytest.approx(1e3 * sum(one.tracking.resistances.values()))
    assert [row["a"] for row in rows[1:]] == [row["b"] for row in rows[:-1]]
    below = OF_UNIT["resistances"].draw(view.history.exchangers[0], view)
    assert below["title"]["text"] == "constant of the fit below zero: not shown"


def test_temperatures_run_from_inlet_to_outlet(view: View) -> None:
    rows = values(OF_UNIT["temperatures"].draw(view.history.exchangers[1], view))
    shown = {round(row["v"], 2) for row in rows if "text" not in row}
    assert {286.85, 224.85, 156.85, 184.85} <= shown


def test_an_open_balance_shows_and_limits_follow_the_plant_file(view: View) -> None:
    rows = values(OF_FLEET["balance"].draw(view))
    worst = max(rows, key=lambda row: row["z"])
    assert worst["asset"] == "E-104"
    assert worst["z"] > 3.0
    spec = OF_UNIT["efficiency"].draw(view.history.exchangers[6], view)
    assert {"v": 0.85} in values(spec)


def test_an_index_of_fouling_stands_nowhere_and_costs_nothing(view: View) -> None:
    one = replace(view.history.exchangers[1], index=True)
    assert standings(view.plant, [one], view.history.end) == ()
    with pytest.raises(InsufficientData, match="R_f is an index"):
        course(view.plant, one)


def test_months_count_running_days_at_the_prices_of_each_day(view: View) -> None:
    one = view.history.exchangers[5]
    found = monthly.months(view, one)
    at = course(view.plant, one)
    running = one.daily.quality != Quality.OFF
    assert sum(m.days for m in found.values()) == int(running.sum())
    assert sum(m.heat for m in found.values()) == pytest.approx(
        86_400 * float(at.loss(one.daily.level)[running].sum())
    )
    march = found["2024-03"]
    price = (28 / 3.6e9 + 0.075 * 56.1e-9) / 0.88
    assert march.money == pytest.approx(price * march.heat)
    assert march.co2 == pytest.approx(56.1e-9 / 0.88 * march.heat)
    dear = Series(((0, 28 / 3.6e9), (example.FIRST + 366, 56 / 3.6e9)))
    plant = replace(view.plant, prices=replace(view.plant.prices, fuel=dear, co2=None))
    after = monthly.months(View(plant, view.history, view.plan), one)
    assert after["2025-02"].money == pytest.approx(56 / 3.6e9 / 0.88 * after["2025-02"].heat)
    assert after["2024-02"].money == pytest.approx(28 / 3.6e9 / 0.88 * after["2024-02"].heat)


def test_months_of_the_train_are_a_sheet_and_a_table(view: View) -> None:
    sheet = monthly.sheet(view)
    columns = {name: values for name, _, values in sheet.columns}
    assert len(columns["asset"]) == 7 * 24
    table = monthly.table(view)
    assert len(table.rows) == 13
    assert table.rows[-1][0] == "2025-12"
    assert "together it is less" in table.caption
    assert monthly.table(View(*example.empty())).rows == ()
