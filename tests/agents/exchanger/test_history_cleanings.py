"""The log against the data: one to one, within three days, and what is left over."""

from dataclasses import replace

import numpy as np

from greenlang.agents.exchanger.history.cleanings import Found, cleanings, exchanged
from greenlang.agents.exchanger.history.days import Outage
from greenlang.agents.exchanger.model import LogEntry
from greenlang.agents.exchanger.results import Cleaning
from greenlang.agents.exchanger.summary.log import verdict
from greenlang.library.fouling.cleanings import effect
from tests.agents.exchanger import example_history as example

FIRST = 20_000
LEVEL = np.linspace(1e-4, 9e-4, 400)
SD = np.full(400, 1e-5)


def matched(found: list[Found], log: list[tuple[int, int]]) -> tuple[Cleaning, ...]:
    entries = [LogEntry("E", FIRST + a, FIRST + b, "hydroblast") for a, b in log]
    stops = [Outage(one.start, one.end, 100, one.earliest, one.latest) for one in found]
    return cleanings("E", FIRST, found, entries, LEVEL, SD, 0.0, stops)


def test_confirmed_two_days_late_and_found_without_log() -> None:
    one, two = (
        Found(100, 107, 9e-4, 1e-4, 1e-5, 100, 107),
        Found(250, 253, 8e-4, 3e-4, 1e-5, 250, 253),
    )
    rows = matched([one, two], [(102, 109)])
    assert [row.status for row in rows] == ["confirmed", "found_without_log"]
    assert rows[0].log_offset == 2
    assert (rows[0].start, rows[0].end) == (FIRST + 100, FIRST + 107)
    assert abs(rows[0].effect - 8 / 9) < 1e-12
    assert rows[1].method is None


def test_where_readings_are_missing_the_log_dates_the_cleaning() -> None:
    (row,) = matched([Found(104, 107, 9e-4, 1e-4, 1e-5, 98, 109)], [(100, 108)])
    assert (row.start, row.end) == (FIRST + 100, FIRST + 108)
    (row,) = matched([Found(104, 107, 9e-4, 1e-4, 1e-5, 104, 107)], [(102, 109)])
    assert (row.start, row.end) == (FIRST + 104, FIRST + 107)


def test_one_entry_confirms_one_cleaning() -> None:
    near = [
        Found(100, 103, 9e-4, 1e-4, 1e-5, 100, 103),
        Found(106, 108, 5e-4, 1e-4, 1e-5, 106, 108),
    ]
    rows = matched(near, [(105, 107)])
    assert [row.status for row in rows] == ["found_without_log", "confirmed"]


def test_logged_without_effect_or_out_of_sight() -> None:
    rows = matched([], [(200, 203), (397, 399)])
    assert [row.status for row in rows] == ["logged_without_effect", "logged_no_data"]
    assert np.isnan(rows[1].r_f_after)


def test_entries_outside_the_history_are_left_out() -> None:
    assert matched([], [(-50, -40), (500, 510)]) == ()


def test_an_effect_is_not_given_where_nothing_could_be_removed() -> None:
    assert np.isnan(effect(1e-5, 0.0, 0.0, 1e-5)[0])
    share, sd = effect(5e-4, 1e-4, 0.0, 1e-5)
    assert abs(share - 0.8) < 1e-12
    assert abs(sd - np.hypot(0.02, 0.8 * 0.02)) < 1e-12


def test_as_many_pairs_as_can_be() -> None:
    near = [
        Found(100, 103, 9e-4, 1e-4, 1e-5, 100, 103),
        Found(106, 108, 5e-4, 1e-4, 1e-5, 106, 108),
    ]
    rows = matched(near, [(104, 106), (109, 111)])  # the nearest pair alone would leave two over
    assert [row.status for row in rows] == ["confirmed", "confirmed"]
    assert [row.log_offset for row in rows] == [4, 3]
    assert [row.log_offset_end for row in rows] == [3, 3]


def test_an_entry_for_the_wrong_exchanger_is_told_on_both_sides() -> None:
    cleaned, other = example.exchanger(1, "E-1"), example.exchanger(1, "E-2")
    day = FIRST + 100
    found = replace(cleaned.cleanings[0], asset="E-1", start=day, end=day + 7, method=None,
                    status="found_without_log")  # fmt: skip
    entry = replace(found, asset="E-2", start=day + 1, end=day + 8, method="hydroblast",
                    status="logged_without_effect", logged=(day + 1, day + 8))  # fmt: skip
    far = replace(entry, start=day + 60, end=day + 66, logged=(day + 60, day + 66))
    one, two = exchanged(
        (replace(cleaned, cleanings=(found,)), replace(other, cleanings=(entry, far)))
    )
    assert one.cleanings[0].elsewhere == "E-2"
    assert one.cleanings[0].method == "hydroblast"
    assert [c.elsewhere for c in two.cleanings] == ["E-1", None]
    assert verdict(one.cleanings[0]) == "found here, logged for E-2"
    assert "the wrong one" in verdict(two.cleanings[0])
