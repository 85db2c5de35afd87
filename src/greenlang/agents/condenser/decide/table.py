"""Ways to run with what they come to, and which limits each of them keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.decide import limits as lim
from greenlang.agents.condenser.decide.cold import Limits
from greenlang.agents.condenser.decide.running import Setup
from greenlang.agents.condenser.decide.sweep import Seen, seen
from greenlang.agents.condenser.decide.ways import Ways, allowed, changes, joined, told

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Table:
    """Rows of ways with what they come to, and which limits each keeps. Row 0 is the present."""

    ways: Ways
    at: Seen
    kept: Mapping[str, Bools]

    @property
    def good(self) -> Bools:
        """Rows that keep every limit."""
        return np.asarray(np.logical_and.reduce(list(self.kept.values())))

    @property
    def j(self) -> Floats:
        """What good rows earn; minus infinity for others."""
        return np.where(self.good, self.at.j, -np.inf)


@dataclass(frozen=True)
class Named:
    """A row in words, with numbers of what it comes to."""

    what: str
    values: Mapping[str, float]
    by: str = ""
    name: str = ""


def table_of(s: Setup, ways: Ways) -> Table:
    """Ways and what they keep; with a limit after loss of a pump its states are worked out too."""
    lost = losses(s, ways)
    whole = seen(s, joined(ways, *(one for one, _ in lost)), 0)
    n = ways.size
    at = rows_of(whole, slice(0, n))
    after = []
    for i, (_, rows) in enumerate(lost):
        p = np.full(n, -np.inf)
        p[rows] = np.nan_to_num(rows_of(whole, slice(n * (i + 1), n * (i + 2))).p, nan=np.inf)[rows]
        after.append(p)
    return Table(ways, at, _kept(s, ways, at, after))


def losses(s: Setup, ways: Ways) -> list[tuple[Ways, Bools]]:
    """The ways with one pump less, group by group, and the rows that have one to lose."""
    limits = s.x.limits
    if limits is None or limits.p_most_after_loss is None:
        return []
    found = []
    for i in range(len(s.x.pumps)):
        counts = ways.counts.copy()
        rows = counts[:, i] > 0
        counts[rows, i] -= 1
        found.append((replace(ways, counts=counts), rows))
    return found


def rows_of(at: Seen, rows: Any) -> Seen:
    """Some rows of all columns."""

    def part(value: Any) -> Any:
        return tuple(map(part, value)) if isinstance(value, tuple) else np.asarray(value)[rows]

    return Seen(**{name: part(value) for name, value in vars(at).items()})


def _kept(s: Setup, ways: Ways, at: Seen, after: list[Floats]) -> dict[str, Bools]:
    dead = np.logical_or.reduce([np.asarray(one, dtype=bool) for one in at.dead])
    kept = {
        lim.ALWAYS[0]: np.isfinite(at.v) & (at.v > 0) & ~dead,
        "cold water of the tower": np.isfinite(at.t_in) | ~np.isfinite(at.v),
        lim.ALWAYS[1]: np.isfinite(at.j) | ~np.isfinite(at.t_in),
        lim.ALWAYS[2]: allowed(s.x, ways),
    }
    limits = s.x.limits or Limits()
    if limits.changes is not None:
        kept[lim.NAMES["changes"]] = changes(s.x, ways) <= limits.changes
    way = (list(ways.counts.T), list(ways.speeds.T))
    with np.errstate(all="ignore"):
        rooms = lim.rooms(s.x, at, way, after)
    for name, room in rooms.items():
        kept[name] = ~(np.asarray(room) < 0)
    return kept


def named(s: Setup, table: Table, row: int, **more: float) -> Named:
    """A row in words and numbers."""
    at = table.at
    values = {"v": at.v[row], "p": at.p[row], "j": at.j[row], "net": at.net[row], **more}
    return Named(told(s.x, table.ways, row), {name: float(x) for name, x in values.items()})
