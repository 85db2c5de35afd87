"""The numbers of the report for other programs: tidy tables and one document with units."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from greenlang.agents import alerts
from greenlang.agents.document import band, value
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import Cleaning, Decision, Event, ExchangerHistory
from greenlang.agents.exchanger.summary import (
    causes,
    fleet,
    lacking,
    log,
    months,
    operation,
    performance,
    work,
)
from greenlang.agents.exchanger.summary.deposit import severity
from greenlang.agents.exchanger.summary.phrases import MARK, RELATIVE, defines_zero
from greenlang.agents.page import MISSING, Origin, Sheet, SheetColumns, date
from greenlang.core.quality import Quality
from greenlang.library.series.arrays import Floats

_DAILY = (
    ("r_f", "m2 K/W"), ("r_f_sigma", "m2 K/W"), ("level", "m2 K/W"), ("level_sigma", "m2 K/W"),
    ("rate", "m2 K/J"), ("rate_sigma", "m2 K/J"), ("u", "W/(m2 K)"), ("u_clean", "W/(m2 K)"),
    ("duty", "W"), ("duty_clean", "W"), ("dp_ratio", "1"), ("hours", "h"),
)  # fmt: skip
_BEST = "best seen, cannot be rated"


def sheets(view: View, origin: Origin) -> tuple[Sheet, ...]:
    """Daily values, plan and events."""
    return (
        Sheet("daily", "every exchanger by day", _daily(view)),
        Sheet(
            "plan",
            "every cleaning of the plan; value: what the plan would lose without it",
            _plan(view),
        ),
        Sheet("events", "everything that the data show besides fouling", _events(view)),
        lacking.sheet(view),
        causes.sheet(view),
        log.sheet(view),
        *((operation.sheet(view),) if view.plant.operation else ()),
        alerts.sheet(view.alerts, view.currency),
        *performance.sheets(view),
        months.sheet(view),
        *work.sheets(view, origin),
    )


def _daily(view: View) -> SheetColumns:
    units = view.history.exchangers
    columns: list[tuple[str, str, Sequence[str] | Floats]] = [*performance.days(units)]
    for name, unit in _DAILY:
        parts = [np.asarray(getattr(one.daily, name), np.float64) for one in units]
        columns.append((name, unit, np.concatenate([np.empty(0), *parts])))
    names = {code.value: code.name.lower() for code in Quality}
    codes = [names[code] for one in units for code in one.daily.quality.tolist()]
    return (*columns, ("quality", "", codes))


def _plan(view: View) -> SheetColumns:
    starts = sorted(view.plan.starts, key=lambda s: (s.day, s.asset))
    money = view.currency
    return (
        ("asset", "", [s.asset for s in starts]),
        ("start", "", [date(s.day) for s in starts]),
        ("week", "1", [s.week + 1 for s in starts]),
        ("method", "", [s.method for s in starts]),
        ("cost", money, [s.cost for s in starts]),
        ("value", money, [s.value for s in starts]),
        ("p_pays", "1", [s.p_pays for s in starts]),
    )


def _events(view: View) -> SheetColumns:
    units = view.history.exchangers
    found = [(e.asset, e.start, _event(e)) for one in units for e in one.events]
    found += [(c.asset, c.start, _cleaning(one, c)) for one in units for c in one.cleanings]
    rows = [row for _, _, row in sorted(found, key=lambda each: each[:2])]
    names = (
        "asset", "what", "start", "end", "size", "unit", "tag", "second", "gap", "evidence",
    )  # fmt: skip
    return tuple((name, "", [row[i] for row in rows]) for i, name in enumerate(names))


def _event(e: Event) -> tuple[Any, ...]:
    end = None if e.end is None else date(e.end)
    gap = e.gap if math.isfinite(e.gap) else None
    return (
        e.asset, e.cause, date(e.start), end, e.size, e.unit, e.tag, e.second, gap,
        "; ".join(e.evidence),
    )  # fmt: skip


def _cleaning(one: ExchangerHistory, c: Cleaning) -> tuple[Any, ...]:
    said = f"{c.status}, method {c.method or 'unknown'}"
    best = defines_zero(one, c)
    said += f"; {_BEST}" if best else ""
    return (
        c.asset, "cleaning effect", date(c.start), date(c.end), None if best else c.effect, "1",
        None, None, None, said,
    )  # fmt: skip


def numbers(view: View, origin: Origin) -> dict[str, Any]:
    """Every number of the report with its unit; what is not known says so."""
    money = view.currency
    return {
        "plant": view.plant.name,
        "first_day": date(view.history.start),
        "last_day": date(view.history.end),
        "software": origin.software,
        "source": origin.source,
        "lost_per_day": band(fleet.money(view), f"{money}/d"),
        "co2_per_day": band(fleet.carbon(view), "kg/d"),
        "meaning": dict(_MEANING),
        "exchangers": {one.asset: _unit(view, one) for one in view.history.exchangers},
        "failed": dict(view.history.failed),
        "plan": _plan_numbers(view),
        "standings": performance.numbers(view),
        **work.numbers(view, origin),
        "alerts": alerts.numbers(view.alerts, view.currency),
        "cleaning_log": fleet.log_counts(view),
        "tags": [_tag(view, i) for i in range(len(view.history.tags))],
        "records": {r.name: r.content_hash for r in origin.records},
        "warnings": [*view.plant.warnings, *view.history.warnings, *view.plan.warnings],
    }


_MEANING = {
    "lost_per_day, co2_per_day": "of the whole train, all deposits against none",
    "exchangers.*.money_lost, co2": "saved if this one alone were cleaned; these do not add up",
    "exchangers.*.datum = best_clean": RELATIVE.removeprefix(f"{MARK} "),
    "exchangers.*.decision.pays": (
        "all its cleanings in the plan against never cleaning it, over the horizon"
    ),
    "plan.starts.*.value": "what the plan would lose without this one cleaning, all others kept",
}
"""What a number of the document stands for, where its name does not say all."""


def _unit(view: View, one: ExchangerHistory) -> dict[str, Any]:
    money = view.currency
    return {
        "r_f": band(one.r_f_now, "m2 K/W"),
        "duty_lost": band(one.duty_lost_now, "W"),
        "money_lost": band(one.money_per_day, f"{money}/d"),
        "co2": band(one.co2_per_day, "kg/d"),
        "datum": one.datum,
        "datum_sigma": value(one.datum_sigma, "m2 K/W"),
        "redundancy": one.redundancy,
        "reference": {k: value(v, "SI") for k, v in one.reference.items()},
        "hours": dict(one.counts),
        "decision": _decision(view.decision(one.asset), money),
        "limits": _limits(one),
        "laws": _laws(one),
        "deposit": _deposit(view, one),
        "cleanings": [_cleaned(one, c) for c in one.cleanings],
        "warnings": list(one.warnings),
    }


def _limits(one: ExchangerHistory) -> Mapping[str, Any]:
    limits = one.forecast.limits if one.forecast else {}
    return {name: band(each, "date") for name, each in limits.items()}


def _laws(one: ExchangerHistory) -> list[dict[str, Any]]:
    laws = one.forecast.laws if one.forecast else ()
    return [
        {"law": law.name, "parameters": dict(law.parameters), "weight": law.weight} for law in laws
    ]


def _deposit(view: View, one: ExchangerHistory) -> dict[str, Any]:
    """Severity, how steady the pace is, heat and drop by cycle, rates by month."""
    rates, ahead = one.rates, one.forecast
    months = () if rates is None else zip(
        rates.days, rates.rate, rates.rate_sigma, rates.v, rates.t_film, strict=True
    )  # fmt: skip
    return {
        "severity": severity(view, one),
        "law_decided": bool(ahead and ahead.decided),
        "pace_unsteady": value(ahead.unsteady if ahead else None, "1"),
        "heat_and_drop": [
            {
                "start": date(each.start), "end": date(each.end), "verdict": each.verdict,
                "why": each.why, "r_f_rise": value(each.r_f_rise, "m2 K/W"),
                "ln_drop_rise": value(each.ln_drop_rise, "1"),
                "conductivity": band(each.conductivity, "W/(m K)"),
                "thickness": band(each.thickness, "m"),
            }
            for each in one.hydraulic
        ],
        "rates": [
            {
                "day": date(int(day)), "rate": value(float(rate), "m2 K/J"),
                "sigma": value(float(sigma), "m2 K/J"), "v": value(float(v), "m/s"),
                "t_film": value(float(t), "K"),
            }
            for day, rate, sigma, v, t in months
        ],
        "threshold": rates.note if rates else MISSING,
        "season_and_load": list(rates.told) if rates else [],
    }  # fmt: skip


def _cleaned(one: ExchangerHistory, c: Cleaning) -> dict[str, Any]:
    unrated = {"value": None, "unit": "1", "remark": _BEST}
    best = defines_zero(one, c)
    return {
        "start": date(c.start), "end": date(c.end), "status": c.status, "method": c.method,
        "r_f_before": value(c.r_f_before, "m2 K/W"), "r_f_after": value(c.r_f_after, "m2 K/W"),
        "effect": unrated if best else value(c.effect, "1"),
        "effect_sigma": unrated if best else value(c.effect_sigma, "1"),
        "log_offset": c.log_offset, "log_offset_end": c.log_offset_end,
        "elsewhere": c.elsewhere,
    }  # fmt: skip


def _decision(d: Decision | None, money: str) -> dict[str, Any]:
    if d is None:
        return {"action": MISSING}
    return {
        "action": d.action, "method": d.method, "day": None if d.day is None else date(d.day),
        "window": None if d.window is None else [date(day) for day in d.window],
        "pays": band(d.pays, money), "p_pays": value(d.p_pays, "1"),
        "wait_per_week": value(d.wait_per_week, money), "second_best": d.second_best,
        "why": list(d.why),
    }  # fmt: skip


def _plan_numbers(view: View) -> dict[str, Any]:
    p, money = view.plan, view.currency
    return {
        "start": date(p.start), "weeks": p.weeks, "cost": value(p.cost, money),
        "cost_do_nothing": value(p.cost_do_nothing, money),
        "cost_practice": value(p.cost_practice, money),
        "second_cost": value(p.second_cost, money),
        "gap": value(p.gap_percent, "%"), "linearisation": value(p.linearisation_percent, "%"),
        "binding": {name: value(cost, money) for name, cost in p.binding.items()},
        "starts": [
            {"asset": s.asset, "start": date(s.day), "week": s.week + 1, "method": s.method,
             "cost": value(s.cost, money), "value": value(s.value, money),
             "p_pays": value(s.p_pays, "1")}
            for s in p.starts
        ],
        "furnace_duty_above_clean_train": {
            name: {"value": [None if math.isnan(q) else q for q in duty.tolist()], "unit": "W"}
            for name, duty in zip(("with_plan", "without"), p.furnace_duty, strict=True)
        },
    }  # fmt: skip


def _tag(view: View, i: int) -> dict[str, Any]:
    t = view.history.tags[i]
    return {
        "tag": t.tag, "asset": t.asset, "role": t.role, "verdict": t.verdict, "good": t.good,
        "counts": dict(t.counts), "adjustment": value(t.adjustment, "sigma"),
        "z": value(t.z, "1"),
    }  # fmt: skip
