"""The plant at a glance: the table, the three statements, the notes."""

import math

from greenlang.agents import alerts
from greenlang.agents.condenser.figures.view import WORK, View
from greenlang.agents.condenser.figures.words import STATUSES
from greenlang.agents.condenser.results import CondenserHistory, TagFinding
from greenlang.agents.condenser.summary import advice
from greenlang.agents.condenser.summary.standing import Standing, dirtiest, standing, together
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
    significant,
)

DOUBT = 0.5  # half width of the band over the cost, from which on measuring comes first
_LISTED = 4
_LEAST = 0.05  # mbar, below which a cause is not worth a word


def columns(view: View) -> tuple[Column, ...]:
    """Headings of the table of condensers."""
    return (
        Column("condenser"), Column("pressure", "number", "mbar"),
        Column("over target", "number", "mbar"), Column("cleanliness", "number"),
        Column("air margin", "number"), Column("could be put right", "number", "MW"),
        Column("worth", "number", f"{view.currency}/day"), Column("most by"), Column("do"),
    )  # fmt: skip


def row(view: View, one: CondenserHistory) -> tuple[str, ...]:
    """One condenser of the table."""
    at = standing(one)
    return (
        one.asset, fixed(at.p, 1), fixed(at.over, 1), _doubted(at), fixed(at.margin, 2),
        fixed(at.power, 2), banded(at.money, decimals=0), at.first or "nothing",
        advice.shortly(view, one),
    )  # fmt: skip


def _doubted(at: Standing) -> str:
    if not math.isfinite(at.cleanliness):
        return MISSING
    sigma = f" ± {fixed(at.cleanliness_sigma, 3)}" if math.isfinite(at.cleanliness_sigma) else ""
    return f"{fixed(at.cleanliness, 3)}{sigma}"


def table(view: View) -> Table:
    """Every condenser, the one with the most to put right first; those that failed at the end."""
    rows = [row(view, one) for one in view.by_cost()]
    width = len(columns(view))
    rows += [(name, "not analysed", *("–" * (width - 2))) for name in view.history.failed]
    return Table(columns(view), tuple(rows), _CAPTION)


_CAPTION = (
    "Means of the last 30 valid days. The target is the pressure of the clean condenser under the"
    " same water and load; cleanliness is at reference conditions, ± one standard uncertainty; the"
    " air margin is what the vacuum pumps carry over what they draw. What could be put right is"
    " fouling, air, plugging and debris, never weather or load, and not flow, which takes the power"
    " of pumps: whether it pays stands under Decisions. Money with P10–P90."
)


def screen(view: View) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The same for 80 characters."""
    heads = (
        "condenser", "p\nmbar", "over\ntarget", "clean-\nliness", "air\nmargin",
        f"worth\n{view.currency}/day", "most by",
    )  # fmt: skip
    rows = [_line(one) for one in view.by_cost()]
    return heads, rows + [(name, "not\nanalysed", *("–" * 5)) for name in view.history.failed]


def _line(one: CondenserHistory) -> tuple[str, ...]:
    at = standing(one)
    worth = banded(at.money, decimals=0)
    return (
        one.asset, _or_dash(at.p, 1), _or_dash(at.over, 1), _or_dash(at.cleanliness, 3),
        _or_dash(at.margin, 2),
        "–" if worth == MISSING else worth.replace(" (", "\n").rstrip(")"), at.first or "–",
    )  # fmt: skip


def _or_dash(x: float, decimals: int) -> str:
    return fixed(x, decimals) if math.isfinite(x) else "–"


def cards(view: View) -> Cards:
    """What to do now; where the next money is; what is uncertain."""
    return Cards((advice.card(view), _stake(view), _doubt(view)))


def _stake(view: View) -> Card:
    total = together(view)
    first = next(iter(view.by_cost()), None)
    if first is None:
        return Card("Where the next money is", MISSING, ("No condenser was analysed.",), "money")
    points = [causes_said(one, standing(one)) for one in view.by_cost()[:3]]
    if known(total):
        headline = f"{fixed(total.p50, 0)} {view.currency} a day can be put right"
        band = between(total.p10, total.p90, 0)
        points.append(
            f"P10–P90 {band} {view.currency} a day, by dirt and air; not weather, load, flow."
        )
        return Card("Where the next money is", headline, tuple(points), "money")
    found = [standing(one).causes for one in view.history.condensers]
    mbar = sum(causes.get(cause, 0.0) for causes in found for cause in WORK)
    points.append("Money is withheld: it needs the turbine's exhaust curve and prices.")
    headline = f"{fixed(mbar, 1)} mbar can be put right" if math.isfinite(mbar) else MISSING
    return Card("Where the next money is", headline, tuple(points), "money")


def causes_said(one: CondenserHistory, at: Standing) -> str:
    """What could be put right by cause, and how far it stands above its target, in a sentence."""
    if not math.isfinite(at.over):
        return f"{one.asset}: {MISSING}."
    parts = sorted(at.causes.items(), key=lambda pair: (pair[0] == "flow", -pair[1]))
    told = ", ".join(f"{name} {fixed(x, 1)}" for name, x in parts if x >= _LEAST)
    above = "above" if at.over >= 0.0 else "below"
    stands = f"{fixed(abs(at.over), 1)} mbar {above} the clean condenser at the same water and load"
    return f"{one.asset}: {f'{told} mbar' if told else 'nothing to put right'}; {stands}."


def _doubt(view: View) -> Card:
    said, heads = [], []
    bad = to_mend(view)
    if bad:
        heads.append(f"{len(bad)} tag{'s' if len(bad) > 1 else ''} to mend")
        said += [f"Mend {t.tag} of {t.asset}: {t.verdict}." for t in bad[:3]]
    if view.history.failed:
        heads.append(f"{len(view.history.failed)} without answer")
        said.append(f"Not analysed: {', '.join(view.history.failed)}.")
    prior = [one.asset for one in view.history.condensers if one.clean.source == "prior"]
    if prior:
        said.append(f"No clean days are known of {', '.join(prior)}: its zero is a prior, ± 30 %.")
    unseen = [f"{one.asset}: {text}" for one in view.history.condensers for text in one.not_seen]
    said += [f"{text.rstrip('.')}." for text in unseen[: max(0, _LISTED - len(said))]]
    if not (heads or said):
        return Card("What is uncertain", "Nothing that would change the decisions",
                    ("All tags pass their tests.",), "doubt")  # fmt: skip
    headline = ", ".join(heads) or "Some signs are not measured"
    return Card("What is uncertain", headline[0].upper() + headline[1:], tuple(said), "doubt")


def to_mend(view: View) -> list[TagFinding]:
    """Tags that an instrument technician should look at, the worst first."""
    bad = [tag for tag in view.history.tags if tag.verdict not in {"ok", "good", ""}]
    return sorted(bad, key=lambda t: -abs(t.z) if math.isfinite(t.z) else 0.0)


def log_counts(view: View) -> dict[str, int]:
    """Status of a cleaning -> how many, over all condensers."""
    states = [str(c.status) for one in view.history.condensers for c in one.cleanings]
    return {name: states.count(name) for name in STATUSES}


def notes(view: View) -> list[str]:
    """What must be said below the table on the terminal."""
    total, said = together(view), []
    if known(total):
        said.append(f"can be put right, together: {banded(total, decimals=0)} {view.currency}/day")
    said += [causes_said(one, standing(one)) for one in view.by_cost()[:_LISTED]]
    said += [line for one in view.by_cost()[:_LISTED] if (line := _dirt(one))]
    said += [line for one in view.by_cost()[:_LISTED] for line in advice.lines(view, one)]
    found = log_counts(view)
    if any(found.values()):
        parts = ", ".join(f"{n} {STATUSES[name]}" for name, n in found.items() if n)
        said.append(f"cleanings: {parts}")
    leaks = [e for one in view.history.condensers for e in one.events if e.air]
    if leaks:
        lasting = sum(e.end is None for e in leaks)
        said.append(f"air events: {len(leaks)}, of which {lasting or 'none'} last")
    said += _warned(view)
    said += [f"mend {tag.tag} ({tag.asset}): {tag.verdict}" for tag in to_mend(view)[:5]]
    said += [f"note: {text}" for text in (*view.plant.warnings, *view.history.warnings)[:5]]
    return said


def _dirt(one: CondenserHistory) -> str:
    found = dirtiest(one)
    if found is None:
        return ""
    box, band = found
    last = max((c.end for c in one.cleanings if c.box == box), default=math.nan)
    since = f", last cleaned {date(last)}" if math.isfinite(last) else ""
    low, high = between(band.p10, band.p90, 1), significant(band.p50, 2)
    return f"{one.asset} {box}: Rf {high} ({low}) 1e-5 m2 K/W{since}"


def _warned(view: View) -> list[str]:
    """Alerts that last, in a line, and the most urgent of each condenser with what to do."""
    last = alerts.urgent(view.alerts)
    if not last:
        return ["alerts: none lasts"]
    counted = ((s, sum(a.severity == s for a in last)) for s in ("high", "medium", "low"))
    said = [f"alerts that last: {', '.join(f'{n} {s}' for s, n in counted if n)}"]
    first = {a.asset: a for a in reversed(last) if a.severity != "low"}
    serious = [a for a in last if first.get(a.asset) is a][:_LISTED]
    return said + [f"{a.severity}: {alerts.sentence(a, view.currency)}" for a in serious]
