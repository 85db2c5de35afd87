"""A built exchanger: its rating, and what it would do under other conditions."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method.rating import cases
from greenlang.agents.exchanger.method.rating.predict import what_if
from greenlang.agents.exchanger.method.rating.rate import rating

GAS_OIL: Example = {
    "fluid": {
        "kind": "petroleum", "api": "30", "watson_k": "11.7", "bubble_point": "340 degC",
        "viscosity": [
            {"t": "40 degC", "nu": "12 cSt"}, {"t": "100 degC", "nu": "3.1 cSt"},
        ],
    },
    "t_in": "220 degC",
    "t_out": "160 degC",
    "m": "108 t/h",
    "sigma_t_in": "0.5 K",
    "sigma_t_out": "0.5 K",
    "sigma_flow": "2 %",
}  # fmt: skip
CRUDE: Example = {
    "fluid": {
        "kind": "petroleum", "api": "34", "watson_k": "11.8", "bubble_point": "260 degC",
        "viscosity": [
            {"t": "40 degC", "nu": "4.6 cSt"}, {"t": "100 degC", "nu": "1.6 cSt"},
        ],
    },
    "t_in": "120 degC",
    "t_out": "155 degC",
    "m": "195 t/h",
    "sigma_t_in": "0.5 K",
    "sigma_t_out": "0.5 K",
    "sigma_flow": "2 %",
}  # fmt: skip
SHELL: Example = {
    "kind": "shell_tube",
    "d_s": "1.05 m",
    "tubes": 820,
    "d_o": "19.05 mm",
    "d_i": "14.83 mm",
    "length": "6.1 m",
    "pitch": "25.4 mm",
    "layout": "45",
    "passes": 2,
    "k_wall": "45 W/m/K",
    "plugged": 6,
    "dotl": "1.00 m",
    "strips": 2,
    "baffles": {
        "count": 20, "cut": "25 %", "spacing": "260 mm", "spacing_in": "580 mm",
        "spacing_out": "580 mm", "to_shell": "6.5 mm", "to_tube": "0.8 mm",
    },
    "nozzles": {
        "shell_in": "254 mm", "shell_out": "254 mm", "tube_in": "303 mm", "tube_out": "303 mm",
    },
}  # fmt: skip
RATING: Example = {
    "hot": GAS_OIL,
    "cold": CRUDE,
    "geometry": SHELL,
    "inside": "cold",
    "method": "bell_delaware",
    "fouling": {"hot": "3e-4 m2 K/W", "cold": "5e-4 m2 K/W", "k_cold": "0.5 W/m/K"},
    "measured": {"dp_cold": "14 kPa"},
    "q_design": "4.9 MW",
}

_INLETS = ("fluid", "t_in", "m")
WHAT_IF: Example = {
    "hot": {name: GAS_OIL[name] for name in _INLETS},
    "cold": {name: CRUDE[name] for name in _INLETS},
    "geometry": SHELL,
    "inside": "cold",
    "fouling": {"hot": "1e-4 m2 K/W", "cold": "1e-4 m2 K/W"},
    "base": {"fouling": {"hot": "3e-4 m2 K/W", "cold": "5e-4 m2 K/W"}},
}

ANALYSES = (
    Analysis(
        "what_if",
        "Outlets, duty and drops at given inlets, flows and fouling, against a base",
        cases.WhatIfCase,
        cases.WhatIf,
        what_if,
        WHAT_IF,
    ),
    Analysis(
        "rating",
        "Rating of a built exchanger: U, fouling, area, drops, wall temperatures, every factor",
        cases.RatingCase,
        cases.Rating,
        rating,
        RATING,
    ),
)
