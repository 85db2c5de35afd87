"""Waterboxes: debris, and the siphon."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.condenser.analyses.states import TUBES
from greenlang.agents.condenser.method import waterbox as box

WATERBOX: Example = {
    "tubes": TUBES,
    "t_in": "18 degC",
    "v": "15 m3/s",
    "q": "590 MW",
    "dp": "345 mbar",
    "clean_test": {"dp": "310 mbar", "v": "16 m3/s"},
    "p": "49 mbar a",
}
SIPHON: Example = {
    "barometer": "1009 mbar a",
    "t_out": "27 degC",
    "z_top": "11.2 m",
    "z_seal": "3.4 m",
    "dp_leg": "25 mbar",
    "v": "2.1 m/s",
    "spread": "1.1 K",
    "spread_normal": "0.5 K",
}

ANALYSES = (
    Analysis(
        "waterbox",
        "Debris by the drop of a waterbox, told apart from fouling",
        box.WaterboxCase,
        box.Waterbox,
        box.waterbox,
        WATERBOX,
    ),
    Analysis(
        "siphon",
        "Pressure at the top of the siphon, and its reserve against boiling",
        box.SiphonCase,
        box.Siphon,
        box.siphon,
        SIPHON,
    ),
)
