"""A method over long columns, in chunks that fit the cache."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

R = TypeVar("R")

ROWS = 16_384  # a chunk's fifty columns stay near the processor
HELD = 3_500_000


def in_chunks(method: Callable[[Any], R], case: Any, rows: int, size: int = ROWS) -> Iterator[R]:
    """Results of `method` on a case whose columns are (rows,) arrays, chunk after chunk.

    Numbers that are no arrays serve every row.
    """
    hold_heap()
    for start in range(0, rows, size):
        yield method(_rows(case, slice(start, start + size)))


def taken(case: Any, where: Any) -> Any:
    """The case with some rows of its columns: a slice, a mask or indices."""
    return _rows(case, where)


def _rows(value: Any, where: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value[where]
    if isinstance(value, tuple):
        return tuple(_rows(one, where) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _rows(getattr(value, f.name), where) for f in dataclasses.fields(value)}
        return type(value)(**parts)
    return value


def hold_heap() -> None:
    """Make the C library keep what arrays free: without, each chunk's pages are cleared anew.

    glibc takes the size of the largest block that it gave back to the system as the amount to keep
    (its dynamic mmap threshold), so one untouched block is enough. Twice the speed at 16 384 rows.
    """
    np.empty(HELD)
