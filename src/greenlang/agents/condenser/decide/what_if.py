"""What would be decided with other prices, crews, outages or methods, or with a unit left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from greenlang.agents.condenser.decide.basis import Bases, bases
from greenlang.agents.condenser.decide.decided import decided
from greenlang.agents.condenser.decisions import CleaningDecision, Decisions, UnitDecision
from greenlang.agents.condenser.model import Plant
from greenlang.agents.condenser.results import PlantHistory
from greenlang.agents.page import date, fixed
from greenlang.core.errors import InputError, near

COLUMNS = ("", "as planned", "what if")
HOUR = 3600.0


@dataclass(frozen=True)
class WhatIf:
    """The decisions as they are and as they would be."""

    base: Decisions
    other: Decisions


def what_if(
    base: Plant,
    other: Plant,
    history: PlantHistory | Bases,
    *,
    left_alone: Sequence[str] = (),
) -> WhatIf:
    """Both decisions; what is `left_alone` ("U1", or its box "U1 A1") is not cleaned in the other.

    Errors: InputError for a unit or waterbox that is none.
    """
    known = bases(history)
    names = [one.asset for one in known.condensers]
    names += [f"{one.asset} {box}" for one in known.condensers for box in one.boxes]
    for name in left_alone:
        if name not in names:
            raise InputError(f"{name!r} is no unit or waterbox of the plant{near(name, names)}")
    return WhatIf(decided(base, known), decided(other, _spared(known, left_alone)))


def _spared(known: Bases, left_alone: Sequence[str]) -> Bases:
    """Boxes that are left alone are planned for as if no way applied to them."""
    return Bases(
        tuple(
            replace(
                one,
                spared=tuple(
                    box
                    for box in one.boxes
                    if one.asset in left_alone or f"{one.asset} {box}" in left_alone
                ),
            )
            for one in known.condensers
        )
    )


Rows = list[tuple[str, ...]]


def table(of: WhatIf, currency: str) -> tuple[str, tuple[str, ...], Rows]:
    """Title, columns and rows: every waterbox, and how each unit would run."""
    rows: Rows = []
    for base in of.base.units:
        other = of.other.of(base.unit)
        if other is None:
            continue
        for one, then in zip(base.cleanings, other.cleanings, strict=False):
            rows.append(
                (f"clean {one.asset} {one.box}", *(_said(c, currency) for c in (one, then)))
            )
        rows.append((f"run {base.unit}", *(_run(each, currency) for each in (base, other))))
    return "What if", COLUMNS, rows


def _said(c: CleaningDecision, currency: str) -> str:
    if c.day is None:
        return c.action
    pays = "" if c.pays.p50 != c.pays.p50 else f", pays {fixed(c.pays.p50, 0)} {currency}"
    return f"{date(c.day)} by {c.method}{pays}"


def _run(unit: UnitDecision, currency: str) -> str:
    if unit.cold_end is None:
        return unit.cold_end_why
    gain = HOUR * float(unit.cold_end.gain)
    return f"{unit.cold_end.best.what}: {fixed(gain, 0)} {currency}/h more"
