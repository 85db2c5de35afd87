"""The train at a glance: the table, the three statements, the notes."""

import math
from collections.abc import Iterable

from greenlang.agents import alerts
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import STATUSES
from greenlang.agents.exchanger.results import Band, Decision, ExchangerHistory, TagFinding
from greenlang.agents.exchanger.summary.phrases import (
    MARK,
    R_F,
    TONNE,
    clean_when,
    currency,
    footnote,
    marked,
    pays,
    sure,
)
from greenlang.agents.page import (
    MISSING,
    Card,
    Cards,
    Column,
    Table,
    banded,
    between,
    date,
    fixed,
    known,
    percent,
    significant,
)

DOUBT = 0.5  # half width of the band over the cost, from which on measuring comes first
LIKELY = 0.8  # probability that a cleaning pays, below which it counts as uncertain
_LISTED = 4


def columns(view: View) -> tuple[Column, ...]:
    """Headings of the fleet table."""
    return (
        Column("asset"),
        Column("Rf now", "number", "m² K/kW"),
        Column("lost", "number", f"{view.currency}/day"),
        Column("CO2", "number", "t/day"),
        Column("clean"),
        Column("by"),
        Column("pays", "number", view.currency),
        Column("sure", "number"),
    )


def row(view: View, one: ExchangerHistory) -> tuple[str, ...]:
    """One exchanger of the fleet table."""
    decided = view.decision(one.asset)
    return (
        marked(one),
        banded(one.r_f_now, R_F, 2),
        banded(one.money_per_day, decimals=0),
        banded(one.co2_per_day, TONNE, 2),
        clean_when(decided),
        (decided.method if decided and decided.method else "–"),
        pays(decided),
        sure(decided),
    )


def table(view: View) -> Table:
    """Every exchanger, the dearest first; those that failed at the end."""
    rows = [row(view, one) for one in view.by_cost()]
    width = len(columns(view))
    rows += [(name, "not analysed", *("–" * (width - 2))) for name in view.history.failed]
    return Table(
        columns(view),
        tuple(rows),
        f"{_CAPTION} {footnote(view.history.exchangers)}".rstrip(),
    )


ALONE = "“Lost” and CO2 are what cleaning this one alone would save; together it is less"
_CAPTION = (
    f"Median with P10–P90 at reference flows and inlets. {ALONE}, as neighbours make up for a part"
    " of it. “Pays” is what all its cleanings in the plan save against never cleaning it, over the"
    " horizon; “sure” is the probability that they pay, or, where no cleaning is planned, that one"
    " at once would."
)


def screen(view: View) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The same for 80 characters: bands below their medians, how below when, thousands."""
    money_ = view.currency
    heads = (
        "asset", "Rf now\nm² K/kW", f"lost\n{money_}/day", "CO2\nt/day", "clean",
        f"pays\nk{money_}", "sure",
    )  # fmt: skip
    rows = [_line(view, one) for one in view.by_cost()]
    return heads, rows + [(name, "not\nanalysed", *("–" * 5)) for name in view.history.failed]


def _line(view: View, one: ExchangerHistory) -> tuple[str, ...]:
    if not known(one.r_f_now):
        return marked(one), _stacked(MISSING), *("–" * 5)
    decided = view.decision(one.asset)
    when = clean_when(decided).replace(": ", "\n")
    by = f"\n{decided.method}" if decided and decided.method else ""
    paid = banded(decided.pays, 1e-3, 0) if decided and known(decided.pays) else "–"
    cells = (
        banded(one.r_f_now, R_F, 2), banded(one.money_per_day, decimals=0),
        banded(one.co2_per_day, TONNE, 1), when + by, paid,
        sure(decided) if decided and math.isfinite(decided.p_pays) else "–",
    )  # fmt: skip
    return marked(one), *(_stacked(cell) for cell in cells)


def _stacked(cell: str) -> str:
    """A band below its median; two words where there is no answer."""
    if cell in {MISSING, "not worth it"}:
        return "\n".join(cell.rsplit(" ", 1))
    return cell.replace(" (", "\n").rstrip(")")


def total(bands: Iterable[Band]) -> Band:
    """Sum of bands whose errors go together, which is the wide reading; unknown ones left out."""
    some = [band for band in bands if known(band)]
    if not some:
        return Band(math.nan, math.nan, math.nan)
    return Band(*(math.fsum(getattr(b, name) for b in some) for name in ("p10", "p50", "p90")))


def money(view: View) -> Band:
    """Money a day that the furnace pays for all deposits together.

    Without a path to the furnace exchangers do not act on each other and their losses add up.
    """
    whole = view.history.money_per_day
    return total(one.money_per_day for one in view.history.exchangers) if whole is None else whole


def carbon(view: View) -> Band:
    """CO2 a day from what all deposits together cost the furnace, kg."""
    whole = view.history.co2_per_day
    return total(one.co2_per_day for one in view.history.exchangers) if whole is None else whole


def due(view: View) -> tuple[Decision, ...]:
    """Decisions to clean now, the most urgent first."""
    now = [d for d in view.plan.decisions if d.action == "now"]
    return tuple(sorted(now, key=_urgency))


def _urgency(decided: Decision) -> tuple[float, str]:
    wait = decided.wait_per_week
    return (-wait if math.isfinite(wait) else math.inf, decided.asset)


def cards(view: View) -> Cards:
    """What to clean now and why; what is at stake; what is uncertain."""
    return Cards((_act(view), _stake(view), _doubt(view)))


def _act(view: View) -> Card:
    now = due(view)
    if all(d.action == "insufficient data" for d in view.plan.decisions):
        return Card("What to do now", MISSING, _no_plan(view), "act")
    if not now:
        return Card("What to do now", "Clean nothing now", (_later(view),), "act")
    names = ", ".join(d.asset for d in now[:_LISTED])
    more = f" and {len(now) - _LISTED} more" if len(now) > _LISTED else ""
    return Card("What to do now", f"Clean {names}{more}", tuple(_why(view, d) for d in now[:3]),
                "act")  # fmt: skip


def _no_plan(view: View) -> tuple[str, ...]:
    """Why nothing could be decided."""
    reasons = [why for d in view.plan.decisions for why in d.why]
    return tuple(dict.fromkeys([*view.plan.warnings, *reasons]))[:3] or ("There is no plan.",)


def _later(view: View) -> str:
    planned = sorted((s for s in view.plan.starts), key=lambda s: s.day)
    if not planned:
        return "No cleaning pays within the horizon of the plan, or too little is known to say."
    first = planned[0]
    return f"The next cleaning that pays is {first.asset}, by {first.method}, on {date(first.day)}."


def _why(view: View, d: Decision) -> str:
    said = f"{d.asset} by {d.method or 'any method'}"
    if known(d.pays):
        said += f" pays {currency(view, significant(d.pays.p50))} over {view.plan.weeks} weeks"
        said += f" ({percent(d.p_pays)} sure)" if math.isfinite(d.p_pays) else ""
    if math.isfinite(d.wait_per_week):
        wait = d.wait_per_week
        said += f"; a week of delay costs {significant(wait) if round(wait) else 'nothing'}"
    reason = f": {d.why[0]}" if d.why else ""
    return f"{said}{reason}."


def _stake(view: View) -> Card:
    lost, gas = money(view), carbon(view)
    if not known(lost):
        why = (
            "No exchanger has a cost of fouling: give prices and a furnace in the plant file,"
            " or see why below."
        )
        return Card("What is at stake", MISSING, (why,), "money")
    headline = f"{fixed(lost.p50, 0)} {view.currency} and {fixed(TONNE * gas.p50, 1)} t CO2 a day"
    if not known(gas):
        headline = f"{fixed(lost.p50, 0)} {view.currency} a day"
    low_high = between(lost.p10, lost.p90, 0)
    mark = f"\N{NO-BREAK SPACE}{MARK}" if footnote(view.history.exchangers) else ""
    points = [
        f"Lost to fouling today by the whole train; P10–P90 {low_high} {view.currency}/day{mark}.",
        saving(view),
    ]
    dear = [one for one in view.by_cost() if known(one.money_per_day)][:2]
    if lost.p50 > 0 and len(view.history.exchangers) > len(dear):
        most = " or ".join(f"{one.asset} ({fixed(one.money_per_day.p50, 0)})" for one in dear)
        points.append(f"Cleaning one alone would save most at {most} {view.currency}/day.")
    return Card("What is at stake", headline, tuple(points), "money")


def saving(view: View) -> str:
    """What the plan costs against doing nothing, in a sentence."""
    plan = view.plan
    if not (math.isfinite(plan.cost) and math.isfinite(plan.cost_do_nothing)):
        return "There is no plan to compare with doing nothing: insufficient data."
    saved = plan.cost_do_nothing - plan.cost
    return (
        f"Over {plan.weeks} weeks the plan costs {significant(plan.cost, 4)} {view.currency},"
        f" doing nothing {significant(plan.cost_do_nothing, 4)}: it saves {significant(saved)}."
    )


def _doubt(view: View) -> Card:
    said, heads = [], []
    bad = to_mend(view)
    if bad:
        heads.append(f"{len(bad)} tag{'s' if len(bad) > 1 else ''} to mend")
        said += [f"Mend {t.tag} of {t.asset}: {t.verdict}." for t in bad[:3]]
    blank = [one.asset for one in view.history.exchangers if not known(one.r_f_now)]
    blank += list(view.history.failed)
    if blank:
        heads.append(f"{len(blank)} exchanger{'s' if len(blank) > 1 else ''} without answer")
        said.append(f"Insufficient data: {_listed(blank)}.")
    wide = [one.asset for one in view.by_cost() if doubtful(one)]
    if wide:
        said.append(f"Measure before acting: {_listed(wide)} (wide band).")
    unsure = [d.asset for d in view.plan.decisions if d.method and d.p_pays < LIKELY]
    if unsure:
        said.append(f"May not pay (less than {percent(LIKELY)} sure): {_listed(unsure)}.")
    if not (heads or said):
        return Card("What is uncertain", "Nothing that would change the decisions",
                    ("All tags pass their tests and all bands are narrow.",), "doubt")  # fmt: skip
    headline = ", ".join(heads) or "Some bands are wide"
    return Card("What is uncertain", headline[0].upper() + headline[1:], tuple(said), "doubt")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def doubtful(one: ExchangerHistory) -> bool:
    """True where the band of the cost is as wide as half the cost to either side."""
    band = one.money_per_day
    return known(band) and band.p50 > 0 and (band.p90 - band.p10) / 2 > DOUBT * band.p50


def to_mend(view: View) -> list[TagFinding]:
    """Tags that an instrument technician should look at, the worst first."""
    bad = [tag for tag in view.history.tags if tag.verdict not in {"ok", "good", ""}]
    return sorted(bad, key=lambda t: -abs(t.z) if math.isfinite(t.z) else 0.0)


def log_counts(view: View) -> dict[str, int]:
    """Status of a cleaning -> how many, over all exchangers."""
    states = [c.status for one in view.history.exchangers for c in one.cleanings]
    return {name: states.count(name) for name in STATUSES}  # type: ignore[arg-type]


def notes(view: View) -> list[str]:
    """What must be said below the table on the terminal."""
    lost, gas = money(view), carbon(view)
    said = []
    if known(lost):
        said.append(
            f"lost to fouling, together: {banded(lost, decimals=0)} {view.currency}/day,"
            f" {banded(gas, TONNE, 1)} t CO2/day (a row: what cleaning that one alone saves)"
        )
    said.append(saving(view))
    found = log_counts(view)
    if any(found.values()):
        parts = ", ".join(f"{n} {STATUSES[name]}" for name, n in found.items() if n)
        said.append(f"cleanings: {parts}")
    said.append("pays: all its cleanings in the plan, against never cleaning it")
    said += warned(view)
    said += [text for text in (footnote(view.history.exchangers),) if text]
    blank = [one for one in view.history.exchangers if not known(one.r_f_now)]
    said += [
        f"{one.asset}: {MISSING}: {'; '.join(one.warnings) or 'no valid day'}" for one in blank
    ]
    said += [f"mend {tag.tag} ({tag.asset}): {tag.verdict}" for tag in to_mend(view)[:5]]
    said += [f"note: {text}" for text in (*view.plan.warnings, *view.history.warnings)[:5]]
    return said


def warned(view: View) -> list[str]:
    """Alerts that last, in a line, and the most urgent of each exchanger with what to do."""
    last = alerts.urgent(view.alerts)
    if not last:
        return ["alerts: none lasts"]
    counted = ((s, sum(a.severity == s for a in last)) for s in ("high", "medium", "low"))
    said = [f"alerts that last: {', '.join(f'{n} {s}' for s, n in counted if n)}"]
    first = {a.asset: a for a in reversed(last) if a.severity != "low"}
    serious = [a for a in last if first.get(a.asset) is a][:_LISTED]
    return said + [f"{a.severity}: {alerts.sentence(a, view.currency)}" for a in serious]
