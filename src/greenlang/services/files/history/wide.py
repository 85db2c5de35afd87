"""A wide source: one column a tag, one row a stamp; all tags share one array of time."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from greenlang.core.quality import Codes
from greenlang.services.files.history.ask import Figures
from greenlang.services.files.history.merge import (
    Counts,
    Order,
    groups,
    merged,
    order,
)
from greenlang.services.files.history.numbers import Cells
from greenlang.services.files.history.quality import Statuses, withheld
from greenlang.services.files.history.report import Floats, Seconds, Series
from greenlang.services.files.history.roles import Roles
from greenlang.services.files.history.sources import Batch, Source, series
from greenlang.services.files.history.spool import Spool
from greenlang.services.files.history.timeline import Timeline, readable
from greenlang.services.files.history.zones import Bools

_STACK = 1 << 20  # cells parsed at once


class Wide:
    """Collects the blocks of a wide source."""

    def __init__(
        self, source: Source, roles: Roles, figures: Figures, timeline: Timeline, spool: Spool
    ) -> None:
        self._roles = roles
        self._figures = figures
        self._line = timeline
        self._time: list[Seconds] = []
        self._spool = spool
        self._texts: dict[str, Counter[str]] = {tag: Counter() for tag in roles.values}
        self._status = {
            tag: Statuses(source.names[i], source.table.cells[i])
            for tag, i in roles.qualities.items()
        }
        self.order = Order(None, "rising", 0)
        self.counts: dict[str, Counts] = {}

    def add(self, batch: Batch, seconds: Seconds) -> int:
        """Take one block; rows kept."""
        keep = readable(seconds)
        kept = seconds if keep is None else seconds[keep]
        self._line.seen(kept)
        self._time.append(kept)
        if not seconds.size:
            return 0
        stacks = list(self._stacks(batch, seconds.size))
        self._figures.look([cells for _, cells in stacks])
        whole: dict[str, tuple[Floats, Codes]] = {}
        for tags, cells in stacks:
            found = self._figures.cells(cells)
            self._count(tags, found, keep, seconds.size)
            value = found.value.reshape(len(tags), -1)
            code = found.code.reshape(len(tags), -1)
            if keep is not None:
                value, code = value[:, keep], code[:, keep]
            whole |= {tag: (value[k], code[k]) for k, tag in enumerate(tags)}
        for tag, status in self._status.items():
            column = series(batch[self._roles.qualities[tag]])
            rows = status.bad(column if keep is None else column.filter(pl.Series(keep)))
            self._texts[tag].update(withheld(*whole[tag], *rows))
        for tag, arrays in whole.items():
            self._spool.put(tag, len(self._time) - 1, *arrays)
        return int(kept.size)

    def _stacks(self, batch: Batch, rows: int) -> Iterator[tuple[list[str], pl.Series]]:
        """Columns of one type, one under the other, so that thousands cost as little as few."""
        by_type: dict[str, list[str]] = {}
        for tag, i in self._roles.values.items():
            by_type.setdefault(str(batch[i].type), []).append(tag)
        most = max(1, _STACK // rows)
        for tags in by_type.values():
            for start in range(0, len(tags), most):
                part = tags[start : start + most]
                chunks = [c for tag in part for c in batch[self._roles.values[tag]].chunks]
                yield part, series(pa.chunked_array(chunks).combine_chunks()).alias(part[0])

    def _count(self, tags: Sequence[str], found: Cells, keep: Bools | None, rows: int) -> None:
        if not found.odd.size:
            return
        odd = pl.DataFrame({"tag": found.odd // rows, "text": found.label})
        if keep is not None:
            odd = odd.filter(pl.Series(keep[found.odd % rows]))
        for k, text, n in odd.group_by("tag", "text").len().iter_rows():
            self._texts[tags[k]][str(text)] += n

    @property
    def quality(self) -> str | None:
        """How the status columns are written, if there are any."""
        return next((s.how for s in self._status.values()), None)

    def sample(self) -> Seconds:
        """Stamps of one tag, for what only the whole column decides."""
        return np.concatenate(self._time)

    def clean(
        self, names: Sequence[str], units: Sequence[str | None]
    ) -> Iterator[tuple[str, Series]]:
        """Clean series tag by tag; `names` and `units` by column of the source."""
        local = np.concatenate([self._line.turned(t, k) for k, t in enumerate(self._time)])
        self._time.clear()
        found = self._line.to_utc(local)
        keep = ~found.absent if found.absent.any() else None
        time = found.time if keep is None else found.time[keep]
        self.order = order(time)
        index = self.order.index
        time = time if index is None else time[index]
        starts = groups(time)
        unique = time if starts is None else time[starts]
        for tag, column in self._roles.values.items():
            pieces = [piece for _, piece in self._spool.take(tag)]
            value, code = (np.concatenate(each) for each in zip(*pieces, strict=True))
            if keep is not None:
                value, code = value[keep], code[keep]
            if index is not None:
                value, code = value[index], code[index]
            conflicts = 0
            if starts is not None:
                one = merged(value, code, starts)
                value, code, conflicts = one.value, one.code, one.conflicts
            self.counts[tag] = Counts(
                names[column], int(time.size), self._texts[tag], conflicts, self.order.out
            )
            yield tag, Series(unique, value, code, units[column])
