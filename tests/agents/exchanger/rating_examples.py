"""Cases of every kind of exchanger, as their users write them; golden records are kept of some."""

from collections.abc import Mapping
from typing import Any

Case = Mapping[str, Any]
AIR: Case = {
    "hot": {
        "fluid": {
            "kind": "petroleum", "api": "42", "watson_k": "11.9", "bubble_point": "220 degC",
            "viscosity": [{"t": "40 degC", "nu": "1.6 cSt"}, {"t": "100 degC", "nu": "0.75 cSt"}],
        },
        "t_in": "120 degC", "t_out": "60 degC", "m": "120 t/h",
    },
    "cold": {"fluid": {"kind": "pure", "name": "Air", "pressure": "1.0 bar a"},
             "t_in": "25 degC", "t_out": "52 degC"},
    "inside": "hot",
    "geometry": {
        "kind": "air_cooled", "rows": 4, "tubes_a_row": 45, "bundles": 2, "passes": 2,
        "d_o": "25.4 mm", "d_i": "19.9 mm", "length": "9 m", "pitch_t": "63.5 mm",
        "pitch_l": "55 mm", "d_f": "57.2 mm", "t_f": "0.4 mm", "fin_pitch": "2.309 mm",
        "k_fin": "205 W/m/K", "k_wall": "45 W/m/K", "fan_efficiency": "65 %",
        "fan_tip_speed": "50 m/s",
    },
}  # fmt: skip
PLATE: Case = {
    "hot": {"fluid": {"kind": "water", "pressure": "6 bar a"}, "t_in": "45 degC",
            "t_out": "32 degC", "m": "200 t/h"},
    "cold": {"fluid": {"kind": "water", "pressure": "4 bar a"}, "t_in": "24 degC",
             "t_out": "36 degC", "m": "217 t/h"},
    "inside": "cold",
    "geometry": {
        "kind": "plate", "plates": 121, "plate_area": "0.62 m2", "length": "1.38 m",
        "width": "0.48 m", "depth": "2.8 mm", "enlargement": "1.18", "angle": "60 deg",
        "thickness": "0.5 mm", "k_wall": "16 W/m/K", "port_1": "150 mm", "port_2": "150 mm",
    },
}  # fmt: skip
PIPE: Case = {
    "hot": {"fluid": {"kind": "water", "pressure": "6 bar a"}, "t_in": "85 degC",
            "t_out": "60 degC", "m": "6 t/h"},
    "cold": {"fluid": {"kind": "water", "pressure": "4 bar a"}, "t_in": "24 degC",
             "t_out": "44 degC", "m": "7.5 t/h"},
    "inside": "hot",
    "geometry": {
        "kind": "double_pipe", "d_shell": "77.9 mm", "d_o": "48.3 mm", "d_i": "40.9 mm",
        "length": "6 m", "lengths": 4, "k_wall": "45 W/m/K",
    },
}  # fmt: skip
SPIRAL: Case = {
    "hot": {"fluid": {"kind": "water", "pressure": "6 bar a"}, "t_in": "70 degC",
            "t_out": "40 degC", "m": "60 t/h"},
    "cold": {"fluid": {"kind": "water", "pressure": "4 bar a"}, "t_in": "25 degC",
             "t_out": "50 degC", "m": "72 t/h"},
    "inside": "cold",
    "geometry": {
        "kind": "spiral", "area": "60 m2", "width": "1.0 m", "spacing_1": "10 mm",
        "spacing_2": "12 mm", "d_core": "0.3 m", "d_outer": "1.11 m", "thickness": "3 mm",
        "k_wall": "16 W/m/K",
    },
}  # fmt: skip
# An offset strip fin as makers table it: invented, in the range of such surfaces.
STRIP = [{"re": 400, "j": "0.020", "f": "0.080"}, {"re": 1000, "j": "0.0125", "f": "0.047"},
         {"re": 4000, "j": "0.0072", "f": "0.027"}]  # fmt: skip
FINS = {
    "surface": STRIP, "d_h": "3.0 mm", "area": "240 m2", "flow_area": "0.18 m2", "length": "1.0 m",
    "fin_share": "80 %", "fin_height": "9.5 mm", "fin_thickness": "0.2 mm", "free_share": "45 %",
}  # fmt: skip
PLATE_FIN: Case = {
    "hot": {"fluid": {"kind": "pure", "name": "Nitrogen", "pressure": "6 bar a"},
            "t_in": "120 degC", "t_out": "40 degC", "m": "3 kg/s"},
    "cold": {"fluid": {"kind": "pure", "name": "Nitrogen", "pressure": "4 bar a"},
             "t_in": "20 degC", "t_out": "99 degC", "m": "3.05 kg/s"},
    "inside": "cold",
    "geometry": {
        "kind": "plate_fin", "side_1": FINS, "side_2": {**FINS, "flow_area": "0.2 m2",
        "area": "267 m2"}, "k_fin": "180 W/m/K", "wall_area": "55 m2", "thickness": "1.2 mm",
        "k_wall": "180 W/m/K",
    },
}  # fmt: skip
ETCHED = {
    "surface": [{"re": 1000, "j": "0.012", "f": "0.045"}, {"re": 20000, "j": "0.0045",
                 "f": "0.018"}, {"re": 60000, "j": "0.0033", "f": "0.015"}],
    "channels": 6000, "d": "2 mm", "length": "0.9 m", "free_share": "30 %",
}  # fmt: skip
PCHE: Case = {
    "hot": {"fluid": {"kind": "pure", "name": "CarbonDioxide", "pressure": "90 bar a"},
            "t_in": "350 degC", "t_out": "150 degC", "m": "10 kg/s"},
    "cold": {"fluid": {"kind": "pure", "name": "CarbonDioxide", "pressure": "200 bar a"},
             "t_in": "110 degC", "t_out": "290 degC"},
    "inside": "cold",
    "geometry": {"kind": "pche", "side_1": ETCHED, "side_2": ETCHED, "plate": "1.6 mm",
                 "k_wall": "16 W/m/K"},
}  # fmt: skip


def altered(case: Case, **geometry: Any) -> Case:
    """The case with another geometry."""
    return {**case, "geometry": {**case["geometry"], **geometry}}


def _gas(*rows: tuple[str, str, str, str, str]) -> Case:
    """A gas by a table of t, cp, rho, mu and k: records are compared where no engine is."""
    units = ("degC", "J/kg/K", "kg/m3", "uPa s", "W/m/K")
    names = ("t", "cp", "rho", "mu", "k")
    return {
        "kind": "table",
        "rows": [
            {name: f"{value} {unit}" for name, value, unit in zip(names, row, units, strict=True)}
            for row in rows
        ],
    }


AIR_1_BAR = _gas(
    ("20", "1006", "1.189", "18.21", "0.02587"),
    ("60", "1008", "1.046", "20.1", "0.0288"),
    ("100", "1011", "0.9335", "21.9", "0.03162"),
)
NITROGEN_6_BAR = _gas(
    ("20", "1049", "6.905", "17.64", "0.02565"),
    ("60", "1048", "6.066", "19.44", "0.02847"),
    ("120", "1048", "5.134", "21.98", "0.03249"),
)
NITROGEN_4_BAR = _gas(
    ("20", "1046", "4.602", "17.61", "0.02558"),
    ("60", "1045", "4.045", "19.42", "0.02841"),
    ("120", "1047", "3.424", "21.96", "0.03244"),
)
WATER: Case = {"kind": "water", "pressure": "40 bar a"}


def with_fluids(case: Case, **fluids: Case) -> Case:
    """The case with other fluids, by side."""
    return {**case, **{side: {**case[side], "fluid": fluid} for side, fluid in fluids.items()}}


GOLDEN: Mapping[str, Case] = {
    "air_4_4": with_fluids(altered(AIR, passes=4), cold=AIR_1_BAR),
    "plate_3_2": altered(
        {
            **PLATE,
            "hot": {**PLATE["hot"], "m": "60 t/h"},
            "cold": {**PLATE["cold"], "m": "65 t/h"},
        },
        plates=133,
        passes_1=3,
        passes_2=2,
    ),
    "double_pipe": PIPE,
    "spiral": SPIRAL,
    "plate_fin": with_fluids(PLATE_FIN, hot=NITROGEN_6_BAR, cold=NITROGEN_4_BAR),
    "pche": {
        **PCHE,
        "hot": {"fluid": WATER, "t_in": "150 degC", "t_out": "60 degC", "m": "6 kg/s"},
        "cold": {"fluid": WATER, "t_in": "40 degC", "t_out": "130 degC"},
    },
}
"""Ratings beside the analysis's own example, whose records are kept: one of every kind."""
