"""A train of exchangers: all outlets, the furnace inlet, and what one cleaning does."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import train

TRAIN: Example = {
    "units": [
        {"name": "E-101", "arrangement": "E 1-2", "area": "420 m2", "u_clean": "380 W/m2/K",
         "r_f": "6e-4 m2 K/W"},
        {"name": "E-102", "arrangement": "E 1-2", "shells": 2, "area": "600 m2",
         "u_clean": "420 W/m2/K", "r_f": "1.1e-3 m2 K/W"},
        {"name": "E-103", "arrangement": "counterflow", "ua": "95 kW/K"},
    ],
    "sources": [
        {"name": "crude", "t": "118 degC", "c": "290 kW/K"},
        {"name": "ago", "t": "285 degC", "c": "110 kW/K"},
        {"name": "residue", "t": "335 degC", "c": "130 kW/K"},
    ],
    "links": [
        {"origin": "crude", "target": "E-101.cold", "share": "55 %"},
        {"origin": "crude", "target": "E-103.cold", "share": "45 %"},
        {"origin": "E-101.cold", "target": "E-102.cold", "dt": "-1.5 K"},
        {"origin": "E-103.cold", "target": "E-102.cold"},
        {"origin": "ago", "target": "E-101.hot"},
        {"origin": "residue", "target": "E-102.hot"},
        {"origin": "E-102.hot", "target": "E-103.hot"},
        {"origin": "E-102.cold", "target": "H-1"},
    ],
    "clean": ["E-102"],
    "furnace": "H-1",
}  # fmt: skip

ANALYSES = (
    Analysis(
        "train",
        "A train of exchangers: all temperatures, the furnace inlet, what a cleaning does",
        train.TrainCase,
        train.TrainResult,
        train.train,
        TRAIN,
    ),
)
