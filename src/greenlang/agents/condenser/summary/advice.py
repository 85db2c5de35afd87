"""What to do, in words and tables: how to run the cold end, when to clean, what to repair."""

import math
from collections.abc import Iterable, Iterator

from greenlang.agents.condenser.decisions import CleaningDecision, UnitDecision
from greenlang.agents.condenser.figures.view import FOULING, MBAR, MEGA, View
from greenlang.agents.condenser.results import CondenserHistory
from greenlang.agents.page import (
    MISSING,
    Block,
    Bullets,
    Card,
    Column,
    Paragraph,
    Table,
    banded,
    date,
    fixed,
    known,
    percent,
    significant,
    thousands,
)

HOUR = 3600.0
_SHOWN = 5  # alternatives
_LISTED = 4
_LAZY = {"never": "not worth it", "insufficient data": MISSING}


def decided(view: View, one: CondenserHistory) -> UnitDecision | None:
    """What was decided for a condenser's unit."""
    return None if view.decision is None else view.decision.of(one.unit)


def cleanings(view: View, one: CondenserHistory) -> tuple[CleaningDecision, ...]:
    """What was decided for its waterboxes."""
    found = decided(view, one)
    return tuple(c for c in found.cleanings if c.asset == one.asset) if found else ()


def shortly(view: View, one: CondenserHistory) -> str:
    """What to do with a condenser, in a few words for a table."""
    days: dict[str, list[str]] = {}
    for c in cleanings(view, one):
        if c.day is not None:
            days.setdefault(when(c).removeprefix("at the outage of "), []).append(c.box)
    said = [f"clean {', '.join(boxes)} {day}" for day, boxes in days.items()]
    found = decided(view, one)
    if found and found.cold_end is not None and worth_it(found):
        said.append(f"run {found.cold_end.best.what}")
    said += [r.what for r in found.repairs if r.action == "now"] if found else []
    return "; ".join(said) or "nothing now"


def when(c: CleaningDecision) -> str:
    """The decision in two words and a date."""
    if c.action in _LAZY:
        return _LAZY[c.action]
    day = "" if c.day is None else date(c.day)
    return {"now": "now", "next outage": f"at the outage of {day}"}.get(c.action, day)


def worth_it(found: UnitDecision) -> bool:
    """Whether another way to run is advised."""
    return found.cold_end is not None and found.cold_end.advice.startswith("change")


def card(view: View) -> Card:
    """What to do now and why."""
    if view.decision is None:
        return Card("What to do now", MISSING, ("Nothing was decided.",), "act")
    points, heads = [], []
    for one in view.by_cost():
        found = decided(view, one)
        now = [c for c in cleanings(view, one) if c.action == "now"]
        heads += [f"clean {one.asset} {c.box}" for c in now]
        points += [_why(view, one, c) for c in now]
        if found is not None and worth_it(found):
            heads.append(f"run {one.unit} otherwise")
            points.append(_run(view, found))
        heads += [r.what for r in found.repairs if r.action == "now"] if found else []
    if not heads:
        return Card("What to do now", "Clean and repair nothing now", _later(view), "act")
    more = f" and {len(heads) - _LISTED} more" if len(heads) > _LISTED else ""
    headline = ", ".join(heads[:_LISTED]) + more
    return Card("What to do now", headline[0].upper() + headline[1:], tuple(points[:3]), "act")


def _why(view: View, one: CondenserHistory, c: CleaningDecision) -> str:
    said = f"{one.asset} {c.box} by {c.method or 'any method'}"
    if known(c.pays):
        said += f" pays {significant(c.pays.p50)} {view.currency}"
        said += f" ({percent(c.p_pays)} sure)" if math.isfinite(c.p_pays) else ""
    return f"{said}{f': {c.why[0]}' if c.why else ''}."


def _run(view: View, found: UnitDecision) -> str:
    gain = HOUR * float(found.cold_end.gain)
    return (
        f"{found.unit}: {found.cold_end.best.what} earns {significant(gain, 2)} {view.currency} an"
        f" hour more than now."
    )


def _later(view: View) -> tuple[str, ...]:
    """The next cleaning that pays, and why nothing more is known."""
    found = [
        (c.day, one, c) for one in view.by_cost() for c in cleanings(view, one) if c.day is not None
    ]
    said = []
    if found:
        day, one, c = min(found, key=lambda each: each[0])
        said.append(f"The next cleaning that pays: {one.asset} {c.box} on {date(day)}.")
    units = view.decision.units if view.decision else ()
    said += [f"{u.unit}: {u.cold_end_why}." for u in units if u.cold_end is None and u.cold_end_why]
    said += [f"{text.rstrip('.')}." for u in units for text in u.warnings]
    return tuple(said[:3]) or ("No cleaning pays within the horizon.",)


def lines(view: View, one: CondenserHistory) -> Iterator[str]:
    """The same for the terminal."""
    why = {c.why[0] for c in cleanings(view, one) if c.action == "insufficient data" and c.why}
    yield from (f"{one.asset}: no cleaning decided: {text}" for text in sorted(why))
    for c in cleanings(view, one):
        if c.action != "insufficient data":
            pays = f", pays {banded(c.pays, decimals=thousands(c.pays))} {view.currency}"
            sure = f", {percent(c.p_pays)} sure" if math.isfinite(c.p_pays) else ""
            by = f" by {c.method}" if c.method else ""
            worth = (pays if known(c.pays) else "") + sure
            yield f"{one.asset} {c.box}: clean {when(c)}{by}{worth}"
    found = decided(view, one)
    if found is not None and found.cold_end is not None:
        yield f"{found.unit}: cold end: {found.cold_end.advice}"
    elif found is not None and found.cold_end_why:
        yield f"{found.unit}: cold end not decided: {found.cold_end_why}"


def table(view: View, units: Iterable[CondenserHistory]) -> tuple[Block, ...]:
    """When to clean which waterbox of these condensers, with the second best."""
    found = [c for one in units for c in cleanings(view, one)]
    if not found:
        return ()
    columns = (
        Column("Clean"), Column("when"), Column("by"), Column("within 2 % of the best cost"),
        Column("pays", "number", view.currency), Column("sure", "number"), Column("second best"),
    )  # fmt: skip
    rows = tuple(
        (f"{c.asset} {c.box}", when(c), c.method or "–", _window(c), _pays(c),
         percent(c.p_pays) if math.isfinite(c.p_pays) else "–", c.second_best or "–")
        for c in found
    )  # fmt: skip
    return (Table(columns, rows),)


def reasons(view: View) -> tuple[Block, ...]:
    """Why each waterbox is cleaned when it is."""
    found = [c for one in view.by_cost() for c in cleanings(view, one) if c.why]
    said = tuple(f"{c.asset} {c.box}: {'; '.join(c.why)}." for c in found)
    return (Bullets(said),) if said else ()


def _window(c: CleaningDecision) -> str:
    return "–" if c.window is None else f"{date(c.window[0])} to {date(c.window[1])}"


def _pays(c: CleaningDecision) -> str:
    return banded(c.pays, decimals=thousands(c.pays)) if known(c.pays) else "–"


def running(view: View, found: UnitDecision) -> tuple[Block, ...]:
    """How to run one unit's cold end: the best, the second best and the present way."""
    cold = found.cold_end
    if cold is None:
        why = found.cold_end_why or "nothing was asked"
        return (Paragraph(f"{found.unit}, cold end: {MISSING}: {why.rstrip('.')}.", "note"),)
    ways = [("best", cold.best), ("present", cold.present)]
    if cold.second is not None:
        ways.insert(1, ("second best", cold.second))
    columns = (
        Column(f"{found.unit}, cold end"), Column("runs"), Column("flow", "number", "m³/h"),
        Column("pressure", "number", "mbar"), Column("gross", "number", "MW"),
        Column("pumps and fans", "number", "MW"), Column("net", "number", "MW"),
        Column("against the present", "number", f"{view.currency}/h"),
    )  # fmt: skip
    rows = tuple(
        (name, w.what, fixed(HOUR * float(w.v), 0), fixed(MBAR * float(w.p), 1),
         fixed(MEGA * float(w.power), 1), fixed(MEGA * float(w.power - w.net), 2),
         fixed(MEGA * float(w.net), 2), fixed(HOUR * float(w.j - cold.present.j), 0))
        for name, w in ways
    )  # fmt: skip
    said = f"{cold.advice[0].upper()}{cold.advice[1:]}. {cold.states} ways were looked at."
    limits = "; ".join(
        f"{b.name} ({fixed(HOUR * float(b.worth), 0)} {view.currency}/h)" for b in cold.binding
    )
    told = f"What stands in the way, and what it costs: {limits}." if limits else "No limit binds."
    not_checked = f" Not checked: {cold.not_checked}." if cold.not_checked else ""
    return (
        Table(columns, rows, said), Paragraph(f"{told}{not_checked}", "note"),
        *_set_points(found), *(Paragraph(f"{f.rstrip('.')}.", "note") for f in cold.flags),
    )  # fmt: skip


def _set_points(found: UnitDecision) -> tuple[Block, ...]:
    points = found.cold_end.set_points
    if not points:
        return ()
    columns = (
        Column("Advice"), Column("tag"), Column("now"), Column("to"), Column("why"),
    )  # fmt: skip
    rows = tuple((p.machine, p.tag or "–", p.now, p.to, p.reason) for p in points)
    return (Table(columns, rows, "Advice; nothing is written to the plant."),)


def repairs(view: View) -> Table:
    """What to repair, plug or replace."""
    units = view.decision.units if view.decision else ()
    columns = (
        Column("Repair"), Column("what"), Column("do"), Column("pays", "number", view.currency),
        Column("why"),
    )  # fmt: skip
    rows = tuple(
        (r.asset, r.what, r.action, banded(r.pays, decimals=thousands(r.pays)),
         "; ".join(r.why) or "–")
        for u in units for r in u.repairs
    )  # fmt: skip
    return Table(columns, rows, empty="No repair was weighed.")


def methods(view: View) -> Table:
    """Ways to clean each waterbox, the best first, and the fouling from which a cleaning pays."""
    units = view.decision.units if view.decision else ()
    columns = (
        Column("waterbox"), Column("ways to clean, the best first"),
        Column("pays from", "number", "1e-5 m² K/W"),
    )  # fmt: skip
    rows = tuple(
        (f"{c.asset} {c.box}", _ranked(view, c),
         fixed(FOULING * c.break_even, 1) if math.isfinite(c.break_even) else "–")
        for u in units for c in u.cleanings
    )  # fmt: skip
    return Table(columns, rows, empty="No method of cleaning is given in the plant file.")


def _ranked(view: View, c: CleaningDecision) -> str:
    """The best way, and by how much less the others pay."""
    if not c.ranking:
        return "–"
    (best, most), *others = c.ranking
    less = [f"{name} {significant(most - x, 2)} {view.currency} less" for name, x in others]
    return ", ".join([best, *less])
