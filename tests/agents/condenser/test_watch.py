"""Alerts of condensers: every rule fires and stays silent, and what a history gives."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents import alerts as told
from greenlang.agents.condenser import watch
from greenlang.agents.condenser.model import Plant
from greenlang.agents.condenser.results import CondenserHistory, PlantHistory
from greenlang.agents.condenser.rules import RULES, SECTIONS
from greenlang.library.alerts import Alert, Metric, Rule, Setting, evaluated
from tests.agents.condenser import example_history as example

FIRST = example.FIRST
STEP = {"number": 0.5, "percent": 0.02, "days": 1.0, "flag": 0.5}


@pytest.fixture(scope="module")
def plant() -> Plant:
    return example.plant()


@pytest.fixture(scope="module")
def history() -> PlantHistory:
    return example.history()


@pytest.fixture(scope="module")
def one(history: PlantHistory) -> CondenserHistory:
    return history.condenser("U1")


@pytest.fixture(scope="module")
def found(plant: Plant, history: PlantHistory) -> tuple[Alert, ...]:
    return watch.alerts(plant, history)


def of(found: tuple[Alert, ...], rule: str, asset: str = "U1") -> list[Alert]:
    return [a for a in found if a.rule.name == rule and a.asset == asset]


def series(rule: Rule, beyond: float) -> Metric:
    """Forty days inside, forty beyond a limit, forty well back inside."""
    sign = 1.0 if rule.comparison == "above" else -1.0
    mildest = rule.levels[0].limit
    inside = mildest - sign * (rule.clear + STEP[rule.style])
    value = np.repeat([inside, beyond, inside], 40)
    return Metric(rule.metric, "U1", np.arange(120), value, np.full(120, 1e-6))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fires_at_every_level_once_and_clears(rule: Rule) -> None:
    sign = 1.0 if rule.comparison == "above" else -1.0
    for level in rule.levels:
        (one,) = evaluated(rule, series(rule, level.limit + sign * 0.01))
        assert one.severity == level.severity
        assert (one.since, one.raised) == (40, 39 + rule.hold)
        assert one.open == (rule.clear_hold is None)
        assert "{" not in told.sentence(one, "EUR")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_silent_short_of_its_limit(rule: Rule) -> None:
    sign = 1.0 if rule.comparison == "above" else -1.0
    assert evaluated(rule, series(rule, rule.levels[0].limit - sign * 0.01)) == ()


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.clear], ids=lambda r: r.name)
def test_a_rule_keeps_its_state_within_its_margin(rule: Rule) -> None:
    sign = 1.0 if rule.comparison == "above" else -1.0
    metric = series(rule, rule.levels[0].limit + sign * 0.01)
    value = metric.value.copy()
    value[60:80] = rule.levels[0].limit - sign * 0.5 * rule.clear
    (one,) = evaluated(rule, replace(metric, value=value))
    assert one.cleared is not None
    assert one.cleared >= 80


def test_rules_are_told_apart_and_sections_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len({rule.metric for rule in RULES}) == len(RULES)
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


def test_an_air_leak_fires_air_margin_and_subcooling_for_its_days(found: tuple[Alert, ...]) -> None:
    for rule in ("air_high", "vent_margin", "subcooling_high"):
        (leak,) = of(found, rule)
        assert (leak.since, leak.cleared) == (example.LEAK, example.LEAK_END)
    (air,) = of(found, "air_high")
    assert "61 kg/h, above the water line" in air.what
    assert air.worst == pytest.approx(61 / 40)
    # Its oxygen is over the limit and yet less than air explains: not from below the water line.
    assert of(found, "oxygen_high")
    assert not of(found, "oxygen_below")


def test_fouling_clears_at_the_cleaning_of_its_own_waterbox(found: tuple[Alert, ...]) -> None:
    ends = {a.about: a.cleared for a in of(found, "fouling_high")}
    assert ends == {box: days[1] for box, days in example.CLEANED.items()}


def test_a_pump_that_is_lost_fires_flow_and_rise(
    one: CondenserHistory, found: tuple[Alert, ...]
) -> None:
    for rule in ("flow_low", "rise_high"):
        (lost,) = of(found, rule)
        assert (lost.since, lost.cleared) == (example.PUMP, example.PUMP_END)
    cost = watch.costs(one, ("flow",))[np.isin(one.daily.days, np.arange(lost.since, lost.cleared))]
    assert (cost > 0.0).all()


def test_a_gauge_that_drifts_is_named_once_with_its_way(found: tuple[Alert, ...]) -> None:
    (bias,) = of(found, "gauge_off")
    assert bias.open
    assert "mbar high" in bias.what
    (tag,) = of(found, "tag_fault")
    assert tag.about == "U1.PC drifts"


def test_what_is_not_measured_is_unwatched_and_silent(
    plant: Plant, history: PlantHistory, found: tuple[Alert, ...]
) -> None:
    unwatched = watch.unwatched(plant.unit("U2"), history.condenser("U2"))
    assert {"air high", "vent margin", "oxygen high", "debris"} <= set(unwatched)
    assert not {"vacuum deviation", "cleanliness low"} & set(unwatched)
    assert {a.rule.title for a in found if a.asset == "U2"}.isdisjoint(unwatched)


def test_a_deviation_names_its_causes(plant: Plant, one: CondenserHistory) -> None:
    low = Setting("vacuum_deviation", "U1", {"medium": 0.4, "high": 0.9})
    some = tuple(watch.of_condenser(replace(plant, rules=(low,)), one))
    worst = max((a for a in some if a.rule.name == "vacuum_deviation"), key=lambda a: a.worst)
    assert "fouling" in worst.what
    assert "mbar)" in worst.what
    assert worst.cost_per_day > 0.0


def beyond(many: list[np.ndarray]) -> float:
    """Share of days whose slope lies two sigmas from zero."""
    days = np.arange(400)
    slopes = [watch.trend(days, x) for x in many]
    return float(np.mean([np.abs(slope[30:]) > 1.96 * sigma[30:] for slope, sigma in slopes]))


def test_a_trend_is_found_with_a_sigma_that_counts_neighbours() -> None:
    days = np.arange(100)
    rng = np.random.default_rng(7)
    ramp = 0.3 * np.maximum(days - 50, 0) + 0.2 * rng.normal(size=100)
    slope, sigma = watch.trend(days, ramp)
    assert np.isnan(slope[: watch.LEAST - 1]).all()
    assert slope[99] == pytest.approx(0.3, abs=0.02)
    assert abs(slope[40]) < 3 * sigma[40]
    # Of a series without a trend about one day in twenty is beyond two sigma; of a random walk
    # more, and far fewer than the nine in ten of a fit that counts every day for itself.
    assert beyond([rng.normal(size=400) for _ in range(8)]) == pytest.approx(0.05, abs=0.03)
    assert beyond([np.cumsum(rng.normal(size=400)) for _ in range(8)]) < 0.4
    assert np.isnan(watch.trend(days, np.full(100, np.nan))[0]).all()


def test_a_useless_cleaning_is_a_finding(plant: Plant, one: CondenserHistory) -> None:
    weak = replace(one.cleanings[0], effect=0.1, effect_sigma=0.05)
    (found,) = (
        a for a in watch.of_condenser(plant, replace(one, cleanings=(weak,)))
        if a.rule.name == "useless_cleaning"
    )  # fmt: skip
    assert found.open
    assert "A1, brushes" in found.what


def test_days_on_line_without_a_result_are_counted(plant: Plant, one: CondenserHistory) -> None:
    target = one.daily.p_target.copy()
    target[-10:] = np.nan
    silent = replace(one, daily=replace(one.daily, p_target=target))
    (found,) = (a for a in watch.of_condenser(plant, silent) if a.rule.name == "no_result")
    assert found.value == 10.0
