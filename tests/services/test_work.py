"""Work shared out over processes gives what it gives in one."""

import os
from collections.abc import Callable

import pytest

from greenlang.services.work import spread


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("n", [0, 3, 200])
def test_answers_come_in_order_whatever_the_function_holds(workers: int, n: int) -> None:
    held = {i: i * i for i in range(n)}
    work: Callable[[int], int] = lambda i: held[i]  # noqa: E731 - what no other process could load
    assert list(spread(workers)(work, n)) == [i * i for i in range(n)]


def test_many_calls_are_not_made_here() -> None:
    assert os.getpid() not in set(spread(2)(lambda _: os.getpid(), 100))
    assert set(spread(2)(lambda _: os.getpid(), 10)) == {os.getpid()}


def test_an_error_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(2)(lambda i: 1 // (i - 70), 100))
