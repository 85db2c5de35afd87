"""Readings to hourly medians: units, spikes, frozen tags, what is missing."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import hours as hr
from greenlang.agents.exchanger.model import Exchanger, Petroleum, Plant, Tag
from greenlang.core.errors import InsufficientData
from greenlang.core.quality import Quality
from greenlang.library.series.hours import by_the_hour

Floats = NDArray[np.float64]
START = 20_000 * 86_400
DAYS = 12
N = DAYS * 144


@dataclass(frozen=True)
class Reading:
    time: NDArray[np.int64]
    value: Floats
    code: NDArray[np.uint8]


def reading(value: Floats) -> Reading:
    time = START + 600 * np.arange(len(value), dtype=np.int64)
    return Reading(time, value, np.where(np.isfinite(value), 0, 2).astype(np.uint8))


TAGS = {
    "t_hot_in": Tag("T1", "degC", 0.5),
    "t_hot_out": Tag("T2", "degF", 0.5),
    "m_hot": Tag("F1", "t/h", 0.015, relative=True),
    "m_cold": Tag("F2", "m3/h", 0.015, relative=True),
    "dp_tube": Tag("P1", "kPa diff", 0.015, relative=True),
    "bypass": Tag("Z1", "%", 0.01),
}


def asset() -> Exchanger:
    return Exchanger(
        "E",
        "shell_tube",
        "E 1-2",
        100.0,
        {"hot": "ago", "cold": "crude"},
        {"hot": "shell", "cold": "tube"},
        tags=TAGS,
    )


def plant() -> Plant:
    return Plant("P", "EUR", "UTC", None, 288.0, {"ago": Petroleum(30, 11.8)}, (asset(),))


def values() -> dict[str, Floats]:
    draw = np.random.default_rng(4)
    swing = 6.0 * np.sin(np.arange(N) / 60.0)
    return {
        "T1": 220.0 + swing + 0.3 * draw.normal(size=N),
        "T2": 1.8 * (160.0 + 0.5 * swing + 0.3 * draw.normal(size=N)) + 32.0,
        "F1": 162.0 * (1 + 0.01 * draw.normal(size=N)),
        "F2": 396.0 * (1 + 0.01 * draw.normal(size=N)),
        "P1": 80.0 * (1 + 0.01 * draw.normal(size=N)),
        "Z1": 1.0 + 0.1 * draw.normal(size=N),
    }


def hours(of: dict[str, Floats]) -> hr.Hours:
    readings = {tag: reading(x) for tag, x in of.items()}
    return hr.hours([asset()], readings, hr.span(plant(), readings))


def test_everything_is_si() -> None:
    found = hours(values())
    assert found.n == 24 * DAYS
    assert found.days[0] == 20_000
    median = {tag: float(np.nanmedian(hour.x)) for tag, hour in found.tags.items()}
    assert abs(median["T1"] - 493.15) < 2.0
    assert abs(median["T2"] - 433.15) < 2.0
    assert abs(median["F1"] - 45.0) < 0.1
    assert abs(median["F2"] - 0.11) < 0.001
    assert abs(median["P1"] - 80e3) < 200.0
    assert abs(median["Z1"] - 0.01) < 0.001
    assert [tag for tag, hour in found.tags.items() if hour.volume] == ["F2"]


def test_the_noise_is_what_it_was() -> None:
    assert abs(hours(values()).tags["T1"].noise - 0.3) < 0.03


def test_a_spike_is_coded_and_does_not_move_its_hour() -> None:
    of = values()
    of["T1"][500] *= 1.4
    found = hours(of).tags["T1"]
    assert found.counts["spike"] == 1
    assert abs(found.x[83] - hours(values()).tags["T1"].x[83]) < 0.3


def test_a_frozen_tag_is_stuck_while_its_stream_moves() -> None:
    of = values()
    of["T1"][600:900] = of["T1"][600]
    found = hours(of).tags["T1"]
    assert found.counts["stuck"] == 300
    assert np.isnan(found.x[105])
    assert found.code[105] == Quality.STUCK


def test_a_tag_whose_noise_stops_is_stuck_though_nothing_else_moves_or_is_there() -> None:
    calm = np.random.default_rng(2).normal(0.0, 0.3, (2, N))
    still = 200.0 + calm[0]
    still[600:700] = still[600]
    for more in ({"T2": 150.0 + calm[1]}, {}):
        found = hours({"T1": still, **more})
        assert found.tags["T1"].counts["stuck"] == 100


def test_a_fan_may_keep_its_speed() -> None:
    fan = replace(TAGS["m_cold"], full=80.0, unit="%")
    speed = np.full(N, 70.0) + np.random.default_rng(5).normal(0.0, 0.3, N)
    speed[600:700] = 100.0
    swing = 60.0 + 6.0 * np.sin(np.arange(N) / 60.0)
    one = replace(asset(), tags={"m_hot": TAGS["m_hot"], "m_cold": fan})
    read = {"F1": reading(swing), "F2": reading(speed)}
    found = hr.hours([one], read, hr.span(replace(plant(), assets=(one,)), read))
    assert "stuck" not in found.tags["F2"].counts


def test_a_flow_at_rest_is_not_stuck() -> None:
    of = values()
    for tag in ("F1", "F2"):
        of[tag][600:900] = 0.0
    found = hours(of)
    assert "stuck" not in found.tags["F1"].counts
    assert found.tags["F1"].x[110] == 0.0
    assert found.tags["F1"].sigma[110] > 0.0


def test_a_missing_tag_and_an_unknown_unit_say_so() -> None:
    of = values()
    del of["F1"]
    assert "F1" in hours(of).failed["F1"]


def test_an_empty_history_is_refused() -> None:
    with pytest.raises(InsufficientData, match="none of the 6 tags"):
        hr.span(plant(), {})


def an_hour_apart(of: dict[str, Floats], late: int = 0) -> dict[str, Reading]:
    """Means of hours, stamped `late` seconds into the hour."""
    time = START + late + 3600 * np.arange(N // 6, dtype=np.int64)
    means = {tag: x.reshape(-1, 6).mean(axis=1) for tag, x in of.items()}
    codes = np.zeros(N // 6, np.uint8)
    return {tag: Reading(time, x, codes) for tag, x in means.items()}


@pytest.mark.parametrize("late", [0, 1800, 3599])
def test_hours_are_taken_as_they_come_and_say_so(late: int) -> None:
    x = values()
    x["T1"] = np.where(np.arange(N) < 600, 220.0, 235.0) + 0.1 * x["T1"]
    readings = an_hour_apart(x, late)
    found = hr.hours([asset()], readings, hr.span(plant(), readings))
    hot = found.tags["T1"]
    assert hot.by_hour
    assert hot.counts == {"good": N // 6}
    np.testing.assert_allclose(hot.x - 273.15, readings["T1"].value, atol=1e-9)
    assert np.isnan(hot.noise)
    np.testing.assert_array_equal(np.flatnonzero(~hot.steady), [99, 100])


def test_an_hour_that_is_missing_stays_missing() -> None:
    readings = an_hour_apart(values())
    gone = readings["F1"]
    keep = np.arange(N // 6) % 50 != 7
    readings["F1"] = Reading(gone.time[keep], gone.value[keep], gone.code[keep])
    found = hr.hours([asset()], readings, hr.span(plant(), readings)).tags["F1"]
    np.testing.assert_array_equal(np.isfinite(found.x), keep)
    assert set(found.code[~keep]) == {Quality.MISSING}


def test_a_frozen_tag_by_the_hour_is_stuck_whatever_the_others_come_by() -> None:
    x = values()
    x["T1"][6 * 100 : 6 * 160] = 231.0
    slow = an_hour_apart(x)
    mixed = {tag: reading(v) for tag, v in x.items()} | {"T1": slow["T1"]}
    for readings in (slow, mixed):
        found = hr.hours([asset()], readings, hr.span(plant(), readings)).tags["T1"]
        assert found.counts["stuck"] == 60


def test_ten_minutes_with_gaps_are_not_hours() -> None:
    t = np.arange(0.0, 50_000.0, 600.0)
    assert not by_the_hour(t)
    assert not by_the_hour(t[:1])
    assert not by_the_hour(np.cumsum(np.random.default_rng(1).uniform(3000.0, 9000.0, 200)))
    assert by_the_hour(6.0 * t[t % 7 > 1])
