"""Quality that a historian gives beside each value: OPC, OPC UA, a percentage, or words."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.core.quality import Codes, Quality
from greenlang.services.files.history.numbers import MARKED
from greenlang.services.files.history.report import Floats

Rows = NDArray[np.int64]

_GOOD_WORDS = frozenset(
    [
        "ok",
        "g",
        "true",
        "valid",
        "gut",
        "gültig",
        "bon",
        "bonne",
        "bueno",
        "normal",
        "raw",
        "actual",
        "y",
        "yes",
        "interpolated",
        "calculated",
        "captured",
        "snapshot",
        "192",
    ]
)
_FLIPPED = ("bad", "questionable", "error", "invalid", "substituted", "suspect", "flag")
UNDECIDED = "undecided"


def scheme(cells: Collection[str], name: str) -> str:
    """How quality is written: 'opc', 'opc ua', 'percent', 'true is good', 'true is bad', 'words'.

    'undecided' where only 0 or 1 occurs under a name that does not say which is good.
    """
    found = {c.strip().casefold() for c in cells if c.strip()}
    if not found:
        return UNDECIDED
    flipped = any(word in name.casefold() for word in _FLIPPED)
    if found <= {"true", "false"} or (found <= {"0", "1", "0.0", "1.0"} and _says(name)):
        return "true is bad" if flipped else "true is good"
    numbers = [float(c) for c in found if _is_number(c)]
    if len(numbers) < len(found):
        return "words"
    largest = max(numbers)
    if largest >= 0x4000_0000:
        return "opc ua"
    if largest >= 128:
        return "opc"
    return "percent" if largest == 100 else UNDECIDED


def _says(name: str) -> bool:
    return any(w in name.casefold() for w in (*_FLIPPED, "good", "valid", "gut"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def good(text: str, how: str) -> bool:
    """True where the value beside may be used."""
    bare = text.strip().casefold()
    if how == UNDECIDED or not bare:
        return True
    if how.startswith("true is"):
        return (bare in {"true", "1", "1.0"}) == how.endswith("good")
    if how == "words" or not _is_number(bare):
        return bare in _GOOD_WORDS or bare.startswith("good")
    number = int(float(bare))
    if how == "opc":
        return number & 0xC0 == 0xC0
    return number < 0x4000_0000 if how == "opc ua" else number >= 50


class Statuses:
    """Reads the quality beside values; a sample or the first block shows how it is written."""

    def __init__(self, name: str, sample: Collection[str]) -> None:
        self._name = name
        self.how = scheme(sample, name)

    def bad(self, column: pl.Series) -> tuple[Rows, list[str]]:
        """Rows that are marked as not good, and what the mark says."""
        texts = column.cast(pl.String).fill_null("")
        unique = [str(t) for t in texts.unique()]
        if self.how == UNDECIDED:
            self.how = scheme(unique, self._name)
        wrong = [t for t in unique if not good(t, self.how)]
        if not wrong:
            return np.empty(0, dtype=np.int64), []
        rows = np.flatnonzero(texts.is_in(wrong).to_numpy())
        return rows, [f"{MARKED}{t.strip()}" for t in texts.gather(rows)]


def withheld(value: Floats, code: Codes, rows: Rows, says: Sequence[str]) -> Counter[str]:
    """Withhold, in place, the values of `rows` for what their quality says; counts of that."""
    has = np.isfinite(value[rows])
    value[rows[has]] = np.nan
    code[rows[has]] = Quality.BAD_TEXT
    return Counter(s for s, h in zip(says, has, strict=True) if h)
