"""One page an exchanger."""

import math
from collections.abc import Sequence

import numpy as np

from greenlang.agents.drawing import figure
from greenlang.agents.exchanger.figures import OF_UNIT
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import CAUSES, DATUMS, LIMITS, REDUNDANCY
from greenlang.agents.exchanger.results import (
    Band,
    Cleaning,
    Decision,
    ExchangerHistory,
    Forecast,
    Law,
)
from greenlang.agents.exchanger.summary import causes
from greenlang.agents.exchanger.summary.deposit import deposit
from greenlang.agents.exchanger.summary.log import verdict
from greenlang.agents.exchanger.summary.phrases import (
    MEGA,
    R_F,
    TONNE,
    clean_when,
    defines_zero,
    pays,
    runner_up,
    size,
    sure,
    window,
)
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
    known,
    percent,
    significant,
)
from greenlang.library.fouling.cycles import LEAST_DAYS

_LAWS = {
    "linear": "linear", "power": "power law", "falling": "falling rate",
    "kern_seaton": "asymptotic (Kern–Seaton)", "constant": "constant",
}  # fmt: skip
_SEEN = 0.01  # weight below which a law is not worth a word
_MONTH = 30 * 86_400
_APART = "cleaning", "fouling", "outage"  # told elsewhere on the page


def page(view: View, one: ExchangerHistory, names: tuple[str, ...]) -> Chapter:
    """Key numbers, charts, events, cleanings, what zero means."""
    blocks: list[Block] = [_numbers(view, one)]
    shown = [figure(name, OF_UNIT[name], one, view) for name in names]
    blocks += sorted(shown, key=lambda block: isinstance(block, Paragraph))
    blocks += [_decided(view, one), deposit(view, one)]
    blocks += [_events(one), *_why(one), _cleanings(one)]
    said = [_outages(one), _basis(one)]
    said += [f"{text.rstrip('.')}." for text in one.warnings]
    blocks += [Paragraph(text, "note") for text in said if text]
    return Chapter(one.asset, tuple(blocks))


def blank(units: Sequence[ExchangerHistory]) -> Table:
    """Exchangers of which nothing can be said, each with the reason."""
    rows = tuple(
        (one.asset, f"{MISSING}: {reason(one)}", _hours(one), REDUNDANCY.get(one.redundancy, ""))
        for one in units
    )
    columns = (
        Column("Without answer"), Column("why"), Column("hours by what became of them"),
        Column("balance"),
    )  # fmt: skip
    return Table(columns, rows)


def reason(one: ExchangerHistory) -> str:
    """Why nothing can be said of an exchanger."""
    return "; ".join(one.warnings) or "no day has enough valid hours"


def _hours(one: ExchangerHistory) -> str:
    counted = sorted(one.counts.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{code.replace('_', ' ')} {fixed(n, 0)}" for code, n in counted) or "none"


def _numbers(view: View, one: ExchangerHistory) -> Numbers:
    decided = view.decision(one.asset)
    return Numbers((
        _number("Rf now", banded(one.r_f_now, R_F, 2), "m² K/kW"),
        _number("heat lost", banded(one.duty_lost_now, MEGA, 2), "MW"),
        _number("costs, by itself", banded(one.money_per_day, decimals=0), f"{view.currency}/day"),
        _number("CO2", banded(one.co2_per_day, TONNE, 2), "t/day"),
        _clean(decided),
    ))  # fmt: skip


def _clean(decided: Decision | None) -> Number:
    word, _, day = clean_when(decided).partition(": ")
    told = [part for part in (word if day else "", (decided and decided.method) or "") if part]
    return Number("clean", day or word, "", ", ".join(told))


def _number(label: str, text: str, unit: str) -> Number:
    value, _, band = text.partition(" (")
    return Number(label, value, "" if value == MISSING else unit, band.rstrip(")"))


def overview(view: View) -> Table:
    """State of every exchanger: its cycle, its pace, its nearest limit."""
    columns = (
        Column("exchanger"), Column("cycle since"), Column("rate now", "number", "m² K/kW in 30 d"),
        Column("fouling law"), Column("nearest limit, P50"), Column("valid days", "number"),
        Column("zero of Rf"),
    )  # fmt: skip
    return Table(columns, tuple(_state(one) for one in view.by_cost()))


def _state(one: ExchangerHistory) -> tuple[str, ...]:
    valid = np.isfinite(one.daily.r_f)
    ahead = one.forecast
    rates = one.daily.rate[np.isfinite(one.daily.rate)]
    return (
        one.asset,
        date(ahead.origin) if ahead else MISSING,
        fixed(R_F * _MONTH * float(rates[-1]), 3) if rates.size else MISSING,
        _law(one),
        _nearest(ahead),
        str(int(valid.sum())),
        one.datum.replace("_", " ") if valid.any() else MISSING,
    )


def _law(one: ExchangerHistory) -> str:
    """The likeliest law; MISSING where too few days tell it."""
    if one.forecast is None or not one.forecast.laws or thin(one):
        return MISSING
    law = _likeliest(one.forecast)
    return _LAWS.get(law.name, law.name)


def _likeliest(ahead: Forecast) -> Law:
    return max(ahead.laws, key=lambda law: law.weight)


def thin(one: ExchangerHistory) -> str:
    """Why the cycle under way tells no law; nothing where it does."""
    ahead = one.forecast
    if ahead is None:
        return "too few valid days since the last cleaning"
    valid = int(np.isfinite(one.daily.r_f[one.daily.days >= ahead.origin]).sum())
    if valid < LEAST_DAYS:
        return (
            f"{valid} valid days since the last cleaning, {LEAST_DAYS} are needed for a law; the"
            " forecast carries on that of an earlier cycle"
        )
    if not ahead.decided or not ahead.laws or not math.isfinite(_likeliest(ahead).aicc):
        return (
            "too few independent days in this cycle to tell the laws apart; the forecast takes the"
            f" simplest, {_LAWS.get(_likeliest(ahead).name, 'a straight line')}"
        )
    return ""


def _nearest(ahead: Forecast | None) -> str:
    if ahead is None:
        return MISSING
    if not ahead.limits:
        return "none given"
    name, band = min(ahead.limits.items(), key=lambda pair: pair[1].p50)
    if band.p50 == math.inf:
        return f"not within {_span(ahead)}"
    return f"{LIMITS.get(name, name)} {date(band.p50)}"


def _span(ahead: Forecast) -> str:
    """How far the forecast looks."""
    days = int(ahead.days[-1] - ahead.days[0]) + 1
    years, rest = divmod(days, 365)
    if rest or not years:
        return f"{days} d"
    return f"{years} year{'s' if years > 1 else ''}"


def _decided(view: View, one: ExchangerHistory) -> Table:
    """Decision and forecast in two columns of words."""
    decided = view.decision(one.asset)
    rows = [("Clean", _how(view, one)), ("Pays", _worth(view, one))]
    if decided is not None and decided.second_best:
        rows.append(("Second best", decided.second_best))
    if decided is not None and decided.why:
        rows.append(("Why", "; ".join(decided.why)))
    rows += _ahead(one)
    return Table((Column("Decision"), Column("and forecast")), tuple(rows))


def _how(view: View, one: ExchangerHistory) -> str:
    decided = view.decision(one.asset)
    text = clean_when(decided)
    if decided and decided.method:
        text += f", by {decided.method}"
    if decided and decided.window:
        text += f"; within 2 % of the best cost from {window(decided)}"
    return text


def _worth(view: View, one: ExchangerHistory) -> str:
    decided, text = view.decision(one.asset), pays(view.decision(one.asset))
    if decided is not None and known(decided.pays):
        text += f" {view.currency} against never cleaning it, over {view.plan.weeks} weeks;"
        text += f" {sure(decided)} sure to pay"
    elif decided is not None and math.isfinite(decided.p_pays):
        text += f"; a cleaning at once would pay with {percent(decided.p_pays)}"
    if decided is not None and math.isfinite(decided.wait_per_week):
        wait = round(decided.wait_per_week)
        cost = f"{fixed(wait, 0)} {view.currency}" if wait else "nothing"
        text += f"; a week of delay costs {cost}"
    return text


def _ahead(one: ExchangerHistory) -> list[tuple[str, str]]:
    forecast, few = one.forecast, thin(one)
    if forecast is None:
        return [("Forecast", f"{MISSING}: {few}")]
    told = f"{MISSING}: {few}" if few else _weighed(forecast)
    if forecast.backtest is not None and math.isfinite(forecast.backtest):
        off = fixed(abs(forecast.backtest), 1)
        told += f"; today is {off} sigma off the forecast of 60 days ago"
    rows = [(f"Law since {date(forecast.origin)}", told)]
    span = _span(forecast)
    limits = [_reached(LIMITS.get(n, n), band, span) for n, band in forecast.limits.items()]
    return [*rows, ("Limits, P50 (P10 to P90)", "; ".join(limits) or "none given")]


def _weighed(forecast: Forecast) -> str:
    """Laws with their weights, the likeliest first."""
    laws = sorted(forecast.laws, key=lambda law: -law.weight)
    return ", ".join(
        f"{_LAWS.get(law.name, law.name)} {percent(law.weight)}"
        for law in laws
        if law.weight >= _SEEN
    )


def _reached(name: str, band: Band, span: str) -> str:
    if math.isnan(band.p50):
        return f"{name} {MISSING}"
    if band.p10 == math.inf:
        return f"{name} not within {span}"
    if band.p50 == math.inf:
        return f"{name} not within {span} (P10 {date(band.p10)})"
    last = f"not within {span}" if band.p90 == math.inf else date(band.p90)
    return f"{name} {date(band.p50)} (P10 {date(band.p10)}, P90 {last})"


def _events(one: ExchangerHistory) -> Table:
    columns = (
        Column("Event"), Column("from"), Column("to"), Column("size", "number"), Column("evidence"),
        Column("second-best cause"),
    )  # fmt: skip
    rows = tuple(
        (
            CAUSES[e.cause].short + (f", {e.tag}" if e.tag else ""), date(e.start),
            "still there" if e.end is None else date(e.end), size(e),
            "; ".join(e.evidence) or CAUSES[e.cause].meaning, runner_up(e),
        )
        for e in one.events
        if e.cause not in _APART
    )  # fmt: skip
    return Table(columns, rows, empty="No event: nothing but fouling and cleaning is seen.")


def _why(one: ExchangerHistory) -> tuple[Block, ...]:
    weighed = causes.table(one)
    return () if weighed is None else (weighed,)


def _outages(one: ExchangerHistory) -> str:
    spans = [
        f"{date(e.start)} ({significant(e.size, 2)} {e.unit})"
        for e in one.events
        if e.cause == "outage"
    ]
    return "Out of service: " + ", ".join(spans) + "." if spans else ""


def _cleanings(one: ExchangerHistory) -> Table:
    columns = (
        Column("Cleaning"), Column("back in service"), Column("by"),
        Column("Rf before", "number", "m² K/kW"), Column("after", "number", "m² K/kW"),
        Column("effect", "number"),
    )  # fmt: skip
    rows = tuple(_cleaning(one, c) for c in one.cleanings)
    return Table(columns, rows, empty="No cleaning is seen in the data or the log.")


def _cleaning(one: ExchangerHistory, c: Cleaning) -> tuple[str, ...]:
    status = verdict(c)
    if c.log_offset:
        later = "later" if c.log_offset > 0 else "earlier"
        status += f" {abs(c.log_offset)} d {later}"
    before, after = fixed(R_F * c.r_f_before, 2), fixed(R_F * c.r_f_after, 2)
    return status, date(c.end), c.method or "unknown", before, after, _effect(one, c)


def _effect(one: ExchangerHistory, c: Cleaning) -> str:
    if defines_zero(one, c):
        return "best seen, cannot be rated"
    if not math.isfinite(c.effect):
        return MISSING if c.status == "logged_no_data" else "too little deposit to rate"
    doubt = f" ± {percent(c.effect_sigma)}" if math.isfinite(c.effect_sigma) else ""
    return percent(c.effect) + doubt


def _basis(one: ExchangerHistory) -> str:
    said = [f"Datum: {DATUMS.get(one.datum, one.datum)}"]
    if math.isfinite(one.datum_sigma):
        said.append(f"(sigma of the datum {fixed(R_F * one.datum_sigma, 3)} m² K/kW)")
    said.append("– " + REDUNDANCY.get(one.redundancy, one.redundancy) + ".")
    return " ".join(said)
