"""Values in force from a date on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Series:
    """A dated price: rows (day, value), the value holds until the next row."""

    rows: tuple[tuple[int, float], ...]
    source: str = "plant file"

    def at(self, day: int) -> float:
        """The value in force on a day; the first one also before it."""
        known = [value for start, value in self.rows if start <= day]
        return known[-1] if known else self.rows[0][1]
