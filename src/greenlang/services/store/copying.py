"""Rows as PostgreSQL's binary COPY takes and gives them, without a loop over rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPOCH = int(np.datetime64("2000-01-01", "us").astype(np.int64))  # PostgreSQL's, us
HEAD, TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
KINDS = {"integer": ">i4", "bigint": ">i8", "smallint": ">i2", "double": ">f8", "time": ">i8"}

Columns = Mapping[str, str]  # name -> kind


def packed(columns: Columns, values: Sequence[NDArray[Any]]) -> bytes:
    """Rows of columns without NULL; a time is us since 1970."""
    rows = np.empty(len(values[0]), _row(columns))
    rows["fields"] = len(columns)
    for (name, kind), column in zip(columns.items(), values, strict=True):
        rows[f"size {name}"] = np.dtype(KINDS[kind]).itemsize
        rows[name] = column - EPOCH if kind == "time" else column
    return HEAD + rows.tobytes() + TAIL


def unpacked(columns: Columns, body: memoryview) -> list[NDArray[Any]]:
    """The columns of what `packed` writes and COPY ... TO gives, in native byte order."""
    rows = np.frombuffer(body[len(HEAD) : -len(TAIL)], _row(columns))
    return [
        rows[name].astype(np.int64) + EPOCH
        if kind == "time"
        else rows[name].astype(np.dtype(KINDS[kind]).newbyteorder("="))
        for name, kind in columns.items()
    ]


def _row(columns: Columns) -> np.dtype[Any]:
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns.items():
        fields += [(f"size {name}", ">i4"), (name, KINDS[kind])]
    return np.dtype(fields)
