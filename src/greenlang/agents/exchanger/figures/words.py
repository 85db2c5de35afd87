"""What causes, limits and states are called where people read them."""

from collections.abc import Mapping
from dataclasses import dataclass

from greenlang.agents.exchanger.results import Cause


@dataclass(frozen=True)
class Word:
    """A cause: its short name for charts, and what it means."""

    short: str
    meaning: str


CAUSES: Mapping[Cause, Word] = {
    "fouling": Word("fouling", "deposit grew"),
    "cleaning": Word("cleaning", "deposit was removed"),
    "bypass": Word("bypass", "flow goes round the tubes: not fouling"),
    "plugging": Word("plugging", "tubes are blocked or plugged"),
    "drift": Word("tag drifts", "a measurement drifts away"),
    "stuck": Word("tag stuck", "a measurement does not move"),
    "bias": Word("tag biased", "a measurement is off by a constant"),
    "flow_meter": Word("flow meter", "a flow meter misreads"),
    "fluid_switch": Word("fluid switch", "the fluid changed"),
    "maldistribution": Word("maldistribution", "the flow does not reach all of the surface"),
    "vaporisation": Word("vaporisation", "a liquid boils: its heat capacity leaves out the heat"),
    "ageing": Word("deposit ages", "the deposit conducts better than it did"),
    "outage": Word("outage", "the unit stood still"),
    "undecided": Word("undecided", "the best two causes explain it about equally well"),
    "not_separable": Word("not separable", "the tags at hand cannot tell the causes apart"),
}

LIMITS: Mapping[str, str] = {
    "UA_min": "UA limit", "ua_min": "UA limit", "dp_tube": "tube ΔP limit",
    "dp_shell": "shell ΔP limit", "furnace": "furnace limit", "furnace_max": "furnace limit",
    "J*": "cleaning pays", "j_star": "cleaning pays",
}  # fmt: skip
"""Limit of a forecast -> its name."""

STATUSES: Mapping[str, str] = {
    "confirmed": "in log and data",
    "found_without_log": "found, not in the log",
    "logged_without_effect": "logged, no effect seen",
    "logged_no_data": "logged, no data to see it",
}
"""Status of a cleaning -> its name."""

DATUMS: Mapping[str, str] = {
    "new": "zero is the new bundle at the start of the history",
    "declared": "zero is the clean window that the plant file declares",
    "best_clean": (
        "zero is the cleanest state seen: what even the best cleaning left cannot be seen, and"
        " all values of this exchanger, its loss in money too, are higher by an unknown constant"
        " that no band covers"
    ),
}
"""Datum of R_f -> what zero means."""

REDUNDANCY: Mapping[str, str] = {
    "network": "reconciled over shared pipes: a faulty tag can be located",
    "one balance": "one heat balance: a fault is seen, but cannot be located",
    "none": "no redundancy: the balance could not be tested",
}
"""Redundancy -> what the reconciliation can do."""
