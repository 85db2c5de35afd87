"""Results as texts: one place decides digits, units and what an unknown number reads."""

import math
from collections.abc import Iterable

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import CAUSES
from greenlang.agents.exchanger.results import Cleaning, Decision, Event, ExchangerHistory
from greenlang.agents.page import (
    MISSING,
    banded,
    date,
    fixed,
    known,
    percent,
    significant,
    thousands,
)

R_F = 1e3  # m2 K/W to m2 K/kW
MEGA = 1e-6
TONNE = 1e-3
MARK = "†"
RELATIVE = (
    f"{MARK} Relative to the cleanest time in the data: the true loss is higher by an unknown"
    " constant, which no band here covers."
)
_NOT_IN_PLAN = {"never": "nothing", "later": "beyond the plan"}
_IN_DATA = {"confirmed", "found_without_log"}


def relative(one: ExchangerHistory) -> bool:
    """True where R_f and its money count from the cleanest time seen, not from a clean bundle."""
    return one.datum == "best_clean" and known(one.r_f_now)


def marked(one: ExchangerHistory) -> str:
    """The name, with a mark where its loss is only relative."""
    return f"{one.asset} {MARK}" if relative(one) else one.asset


def footnote(units: Iterable[ExchangerHistory]) -> str:
    """What the mark means, where one of these has it."""
    return RELATIVE if any(relative(one) for one in units) else ""


def defines_zero(one: ExchangerHistory, c: Cleaning) -> bool:
    """True for the cleaning after which R_f was least, if that counts as clean.

    Its effect is 100 % by definition, so it cannot be rated.
    """
    seen = [each.r_f_after for each in one.cleanings if each.status in _IN_DATA]
    best = c.status in _IN_DATA and c.r_f_after == min(seen)
    return best and (one.datum == "best_clean" or c.r_f_after <= 0.0)


def clean_when(decided: Decision | None) -> str:
    """The decision in two words and a date."""
    if decided is None or decided.action == "insufficient data":
        return MISSING
    if decided.action == "never":
        return "not worth it"
    word = {"now": "now: ", "later": "later: "}.get(decided.action, "")
    return word + (date(decided.day) if decided.day is not None else "no date")


def window(decided: Decision | None) -> str:
    """The days between which cleaning costs within 2 % of the optimum."""
    if decided is None or decided.window is None:
        return "none"
    first, last = decided.window
    return f"{date(first)} to {date(last)}"


def pays(decided: Decision | None) -> str:
    """What all its planned cleanings pay over the horizon, against never cleaning it."""
    if decided is None or decided.action == "insufficient data":
        return MISSING
    if not known(decided.pays) and decided.action in _NOT_IN_PLAN:
        return _NOT_IN_PLAN[decided.action]
    return banded(decided.pays, decimals=thousands(decided.pays))


def sure(decided: Decision | None) -> str:
    """Probability that the decision pays."""
    if decided is None or decided.action == "insufficient data":
        return MISSING
    return percent(decided.p_pays)


def size(event: Event) -> str:
    """Size of an event in the unit in which it is read."""
    if not math.isfinite(event.size):
        return MISSING
    if event.unit == "m2 K/W":
        return f"{fixed(R_F * event.size, 2)} m² K/kW"
    if event.unit == "1":
        return f"{percent(event.size)} of the flow"
    return f"{significant(event.size, 2)} {event.unit}"


def runner_up(event: Event) -> str:
    """The second-best cause and by how much it explains the data worse."""
    if event.second is None:
        return "none" if event.gap == math.inf else f"misfit {significant(event.gap, 2)} more"
    name = CAUSES[event.second].short
    return name if not math.isfinite(event.gap) else f"{name} (misfit +{fixed(event.gap, 0)})"


def currency(view: View, text: str) -> str:
    """An amount with its currency; what is not known stays without."""
    return text if text == MISSING else f"{text} {view.currency}"


def duration(seconds: float) -> str:
    """A duration in days."""
    return f"{fixed(seconds / 86_400, 0)} d"
