"""The crude preheat train as built: exchangers, streams, reference conditions.

A crude unit of about 470 m3/h. Crude goes through E-101 to E-108 with the desalter after E-103 and
the furnace H-1 behind; residue heats E-108, then E-105, then E-103, and atmospheric gasoil E-107,
then E-104. Film coefficients are those that a rating programme prints for the reference
conditions; a simulated plant multiplies them by factors of its own.
"""

from dataclasses import dataclass
from math import pi
from typing import Literal

LawKind = Literal["linear", "falling", "kern_seaton", "threshold"]


@dataclass(frozen=True)
class Unit:
    """One exchanger: shells in series, each with two tube passes. Lengths m, films W/(m2 K).

    `h_tube`, `h_shell` are clean films at `ln_nu_tube`, `ln_nu_shell` (logarithm of cSt) and at the
    reference flows, `h_tube` on the inside area. `growth` is the fouling resistance (m2 K/W,
    tube outside) that a clean bundle gathers in 300 days of reference conditions.
    """

    name: str
    hot: str
    shells: int
    tubes: int  # in each shell
    d_shell: float
    spacing: float
    baffles: int
    h_tube: float
    ln_nu_tube: float
    h_shell: float
    ln_nu_shell: float
    law: LawKind
    growth: float
    crude_in: Literal["tube", "shell"] = "tube"
    start_fouling: float = 0.0  # 0: new bundle
    cleanings: tuple[int, int] = (0, 0)  # fewest and most in two years
    geometry: bool = True
    dp_tag: bool = True
    valve_tag: bool = False
    k_wall: float = 45.0
    d_o: float = 0.0254
    d_i: float = 0.02118
    length: float = 6.1
    pitch: float = 0.03175

    @property
    def area_per_shell(self) -> float:
        """Tube outside area of one shell, m2."""
        return pi * self.d_o * self.length * self.tubes

    @property
    def area(self) -> float:
        """Tube outside area of all shells, m2."""
        return self.shells * self.area_per_shell

    @property
    def flow_area(self) -> float:
        """Cross-section of one tube pass, m2."""
        return pi / 4 * self.d_i**2 * self.tubes / 2


UNITS = (
    Unit(
        "E-101", "tpa", 2, 300, 0.71, 0.65, 8, 1149.0, 1.274, 1118.0, -0.636, "kern_seaton", 0.8e-3,
        start_fouling=5e-4, dp_tag=True,
    ),
    Unit(
        "E-102", "kerosene", 1, 280, 0.69, 0.40, 14, 1799.0, 0.621, 911.0, -0.810,
        "falling", 1.0e-3,
        cleanings=(0, 1),
    ),
    Unit(
        "E-103", "residue", 2, 360, 0.76, 0.40, 14, 1732.0, 0.289, 564.0, 2.242,
        "kern_seaton", 1.7e-3,
        start_fouling=9e-4, cleanings=(1, 2), geometry=False,
    ),
    Unit(
        "E-104", "ago", 1, 420, 0.83, 0.60, 9, 1745.0, 0.025, 747.0, -0.201, "linear", 1.6e-3,
        cleanings=(2, 2), valve_tag=True,
    ),
    Unit(
        "E-105", "residue", 2, 300, 0.70, 0.60, 9, 2699.0, -0.238, 577.0, 1.241, "falling", 2.2e-3,
        cleanings=(2, 3), k_wall=30.0, valve_tag=True,
    ),
    Unit(
        "E-106", "mpa", 2, 480, 0.88, 0.85, 6, 1511.0, -0.837, 1026.0, -0.457, "linear", 1.8e-3,
        crude_in="shell", start_fouling=7e-4, cleanings=(2, 2), geometry=False, dp_tag=False,
    ),
    Unit(
        "E-107", "ago", 2, 340, 0.75, 0.65, 8, 2940.0, -0.628, 806.0, -0.587, "threshold", 2.4e-3,
        cleanings=(2, 3), valve_tag=True, k_wall=30.0,
    ),
    Unit(
        "E-108", "residue", 2, 380, 0.79, 0.62, 8, 2906.0, -0.805, 593.0, 0.578,
        "threshold", 3.4e-3,
        cleanings=(3, 4), k_wall=30.0,
    ),
)  # fmt: skip
"""Exchangers in the order of the crude."""

HOT_ORDER = {
    "tpa": ("E-101",),
    "kerosene": ("E-102",),
    "residue": ("E-108", "E-105", "E-103"),
    "mpa": ("E-106",),
    "ago": ("E-107", "E-104"),
}
"""Exchangers in the order of each hot stream."""

AFTER_DESALTER = 3  # index of the first exchanger behind the desalter
DESALTER_DROP = 2.5  # K, wash water and losses

CRUDE_FLOW = 90.0  # kg/s
FEED_TEMPERATURE = 298.15  # K
HOT_FLOW = {"tpa": 56.0, "kerosene": 22.0, "residue": 38.0, "mpa": 52.0, "ago": 38.0}  # kg/s
HOT_TEMPERATURE = {
    "tpa": 428.15, "kerosene": 473.15, "residue": 618.15, "mpa": 518.15, "ago": 565.15,
}  # fmt: skip
COIL_OUTLET = 628.15  # K
VAPORISATION = 0.19  # MJ/kg of crude at the coil outlet, above its liquid enthalpy
