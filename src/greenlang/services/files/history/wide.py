"""A wide source: one column a tag, one row a stamp; all tags share one array of time."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl

from greenlang.core.quality import Codes, Quality
from greenlang.services.files.history.ask import Figures
from greenlang.services.files.history.merge import (
    Counts,
    Index,
    Order,
    groups,
    merged,
    order,
)
from greenlang.services.files.history.numbers import Cells
from greenlang.services.files.history.quality import UNDECIDED, good, scheme
from greenlang.services.files.history.report import Floats, Seconds, Series
from greenlang.services.files.history.roles import Roles
from greenlang.services.files.history.timeline import Timeline, readable


class Statuses:
    """Reads the quality beside values; how it is written is decided by the first block."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.how = UNDECIDED

    def bad(self, column: pl.Series) -> tuple[Index, list[str]]:
        """Rows that are marked as not good, and what the mark says."""
        texts = column.cast(pl.String).fill_null("")
        unique = [str(t) for t in texts.unique()]
        if self.how == UNDECIDED:
            self.how = scheme(unique, self._name)
        wrong = [t for t in unique if not good(t, self.how)]
        if not wrong:
            return np.empty(0, dtype=np.int64), []
        rows = np.flatnonzero(texts.is_in(wrong).to_numpy())
        return rows, [f"quality {t.strip()}" for t in texts.gather(rows)]


def rejected(found: Cells, rows: Index, says: Sequence[str]) -> Cells:
    """Cells with the values of `rows` withheld, for what their quality says."""
    if not rows.size:
        return found
    has = np.isfinite(found.value[rows])
    label = pl.Series([s for s, h in zip(says, has, strict=True) if h], dtype=pl.String)
    rows = rows[has]
    found.value[rows] = np.nan
    found.code[rows] = Quality.BAD_TEXT
    odd = np.concatenate((found.odd, rows))
    return Cells(found.value, found.code, odd, found.label.append(label))


class Wide:
    """Collects the blocks of a wide source."""

    def __init__(self, roles: Roles, figures: Figures, timeline: Timeline) -> None:
        self._roles = roles
        self._figures = figures
        self._line = timeline
        self._time: list[Seconds] = []
        self._value: dict[str, list[Floats]] = {tag: [] for tag in roles.values}
        self._code: dict[str, list[Codes]] = {tag: [] for tag in roles.values}
        self._texts: dict[str, Counter[str]] = {tag: Counter() for tag in roles.values}
        self._status = {tag: Statuses("quality") for tag in roles.qualities}
        self.order = Order(None, "rising", 0)
        self.counts: dict[str, Counts] = {}

    def add(self, batch: dict[int, pl.Series], seconds: Seconds) -> int:
        """Take one block; rows kept."""
        keep = readable(seconds)
        kept = seconds if keep is None else seconds[keep]
        self._line.seen(kept)
        self._time.append(kept)
        self._figures.look([batch[i] for i in self._roles.values.values()])
        for tag, i in self._roles.values.items():
            column = batch[i] if keep is None else batch[i].filter(pl.Series(keep))
            found = self._figures.cells(column)
            if tag in self._status:
                status = batch[self._roles.qualities[tag]]
                status = status if keep is None else status.filter(pl.Series(keep))
                found = rejected(found, *self._status[tag].bad(status))
            self._value[tag].append(found.value)
            self._code[tag].append(found.code)
            if found.odd.size:
                self._texts[tag].update(tally(found.label))
        return int(kept.size)

    @property
    def quality(self) -> str | None:
        """How the status columns are written, if there are any."""
        return next((s.how for s in self._status.values()), None)

    def sample(self) -> Seconds:
        """Stamps of one tag, for what only the whole column decides."""
        return np.concatenate(self._time)

    def series(self, names: Sequence[str], units: Sequence[str | None]) -> dict[str, Series]:
        """Clean series by tag; `names` and `units` by column of the source."""
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
        out = {}
        for tag, column in self._roles.values.items():
            value = np.concatenate(self._value.pop(tag))
            code = np.concatenate(self._code.pop(tag))
            if keep is not None:
                value, code = value[keep], code[keep]
            if index is not None:
                value, code = value[index], code[index]
            conflicts = 0
            if starts is not None:
                one = merged(value, code, starts)
                value, code, conflicts = one.value, one.code, one.conflicts
            out[tag] = Series(unique, value, code, units[column])
            self.counts[tag] = Counts(
                names[column], int(time.size), self._texts[tag], conflicts, self.order.out
            )
        return out


def tally(labels: pl.Series) -> dict[str, int]:
    """How often each text occurs."""
    found = labels.value_counts()
    return {str(text): int(n) for text, n in found.iter_rows()}
