"""Work in a process of its own: its answer, its shares, its errors and its death."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from greenlang.core.errors import CalculationError, InsufficientData
from greenlang.services import history
from greenlang.services.apart import apart

HERE = __name__


def twice(x: float, share: Callable[[float], None]) -> dict[str, float]:
    share(0.5)
    os.write(1, b"what a library prints\n")
    return {"x": 2.0 * x}


def refused(_share: Callable[[float], None]) -> None:
    raise InsufficientData("three rows; give thirty")


def dying(_share: Callable[[float], None]) -> None:
    os._exit(9)


def test_the_answer_comes_back_and_the_share_on_the_way() -> None:
    shares: list[float] = []
    with apart(f"{HERE}:twice", 4.0) as answer:
        assert answer(shares.append) == {"x": 8.0}
    assert shares == [0.5]


def test_an_error_is_raised_as_what_it_is() -> None:
    with apart(f"{HERE}:refused") as answer, pytest.raises(InsufficientData, match="three rows"):
        answer(print)


def test_a_death_is_told() -> None:
    with apart(f"{HERE}:dying") as answer, pytest.raises(CalculationError, match="memory"):
        answer(print)


def test_a_file_read_apart_gives_the_same_readings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LARGE", 0)
    file = tmp_path / "history.csv"
    rows = [f"2025-01-01 {k:02d}:00,{300 + k},{k * 1.5}" for k in range(24)]
    file.write_text("time,A,B\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = []
    for beside in (False, True):
        with history._once(file, ["A", "B", "C"], "UTC", print, beside=beside) as read:
            found.append((read["A"].value, read["B"].value, read.report))
    (a, b, told), (a2, b2, told2) = found
    np.testing.assert_array_equal(a, a2)
    np.testing.assert_array_equal(b, b2)
    assert told == told2
    assert "C" in told.missing
