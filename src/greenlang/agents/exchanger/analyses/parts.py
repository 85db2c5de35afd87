"""The parts of a rating on their own, and whether a geometry is a usual one."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.analyses.rating import CRUDE, GAS_OIL, SHELL
from greenlang.agents.exchanger.method.rating import geometry_check as check
from greenlang.agents.exchanger.method.rating import parts

_OUTSIDE: Example = {"fluid": GAS_OIL["fluid"], "t": "190 degC", "m": "108 t/h"}
_INSIDE: Example = {"fluid": CRUDE["fluid"], "t": "137.5 degC", "m": "195 t/h"}
FILM: Example = {
    "stream": {**_OUTSIDE, "t_wall": "161 degC"},
    "geometry": SHELL,
    "place": "outside",
    "method": "bell_delaware",
}
PRESSURE_DROP: Example = {
    "geometry": SHELL,
    "inside_stream": {**_INSIDE, "t_wall": "159 degC"},
    "outside_stream": {**_OUTSIDE, "t_wall": "161 degC"},
    "fouling": {"cold": "5e-4 m2 K/W", "k_cold": "0.5 W/m/K"},
    "dp_inside": "0.31 bar",
    "rise_inside": "1.2 m",
}
RESISTANCES: Example = {
    "h_outside": "690 W/m2/K",
    "h_inside": "1200 W/m2/K",
    "d_o": "19.05 mm",
    "d_i": "14.83 mm",
    "k_wall": "45 W/m/K",
    "r_f_outside": "3e-4 m2 K/W",
    "r_f_inside": "5e-4 m2 K/W",
    "k_deposit": "0.5 W/m/K",
    "t_outside": "190 degC",
    "t_inside": "137.5 degC",
}
GEOMETRY_CHECK: Example = {
    "geometry": {name: value for name, value in SHELL.items() if name != "kind"},
    "inside_stream": _INSIDE,
    "outside_stream": _OUTSIDE,
}

ANALYSES = (
    Analysis(
        "film",
        "Film coefficient of one stream, every factor shown",
        parts.FilmCase,
        parts.Film,
        parts.film,
        FILM,
    ),
    Analysis(
        "resistances",
        "Resistances in series with their shares, surfaces and deposit",
        parts.ResistancesCase,
        parts.Resistances,
        parts.resistances,
        RESISTANCES,
    ),
    Analysis(
        "pressure_drop",
        "Pressure drop of both sides by part, clean and fouled",
        parts.PressureDropCase,
        parts.PressureDrop,
        parts.pressure_drop,
        PRESSURE_DROP,
    ),
    Analysis(
        "geometry_check",
        "Whether a shell-and-tube geometry keeps customary limits",
        check.GeometryCase,
        check.GeometryCheck,
        check.geometry_check,
        GEOMETRY_CHECK,
    ),
)
