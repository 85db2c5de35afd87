"""The exchangers as built, their streams and instruments."""

from dataclasses import dataclass

from greenlang.simulators.growth import Layer
from greenlang.simulators.happenings import Troubles, Way

HYDROBLAST = Way("hydroblast", 0.6, (100.0, 200.0), (0.88, 1.0), "bundle pulled in the shutdown")
WASH = Way("chemical", 0.4, (100.0, 200.0), (0.6, 0.85), "water and solvent, in place")


@dataclass(frozen=True)
class Unit:
    """One exchanger in pure counterflow. Films W/(m2 K) at reference flow, all vapour or liquid.

    `boiling` and `condensing` are what two phases add at most; `lean` is how much more of the
    deposit lies at the warm end than in the middle. R_f refers to the area given, all shells.
    """

    name: str
    title: str
    shells: int
    area: float
    h_tube: float
    h_shell: float
    fast: Layer
    slow: Layer
    lean: float
    start_fouling: float = 0.0
    cleanings: tuple[int, int] = (1, 2)
    ways: tuple[Way, ...] = (HYDROBLAST, WASH)
    wall: float = 6.0e-5
    boiling: float = 0.30
    condensing: float = 0.25


UNITS = (
    Unit(
        "E-201", "vertical, one pass (Texas tower)", 1, 760.0, 900.0, 780.0,
        Layer("linear", 7.5e-4), Layer("falling", 2.5e-4), 0.25,
    ),
    Unit(
        "E-202", "two horizontal shells in series, one pass each", 2, 520.0, 760.0, 820.0,
        Layer("asymptotic", 6.0e-4, 160.0), Layer("linear", 2.5e-4), -0.3,
        start_fouling=2.5e-4, cleanings=(2, 3),
    ),
)  # fmt: skip
"""In the order of the effluent; the feed runs the other way."""

FEED_FLOW = 24.0  # kg/s of naphtha
T_FEED = 368.15
T_EFFLUENT = 608.15
PRESSURE = {"feed": 34.0, "effluent": 29.0}  # bar
SHIFT = {"feed": 0.0, "effluent": -7.0}  # K, the effluent is lighter
CASES = {"low": 0.105, "mid": 0.125, "high": 0.145}  # mass share of gas

TAGS = {
    "E-201": {
        "t_hot_in": "TI4201", "t_hot_out": "TI4202", "t_cold_in": "TI4103", "t_cold_out": "TI4104",
        "m_hot": "FI4201", "m_cold": "FI4101",
    },
    "E-202": {
        "t_hot_in": "TI4203", "t_hot_out": "TI4204", "t_cold_in": "TI4101", "t_cold_out": "TI4102",
        "m_hot": "FI4201", "m_cold": "FI4101",
    },
}  # fmt: skip

TROUBLES = Troubles(
    doubled=(("TI4102", "E-202"), ("TI4103", "E-201"), ("TI4202", "E-201"), ("TI4203", "E-202")),
    lonely=(("TI4201", "E-201"), ("TI4104", "E-201"), ("TI4101", "E-202"), ("TI4204", "E-202")),
)
"""The pipes between the two have a thermometer at either end."""
