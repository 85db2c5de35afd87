"""Charts of exchangers: functions from results to Vega-Lite specifications.

Each raises InsufficientData, naming the reason, where there is nothing to show.
"""

from greenlang.agents import charts
from greenlang.agents.drawing import Drawing
from greenlang.agents.exchanger.figures import (
    deposit,
    fleet,
    plan,
    quality,
    savings,
    standing,
    state,
    unit,
)
from greenlang.agents.exchanger.figures.view import View

__all__ = ["OF_FLEET", "OF_UNIT", "View"]


OF_FLEET = {
    "cost_per_day": Drawing(
        "What fouling costs a day",
        "What cleaning each one alone would save, median with P10 to P90, the dearest first;"
        " together less. The colour says what the plan does.",
        fleet.cost_per_day,
    ),
    "levels": Drawing(
        "Fouling resistance of the dearest, m² K/kW",
        "Filtered level on one scale; green: cleanings.",
        fleet.levels,
    ),
    "certainty": Drawing(
        "Cost against certainty",
        "Left: the band is narrow, act. Beyond 50 %, shaded: mend the measurement first.",
        fleet.certainty,
        "half",
    ),
    "gantt": Drawing(
        "Cleaning plan",
        "Bars are times out of service; beside them what the plan would lose without that one"
        " cleaning, in thousands. Below, crews at work, with their number dashed.",
        plan.gantt,
    ),
    "furnace": Drawing(
        "Furnace duty above that of a clean train",
        "Weekly means; the shaded difference is heat that the furnace need not give.",
        plan.furnace,
    ),
    "furnace_inlet": Drawing(
        "Furnace inlet",
        "Weekly means with every cleaning of the plan, and without any.",
        plan.inlet,
    ),
    "health": Drawing(
        "Health",
        "The index is the weighted mean of the scores (dots) that are known; each score is 100 and"
        " 0 at two stated anchors.",
        standing.health,
    ),
    "places": Drawing(
        "Place among exchangers of one service",
        "To the right is better; the rank is by cleanliness.",
        standing.places,
    ),
    "alert_days": Drawing(
        "Alerts of the last year",
        "From the first day beyond a limit to the day on which it cleared; those that last on top.",
        lambda view: charts.alert_days(view.alerts, view.history.start, view.history.end),
    ),
    "calendar": Drawing(
        "Valid hours",
        "Hours that entered the analysis, mean of each week; pale is little.",
        lambda view: charts.calendar(view.history.exchangers, view.history.start, view.history.end),
    ),
    "reasons": Drawing(
        "What became of every hour",
        "An hour counts once, under the first reason that excludes it.",
        lambda view: charts.reasons(view.history.exchangers),
    ),
    "balance": Drawing(
        "Balances",
        "The largest measurement test of each exchanger, mean of each week.",
        quality.balance,
    ),
    "adjustments": Drawing(
        "What reconciliation moves",
        "A tag that is moved far and always one way is off.",
        quality.adjustments,
    ),
    "stuck": Drawing(
        "Tags that stood still, were wild or unreadable",
        "As a share of all readings of the tag.",
        quality.stuck,
    ),
}
"""Charts of the fleet, by name: functions of a `View`."""

OF_UNIT = {
    "fouling": Drawing(
        "Fouling resistance",
        "Upright lines: cleanings, the end of the data (black), and the P50 dates of limits (red)."
        " Shaded times are not fouling.",
        unit.fouling,
    ),
    "cleanings": Drawing(
        "What each cleaning has saved",
        "Weekly means of the duty as it was; dashed: as it had been without the cleaning, by the"
        " fouling law of before at the same flows and inlets. Heat and money: P50 with the band"
        " that holds nine of ten; money is of what reaches the furnace.",
        savings.before_and_after,
    ),
    "coefficient": Drawing(
        "Overall coefficient", "Clean: predicted at the actual flows.", unit.coefficient, "half"
    ),
    "duty": Drawing("Duty", "Clean: at the actual flows and inlets.", unit.duty, "half"),
    "pressure": Drawing(
        "Pressure drop", "Over that of a clean bundle at the same flow.", unit.pressure, "half"
    ),
    "heat_and_drop": Drawing(
        "Heat and pressure drop",
        "A deposit inside the tubes runs along a dashed line of its conductivity.",
        deposit.heat_and_drop,
        "half",
    ),
    "threshold": Drawing(
        "Rate over velocity and temperature",
        "Months by their rate; red: below it nothing deposits, where the rates tell that.",
        deposit.threshold,
        "half",
    ),
    "cost_curve": Drawing(
        "When to clean", "The cheapest interval; shaded: within 2 % of it.", unit.cost_curve, "half"
    ),
    "waiting": Drawing(
        "What waiting costs",
        "Cost of each day above the mean of the best cycle, added up, P10 to P90; below zero"
        " waiting pays.",
        state.waiting,
        "half",
    ),
    "efficiency": Drawing(
        "Duty at reference",
        "Over that of a clean bundle, P10 to P90; dashed: limits of the alert.",
        state.efficiency,
        "half",
    ),
    "approach": Drawing("Approach", "Temperature difference at both ends.", state.approach, "half"),
    "resistances": Drawing(
        "What resists the heat",
        "Parts of 1/U on the last valid day.",
        state.resistances,
        "half",
    ),
    "temperatures": Drawing(
        "Temperatures over the duty",
        "Both streams on the last valid day, drawn straight and as counterflow.",
        state.temperatures,
        "half",
    ),
}
"""Charts of one exchanger, by name: functions of an `ExchangerHistory` and a `View`."""
