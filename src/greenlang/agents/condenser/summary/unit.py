"""One page a condenser: where it stands, why, since when, how sure, what to do."""

import math

import numpy as np

from greenlang.agents.condenser.figures import OF_UNIT
from greenlang.agents.condenser.figures.view import FOULING, MBAR, MEGA, TONNE, View, lately, mean
from greenlang.agents.condenser.figures.words import EVENTS, SOURCES
from greenlang.agents.condenser.results import Band, CondenserHistory, Event, Forecast
from greenlang.agents.condenser.summary import advice, changes
from greenlang.agents.condenser.summary.log import verdict
from greenlang.agents.condenser.summary.standing import Standing, dirtiest, standing
from greenlang.agents.drawing import figure
from greenlang.agents.page import (
    MISSING,
    Block,
    Chapter,
    Column,
    Number,
    Numbers,
    Paragraph,
    Table,
    banded,
    date,
    fixed,
    percent,
    significant,
)
from greenlang.core.errors import InsufficientData

DAY = 86_400.0
UNITS = {"kg/s": (3600.0, "kg/h", 0), "Pa": (MBAR, "mbar", 1), "1": (100.0, "%", 0),
         "K": (1.0, "K", 1), "share": (100.0, "%", 0), "kg/kg": (1e9, "ppb", 1)}  # fmt: skip
"""Unit of an event's size -> its factor, unit and decimals where people read it."""


def page(view: View, one: CondenserHistory, names: tuple[str, ...]) -> Chapter:
    """Key numbers, causes, charts, events, cleanings, what the zero means."""
    at = standing(one)
    blocks: list[Block] = [_numbers(view, one, at), _causes(view, one)]
    shown = [figure(name, OF_UNIT[name], one, view) for name in names]
    blocks += sorted(shown, key=lambda block: isinstance(block, Paragraph))
    blocks += [_events(one), _cleanings(one), *advice.table(view, [one])]
    blocks.append(changes.statistics(view, one))
    said = [_basis(one), *(f"Not seen: {text.rstrip('.')}." for text in one.not_seen)]
    said += [f"{text.rstrip('.')}." for text in one.warnings]
    blocks += [Paragraph(text, "note") for text in said if text]
    return Chapter(one.asset, tuple(blocks))


def _numbers(view: View, one: CondenserHistory, at: Standing) -> Numbers:
    dirt = dirtiest(one)
    box = f"waterbox {dirt[0]}, 1e-5 m² K/W" if dirt else ""
    margin = "" if not math.isfinite(at.air) else f"{fixed(at.air, 0)} kg/h drawn"
    return Numbers((
        Number("pressure", fixed(at.p, 1), _unit(at.p, "mbar"), f"target {fixed(at.target, 1)}"),
        Number("cleanliness", fixed(at.cleanliness, 3), "", "at reference conditions"),
        _number("Rf", MISSING if dirt is None else banded(dirt[1], decimals=1), "", box),
        Number("air margin", fixed(at.margin, 2), "", margin),
        _number("to put right", banded(at.money, decimals=0), f"{view.currency}/day",
                f"{fixed(at.power, 2)} MW" if math.isfinite(at.power) else ""),
    ))  # fmt: skip


def _unit(x: float, unit: str) -> str:
    return unit if math.isfinite(x) else ""


def _number(label: str, text: str, unit: str, note: str) -> Number:
    value, _, band = text.partition(" (")
    told = ", ".join(part for part in (band.rstrip(")"), note) if part)
    return Number(label, value, "" if value == MISSING else unit, told)


def _causes(view: View, one: CondenserHistory) -> Table:
    """The last days by cause, each quantity split by itself."""
    columns = (
        Column("Cause, last 30 valid days"), Column("mbar", "number"), Column("K", "number"),
        Column("power", "number", "MW"), Column("money", "number", f"{view.currency}/day"),
        Column("CO2", "number", "t/day"), Column("if put right alone", "number", "mbar"),
    )  # fmt: skip
    try:
        some = lately(one)
    except InsufficientData as error:
        return Table(columns, (), empty=str(error))
    split, rows = one.split, []
    for k, cause in enumerate(split.causes):
        gain = MBAR * mean(split.gain[some, k])
        rows.append((cause, *_amounts(one, some, k), fixed(gain, 1)))
    u = split.unexplained
    rows.append((
        "not explained", fixed(MBAR * mean(u.pressure[some]), 1),
        _or_dash(mean(u.temperature[some]), 2), _or_dash(MEGA * mean(u.power[some]), 2),
        _or_dash(mean(u.money[some]), 0), _or_dash(TONNE * mean(u.co2[some]), 1), "–",
    ))  # fmt: skip
    return Table(columns, tuple(rows), _SPLIT + _withheld(one))


_SPLIT = (
    "Against the reference; positive is worse. A cause's part is its mean over every order in which"
    " the causes could have come, so the parts sum; each column is split by itself. “If put right"
    " alone” is what the pressure would fall with that one cause at its reference."
)


def _withheld(one: CondenserHistory) -> str:
    return f" Withheld: {'; '.join(one.split.withheld)}." if one.split.withheld else ""


def _amounts(one: CondenserHistory, some: np.ndarray, k: int) -> tuple[str, ...]:
    a = one.split.parts
    return (
        fixed(MBAR * mean(a.pressure[some, k]), 1), fixed(mean(a.temperature[some, k]), 2),
        _or_dash(MEGA * mean(a.power[some, k]), 2), _or_dash(mean(a.money[some, k]), 0),
        _or_dash(TONNE * mean(a.co2[some, k]), 1),
    )  # fmt: skip


def _or_dash(x: float, decimals: int) -> str:
    return fixed(x, decimals) if math.isfinite(x) else "–"


def size(event: Event) -> str:
    """Size of an event in the unit in which it is read, with its standard uncertainty."""
    if not math.isfinite(event.size):
        return MISSING
    factor, unit, places = UNITS.get(event.size_unit, (1.0, event.size_unit, 2))
    text = fixed(factor * event.size, places)
    if math.isfinite(event.size_sigma) and event.size_sigma > 0.0:
        text += f" ± {fixed(factor * event.size_sigma, places)}"
    return f"{text} {unit}"


def _events(one: CondenserHistory) -> Table:
    columns = (
        Column("Event"), Column("from"), Column("to"), Column("size", "number"),
        Column("effect", "number", "mbar"), Column("how sure"), Column("signs"),
    )  # fmt: skip
    rows = tuple(_event(e) for e in sorted(one.events, key=lambda e: e.start))
    unseen = [_words(sign) for sign in _unseen(one)]
    caption = f"Signs that were not seen at some of them: {', '.join(unseen)}." if unseen else ""
    empty = "No event: nothing but fouling and cleaning is seen."
    return Table(columns, rows, caption if rows else "", empty)


def _unseen(one: CondenserHistory) -> tuple[str, ...]:
    """Signs that no tag, or no value at the time, could tell of an event."""
    return tuple(dict.fromkeys(sign for e in one.events for sign in e.not_seen))


def _event(e: Event) -> tuple[str, ...]:
    name = EVENTS.get(e.cause, e.cause) + (f", {e.tag_name or e.tag}" if e.tag else "")
    where = e.box or (e.side if e.side and e.side != "not told" else "")
    effect = _or_dash(MBAR * e.pressure, 1)
    best = sorted(e.probabilities.items(), key=lambda pair: -pair[1])[:2]
    sure = ", ".join(f"{cause} {percent(p)}" for cause, p in best)
    if best and best[0][0] == e.cause:
        sure = percent(best[0][1])
    seen = [f"{_words(sign)} {way}" for sign, way in e.signs.items() if way != "none"]
    signs = ", ".join(seen) or "; ".join(e.evidence)
    return (
        f"{name}, {where}" if where else name, date(e.start),
        "still there" if e.end is None else date(e.end), size(e), effect, sure, signs,
    )  # fmt: skip


def _words(sign: str) -> str:
    return sign.replace("_", " ")


def _cleanings(one: CondenserHistory) -> Table:
    columns = (
        Column("Cleaning"), Column("waterbox"), Column("back"), Column("by"),
        Column("Rf before", "number", "1e-5 m² K/W"), Column("after", "number"),
        Column("removed", "number"),
    )  # fmt: skip
    rows = tuple(
        (verdict(c.status), c.box, date(c.end), c.method or "not known",
         fixed(FOULING * c.r_f_before, 1), fixed(FOULING * c.r_f_after, 1),
         _effect(c.effect, c.effect_sigma))
        for c in sorted(one.cleanings, key=lambda c: (c.end, c.box))
    )  # fmt: skip
    return Table(columns, rows, empty="No cleaning is seen in the data or the log.")


def _effect(effect: float, sigma: float) -> str:
    if not math.isfinite(effect):
        return MISSING
    return percent(effect) + (f" ± {percent(sigma)}" if math.isfinite(sigma) else "")


def _basis(one: CondenserHistory) -> str:
    """Where the clean condenser comes from."""
    fit = one.clean
    doubt = f" ± {fixed(fit.f_b_sigma, 3)}" if math.isfinite(fit.f_b_sigma) else ""
    return (
        f"The clean condenser is {SOURCES.get(fit.source, fit.source)}: bundle factor"
        f" {significant(fit.f_b)}{doubt} (prior {significant(fit.prior, 2)}), film in the tubes"
        f" {significant(fit.f_t)} of Gnielinski's, from {fixed(fit.hours, 0)} hours; what that"
        f" leaves open is {percent(fit.spread)} of 1/U."
    )


def overview(view: View) -> Table:
    """State of every waterbox: its fouling, its pace, its law, its nearest limit."""
    columns = (
        Column("waterbox"), Column("Rf now", "number", "1e-5 m² K/W"),
        Column("a month", "number", "1e-5 m² K/W"), Column("cycle since"), Column("law"),
        Column("nearest limit, P50 (P10 to P90)"),
    )  # fmt: skip
    rows = [
        (f"{one.asset} {box}", *_state(one, b, box))
        for one in view.by_cost()
        for b, box in enumerate(one.boxes)
    ]
    return Table(columns, tuple(rows))


def _state(one: CondenserHistory, b: int, box: str) -> tuple[str, ...]:
    ahead = next((f for f in one.forecasts if f.box == box), None)
    band = one.r_f_now.get(box)
    rate = one.states.rate[:, b]
    seen = rate[np.isfinite(rate)]
    scaled = None if band is None else Band(*(FOULING * x for x in (band.p10, band.p50, band.p90)))
    now = MISSING if scaled is None else banded(scaled, decimals=1)
    return (
        now, fixed(FOULING * 30 * DAY * float(seen[-1]), 2) if seen.size else MISSING,
        date(ahead.origin) if ahead else MISSING,
        max(ahead.laws, key=lambda law: law.weight).name.replace("_", "–")
        if ahead and ahead.laws else MISSING,
        _nearest(ahead),
    )  # fmt: skip


def _nearest(ahead: Forecast | None) -> str:
    if ahead is None:
        return MISSING
    if not ahead.limits:
        return "none given"
    name, band = min(ahead.limits.items(), key=lambda pair: pair[1].p50)
    if not math.isfinite(band.p50):
        return f"{name}: not within {ahead.days[-1] - ahead.days[0] + 1} d"
    return f"{name} {date(band.p50)} ({date(band.p10)} to {date(band.p90)})"
