"""The chapters of the report that are about the whole train."""

import math

import numpy as np

from greenlang.agents import alerts
from greenlang.agents.chapters import assumed, records
from greenlang.agents.drawing import figure
from greenlang.agents.exchanger.figures import OF_FLEET
from greenlang.agents.exchanger.figures.view import SHOWN, View
from greenlang.agents.exchanger.figures.words import STATUSES
from greenlang.agents.exchanger.model import Prices
from greenlang.agents.exchanger.results import ExchangerHistory, FleetPlan, Start
from greenlang.agents.exchanger.rules import RULES
from greenlang.agents.exchanger.summary import (
    fleet,
    lacking,
    log,
    months,
    operation,
    unit,
    work,
)
from greenlang.agents.exchanger.summary.phrases import MEGA, R_F, TONNE, duration, footnote, marked
from greenlang.agents.page import (
    MISSING,
    Block,
    Bullets,
    Chapter,
    Column,
    Number,
    Numbers,
    Origin,
    Paragraph,
    Table,
    banded,
    between,
    date,
    fixed,
    known,
    percent,
    significant,
)
from greenlang.library.economics import Series

_YEAR = 365
_SHOWN = 3
_MWH = 24e-6  # W over a day
_PER_MWH = 3.6e9

Names = tuple[str, ...]


def decisions(view: View, _origin: Origin, names: Names) -> Chapter:
    """Three statements, then the table of the train."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    return Chapter("Decisions", (fleet.cards(view), fleet.table(view), *shown))


def plan(view: View, _origin: Origin, names: Names) -> Chapter:
    """When what is cleaned, what that costs against doing nothing, what binds."""
    known_plan = view.plan
    if not math.isfinite(known_plan.cost):
        said = tuple(Paragraph(f"Insufficient data: {why}.", "warning")
                     for why in known_plan.warnings or ("no plan could be made",))  # fmt: skip
        return Chapter("Cleaning plan", said)
    blocks: list[Block] = [_plan_numbers(view)]
    blocks += [figure(name, OF_FLEET[name], view) for name in names]
    blocks += [_binding(view, known_plan), _second(view), _starts(view, known_plan.starts)]
    blocks += [work.drafts(view)]
    blocks += [Paragraph(text, "note") for text in known_plan.warnings]
    title = f"Cleaning plan, {known_plan.weeks} weeks from {date(known_plan.start)}"
    return Chapter(title, tuple(blocks))


def _plan_numbers(view: View) -> Numbers:
    p, unit_ = view.plan, view.currency
    items = [
        Number("with the plan", significant(p.cost, 4), unit_, "energy, CO2 and cleaning"),
        Number("doing nothing", significant(p.cost_do_nothing, 4), unit_),
        Number("saved", significant(p.cost_do_nothing - p.cost), unit_),
    ]
    if p.cost_practice is not None:
        items.append(Number("today's practice", significant(p.cost_practice, 4), unit_))
    linear = (
        f"of the programme; deposits followed {fixed(p.gap_followed_percent, 1)} %; "
        f"linearisation {fixed(p.linearisation_percent, 1)} %"
    )
    items.append(Number("proven gap", fixed(p.gap_percent, 2), "%", linear))
    return Numbers(tuple(items))


def _starts(view: View, starts: tuple[Start, ...]) -> Table:
    columns = (
        Column("exchanger"), Column("start"), Column("week", "number"), Column("by"),
        Column("out of service", "number"), Column("costs", "number", view.currency),
        Column("pays", "number", view.currency), Column("sure", "number"),
    )  # fmt: skip
    rows = []
    for s in sorted(starts, key=lambda s: (s.day, s.asset)):
        method = view.method(s.method)
        out = duration(method.duration) if method else MISSING
        rows.append((
            s.asset, date(s.day), str(s.week + 1), s.method, out, fixed(s.cost, 0),
            fixed(s.value, 0), percent(s.p_pays),
        ))  # fmt: skip
    return Table(columns, tuple(rows), _STARTS, "No cleaning is planned: none pays in the horizon.")


_STARTS = (
    "“Pays” is what the plan would lose by dropping this one cleaning, all others kept; “sure” is"
    " the probability that it pays. These do not add up to what the plan saves."
)


def _binding(view: View, known_plan: FleetPlan) -> Paragraph:
    if not known_plan.binding:
        return Paragraph("No limit binds: more crews or other dates would save nothing.")
    costs = sorted(known_plan.binding.items(), key=lambda pair: -pair[1])
    told = ", ".join(f"{name} ({significant(cost)} {view.currency})" for name, cost in costs)
    return Paragraph(f"What binds, and what the plan would save without it: {told}.")


def _second(view: View) -> Paragraph:
    p = view.plan
    if p.second_cost is None or not math.isfinite(p.second_cost):
        return Paragraph("There is no other plan of comparable cost.", "note")
    first, other = ({(s.asset, s.day, s.method) for s in x} for x in (p.starts, p.second_starts))
    more = significant(p.second_cost - p.cost)
    added, dropped = _listed(other - first), _listed(first - other)
    return Paragraph(
        f"Next-best plan, {more} {view.currency} dearer: {added} instead of {dropped}."
    )


def _listed(starts: set[tuple[str, int, str]]) -> str:
    told = [f"{asset} {date(day)} {by}" for asset, day, by in sorted(starts)]
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return (", ".join(told[:_SHOWN]) or "no cleaning") + more


def exchangers(view: View, _origin: Origin, names: Names) -> Chapter:
    """One page each, the dearest first."""
    pages = [unit.page(view, one, names) for one in view.paged()]
    blank = [one for one in view.by_cost() if not known(one.r_f_now)]
    more = (unit.blank(blank),) if blank else ()
    levels = figure("levels", OF_FLEET["levels"], view)
    said = "The dearest first; a page each on what is seen, what it costs and how sure that is."
    return Chapter(
        "Exchangers",
        (Paragraph(said), *_left_out(view), unit.overview(view), *more, levels),
        tuple(pages),
        follows=True,
    )


def _left_out(view: View) -> tuple[Paragraph, ...]:
    """What a report of a large fleet does not show, and where it stands."""
    said = []
    without = sum(known(one.r_f_now) for one in view.history.exchangers) - len(view.paged())
    if without:
        said.append(
            f"{without} exchangers have no page here: those to clean now come first, then the"
            " dearest. All are in the tables, in daily.csv and results.json; run again with --pages"
            " and a number or names for more pages."
        )
    if view.large:
        said.append(
            f"Charts show {SHOWN} of {len(view.history.exchangers)} exchangers: the dearest; for"
            " the plan those cleaned first; for the data those with the fewest valid hours."
        )
    return tuple(Paragraph(text, "note") for text in said)


def money(view: View, _origin: Origin, names: Names) -> Chapter:
    """What fouling costs now and has cost, and at which prices."""
    lost, gas = fleet.money(view), fleet.carbon(view)
    numbers = Numbers((
        Number("lost a day, whole train", fixed(lost.p50, 0), view.currency,
               _range(lost.p10, lost.p90)),
        Number("a year at this rate", significant(_YEAR * lost.p50), view.currency),
        Number("CO2 a day", fixed(TONNE * gas.p50, 1), "t"),
        Number("CO2 a year at this rate", significant(_YEAR * TONNE * gas.p50), "t"),
    ))  # fmt: skip
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    blocks = (
        numbers, _losses(view), work.savings(view), *shown, months.table(view), _prices(view),
    )  # fmt: skip
    return Chapter("Money and CO2", blocks)


def _range(low: float, high: float) -> str:
    return f"P10–P90 {between(low, high, 0)}" if math.isfinite(low + high) else ""


def _losses(view: View) -> Table:
    columns = (
        Column("exchanger"), Column("heat lost now", "number", "MW"),
        Column("at the furnace", "number", "of it"),
        Column("lost", "number", f"{view.currency}/day"), Column("CO2", "number", "t/day"),
        Column("not recovered, last 365 d", "number", "MWh"), Column("of valid days", "number"),
    )  # fmt: skip
    rows = [_loss(view, one) for one in view.by_cost()]
    lost, gas = fleet.money(view), fleet.carbon(view)
    heat = fleet.total(one.duty_lost_now for one in view.history.exchangers)
    sums = (banded(heat, MEGA, 1), "–", banded(lost, decimals=0), banded(gas, TONNE, 1))
    said = f"{_LOSSES} {footnote(view.history.exchangers)}".rstrip()
    return Table(columns, (*rows, ("together", *sums, "–", "–")), said)


_LOSSES = (
    "Exchangers downstream make up for a part of what one loses: money and CO2 of a row count what"
    " cleaning this one alone would save at the furnace; together less: all deposits against none,"
    " simulated once through the train. Heat together is the sum. “Not recovered” sums clean less"
    " actual duty over the days with a valid value, at the flows of those days. The bands together"
    " hold if all exchangers err alike, which is the cautious reading."
)


def _loss(view: View, one: ExchangerHistory) -> tuple[str, ...]:
    recent = one.daily.days > view.history.end - _YEAR
    less = (one.daily.duty_clean - one.daily.duty)[recent]
    valid = np.isfinite(less)
    heat = float(_MWH * less[valid].sum()) if valid.any() else math.nan
    return (
        marked(one), banded(one.duty_lost_now, MEGA, 2),
        percent(one.reference.get("network_value", 1.0)) if known(one.r_f_now) else MISSING,
        banded(one.money_per_day, decimals=0),
        banded(one.co2_per_day, TONNE, 2), fixed(heat, 0), str(int(valid.sum())),
    )  # fmt: skip


def _prices(view: View) -> Table:
    prices, day = view.plant.prices, view.history.end
    money_ = view.currency
    rows = [
        _price("fuel", prices.fuel, day, _PER_MWH, f"{money_}/MWh ({prices.basis.upper()})"),
        _price("CO2", prices.co2, day, 1e3, f"{money_}/t"),
        _price("power", prices.power, day, _PER_MWH, f"{money_}/MWh"),
        _price("feed margin", prices.feed_margin, day, 1.0, f"{money_}/m³"),
        _factor(prices),
    ]
    furnace = view.plant.network.furnace
    rows.append(
        ("furnace efficiency", percent(None if furnace is None else float(furnace.efficiency)), "",
         "plant file")
    )  # fmt: skip
    columns = (Column("Price"), Column("value", "number"), Column("unit"), Column("source"))
    return Table(columns, tuple(rows))


def _price(name: str, series: Series | None, day: int, scale: float, unit_: str) -> tuple[str, ...]:
    if series is None:
        return name, "not given", "", "left out of the cost"
    return name, fixed(scale * series.at(day), 2), unit_, series.source


def _factor(prices: Prices) -> tuple[str, ...]:
    if prices.co2_factor is None:
        return "CO2 of the fuel", "not given", "", "no CO2 can be reported"
    return "CO2 of the fuel", fixed(1e9 * prices.co2_factor, 1), "kg/GJ", prices.co2_source


def quality(view: View, _origin: Origin, names: Names) -> Chapter:
    """Which tag to mend, when the data were usable, what became of the log."""
    shown = [figure(name, OF_FLEET[name], view) for name in names]
    tables = (lacking.balances(view), lacking.table(view), _log(view), log.table(view))
    happened = (operation.table(view),) if view.plant.operation else ()
    return Chapter("Data quality", (_tags(view), *shown, *tables, *happened))


def _tags(view: View) -> Table:
    columns = (
        Column("Tag to mend"), Column("exchanger"), Column("measures"), Column("verdict"),
        Column("good", "number", "readings"), Column("adjusted", "number", "sigma"),
        Column("largest test", "number", "z"),
    )  # fmt: skip
    rows = tuple(
        (
            t.tag, t.asset, t.role, t.verdict, fixed(t.good, 0), _or_none(t.adjustment),
            _or_none(t.z),
        )
        for t in fleet.to_mend(view)
    )  # fmt: skip
    fine = len(view.history.tags) - len(rows)
    caption = f"{fine} of {len(view.history.tags)} tags pass every test."
    return Table(columns, rows, caption, "No tag to mend: all pass their tests.")


def _or_none(x: float) -> str:
    return fixed(x, 1) if math.isfinite(x) else "not tested"


def _log(view: View) -> Table:
    rows = tuple((STATUSES[name], str(n)) for name, n in fleet.log_counts(view).items())
    return Table((Column("Cleaning log against the data"), Column("cleanings", "number")), rows)


def method(view: View, origin: Origin, _names: Names) -> Chapter:
    """How the numbers came about, with the records that prove them."""
    blocks: list[Block] = [Bullets(_METHOD), *records(origin)]
    blocks += [_basis(view), alerts.rules_table(RULES)]
    return Chapter("Method and sources", tuple(blocks))


_METHOD = (
    (
        "Readings are aligned, tested for stuck and wild values and reduced to hours of steady"
        " operation; nothing else is filled in."
    ),
    (
        "Hours are reconciled by least squares within the uncertainty of every tag, over shared"
        " pipes where there are some (Narasimhan & Jordache, Data Reconciliation, 2000)."
    ),
    (
        "U follows from the duty and the exact effectiveness of the arrangement (Shah & Sekulić,"
        " Fundamentals of Heat Exchanger Design, 2003); no correction factor is clipped."
    ),
    (
        "Rf is 1/U less 1/U of a clean bundle at the same flows and temperatures, signed; a day is"
        " a robust mean (Huber, 1964), days are filtered by a Kalman smoother with jumps at events."
    ),
    (
        "A break is a cleaning, a bypass, a sensor fault or undecided by the smallest misfit of all"
        " tags together; breaks by optimal partitioning (Jackson et al., 2005)."
    ),
    (
        "The fouling law is weighted by evidence (Akaike); forecasts are quantiles of seeded draws"
        " (JCGM 101:2008)."
    ),
    "The plan is a mixed-integer programme with a proven gap, re-simulated through the train.",
)


def _basis(view: View) -> Table:
    rows = tuple(
        (
            one.asset, _clean(one), ", ".join(
                f"{name} {fixed(value, 2)}" for name, value in one.film_multipliers.items()
                if math.isfinite(value) and not name.endswith("_sd") and name != "offset"
            ) or MISSING,
            fixed(R_F * one.datum_sigma, 3),
        )
        for one in view.history.exchangers
    )  # fmt: skip
    columns = (
        Column("exchanger"), Column("clean U at reference", "number", "W/(m² K)"),
        Column("film multipliers found"), Column("sigma of the datum", "number", "m² K/kW"),
    )  # fmt: skip
    return Table(columns, rows, empty="No exchanger could be analysed.")


def _clean(one: ExchangerHistory) -> str:
    return fixed(one.reference.get("u_clean", math.nan), 0)


def assumptions(view: View, origin: Origin, _names: Names) -> Chapter:
    """What was assumed, what the reading met, what could not be analysed."""
    failed = tuple((name, why) for name, why in view.history.failed.items())
    blank = tuple(
        (one.asset, unit.reason(one)) for one in view.history.exchangers if not known(one.r_f_now)
    )
    whole = "Every exchanger of the plant file could be analysed."
    return assumed(view.plant.warnings, view.history.warnings, origin, whole, failed + blank)
