"""When a fall of R_f is a cleaning: what the box, the log and the scatter say."""

from dataclasses import replace

import pytest

from greenlang.agents.condenser.history.cleaned import Work
from greenlang.agents.condenser.model import LogEntry
from greenlang.library.series.steps import UNKNOWN, Step

ENTRY = LogEntry("U1", "A1", "cleaning", 20_000, 20_000, "brushes")


def fall(size: float, sd: float) -> Step:
    return Step(8e-5, 8e-5 + size, size, sd)


@pytest.mark.parametrize(
    ("work", "cleaned"),
    [
        (Work(0, 10.2, 10.9, "open", fall(-6e-5, 2e-6)), True),
        (Work(0, 10.2, 10.9, "open", fall(-1e-6, 2e-7)), False),  # too small to matter
        (Work(0, 10.2, 10.9, "open", fall(-3e-5, 1.2e-5)), False),  # not sure
        (Work(0, 10.2, 10.9, "open", fall(-3e-5, 1.2e-5), ENTRY), True),  # but for the log
        (Work(0, 10.2, 10.9, "outage", fall(-1e-5, 3e-5), ENTRY), True),  # nothing gainsays it
        (Work(0, 10.2, 10.9, "open", fall(0.0, 2e-6), ENTRY), False),  # surely without effect
        (Work(0, 10.2, 10.9, "log", fall(-1e-5, 3e-5), ENTRY), False),  # nobody saw the box open
        (Work(0, 10.2, 10.9, "open", UNKNOWN, ENTRY), False),
    ],
)
def test_a_fall_is_a_cleaning_if_data_or_data_and_log_say_so(work: Work, *, cleaned: bool) -> None:
    assert work.cleaned is cleaned


def test_a_fall_that_no_cleaning_makes_is_none() -> None:
    sure = Work(0, 10.0, 10.0, "step", fall(-6e-5, 2e-6))
    assert sure.cleaned
    assert not replace(sure, unlikely=True).cleaned
