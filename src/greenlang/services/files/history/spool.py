"""Pieces of readings by tag while a source is read: in memory or, beyond a limit, in a file."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Piece = tuple[NDArray[Any], ...]
_Place = tuple[int, tuple[tuple[np.dtype[Any], int], ...]]  # offset; type and size of each array


class Spool:
    """Arrays that belong together, by key and in the order in which they came."""

    def __init__(self, limit: int | None = None) -> None:
        """`limit`: bytes held in memory; None: all."""
        self.limit = limit
        self._held = 0
        self._end = 0
        self._pieces: dict[Any, list[tuple[int, Piece | None, _Place | None]]] = {}
        self._file: IO[bytes] | None = None

    def close(self) -> None:
        """Forget everything."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()

    def put(self, key: object, block: int, *piece: NDArray[Any]) -> None:
        """Keep a piece that came with a block of the source."""
        self._pieces.setdefault(key, []).append((block, piece, None))
        self._held += sum(each.nbytes for each in piece)
        if self.limit is not None and self._held > self.limit:
            self._flush()

    def look(self, key: object) -> Iterator[tuple[int, Piece]]:
        """Block and arrays of every piece of a key."""
        for block, piece, place in self._pieces.get(key, ()):
            if piece is not None:
                yield block, piece
            elif place is not None:
                yield block, self._read(place)

    def take(self, key: object) -> list[tuple[int, Piece]]:
        """The pieces of a key, which are then forgotten."""
        found = list(self.look(key))
        self._pieces.pop(key, None)
        return found

    def _flush(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="greenlang-")  # noqa: SIM115 - lives as long as the spool
        self._file.seek(self._end)
        for pieces in self._pieces.values():
            for i, (block, piece, _) in enumerate(pieces):
                if piece is not None:
                    pieces[i] = (block, None, self._written(self._file, piece))
        self._held = 0

    def _written(self, file: IO[bytes], piece: Piece) -> _Place:
        place = self._end, tuple((each.dtype, each.size) for each in piece)
        for each in piece:
            self._end += file.write(np.ascontiguousarray(each).data)
        return place

    def _read(self, place: _Place) -> Piece:
        at, arrays = place
        if self._file is None:
            raise AssertionError("a spool reads only what it has written")
        self._file.seek(at)
        return tuple(
            np.frombuffer(self._file.read(size * dtype.itemsize), dtype) for dtype, size in arrays
        )
