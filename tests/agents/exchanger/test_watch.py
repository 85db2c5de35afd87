"""Alerts of exchangers: what fires, when it clears, what the plant file may set."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents import alerts as told
from greenlang.agents.exchanger import summary, watch
from greenlang.agents.exchanger.figures import OF_FLEET, View
from greenlang.agents.exchanger.model import Design, Limits, Plant
from greenlang.agents.exchanger.plant import plant as plant_of
from greenlang.agents.exchanger.results import ExchangerHistory, FleetPlan, PlantHistory
from greenlang.agents.exchanger.rules import RULES
from greenlang.core.errors import InputError, InsufficientData
from greenlang.library.alerts import Alert, Setting
from tests.agents.exchanger import example_history as example


def tracked(one: ExchangerHistory, day: int) -> ExchangerHistory:
    """The exchanger with a balance that opens on a day."""
    assert one.tracking is not None
    z = np.where(np.arange(len(one.daily.days)) >= day, 3.6, 1.1)
    drop = {"tube": 60e3 * (1 + np.arange(len(one.daily.days)) / len(one.daily.days))}
    condition = np.where(np.arange(len(one.daily.days)) % 2 == 0, 2.0, 2.4)
    return replace(one, tracking=replace(one.tracking, z=z, drop=drop, condition=condition))


@pytest.fixture(scope="module")
def case() -> tuple[Plant, PlantHistory, FleetPlan]:
    plant, history, plan = example.ordinary()
    design = Design(u_clean=430.0, r_f_shell=5e-4, r_f_tube=7e-4, limits=Limits(dp_tube=150e3))
    assets = tuple(replace(a, design=design) for a in plant.assets)
    units = tuple(
        tracked(one, 700) if np.isfinite(one.r_f_now.p50) else one for one in history.exchangers
    )
    return replace(plant, assets=assets), replace(history, exchangers=units), plan


@pytest.fixture(scope="module")
def found(case: tuple[Plant, PlantHistory, FleetPlan]) -> tuple[Alert, ...]:
    return watch.alerts(*case)


def of(found: tuple[Alert, ...], rule: str, asset: str = "") -> list[Alert]:
    return [a for a in found if a.rule.name == rule and asset in {"", a.asset}]


def test_fouling_fires_once_a_cycle_and_clears_at_the_cleaning(found: tuple[Alert, ...]) -> None:
    one = of(found, "fouling_high", "E-106")
    assert len(one) == 3
    unseen, seen, last = one
    # The log has the first cleaning, the record says "without effect": R_f itself must fall.
    assert unseen.cleared == example.FIRST + 150 + 2
    assert seen.cleared == example.FIRST + 480
    assert last.open
    assert last.probability is not None
    assert last.probability > 0.8


def test_faults_of_tags_last_as_long_as_they_do(found: tuple[Alert, ...]) -> None:
    (drift,) = of(found, "tag_fault", "E-104")
    assert drift.open
    assert "TI_CRUDE_04" in drift.what
    (stuck,) = of(found, "tag_fault", "E-105")
    assert (stuck.since, stuck.cleared) == (example.FIRST + 250, example.FIRST + 264)
    (bypass,) = of(found, "bypass_or_plugging", "E-102")
    assert bypass.cleared == example.FIRST + 506
    assert of(found, "bypass_or_plugging", "E-106") == []


def test_a_balance_that_opens_and_a_useless_cleaning_are_said(found: tuple[Alert, ...]) -> None:
    opened = of(found, "balance_open")
    assert {a.since for a in opened} == {example.FIRST + 700}
    assert len(opened) == 7
    assert of(found, "weak_measurement") == []
    useless = of(found, "useless_cleaning")
    assert {a.severity for a in useless} == {"low"}
    assert all(a.value == 0.0 for a in useless)
    assert {a.cleared for a in useless} == {None}


def test_due_and_overdue_follow_the_cost_curve(
    case: tuple[Plant, PlantHistory, FleetPlan], found: tuple[Alert, ...]
) -> None:
    due = of(found, "cleaning_due")
    assert due
    assert all(np.isfinite(a.cost_per_day) for a in due)
    for a in due:
        if a.cleared is not None:
            cleaned = next(e for e in case[1].exchangers if e.asset == a.asset).cleanings
            assert a.cleared in {c.end for c in cleaned}
    late = {a.asset for a in of(found, "cleaning_overdue")}
    assert late <= {a.asset for a in due}
    never = {d.asset for d in case[2].decisions if d.action == "never"}
    assert never.isdisjoint({a.asset for a in due})


def test_limits_of_one_exchanger_do_not_touch_the_others(
    case: tuple[Plant, PlantHistory, FleetPlan], found: tuple[Alert, ...]
) -> None:
    plant, history, plan = case
    rules = (
        Setting("balance_open", "E-101", {"medium": 4.0}),
        Setting("weak_measurement", "E-102", {"medium": 2.2}),
        Setting("tag_fault", off=True),
    )
    changed = watch.alerts(replace(plant, rules=rules), history, plan)
    assert of(changed, "balance_open", "E-101") == []
    assert len(of(changed, "balance_open")) == len(of(found, "balance_open")) - 1
    assert {a.asset for a in of(changed, "weak_measurement")} == {"E-102"}
    assert of(changed, "tag_fault") == []


def test_every_rule_has_a_metric_that_the_history_gives(
    case: tuple[Plant, PlantHistory, FleetPlan],
) -> None:
    plant, history, plan = case
    decisions = {d.asset: d for d in plan.decisions}
    given = {
        metric.name
        for one in history.exchangers
        for metric in watch.metrics(plant, one, decisions.get(one.asset), history.end)
    }
    assert given == {rule.metric for rule in RULES}


def test_alerts_stand_in_report_sheet_and_terminal(
    case: tuple[Plant, PlantHistory, FleetPlan], found: tuple[Alert, ...]
) -> None:
    report = summary.report(*case)
    (chapter,) = [c for c in report.chapters if c.title == "Alerts"]
    assert len(chapter.blocks) >= 3
    (sheet,) = [s for s in report.sheets if s.name == "alerts"]
    assert {len(values) for _, _, values in sheet.columns} == {len(found)}
    units = {name: unit for name, unit, _ in sheet.columns}
    assert units["cost"] == "EUR/d"
    lines = summary.notes(*case)
    assert any(line.startswith("alerts that last:") for line in lines)
    serious = [line for line in lines if line.startswith(("high: ", "medium: "))]
    assert 1 <= len(serious) <= 4
    assert "since 20" in serious[0]


def test_a_sentence_says_what_since_when_cost_what_to_do_how_sure(found: tuple[Alert, ...]) -> None:
    said = told.sentence(of(found, "fouling_high")[-1], "USD")
    for part in ("of its design allowance", "since 20", "USD a day", "plan its cleaning", "sure"):
        assert part in said


def test_the_figure_shows_what_lasts_on_top(case: tuple[Plant, PlantHistory, FleetPlan]) -> None:
    spec = OF_FLEET["alert_days"].draw(View(*case))
    rows = spec["layer"][0]["data"]["values"]
    assert {row["severity"] for row in rows} <= {"high", "medium", "low"}
    with pytest.raises(InsufficientData):
        OF_FLEET["alert_days"].draw(View(*example.empty()))


def test_a_plant_file_sets_rules_and_names_what_it_cannot() -> None:
    data: dict[str, Any] = {
        "plant": {"name": "x", "timezone": "UTC"},
        "fluids": {"water": {"kind": "water"}},
        "assets": {
            "E-1": {
                "arrangement": "E 1-2", "area": "100 ft2",
                "sides": {"hot": {"fluid": "water", "in": "shell"},
                          "cold": {"fluid": "water", "in": "tube"}},
                "tags": {role: {"tag": role, "unit": unit} for role, unit in (
                    ("t_hot_in", "degF"), ("t_hot_out", "degF"), ("t_cold_in", "degF"),
                    ("t_cold_out", "degF"), ("m_hot", "klb/h"), ("m_cold", "klb/h"))},
                "rules": {"duty_short": {"medium": "80 %", "high": "65 %"}},
            }
        },
        "rules": {"limit_near": {"medium": "90 d", "hold": "2 d"}, "tag_fault": {"off": True}},
    }  # fmt: skip
    found = plant_of(data, lambda _: [], "plant.yaml")
    assert {(r.rule, r.asset) for r in found.rules} == {
        ("limit_near", ""), ("tag_fault", ""), ("duty_short", "E-1"),
    }  # fmt: skip
    named = {r.rule: r for r in found.rules}
    assert named["duty_short"].limits == {"medium": 0.8, "high": 0.65}
    assert named["limit_near"].limits == {"medium": 90.0}
    assert named["limit_near"].hold == 2
    wrong = {
        "fouling_hi": {"medium": 1}, "duty_short": {"mediun": 0.8}, "tag_fault": {"off": "no"},
        "fouling_high": {"medium": 2.0}, "limit_near": {"medium": "soon", "hold": 0},
    }  # fmt: skip
    with pytest.raises(InputError) as refused:
        plant_of(data | {"rules": wrong}, lambda _: [], "plant.yaml")
    text = str(refused.value)
    for part in (
        "rules.fouling_hi: there is no such rule (did you mean 'fouling_high'?)",
        "rules.duty_short.mediun: unknown key (did you mean 'medium'?)",
        "rules.tag_fault.off: 'no' is neither true nor false",
        "rules.fouling_high: fouling_high: the more severe limit must be further out",
        "rules.limit_near.medium: 'soon' is no whole number of days",
        "rules.limit_near.hold: 0 is no whole number of days",
    ):
        assert part in text
