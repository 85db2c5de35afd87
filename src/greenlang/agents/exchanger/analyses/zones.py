"""Counterflow by enthalpy."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import zones

_FEED: Example = {
    "kind": "curve",
    "rows": [
        {"t": "40 degC", "h": "0 kJ/kg"},
        {"t": "135 degC", "h": "235 kJ/kg"},
        {"t": "190 degC", "h": "560 kJ/kg"},
        {"t": "320 degC", "h": "930 kJ/kg"},
    ],
}
_EFFLUENT: Example = {
    "kind": "curve",
    "rows": [
        {"t": "60 degC", "h": "0 kJ/kg"},
        {"t": "155 degC", "h": "240 kJ/kg"},
        {"t": "215 degC", "h": "590 kJ/kg"},
        {"t": "380 degC", "h": "1060 kJ/kg"},
    ],
}
ZONES: Example = {
    "hot": {"fluid": _EFFLUENT, "m": "90 t/h", "t_in": "360 degC", "t_out": "118 degC"},
    "cold": {"fluid": _FEED, "m": "92 t/h", "t_in": "62 degC", "t_out": "304 degC"},
    "area": "1800 m2",
    "u_clean": "310 W/m2/K",
}

ANALYSES = (
    Analysis(
        "zones",
        "Counterflow by enthalpy: phase change, pinch, UA by zones",
        zones.ZonesCase,
        zones.Zones,
        zones.zones,
        ZONES,
    ),
)
