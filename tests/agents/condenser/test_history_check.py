"""What `greenlang check` says of readings, and where the clean condenser is learnt."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.agent import Spread
from greenlang.agents.condenser.history import clean
from greenlang.agents.condenser.plant.plausible import implausible
from greenlang.core.errors import InsufficientData
from tests.agents.condenser.made_history import data, plant, readings


def spreads(**changes: float) -> dict[str, Spread]:
    """Spreads of the made readings; `changes` are other medians."""
    found = {}
    for tag, one in readings().items():
        low, median, high = np.nanpercentile(one.value, (1, 50, 99))
        found[tag] = Spread(float(low), float(median), float(high), 1.0)
    for tag, median in changes.items():
        found[tag] = replace(found[tag], low=0.99 * median, median=median, high=1.01 * median)
    return found


def told(**changes: float) -> str:
    found = implausible(plant(), spreads(**changes))
    return "\n".join(f"{one.severity} {one.where}: {one.what}" for one in found)


def test_sound_readings_say_nothing() -> None:
    assert told() == ""


def test_wrong_units_and_swaps_are_named_before_anything_runs() -> None:
    assert "error U1.t_out.A1: the water enters" in told(T2A=3.0)
    assert "60 times too large" in told(VA=60 * 28_800.0, VB=60 * 28_800.0)
    assert "no condenser runs there" in told(PC=970.0)
    assert "vacuum below the barometer" in told(PC=975.0)
    assert "error U1.power (P)" in told(P=500_000.0)


def test_a_tag_that_does_not_move_or_is_hardly_there() -> None:
    found = spreads()
    found["T1"] = Spread(12.0, 12.0, 12.0, 0.3)
    said = "\n".join(one.what for one in implausible(plant(), found))
    assert "is it live?" in said
    assert "only 30% of the readings are usable" in said


def test_a_vacuum_is_checked_with_its_barometer() -> None:
    tags = {**data()["units"]["U1"]["tags"], "p": "PC inHg vac"}
    found = list(implausible(plant(tags=tags), spreads(PC=28.6)))
    assert [one for one in found if one.where == "U1.p"] == []


NONE = np.zeros(200, np.bool_)


def test_declared_days_come_first_then_thorough_cleanings() -> None:
    y = np.where(np.arange(200) < 100, 1e-6 * np.arange(200), 1e-6 * (np.arange(200) - 100.0))
    work = clean.Cleaned(day=99, began=98, effect=0.95)
    assert clean.window([(0, 4)], [work], y, NONE).source == "declared"
    found = clean.window([], [work], y, NONE)
    assert found.source == "after cleanings"
    (span,) = found.spans
    assert span.first == 100
    assert span.left == pytest.approx(9e-5 * 0.05 / 0.95, rel=0.1)
    assert span.pace == pytest.approx(1e-6, rel=0.05)


def test_a_cleaning_that_went_badly_tells_nothing_of_the_clean_condenser() -> None:
    day = np.arange(200)
    y = np.where(day < 60, 5e-5, np.where(day < 120, 4e-5, 2e-6))
    bad, good = clean.Cleaned(59, 58, 0.95), clean.Cleaned(119, 118, 0.95)
    assert [one.first for one in clean.window([], [bad, good], y, NONE).spans] == [120]


def test_without_a_clean_time_the_cleanest_days_stand() -> None:
    y = 1e-6 * np.arange(200.0)
    found = clean.window([], [], y, NONE)
    assert found.source == "cleanest days"
    assert max(one.last for one in found.spans) < 25
    with pytest.raises(InsufficientData, match="nothing is clean"):
        clean.window([], [], np.full(200, np.nan), NONE)


def test_air_bars_a_day() -> None:
    air, depression = np.full(200, 0.005), np.full(200, 2.0)
    air[50], depression[60] = 0.02, 5.0
    assert np.flatnonzero(clean.barred(air, depression)).tolist() == [50, 60]
