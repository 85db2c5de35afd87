"""The numbers of the report for other programs: tidy tables and one document with units."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from greenlang.agents import alerts
from greenlang.agents.condenser.decisions import CleaningDecision, UnitDecision
from greenlang.agents.condenser.figures.view import View, now
from greenlang.agents.condenser.results import Band90, CondenserHistory, Forecast
from greenlang.agents.condenser.summary import fleet, log, months
from greenlang.agents.condenser.summary.standing import NOTHING, standing, together
from greenlang.agents.document import band, value
from greenlang.agents.page import Origin, Sheet, date
from greenlang.core.quality import Quality

_DAILY = (
    ("hours", "h"), ("power", "W"), ("load", "1"), ("q", "W"), ("t_in", "K"), ("t_out", "K"),
    ("v", "m3/s"), ("flow_share", "1"), ("p", "Pa"), ("p_used", "Pa"), ("t_s", "K"),
    ("u", "W/(m2 K)"), ("u_clean", "W/(m2 K)"), ("p_target", "Pa"), ("p_norm", "Pa"),
    ("p_norm_sigma", "Pa"), ("cf_ref", "1"), ("cf_ref_sigma", "1"), ("ttd", "K"),
    ("ttd_target", "K"), ("rise", "K"), ("depression", "K"), ("subcooling", "K"),
    ("m_air", "kg/s"), ("m_capacity", "kg/s"), ("p_floor", "Pa"), ("oxygen", "kg/kg"),
    ("oxygen_equilibrium", "kg/kg"),
)  # fmt: skip
_BOXES = (
    ("r_f", "m2 K/W"), ("r_f_sigma", "m2 K/W"), ("rate", "m2 K/J"), ("rate_sigma", "m2 K/J"),
    ("kappa", "1"), ("kappa_sigma", "1"),
)  # fmt: skip
_NINE = ("p05", "p50", "p95")

Columns = tuple[tuple[str, str, Sequence[Any]], ...]


def sheets(view: View) -> tuple[Sheet, ...]:
    """Days, waterboxes, causes by day and month, events, cleanings, savings, log, alerts, tags."""
    return (
        Sheet("daily", "every condenser by day", _daily(view)),
        Sheet("waterboxes", "every waterbox by day: fouling and debris", _boxes(view)),
        Sheet("causes_by_day", "the back pressure of every day split into causes", _split(view)),
        months.sheet(view),
        Sheet("events", "everything that the data show besides fouling", _events(view)),
        Sheet("cleanings", "every cleaning, what it removed", _cleanings(view)),
        Sheet("savings", "what each cleaning and repair has saved, with its band", _savings(view)),
        log.sheet(view),
        alerts.sheet(view.alerts, view.currency),
        Sheet(
            "tags", "every tag: what became of its readings, its tests, its verdict", _tags(view)
        ),
        Sheet("decisions", "what to clean when, and what that pays", _decisions(view)),
    )


def _joined(parts: Sequence[Any]) -> list[Any]:
    whole = [np.asarray(part, np.float64) for part in parts]
    return list(np.concatenate([np.empty(0), *whole]).tolist())


def _daily(view: View) -> Columns:
    units = view.history.condensers
    columns: list[tuple[str, str, Sequence[Any]]] = [
        ("asset", "", [one.asset for one in units for _ in one.daily.days]),
        ("date", "", [date(float(day)) for one in units for day in one.daily.days]),
    ]
    columns += [(n, unit, _joined([getattr(one.daily, n) for one in units])) for n, unit in _DAILY]
    states = (("r_air", "m2 K/W"), ("bias", "Pa"), ("bias_sigma", "Pa"))
    columns += [(n, unit, _joined([getattr(one.states, n) for one in units])) for n, unit in states]
    codes = [Quality(code).name.lower() for one in units for code in one.daily.quality.tolist()]
    return (*columns, ("quality", "", codes))


def _boxes(view: View) -> Columns:
    every = [(one, b, box) for one in view.history.condensers for b, box in enumerate(one.boxes)]
    columns: list[tuple[str, str, Sequence[Any]]] = [
        ("asset", "", [one.asset for one, _, _ in every for _ in one.daily.days]),
        ("box", "", [box for one, _, box in every for _ in one.daily.days]),
        ("date", "", [date(float(day)) for one, _, _ in every for day in one.daily.days]),
    ]
    columns += [
        (n, unit, _joined([getattr(one.states, n)[:, b] for one, b, _ in every]))
        for n, unit in _BOXES
    ]
    return tuple(columns)


def _split(view: View) -> Columns:
    units = view.history.condensers
    causes = list(dict.fromkeys(cause for one in units for cause in one.split.causes))
    columns: list[tuple[str, str, Sequence[Any]]] = [
        ("asset", "", [one.asset for one in units for _ in one.split.days]),
        ("date", "", [date(float(day)) for one in units for day in one.split.days]),
        ("hours", "h", _joined([one.split.hours for one in units])),
    ]
    for of, unit in (("pressure", "Pa"), ("power", "W"), ("money", view.currency), ("co2", "kg")):
        for cause in causes:
            name = f"{cause.replace(' ', '_')}_{of}"
            columns.append((name, unit, _joined([_cause(one, cause, of) for one in units])))
        rest = [np.ravel(getattr(one.split.unexplained, of)) for one in units]
        columns.append((f"not_explained_{of}", unit, _joined(rest)))
    return tuple(columns)


def _cause(one: CondenserHistory, cause: str, of: str) -> Any:
    if cause not in one.split.causes:
        return np.full(one.split.days.size, np.nan)
    return getattr(one.split.parts, of)[:, one.split.causes.index(cause)]


def _events(view: View) -> Columns:
    found = [(one, e) for one in view.history.condensers for e in one.events]
    rows = [
        (one.asset, e.box or "", e.cause, date(e.start), None if e.end is None else date(e.end),
         e.size, e.size_sigma, e.size_unit, e.pressure, e.tag_name or e.tag, e.side,
         max(e.probabilities.values(), default=math.nan),
         ", ".join(f"{k} {v}" for k, v in e.signs.items()), ", ".join(e.not_seen))
        for one, e in sorted(found, key=lambda pair: (pair[0].asset, pair[1].start))
    ]  # fmt: skip
    names = (
        "asset", "box", "cause", "start", "end", "size", "size_sigma", "size_unit", "pressure",
        "tag", "side", "probability", "signs", "not_seen",
    )  # fmt: skip
    units = {"pressure": "Pa", "probability": "1"}
    return tuple((n, units.get(n, ""), [row[i] for row in rows]) for i, n in enumerate(names))


def _cleanings(view: View) -> Columns:
    found = [c for one in view.history.condensers for c in one.cleanings]
    return (
        ("unit", "", [c.unit for c in found]), ("box", "", [c.box for c in found]),
        ("start", "", [date(c.start) for c in found]), ("end", "", [date(c.end) for c in found]),
        ("status", "", [str(c.status) for c in found]), ("method", "", [c.method for c in found]),
        ("r_f_before", "m2 K/W", [c.r_f_before for c in found]),
        ("r_f_after", "m2 K/W", [c.r_f_after for c in found]),
        ("effect", "1", [c.effect for c in found]),
        ("effect_sigma", "1", [c.effect_sigma for c in found]),
    )  # fmt: skip


def _savings(view: View) -> Columns:
    found = [(one, s) for one in view.history.condensers for s in one.savings]
    columns: list[tuple[str, str, Sequence[Any]]] = [
        ("asset", "", [one.asset for one, _ in found]),
        ("box", "", [s.box or "" for _, s in found]), ("what", "", [str(s.what) for _, s in found]),
        ("end", "", [date(s.end) for _, s in found]),
        ("days", "d", [int(s.days.size) for _, s in found]),
    ]  # fmt: skip
    of = (("pressure", "Pa"), ("energy", "J"), ("money", view.currency), ("co2", "kg"))
    for name, unit in of:
        for p in _NINE:
            told = [float(getattr(getattr(s, name), p)) for _, s in found]
            columns.append((f"{name}_{p}", unit, told))
    return (*columns, ("note", "", [s.note for _, s in found]))


def _tags(view: View) -> Columns:
    found = view.history.tags
    return (
        ("tag", "", [t.tag for t in found]), ("unit", "", [t.asset for t in found]),
        ("role", "", [t.role for t in found]), ("good", "count", [t.good for t in found]),
        ("adjustment", "sigma", [t.adjustment for t in found]), ("z", "1", [t.z for t in found]),
        ("verdict", "", [t.verdict for t in found]),
    )  # fmt: skip


def _decided(view: View) -> tuple[UnitDecision, ...]:
    return () if view.decision is None else tuple(view.decision.units)


def _decisions(view: View) -> Columns:
    found = [c for unit in _decided(view) for c in unit.cleanings]
    return (
        ("asset", "", [c.asset for c in found]), ("box", "", [c.box for c in found]),
        ("action", "", [str(c.action) for c in found]), ("method", "", [c.method for c in found]),
        ("day", "", [None if c.day is None else date(c.day) for c in found]),
        ("pays_p10", view.currency, [c.pays.p10 for c in found]),
        ("pays_p50", view.currency, [c.pays.p50 for c in found]),
        ("pays_p90", view.currency, [c.pays.p90 for c in found]),
        ("p_pays", "1", [c.p_pays for c in found]),
        ("second_best", "", [c.second_best for c in found]),
    )  # fmt: skip


def numbers(view: View, origin: Origin) -> dict[str, Any]:
    """Every number of the report with its unit; what is not known says so."""
    money = view.currency
    return {
        "plant": view.plant.name,
        "first_day": date(view.start),
        "last_day": date(view.end),
        "software": origin.software,
        "source": origin.source,
        "could_be_put_right_per_day": band(together(view), f"{money}/d"),
        "condensers": {one.asset: _condenser(view, one) for one in view.history.condensers},
        "failed": dict(view.history.failed),
        "units": {unit.unit: _unit(unit, money) for unit in _decided(view)},
        "alerts": alerts.numbers(view.alerts, money),
        "log": fleet.log_counts(view),
        "tags_to_mend": {t.tag: t.verdict for t in fleet.to_mend(view)},
        "records": {r.name: r.content_hash for r in origin.records},
        "warnings": [*view.plant.warnings, *view.history.warnings],
    }


def _condenser(view: View, one: CondenserHistory) -> dict[str, Any]:
    at = standing(one)
    return {
        "days_of_now": at.days,
        "pressure": value(100.0 * at.p, "Pa"),
        "pressure_target": value(100.0 * at.target, "Pa"),
        "pressure_at_reference": value(100.0 * at.p_norm, "Pa"),
        "cleanliness": value(at.cleanliness, "1"),
        "cleanliness_sigma": value(at.cleanliness_sigma, "1"),
        "air_margin": value(at.margin, "1"),
        "causes": {cause: value(p, "Pa") for cause, p in now(one).items()},
        "recoverable_per_day": {
            cause: band(found, f"{view.currency}/d")
            for cause, found in one.recoverable_per_day.items()
        },
        "r_f": {box: band(one.r_f_now.get(box, NOTHING), "m2 K/W") for box in one.boxes},
        "clean": {
            "source": one.clean.source, "bundle_factor": value(one.clean.f_b, "1"),
            "bundle_factor_sigma": value(one.clean.f_b_sigma, "1"),
        },
        "reference": {name: value(x, "SI") for name, x in one.reference.items()},
        "hours": dict(one.counts),
        "totals": {t.cause: value(t.pressure, "Pa") for t in one.totals},
        "forecasts": {f.box: _ahead(f) for f in one.forecasts},
        "savings": [
            {"what": s.what, "box": s.box, "end": date(s.end),
             "money": _nine(s.money, view.currency), "energy": _nine(s.energy, "J")}
            for s in one.savings
        ],
        "not_seen": list(one.not_seen),
        "warnings": list(one.warnings),
    }  # fmt: skip


def _nine(found: Band90, unit: str) -> dict[str, Any]:
    return {name: value(float(getattr(found, name)), unit) for name in _NINE}


def _ahead(found: Forecast) -> dict[str, Any]:
    limits: Mapping[str, Any] = {name: band(b, "date") for name, b in found.limits.items()}
    laws = [{"law": law.name, "weight": law.weight} for law in found.laws]
    return {"cycle_since": date(found.origin), "laws": laws, "limits": limits}


def _unit(found: UnitDecision, money: str) -> dict[str, Any]:
    cold = found.cold_end
    ran = None
    if cold is not None:
        ran = {
            "best": cold.best.what, "present": cold.present.what,
            "gain": value(3600.0 * float(cold.gain), f"{money}/h"), "advice": cold.advice,
        }  # fmt: skip
    return {
        "cold_end": ran, "cold_end_why": found.cold_end_why,
        "cleanings": [_cleaning(c, money) for c in found.cleanings],
        "repairs": [
            {"asset": r.asset, "what": r.what, "action": r.action, "pays": band(r.pays, money)}
            for r in found.repairs
        ],
        "warnings": list(found.warnings),
    }  # fmt: skip


def _cleaning(c: CleaningDecision, money: str) -> dict[str, Any]:
    return {
        "asset": c.asset, "box": c.box, "action": c.action, "method": c.method,
        "day": None if c.day is None else date(c.day), "pays": band(c.pays, money),
        "p_pays": value(c.p_pays, "1"), "second_best": c.second_best, "why": list(c.why),
    }  # fmt: skip
