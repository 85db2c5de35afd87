"""What causes, events and states are called where people read them, and their colours."""

from collections.abc import Mapping

from greenlang.agents.theme import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, SKY, VIOLET

UNEXPLAINED = "not explained"

COLOURS: Mapping[str, str] = {
    "inlet temperature": SKY,
    "load": PALE,
    "flow": BLUE,
    "fouling": ORANGE,
    "plugging": VIOLET,
    "debris": "#8a6d3b",
    "air": RED,
    UNEXPLAINED: GREY,
}
"""Cause -> its colour in every chart; what nobody can help is pale."""

INLET: Mapping[str, str] = {
    "wet bulb": "weather (wet bulb)", "tower": "tower weaker than its fill",
    "recirculation": "recirculation", "range": "range (heat and flow)",
}  # fmt: skip
"""Part of the inlet temperature of a tower -> its name."""

EVENTS: Mapping[str, str] = {
    "steam-side leak": "air leak",
    "leak below the water line": "leak below water",
    "vacuum pump fault": "vacuum pump",
    "debris": "debris",
    "plugging": "tubes plugged",
    "cooling-water pump": "CW pump",
    "gauge drift": "gauge drifts",
    "not separable": "not separable",
    "unlabelled": "step, cause open",
}
"""Cause of an event -> its short name in a chart."""

STATUSES: Mapping[str, str] = {
    "confirmed": "in log and data",
    "found_without_log": "found, not in the log",
    "logged_without_effect": "logged, no effect seen",
    "logged_no_data": "logged, no data to see it",
}
"""Status of a cleaning -> its name."""

BOXES = (BLUE, ORANGE, GREEN, VIOLET, RED, INK)
"""Colours of waterboxes, in the order of flow."""

SOURCES: Mapping[str, str] = {
    "plant file": "as the plant file gives it",
    "declared": "learnt on the days declared clean",
    "after cleanings": "learnt in the days after cleanings",
    "cleanest days": "learnt on the cleanest days: fouling counts from them",
    "prior": "a textbook prior, good for 30 %",
}
"""Source of the clean condenser -> what it means."""
