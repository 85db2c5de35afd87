"""Charts of condensers: functions from results to Vega-Lite specifications.

Each raises InsufficientData, naming the reason, where there is nothing to show.
"""

from greenlang.agents import charts
from greenlang.agents.condenser.figures import air, causes, cold, states
from greenlang.agents.condenser.figures.view import View
from greenlang.agents.drawing import Drawing

__all__ = ["OF_FLEET", "OF_UNIT", "View"]

OF_FLEET = {
    "where_next": Drawing(
        "Where the next euro is",
        "What each cause costs now, mean of the last 30 valid days; weather and load are not among"
        " them. Flow is counted before the power of the pumps that would give it.",
        causes.where_next,
    ),
    "alert_days": Drawing(
        "Alerts of the last year",
        "From the first day beyond a limit to the day on which it cleared; those that last on top.",
        lambda view: charts.alert_days(view.alerts, view.start, view.end),
    ),
    "months": Drawing(
        "What could be put right, by month",
        "All condensers together. Below zero: better than the reference.",
        causes.months,
    ),
    "saved": Drawing(
        "What cleanings and repairs have saved",
        "P50 with the band that holds nine of ten, at the conditions that were.",
        states.saved,
    ),
    "calendar": Drawing(
        "Valid hours",
        "Hours that entered the analysis, mean of each week; pale is little.",
        lambda view: charts.calendar(view.history.condensers, view.start, view.end),
    ),
    "reasons": Drawing(
        "What became of every hour",
        "An hour counts once, under the first reason that excludes it.",
        lambda view: charts.reasons(view.history.condensers),
    ),
}
"""Charts of the plant, by name: functions of a `View`."""

OF_UNIT = {
    "causes": Drawing(
        "Why the pressure is what it is",
        "From the reference to the mean of all hours of the last valid days; the key numbers above"
        " are of steady hours. Each cause is its mean over every order in which the causes could"
        " have come, so the steps sum.",
        causes.waterfall,
    ),
    "stack": Drawing(
        "Causes over time",
        "Weekly means of every hour's split; pale is weather and load.",
        causes.stack,
    ),
    "lost": Drawing(
        "What could be put right",
        "Weekly means; below zero: better than the reference.",
        causes.lost,
    ),
    "pressure": Drawing(
        "Pressure, its target, and at reference conditions",
        "Daily values. The target is the pressure of the clean condenser under the day's water and"
        " load.",
        states.normalised,
    ),
    "pressure_map": Drawing(
        "Pressure map",
        "Days by their cleanliness; lines: the clean condenser at median flow, by load.",
        causes.pressure_map,
        "half",
    ),
    "cleanliness": Drawing(
        "Cleanliness at reference conditions",
        "P10 to P90; dashed: limits of the alert. Upright lines: cleanings.",
        states.cleanliness,
    ),
    "fouling": Drawing(
        "Fouling resistance by waterbox",
        "P10 to P90; right of the black line the forecast. Upright lines: cleanings; red: P50 dates"
        " of limits. Shaded times are not fouling.",
        states.fouling,
    ),
    "air": Drawing(
        "Air",
        "Above capacity air sets the pressure. Oxygen above what air explains comes in below the"
        " water line.",
        air.air,
    ),
    "boxes": Drawing(
        "Debris",
        "Drop of each waterbox over that of open tubes at the same flow.",
        states.boxes,
        "half",
    ),
    "plugged": Drawing("Plugged tubes", "As the plant file dates them.", cold.plugged, "half"),
    "cleaning_cost": Drawing(
        "When to clean",
        "Cost of the horizon over the day of the next cleaning; dots: the cheapest; shaded: within"
        " 2 % of it.",
        cold.cleaning_cost,
        "half",
    ),
    "combinations": Drawing(
        "How to run",
        "What the best way at each flow earns less than the best of all; shaded: within 0.1 %.",
        cold.combinations,
        "half",
    ),
    "pumps": Drawing(
        "Pumps and their system",
        "Head over flow for each number of running pumps, what the circuit asks for, and the flows"
        " that were learnt.",
        cold.pump_curves,
        "half",
    ),
    "tower": Drawing(
        "Tower",
        "Days; lines: what the fill gives at the median range and flow, with idle cells at 12 % of"
        " their air.",
        cold.tower,
        "half",
    ),
    "turbine": Drawing(
        "Turbine",
        "Below the choke point a better vacuum earns nothing.",
        cold.turbine,
        "half",
    ),
    "sankey": Drawing(
        "Where the make-up goes", "Mean of the days that have both.", cold.sankey, "half"
    ),
}
"""Charts of one condenser, by name: functions of a `CondenserHistory` and a `View`."""
