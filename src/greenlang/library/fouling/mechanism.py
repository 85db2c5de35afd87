"""What speaks for and against each mechanism of fouling: rows of data, weighed."""

import functools
from dataclasses import dataclass
from typing import Any

from greenlang.core.equations import equation, lookup
from greenlang.core.errors import NotFound, near
from greenlang.core.tables import table
from greenlang.core.units import Kelvin, Ratio

TABLE = "fouling/mechanisms"
SOURCE = "table fouling/mechanisms: facts of its sources, weights of this project"
MECHANISMS = ("particulate", "crystallisation", "biological", "corrosion", "chemical")


@dataclass(frozen=True)
class Evidence:
    """One fact and one mechanism; `row` counts in the table."""

    row: int
    fact: str
    mechanism: str
    weight: int
    why: str
    source: str


@functools.cache
def evidence() -> tuple[Evidence, ...]:
    """Every row of the table."""
    rows = enumerate(table(TABLE).rows)
    return tuple(Evidence(k, row[0], row[1], int(row[2]), row[3], row[4]) for k, row in rows)


def of_fact(fact: str) -> tuple[Evidence, ...]:
    """What a fact says; NotFound for one that the table does not know."""
    found = tuple(one for one in evidence() if one.fact == fact)
    if not found:
        known = {one.fact for one in evidence()}
        raise NotFound(f"no evidence is known of {fact!r}{near(fact, known)}")
    return found


@equation("score", "no evidence: nothing for it and nothing against it", at=(("350",), ("280",)))
def neutral(t: Kelvin) -> Ratio:
    """Score to begin with, whatever the temperature."""
    return t / t - 1


@lookup("w", SOURCE, at=(("0", "0"), ("0", "3")))
def weight(start: Ratio, row: Ratio) -> Ratio:  # noqa: ARG001  start: what it is added to
    """Weight of a row, read to be added to a score."""
    return _weights()[int(row)]


@functools.cache
def _weights() -> tuple[Any, ...]:
    return tuple(float(text) for text in table(TABLE).column("weight"))


@equation("Δ", "difference of two scores", at=(("3", "1"), ("0", "2")))
def lead(best: Ratio, second: Ratio) -> Ratio:
    """By how much one score leads another."""
    return best - second
