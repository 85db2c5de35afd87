"""Work that is the same for each exchanger, shared out by whoever calls."""

from collections.abc import Callable, Iterable
from typing import Any

Spread = Callable[[Callable[[int], Any], int], Iterable[Any]]
"""What calls a function with 0 to n - 1 and gives the results in order, perhaps all at once."""


def one_by_one(function: Callable[[int], Any], n: int) -> Iterable[Any]:
    """Each call after the other."""
    return map(function, range(n))
