import datetime as dt

import pytest

from greenlang.services.history import midnight

JANUARY, JULY = (int(dt.datetime(2024, m, 1, 12, tzinfo=dt.UTC).timestamp()) for m in (1, 7))


@pytest.mark.parametrize("start", [JANUARY, JULY])
@pytest.mark.parametrize(
    ("zone", "hours"),
    [("UTC", 0), ("Europe/Berlin", 23), ("America/Chicago", 6), ("Asia/Kolkata", 18.5)],
)
def test_the_day_begins_at_the_plants_midnight_in_winter_and_summer(
    zone: str, hours: float, start: int
) -> None:
    assert midnight(zone, start) == hours * 3600
