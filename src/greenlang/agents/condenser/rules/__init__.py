"""Alert rules of a condenser and the sections of its report, as data.

The first are those of the condenser's seed with its limits; what is ours says so. A rule is
evaluated by day (ADR 13): delays shorter than a day, named with the source, are those of a live
evaluation. Severities: high is what its source calls critical, medium what it calls high, low a
warning. What a metric is by day stands in `watch`.
"""

from greenlang.agents.agent import Section
from greenlang.agents.condenser.rules.steam import AIR, PRESSURE
from greenlang.agents.condenser.rules.trust import CHEMISTRY, TRUST
from greenlang.agents.condenser.rules.water import DIRT, WATER

__all__ = ["RULES", "SECTIONS"]

RULES = (*PRESSURE, *DIRT, *AIR, *WATER, *CHEMISTRY, *TRUST)
"""Every rule of a condenser."""

SECTIONS = (
    Section("summary", ("where_next",)),
    Section("alerts", ("alert_days",)),
    Section(
        "condensers",
        (
            "causes",
            "stack",
            "lost",
            "pressure",
            "cleanliness",
            "fouling",
            "air",
            "pressure_map",
            "turbine",
            "cleaning_cost",
            "combinations",
            "pumps",
            "tower",
            "boxes",
            "plugged",
            "sankey",
        ),
    ),
    Section("causes", ("months",)),
    Section("decisions"),
    Section("savings", ("saved",)),
    Section("water"),
    Section("targets"),
    Section("log"),
    Section("quality", ("calendar", "reasons")),
    Section("method"),
    Section("assumptions"),
)
"""Sections of the report in their order, each with its charts."""
