import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from greenlang.services.history import midnight

JANUARY, JULY = (int(dt.datetime(2024, m, 1, 12, tzinfo=dt.UTC).timestamp()) for m in (1, 7))


def read(start: int) -> Any:
    series = {"TI1": SimpleNamespace(time=np.array([start, start + 600]))}
    return SimpleNamespace(series=series)


@pytest.mark.parametrize("start", [JANUARY, JULY])
@pytest.mark.parametrize(
    ("zone", "hours"),
    [("UTC", 0), ("Europe/Berlin", 23), ("America/Chicago", 6), ("Asia/Kolkata", 18.5)],
)
def test_the_day_begins_at_the_plants_midnight_in_winter_and_summer(
    zone: str, hours: float, start: int
) -> None:
    assert midnight(zone, read(start)) == hours * 3600
