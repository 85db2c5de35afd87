"""Work shared out over processes."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any

Spread = Callable[[Callable[[int], Any], int], Iterable[Any]]

_MANY = 64  # calls, below which new processes cost more than they save
_work: list[Callable[[int], Any]] = []


def spread(workers: int) -> Spread:
    """What calls a function with 0 to n - 1, in `workers` processes where they are many.

    The processes begin as copies of this one, so that the function may hold whatever it needs and
    only its answers travel. Where a system has no such copies, the calls follow one another.
    """

    def over(function: Callable[[int], Any], n: int) -> Iterable[Any]:
        if workers == 1 or n < _MANY or "fork" not in get_all_start_methods():
            return map(function, range(n))
        with ProcessPoolExecutor(
            workers, get_context("fork"), initializer=_begun, initargs=(function,)
        ) as pool:
            return list(pool.map(_worked, range(n), chunksize=max(1, n // (8 * workers))))

    return over


def _begun(function: Callable[[int], Any]) -> None:
    _work[:] = [function]


def _worked(i: int) -> Any:
    return _work[0](i)
