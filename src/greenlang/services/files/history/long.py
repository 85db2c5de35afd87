"""A long source: one reading a row; rows are kept by tag number until every tag is whole."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.core.errors import InputError
from greenlang.core.quality import Codes
from greenlang.services.files.history.ask import Figures
from greenlang.services.files.history.merge import Counts, Index, Order, groups, merged, order
from greenlang.services.files.history.numbers import Cells
from greenlang.services.files.history.quality import Statuses, withheld
from greenlang.services.files.history.report import Floats, Seconds, Series
from greenlang.services.files.history.roles import Roles, folded, without_unit
from greenlang.services.files.history.sources import Source
from greenlang.services.files.history.spool import Spool
from greenlang.services.files.history.timeline import Timeline, readable

T = TypeVar("T", bound=np.generic)
TagNumbers = NDArray[np.uint16] | NDArray[np.int32]
_NO = -1  # a tag that nobody asked for
_SEEN = 200_000  # names kept for suggestions


class Names:
    """Numbers of the tags that are wanted, by the names that the source uses."""

    def __init__(self, tags: Sequence[str] | None) -> None:
        self._wanted = None if tags is None else {key for tag in tags for key in _keys(tag)}
        self._number: dict[str, int] = {}
        self.names: list[str] = []

    @property
    def seen(self) -> list[str]:
        """Every name met in the source."""
        return [n for n in self._number if n]

    def numbers(self, column: Any) -> Index:
        """Number of the tag of every row of a dictionary-encoded column; -1: not wanted."""
        column = column.unify_dictionaries()
        chunks = column.chunks
        words = chunks[0].dictionary.to_pylist() if chunks else []
        table = np.array([self._of(word or "") for word in words] + [_NO], dtype=np.int64)
        parts = [c.indices.fill_null(len(words)).to_numpy(zero_copy_only=False) for c in chunks]
        return table[np.concatenate(parts)] if parts else table[:0]

    def _of(self, word: str) -> int:
        word = word.strip()
        if word not in self._number:
            wanted = bool(word) and (
                self._wanted is None or not self._wanted.isdisjoint(_keys(word))
            )
            if not wanted and len(self._number) > _SEEN:
                return _NO
            self._number[word] = len(self.names) if wanted else _NO
            if wanted:
                self.names.append(word)
        return self._number[word]

    def chosen(self, tags: Sequence[str] | None) -> dict[str, int]:
        """Wanted tag -> its number: by its very name, else by one that differs in case or unit."""
        exact = {name: k for k, name in enumerate(self.names)}
        if tags is None:
            return exact
        alike: dict[str, dict[int, None]] = {}
        for name, k in exact.items():
            for key in _keys(name):
                alike.setdefault(key, {})[k] = None
        out = {}
        for tag in dict.fromkeys(tags):
            near = list(alike.get(folded(tag)) or alike.get(folded(without_unit(tag))) or {})
            if tag in exact:
                out[tag] = exact[tag]
            elif len(near) > 1:
                several = ", ".join(repr(self.names[k]) for k in near)
                raise InputError(
                    f"tag {tag!r} may be any of {several}; write it as the source does"
                )
            elif near:
                out[tag] = near[0]
        return out


def _keys(name: str) -> set[str]:
    return {folded(name), folded(without_unit(name))}


class Long:
    """Collects the blocks of a long source."""

    def __init__(
        self,
        source: Source,
        roles: Roles,
        tags: Sequence[str] | None,
        figures: Figures,
        timeline: Timeline,
        spool: Spool,
    ) -> None:
        self._spool = spool
        self._block = 0
        self._roles = roles
        self._tags = tags
        self._figures = figures
        self._line = timeline
        self._blocks: list[tuple[TagNumbers, Seconds, Floats, Codes]] = []
        self._texts: dict[int, Counter[str]] = {}
        at = roles.quality
        self._status = None if at is None else Statuses(source.names[at], source.table.cells[at])
        self.names = Names(tags)
        self.order = Order(None, "rising", 0)
        self.counts: dict[str, Counts] = {}

    def number(self, column: Any) -> tuple[Index, Index | None]:
        """Tag numbers of a block, and the rows of wanted tags (None: all)."""
        tag = self.names.numbers(column)
        if (tag != _NO).all():
            return tag, None
        return tag, np.flatnonzero(tag != _NO)

    def add(self, tag: Index, batch: dict[int, pl.Series], seconds: Seconds) -> int:
        """Take the wanted rows of one block; rows kept."""
        value_at, status_at = self._roles.value, self._roles.quality
        column = batch[value_at] if value_at is not None else pl.Series([], dtype=pl.String)
        keep = readable(seconds)
        if keep is not None:
            tag, seconds, column = tag[keep], seconds[keep], column.filter(pl.Series(keep))
        self._line.seen(seconds)
        self._figures.look([column])
        found = self._figures.cells(column)
        if self._status and status_at is not None:
            status = batch[status_at] if keep is None else batch[status_at].filter(pl.Series(keep))
            self._withhold(tag, found, *self._status.bad(status))
        self._count(tag, found)
        if self._spool.limit is None:
            few = len(self.names.names) < 2**16
            small: TagNumbers = tag.astype(np.uint16) if few else tag.astype(np.int32)
            self._blocks.append((small, seconds, found.value, found.code))
        else:
            self._put(tag, seconds, found)
        return int(tag.size)

    def _put(self, tag: Index, seconds: Seconds, found: Cells) -> None:
        """Give one block to the spool, tag by tag."""
        by_tag = np.argsort(tag, kind="stable")
        sorted_ = tag[by_tag]
        begin = np.flatnonzero(np.diff(sorted_, prepend=_NO))
        for a, rows in zip(begin, np.split(by_tag, begin[1:]), strict=True):
            arrays = (seconds[rows], found.value[rows], found.code[rows])
            self._spool.put(int(sorted_[a]), self._block, *arrays)
        self._block += 1

    def _withhold(self, tag: Index, found: Cells, rows: Index, says: Sequence[str]) -> None:
        for k in np.unique(tag[rows]):
            mine = tag[rows] == k
            texts = [s for s, m in zip(says, mine, strict=True) if m]
            counted = withheld(found.value, found.code, rows[mine], texts)
            self._texts.setdefault(int(k), Counter()).update(counted)

    def _count(self, tag: Index, found: Cells) -> None:
        if not found.odd.size:
            return
        odd = pl.DataFrame({"tag": tag[found.odd], "text": found.label})
        for k, text, n in odd.group_by("tag", "text").len().iter_rows():
            self._texts.setdefault(k, Counter())[str(text)] += n

    @property
    def quality(self) -> str | None:
        """How the quality column is written, if there is one."""
        return self._status.how if self._status else None

    def sample(self) -> Seconds:
        """Stamps of the first tag, for what only the whole column decides."""
        first = [t[tag == 0] for tag, t, _, _ in self._blocks]
        first += [arrays[0] for _, arrays in self._spool.look(0)]
        return np.concatenate(first) if first else np.empty(0, dtype=np.int64)

    def clean(
        self, unit: str | None, done: Callable[[float], None]
    ) -> Iterator[tuple[str, Series]]:
        """Clean series tag by tag."""
        of = self._in_memory() if self._spool.limit is None else self._from_spool
        chosen = self.names.chosen(self._tags)
        directions = set()
        late = 0
        for number, (name, k) in enumerate(chosen.items(), 1):
            series, counts, direction = self._one(k, *of(k), unit)
            self.counts[name] = counts
            directions.add(direction)
            late += counts.out_of_order
            done(number / len(chosen))
            yield name, series
        direction = directions.pop() if len(directions) == 1 else "mixed"
        self.order = Order(None, direction, late)

    def _in_memory(self) -> Callable[[int], tuple[Seconds, Floats, Codes]]:
        """Readings of a tag as slices of large arrays."""
        n_tags = len(self.names.names)
        size = np.zeros(n_tags, dtype=np.int64)
        for tag, *_ in self._blocks:
            size += np.bincount(tag, minlength=n_tags)
        begin = np.concatenate(([0], np.cumsum(size)))
        time, value, code = self._gathered(begin)

        def of(k: int) -> tuple[Seconds, Floats, Codes]:
            part = slice(int(begin[k]), int(begin[k + 1]))
            return time[part], value[part], code[part]

        return of

    def _from_spool(self, k: int) -> tuple[Seconds, Floats, Codes]:
        found = self._spool.take(k)
        time = [self._line.turned(arrays[0], block) for block, arrays in found]
        value, code = ([arrays[i] for _, arrays in found] for i in (1, 2))
        return np.concatenate(time), np.concatenate(value), np.concatenate(code)

    def _gathered(self, begin: Index) -> tuple[Seconds, Floats, Codes]:
        """All readings, tag after tag, in file order within a tag; frees the blocks on the way."""
        n = int(begin[-1])
        time = np.empty(n, dtype=np.int64)
        value = np.empty(n)
        code = np.empty(n, dtype=np.uint8)
        next_ = begin[:-1].copy()
        self._blocks.reverse()
        block = 0
        while self._blocks:
            tag, t, v, c = self._blocks.pop()
            t = self._line.turned(t, block)
            block += 1
            if tag.size and (tag[1:] < tag[:-1]).any():
                by_tag = np.argsort(tag, kind="stable")
                tag, t, v, c = tag[by_tag], t[by_tag], v[by_tag], c[by_tag]
            each = np.bincount(tag, minlength=next_.size)
            place = (next_ - np.cumsum(each) + each)[tag]
            place += np.arange(tag.size)
            time[place], value[place], code[place] = t, v, c
            next_ += each
        return time, value, code

    def _one(
        self, k: int, local: Seconds, value: NDArray[np.float64], code: Codes, unit: str | None
    ) -> tuple[Series, Counts, str]:
        found = self._line.to_utc(local)
        all_ = value, code
        time, rows = found.time, local.size
        if found.absent.any():
            keep = ~found.absent
            time, value, code, rows = time[keep], value[keep], code[keep], int(keep.sum())
        stood = order(time)
        if stood.index is not None:
            time, value, code = time[stood.index], value[stood.index], code[stood.index]
        starts = groups(time) if rows else None
        conflicts = 0
        if starts is not None:
            one = merged(value, code, starts)
            time, value, code, conflicts = time[starts], one.value, one.code, one.conflicts
        texts: Mapping[str, int] = self._texts.get(k, Counter())
        counts = Counts(self.names.names[k], rows, texts, conflicts, stood.out)
        series = Series(_placed(local, time), _placed(all_[0], value), _placed(all_[1], code), unit)
        return series, counts, stood.direction


def _placed(where: NDArray[T], found: NDArray[T]) -> NDArray[T]:
    """`found` written over the start of `where`, so that no second array stays alive."""
    if found is not where:
        where[: found.size] = found
    return where[: found.size]
