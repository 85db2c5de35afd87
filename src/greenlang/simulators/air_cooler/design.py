"""The bays as built: bundles, liquids and instruments."""

from dataclasses import dataclass
from math import log, pi

from greenlang.simulators.growth import Layer
from greenlang.simulators.happenings import Troubles, Way
from greenlang.simulators.preheat_train.fluids import Liquid

KEROSENE = Liquid(
    365.0,
    (436.915, -174.993, 185.85, -215.674),
    (-0.579079, 1.23309, -0.000188, 0.0747441),
    (810.589, -0.763529, -1.182e-4),
    43.0,
    11.9,
    ((40.0, 1.35), (100.0, 0.70)),
)
GASOIL = Liquid(
    365.0,
    (452.364, -197.622, 227.592, -284.892),
    (0.0993862, 1.65309, 0.229398, 0.236121),
    (859.791, -0.718654, -1.0765e-4),
    33.0,
    11.8,
    ((40.0, 4.2), (100.0, 1.5)),
)
LIQUIDS = {"kerosene": KEROSENE, "gasoil": GASOIL}

WATER_JET = Way("hydroblast", 0.7, (10.0, 20.0), (0.75, 0.95), "fins washed from above")
FOAM = Way("chemical", 0.3, (14.0, 24.0), (0.6, 0.85), "fins foamed and rinsed")


@dataclass(frozen=True)
class Unit:
    """One bay. Films W/(m2 K) at reference flows, `h_air` with its fins on the bare area.

    `m_air` is what the fans give at full speed through a clean bundle at 15 degC. R_f refers to
    the outside area of the bare tubes.
    """

    name: str
    hot: str
    rows: int
    passes: int
    tubes: int
    m_hot: float
    t_hot: float
    m_air: float
    h_air: float
    h_tube: float  # on the inside, at 365 K
    dust: Layer
    inside: Layer
    measured: bool = True  # air outlet
    start_fouling: float = 0.0
    cleanings: tuple[int, int] = (2, 4)
    ways: tuple[Way, ...] = (WATER_JET, FOAM)
    length: float = 9.0
    d_o: float = 0.0254
    d_i: float = 0.0212
    k_wall: float = 45.0

    @property
    def area(self) -> float:
        """Outside area of the bare tubes, m2."""
        return pi * self.d_o * self.length * self.tubes

    @property
    def wall(self) -> float:
        """Resistance of the tube wall, m2 K/W."""
        return self.d_o * log(self.d_o / self.d_i) / (2 * self.k_wall)


UNITS = (
    Unit(
        "AC-301", "kerosene", 4, 2, 328, 21.0, 408.15, 118.0, 820.0, 1250.0,
        Layer("linear", 12.0e-4), Layer("falling", 2.5e-4, cleaned=False),
    ),
    Unit(
        "AC-302", "gasoil", 3, 3, 300, 19.0, 423.15, 104.0, 760.0, 980.0,
        Layer("linear", 14.0e-4), Layer("falling", 3.5e-4, cleaned=False), start_fouling=3.0e-4,
    ),
    Unit(
        "AC-303", "gasoil", 4, 4, 380, 23.0, 418.15, 126.0, 800.0, 1020.0,
        Layer("linear", 12.0e-4), Layer("asymptotic", 3.0e-4, 150.0, cleaned=False),
    ),
    Unit(
        "AC-304", "kerosene", 5, 1, 350, 22.0, 403.15, 112.0, 780.0, 1100.0,
        Layer("linear", 13.0e-4), Layer("falling", 2.0e-4, cleaned=False), measured=False,
    ),
)  # fmt: skip


def _tags(k: int, unit: Unit) -> dict[str, str]:
    roles = {
        "t_hot_in": f"TI{k}01", "t_hot_out": f"TI{k}02", "t_cold_in": f"TI{k}03",
        "t_cold_out": f"TI{k}04", "m_hot": f"FI{k}01", "fan": f"SI{k}01",
    }  # fmt: skip
    return {role: tag for role, tag in roles.items() if role != "t_cold_out" or unit.measured}


TAGS = {unit.name: _tags(k, unit) for k, unit in enumerate(UNITS, start=31)}

TROUBLES = Troubles(
    doubled=(),
    lonely=tuple(
        (TAGS[unit.name][role], unit.name)
        for unit in UNITS
        if unit.measured
        for role in ("t_hot_in", "t_hot_out")
    ),
)
"""No pipe has two thermometers, so none is let drift: no balance could tell it from dust."""
