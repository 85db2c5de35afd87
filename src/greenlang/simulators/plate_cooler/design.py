"""The coolers as built: duties, plates, liquids and instruments."""

from dataclasses import dataclass

from greenlang.simulators.growth import Layer
from greenlang.simulators.happenings import Troubles, Way
from greenlang.simulators.preheat_train.fluids import Liquid

WATER = Liquid(
    310.15,
    (239.36708, 0.214699, -17.36435, 22.98006),
    (-1.473056, 1.348547, 0.07573, 0.244976),
    (999.1224, -0.186904, -3.490653e-3),
    10.0,
    10.0,
    (),
)
"""T(h) within 0.01 K and viscosity within 0.4 % of water at 6 bar between 1 and 100 degC."""

LEAN_OIL = Liquid(
    340.0,
    (467.974, -223.741, 270.984, -360.15),
    (-0.214038, 1.44462, 0.0551504, 0.184258),
    (834.414, -0.738424, -1.369e-4),
    38.0,
    11.8,
    ((40.0, 2.4), (100.0, 1.05)),
)
"""Absorber oil of 38 API."""

CIP = Way("chemical", 0.75, (12.0, 30.0), (0.55, 0.9), "circulated in place, acid and caustic")
OPENED = Way("mechanical", 0.25, (40.0, 70.0), (0.85, 1.0), "opened, plates washed")


@dataclass(frozen=True)
class Unit:
    """One pack. Films W/(m2 K) at reference flows and at 310 K; R_f refers to the plate area.

    `passes` are those of the hot and of the cold stream. `scale` and `slime` are layers.
    """

    name: str
    hot: str
    passes: tuple[int, int]
    area: float
    m_hot: float
    t_hot: float
    target: float  # K, set point of the hot outlet
    m_cold: float  # largest, kg/s
    h_hot: float
    h_cold: float
    scale: Layer
    slime: Layer
    start_fouling: float = 0.0
    cleanings: tuple[int, int] = (3, 4)
    ways: tuple[Way, ...] = (CIP, OPENED)
    wall: float = 4.0e-5


UNITS = (
    Unit(
        "PC-101", "closed_water", (1, 1), 118.0, 62.0, 322.15, 309.65, 95.0, 9600.0, 8600.0,
        Layer("linear", 3.6e-4), Layer("asymptotic", 0.9e-4, 45.0),
    ),
    Unit(
        "PC-102", "lean_oil", (2, 1), 112.0, 40.0, 348.15, 312.15, 82.0, 1850.0, 7900.0,
        Layer("linear", 6.5e-4), Layer("asymptotic", 1.6e-4, 45.0), 2.2e-4,
    ),
    Unit(
        "PC-103", "closed_water", (2, 2), 150.0, 55.0, 328.15, 311.15, 88.0, 10200.0, 9000.0,
        Layer("falling", 3.4e-4), Layer("asymptotic", 0.8e-4, 40.0), 1.1e-4,
    ),
    Unit(
        "PC-104", "lean_oil", (1, 1), 84.0, 30.0, 353.15, 314.15, 64.0, 1700.0, 8200.0,
        Layer("linear", 7.5e-4), Layer("asymptotic", 2.0e-4, 50.0), cleanings=(3, 4),
    ),
)  # fmt: skip

TAGS = {
    unit.name: {
        "t_hot_in": f"TI{k}01", "t_hot_out": f"TI{k}02", "t_cold_in": f"TI{k}03",
        "t_cold_out": f"TI{k}04", "m_hot": f"FI{k}01", "m_cold": f"FI{k}02",
    }
    for k, unit in enumerate(UNITS, start=21)
}  # fmt: skip

TROUBLES = Troubles(
    doubled=tuple((roles["t_cold_in"], asset) for asset, roles in TAGS.items()),
    lonely=tuple(
        (roles[role], asset) for asset, roles in TAGS.items() for role in ("t_hot_in", "t_cold_out")
    ),
    drift=(2.0, 3.5),
)
"""The four water inlets are one header, so one that drifts stands against the other three."""
