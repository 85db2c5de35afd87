"""A rule fires once, does not flap at its limit, and clears as it says."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from greenlang.core.errors import InputError, NotFound
from greenlang.library.alerts import (
    Alert,
    Level,
    Metric,
    Rule,
    Setting,
    alerts,
    changed,
    evaluated,
    set_for,
)

Floats = NDArray[np.float64]

HIGH = Rule(
    name="level_high",
    title="level high",
    metric="level",
    comparison="above",
    levels=(Level("medium", 0.9), Level("high", 1.2)),
    what="{asset} stands at {value}",
    advice="act",
    source="this test",
    hold=3,
    clear=0.1,
    clear_hold=2,
)


def metric(value: list[float] | Floats, **more: object) -> Metric:
    x = np.asarray(value, dtype=np.float64)
    return Metric("level", "E-1", np.arange(100, 100 + x.size), x, **more)  # type: ignore[arg-type]


def spans(found: tuple[Alert, ...]) -> list[tuple[int, int, int | None, str]]:
    return [(a.since - 100, a.raised - 100, a.cleared and a.cleared - 100, a.severity)
            for a in found]  # fmt: skip


def test_it_needs_its_days_and_clears_with_its_margin() -> None:
    value = [0.5, 0.95, 0.95, 0.5, 0.95, 0.95, 0.95, 0.85, 0.85, 0.79, 0.79, 0.5]
    assert spans(evaluated(HIGH, metric(value))) == [(4, 6, 10, "medium")]


def test_a_slow_rise_gives_one_alert_that_becomes_severe() -> None:
    found = evaluated(HIGH, metric(np.linspace(0.5, 1.5, 101)))
    assert len(found) == 1
    assert found[0].open
    assert found[0].severity == "high"
    assert found[0].limit == 1.2
    assert found[0].since == 141
    assert found[0].worst == found[0].value == 1.5
    assert found[0].what == "E-1 stands at 1.5"


def test_noise_at_the_limit_does_not_flap() -> None:
    noise = 0.08 * np.sin(12.9 * np.arange(400)) * np.cos(7.1 * np.arange(400) ** 1.5)
    found = evaluated(HIGH, metric(0.93 + noise))
    assert len(found) == 1
    assert found[0].open
    assert evaluated(HIGH, metric(0.80 + noise)) == ()


@given(st.lists(st.floats(0.0, 2.0), min_size=1, max_size=80))
def test_alerts_never_overlap_and_lie_in_order(value: list[float]) -> None:
    found = evaluated(HIGH, metric(value))
    for a in found:
        assert a.since + HIGH.hold - 1 == a.raised
        assert a.cleared is None or a.cleared >= a.raised + 2
    for a, b in pairwise(found):
        assert a.cleared is not None
        assert a.cleared < b.since
    assert all(a.cleared is not None for a in found[:-1])


@given(st.lists(st.floats(0.0, 2.0), min_size=1, max_size=60), st.integers(1, 59))
def test_a_past_alert_does_not_change_when_days_are_added(value: list[float], cut: int) -> None:
    """A daily run sees what a run over all sees."""
    now = {(a.since, a.raised, a.cleared) for a in evaluated(HIGH, metric(value[:cut]))}
    later = evaluated(HIGH, metric(value))
    closed = {one for one in now if one[2] is not None}
    assert closed <= {(a.since, a.raised, a.cleared) for a in later}
    assert {one[:2] for one in now} <= {(a.since, a.raised) for a in later}


def test_days_without_a_value_count_neither_way() -> None:
    gap = [0.95, np.nan, 0.95, np.nan, np.nan, 0.95, np.nan, 0.95]
    assert spans(evaluated(HIGH, metric(gap))) == [(0, 5, None, "medium")]
    assert evaluated(HIGH, metric([np.nan] * 9)) == ()
    assert evaluated(HIGH, metric([])) == ()


def test_a_probability_asks_for_more_than_the_limit() -> None:
    sure = changed(HIGH, Setting("level_high", probability=0.8))
    value, sigma = np.full(9, 1.0), np.full(9, 0.1)
    (found,) = evaluated(sure, metric(value, sigma=sigma))
    assert found.probability == pytest.approx(0.8413, abs=1e-4)
    assert evaluated(sure, metric(value, sigma=1.3 * sigma)) == ()
    assert len(evaluated(sure, metric(value, sigma=0 * sigma))) == 1


def test_a_cleaning_ends_it_and_what_comes_after_is_a_new_one() -> None:
    rule = changed(HIGH, Setting("level_high"))
    lasting = Rule(**{**vars(rule), "clear_hold": None, "ended_by": "a cleaning is seen"})
    value = [1.0] * 5 + [0.2] * 5 + [1.0] * 5
    assert spans(evaluated(lasting, metric(value))) == [(0, 2, None, "medium")]
    cleaned = metric(value, ends=(105,))
    assert spans(evaluated(lasting, cleaned)) == [(0, 2, 5, "medium"), (10, 12, None, "medium")]
    assert lasting.clears == "a cleaning is seen"


def test_below_is_the_mirror_of_above() -> None:
    low = Rule(
        "duty_short", "duty short", "level", "below",
        (Level("medium", 0.85), Level("high", 0.70)), "{asset} at {value}, limit {limit}", "act",
        "this test", hold=3, clear=0.03, style="percent",
    )  # fmt: skip
    value = [0.9, 0.84, 0.83, 0.82, 0.69, 0.69, 0.69, 0.86, 0.89]
    (found,) = evaluated(low, metric(value))
    assert (found.since, found.cleared, found.severity) == (101, 108, "high")
    assert found.worst == 0.69
    assert found.what == "E-1 at 69 %, limit 70 %"
    assert low.limits == "85 % medium, 70 % high"
    assert low.clears == "3 % inside the limit for 1 d"


def test_a_plant_sets_limits_for_all_and_then_for_one() -> None:
    settings = (
        Setting("level_high", "E-1", {"high": 2.0}),
        Setting("level_high", "", {"medium": 0.5}, hold=1),
        Setting("level_high", "E-9", off=True),
    )
    (rule,) = set_for("E-1", (HIGH,), settings)
    assert [(x.severity, x.limit) for x in rule.levels] == [("medium", 0.5), ("high", 2.0)]
    assert rule.hold == 1
    assert set_for("E-9", (HIGH,), settings) == ()
    assert len(alerts(set_for("E-1", (HIGH,), settings), (metric([0.6, 0.4]),))) == 1
    with pytest.raises(NotFound, match="did you mean 'level_high'"):
        set_for("E-1", (HIGH,), (Setting("level_hi"),))
    with pytest.raises(InputError, match=r"no level 'hihg'.*did you mean 'high'"):
        changed(HIGH, Setting("level_high", limits={"hihg": 2.0}))
    with pytest.raises(InputError, match="more severe limit must be further out"):
        changed(HIGH, Setting("level_high", limits={"high": 0.5}))


def test_a_rule_tells_itself() -> None:
    assert HIGH.condition == "level above the limit, 3 days running"
    assert HIGH.limits == "0.9 medium, 1.2 high"
    assert HIGH.clears == "0.1 inside the limit for 2 d"
    flag = Rule(
        "tag_fault", "tag fault", "a tag is stuck", "above", (Level("medium", 0.5),), "{about}",
        "mend it", "this test", style="flag",
    )  # fmt: skip
    assert (flag.condition, flag.limits, flag.clears) == (
        "a tag is stuck", "present", "gone for 1 d",
    )  # fmt: skip
