"""Kettles: a boiling pool around tubes."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import kettle

KETTLE: Example = {
    "hot": {
        "fluid": {"kind": "constant", "cp": "2.9 kJ/kg/K", "rho": "690 kg/m3", "mu": "0.4 cP",
                  "k": "0.09 W/m/K"},
        "m": "95 t/h",
        "t_in": "240 degC",
        "t_out": "190 degC",
    },
    "cold": {"fluid": {"kind": "water", "pressure": "7 bar a"}, "t_in": "105 degC", "x_out": "1"},
    "geometry": {
        "tubes": 420, "d_o": "25.4 mm", "d_i": "19.86 mm", "length": "4.9 m",
        "k_wall": "45 W/m/K", "passes": 4,
    },
    "h_boiling": "4500 W/m2/K",
    "fouling": {"hot": "2e-4 m2 K/W", "cold": "1e-4 m2 K/W"},
}  # fmt: skip

ANALYSES = (
    Analysis(
        "kettle",
        "Kettle with a given boiling film: duty, UA by zones, required area, fouling",
        kettle.KettleCase,
        kettle.KettleRating,
        kettle.kettle,
        KETTLE,
    ),
)
