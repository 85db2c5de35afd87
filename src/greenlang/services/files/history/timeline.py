"""Local or swapped stamps of a whole source to UTC, once everything that decides it is known."""

from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np

from greenlang.services.files.history.report import Seconds
from greenlang.services.files.history.stamps import NAT, Stamps, swapped
from greenlang.services.files.history.zones import Bools, Clock, Utc, clock, utc


@dataclass
class Timeline:
    """Stamps as they come, block by block, and what turns them into UTC at the end."""

    stamps: Stamps
    tz: tzinfo
    after: int | None = None  # newest stamp that earlier sources gave, UTC
    low: int = 2**62
    high: int = -(2**62)
    repeated: int = 0
    undecided: int = 0
    absent: int = 0
    _clock: Clock | None = None
    _open: list[bool] = field(default_factory=list)  # a block: day and month not yet decided

    def seen(self, seconds: Seconds) -> None:
        """Note the readable stamps of one block, in the order of blocks."""
        self._open.append(self.stamps.undecided)
        if seconds.size:
            self.low = min(self.low, int(seconds.min()))
            self.high = max(self.high, int(seconds.max()))

    def settle(self, sample: Seconds) -> None:
        """Decide day and month for all blocks; `sample`: stamps of one tag as they were read."""
        self.stamps.settled(sample)
        if self.stamps.order == "md" and any(self._open):
            # some blocks will be re-read with day and month exchanged: within their years
            self.low -= 366 * 86400
            self.high += 366 * 86400
        if not self.stamps.aware and self.low <= self.high:
            self._clock = clock(self.tz, self.low, self.high)

    def turned(self, seconds: Seconds, block: int) -> Seconds:
        """Stamps of one block in the settled order of day and month."""
        return swapped(seconds) if self._open[block] and self.stamps.order == "md" else seconds

    def to_utc(self, local: Seconds) -> Utc:
        """UTC of the stamps of one tag in file order; counts what the clock change did."""
        if self._clock is None:
            return Utc(local, np.zeros(local.size, dtype=bool), 0, 0)
        out = utc(local, self._clock, self.after)
        self.repeated += out.repeated
        self.undecided += out.undecided
        self.absent += int(np.count_nonzero(out.absent))
        return out


def readable(seconds: Seconds) -> Bools | None:
    """Mask of rows with a stamp; None if all have one."""
    good = seconds != NAT
    return None if good.all() else good
