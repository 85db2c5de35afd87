"""The chapters of the report that are about the whole plant."""

import math

import numpy as np

from greenlang.agents import alerts
from greenlang.agents.chapters import alerted, assumed, records
from greenlang.agents.condenser.figures import OF_FLEET
from greenlang.agents.condenser.figures.view import MBAR, MWH, TONNE, View
from greenlang.agents.condenser.figures.words import INLET, STATUSES
from greenlang.agents.condenser.results import CondenserHistory, Saving, TagFinding
from greenlang.agents.condenser.rules import RULES
from greenlang.agents.condenser.summary import advice, changes, fleet, log, months, targets, unit
from greenlang.agents.condenser.watch import unwatched
from greenlang.agents.drawing import figure
from greenlang.agents.page import (
    MISSING,
    Block,
    Bullets,
    Chapter,
    Column,
    Origin,
    Paragraph,
    Table,
    date,
    fixed,
)
from greenlang.library.economics import Series

Names = tuple[str, ...]
_PER_MWH = 3.6e9


def summary(view: View, _origin: Origin, names: Names) -> Chapter:
    """Three statements, the table of condensers, what has changed."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    blocks = (fleet.cards(view), fleet.table(view), *shown, changes.table(view))
    return Chapter("Summary", (*blocks, unit.overview(view)))


def watched(view: View, _origin: Origin, names: Names) -> Chapter:
    """Alerts that last, those lately cleared, and what nobody watches."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    where = ("units", "units")
    found = alerted(view.alerts, view.currency, view.end, shown, view.plant.rules, where)
    quiet = [
        Paragraph(
            f"{one.asset}, not watched, since it is not measured: {', '.join(lacking)}.", "note"
        )
        for one in view.history.condensers
        if (lacking := unwatched(view.unit(one), one))
    ]
    return Chapter(found.title, (*found.blocks, *quiet))


def condensers(view: View, _origin: Origin, names: Names) -> Chapter:
    """One page each, the one with the most to put right first."""
    said = "The one with the most to put right first; a page each on what, why, and how sure."
    left = len(view.history.condensers) - len(view.paged())
    more = (Paragraph(f"{left} have no page here; --pages asks for them.", "note"),) if left else ()
    pages = tuple(unit.page(view, one, names) for one in view.paged())
    return Chapter("Condensers", (Paragraph(said), *more), pages, follows=True)


def causes(view: View, _origin: Origin, names: Names) -> Chapter:
    """By month and over the whole history, with prices."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    blocks = (*shown, months.table(view), months.totals(view), *_inlet(view), _prices(view))
    return Chapter("Causes, money and CO2", blocks)


def _inlet(view: View) -> list[Table]:
    """The inlet temperature of a tower, by what makes it."""
    rows = [
        (one.asset, INLET.get(name, name), fixed(MBAR * float(np.nanmean(part)), 1))
        for one in view.history.condensers
        for name, part in one.split.inlet.items()
        if np.isfinite(part).any()
    ]
    columns = (
        Column("Tower"), Column("of the inlet temperature's part"),
        Column("mean", "number", "mbar"),
    )  # fmt: skip
    return [Table(columns, tuple(rows))] if rows else []


def _prices(view: View) -> Table:
    prices, day = view.plant.prices, view.end
    rows = (
        _price("power", prices.power, day, _PER_MWH, f"{view.currency}/MWh"),
        _price("fuel", prices.fuel, day, 1e9, f"{view.currency}/GJ"),
        _price("CO2", prices.co2, day, 1e3, f"{view.currency}/t"),
        _price("water", prices.water, day, 1.0, f"{view.currency}/m³"),
        _price("CO2 of the fuel", prices.co2_factor, day, 1e9, "kg/GJ"),
        _price("CO2 of power bought", prices.power_factor, day, _PER_MWH, "kg/MWh"),
    )
    bases = {u.name: u.basis.replace("_", " ") for u in view.plant.units}
    said = "; ".join(f"{name}: {basis}" for name, basis in bases.items())
    columns = (Column("Price"), Column("value", "number"), Column("unit"), Column("source"))
    return Table(columns, rows, f"{said}. {_BASES}")


_BASES = (
    "At constant heat input lost power is bought, and its CO2 is displaced; at constant output fuel"
    " is burnt for it. Never both."
)


def _price(name: str, series: Series | None, day: int, scale: float, unit_: str) -> tuple[str, ...]:
    if series is None:
        return name, "not given", "", "left out"
    return name, fixed(scale * series.at(day), 2), unit_, series.source


def decisions(view: View, _origin: Origin, names: Names) -> Chapter:
    """How to run, when to clean, what to repair, each with its second best."""
    blocks: list[Block] = []
    for one in view.decision.units if view.decision else ():
        blocks += advice.running(view, one)
        blocks += [Paragraph(f"{text.rstrip('.')}.", "note") for text in one.warnings]
    blocks += [*advice.table(view, view.by_cost()), *advice.reasons(view)]
    blocks += [figure(name, OF_FLEET[name], view) for name in names]
    if view.decision is None or not view.decision.units:
        return Chapter("Decisions", (Paragraph("Insufficient data: nothing was decided.", "note"),))
    return Chapter("Decisions", (*blocks, advice.methods(view), advice.repairs(view)))


def savings(view: View, _origin: Origin, names: Names) -> Chapter:
    """What cleanings and repairs have saved, measured."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    columns = (
        Column("Saved by"), Column("counted"), Column("pressure", "number", "mbar"),
        Column("energy", "number", "MWh"), Column("money", "number", view.currency),
        Column("CO2", "number", "t"),
    )  # fmt: skip
    found = sorted(
        ((s.end, one, s) for one in view.history.condensers for s in one.savings),
        key=lambda each: (each[0], each[1].asset),
    )
    rows = tuple(_saving(one, s) for _, one, s in found)
    table = Table(columns, rows, _SAVED, "No cleaning or repair is seen in the data.")
    return Chapter("Savings proven", (*shown, table), follows=True)


_SAVED = (
    "P50 with the band that holds nine of ten, at the water, load and prices of each day that"
    " counts; without the work the state of before would have gone on. Costs of the work are not"
    " taken off."
)


def _saving(one: CondenserHistory, s: Saving) -> tuple[str, ...]:
    name = f"{one.asset} {s.box or ''} {s.what}, {date(s.end)}".replace("  ", " ")
    if s.note and not math.isfinite(s.pressure.p50):
        return (name, s.note, *(MISSING,) * 4)
    counted = f"{s.days.size} d to {date(s.window[1])}"
    parts = ((s.pressure, MBAR, 1), (s.energy, MWH, 0), (s.money, 1.0, 0), (s.co2, TONNE, 0))
    return name, counted, *(_nine(band, scale, n) for band, scale, n in parts)


def _nine(band: object, scale: float, decimals: int) -> str:
    low, mid, high = (scale * float(getattr(band, p)) for p in ("p05", "p50", "p95"))
    if not math.isfinite(mid):
        return "–"
    return f"{fixed(mid, decimals)} ({fixed(low, decimals)} to {fixed(high, decimals)})"


def maintenance(view: View, _origin: Origin, _names: Names) -> Chapter:
    """The log reconciled with what the data show."""
    counts = ((STATUSES[k], str(n)) for k, n in fleet.log_counts(view).items() if n)
    heads = (Column("Cleanings"), Column("number", "number"))
    blocks = (Table(heads, tuple(counts), empty="No cleaning is known."), log.table(view))
    return Chapter("Maintenance log against the data", blocks)


def aims(view: View, _origin: Origin, _names: Names) -> Chapter:
    """What has come of the usual aims, measured against a frozen baseline."""
    return Chapter("Targets against a frozen baseline", (targets.table(view),), follows=True)


def quality(view: View, _origin: Origin, names: Names) -> Chapter:
    """Which tag to mend, when the data were usable, what is not seen."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    unseen = tuple((one.asset, text) for one in view.history.condensers for text in one.not_seen)
    lacking = Table((Column("Not measured"), Column("what follows")), unseen,
                    empty="Everything that a diagnosis asks for is measured.")  # fmt: skip
    return Chapter("Data quality", (_tags(view), *shown, lacking))


def _tags(view: View) -> Table:
    columns = (
        Column("Tag to mend"), Column("unit"), Column("measures"), Column("verdict"),
        Column("good", "number", "readings"), Column("adjusted", "number", "sigma"),
        Column("largest test", "number", "z"),
    )  # fmt: skip
    bad = fleet.to_mend(view)
    rows = tuple(_tag(t) for t in bad)
    fine = len(view.history.tags) - len(bad)
    caption = f"{fine} of {len(view.history.tags)} tags pass every test."
    return Table(columns, rows, caption, f"No tag to mend. {caption}")


def _tag(t: TagFinding) -> tuple[str, ...]:
    tested = (fixed(x, 1) if math.isfinite(x) else "not tested" for x in (t.adjustment, t.z))
    return t.tag, t.asset, t.role, t.verdict, fixed(t.good, 0), *tested


def method(_view: View, origin: Origin, _names: Names) -> Chapter:
    """How the numbers came about, with the records that prove them."""
    blocks = (Bullets(_METHOD), *records(origin), alerts.rules_table(RULES))
    return Chapter("Method and sources", blocks)


_METHOD = (
    (
        "Readings are aligned, tested for stuck and wild values, and reduced to hours of steady"
        " operation; gauge readings go through the site's barometer; nothing is filled in."
    ),
    (
        "Saturation is IAPWS-IF97. Duty and flow of every hour are reconciled between water side,"
        " steam side and pumps within the uncertainty of their tags."
    ),
    (
        "The clean condenser: Gnielinski's film in the tubes, the wall, Nusselt's film outside with"
        " a bundle factor learnt on clean days; in the manner of ASME PTC 12.2. Rf is signed."
    ),
    (
        "States are smoothed by a Kalman filter with jumps at events; a gauge's bias is a state of"
        " its own, so that it does not become a cause."
    ),
    (
        "Events carry the probability of every cause by the signs that are measured; below 0.8 the"
        " answer is “not separable”."
    ),
    (
        "Causes are Shapley values over every order: they sum exactly. What the gauge shows beyond"
        " is “not explained”, signed."
    ),
    "Forecasts are quantiles of seeded draws over fouling laws weighted by evidence (JCGM 101).",
)


def assumptions(view: View, origin: Origin, _names: Names) -> Chapter:
    """What was assumed, what the reading met, what could not be analysed."""
    whole = "Every condenser of the plant file could be analysed."
    failed = tuple(view.history.failed.items())
    return assumed(view.plant.warnings, view.history.warnings, origin, whole, failed)
