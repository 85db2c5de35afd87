"""The two units as built: 500 MW on a river, 500 MW on a cooling tower of six large cells."""

from dataclasses import dataclass

from greenlang.simulators.condenser_unit.bundle import Tubes
from greenlang.simulators.condenser_unit.pumps import Pump
from greenlang.simulators.condenser_unit.tower import Tower
from greenlang.simulators.condenser_unit.turbine import Turbine
from greenlang.simulators.condenser_unit.vacuum import VacuumPumps
from greenlang.simulators.growth import Layer

BOXES = ("A1", "A2")
PUMPS = ("P1", "P2", "P3")
VACUUM_PUMPS = ("V1", "V2")
KELVIN = 273.15


@dataclass(frozen=True)
class Unit:
    """One unit. `reference` is inlet (K), flow (m3/s) and duty (W); `plugged` tubes by box.

    `us`: its instruments read degF, gpm, scfm, psi and inches of mercury of vacuum.
    """

    name: str
    tubes: Tubes
    material: str
    rows: int
    pump: Pump
    static: float
    k_pipes: float
    vacuum: VacuumPumps
    turbine: Turbine
    reference: tuple[float, float, float]
    slime: Layer
    scale: Layer
    plugged: tuple[int, int]
    outage_days: tuple[float, float]  # of the year
    work_days: tuple[float, ...]  # of the year, about which boxes are cleaned on load
    debris: tuple[int, int]  # fewest and most in two years
    start_fouling: tuple[float, float] = (0.0, 0.0)
    tower: Tower | None = None
    us: bool = False


U1 = Unit(
    "U1",
    Tubes(20_000, 25.4e-3, 0.711e-3, 14.0, 21.0),
    "titanium",
    30,
    Pump(32.0, 20.0, 16.0 / 3.0),
    10.0,
    0.0306,
    VacuumPumps(2700.0 / 3600.0),
    Turbine(500e6, 600e6, 4000.0, 33.0),
    (15.0 + KELVIN, 16.0, 600e6),
    Layer("asymptotic", 5.0e-5, 55.0),
    Layer("linear", 4.5e-5),
    (37, 12),
    (100.0, 125.0),
    (225.0, 320.0),
    (4, 6),
    (1.5e-6, 4.0e-6),
)
U2 = Unit(
    "U2",
    Tubes(19_200, 25.4e-3, 0.711e-3, 14.6, 15.0),
    "stainless 304",
    28,
    Pump(34.0, 23.0, 15.6 / 3.0),
    12.5,
    0.0278,
    VacuumPumps(3300.0 / 3600.0),
    Turbine(500e6, 605e6, 5000.0, 27.0),
    (21.0 + KELVIN, 15.6, 605e6),
    Layer("asymptotic", 2.2e-5, 45.0),
    Layer("linear", 8.5e-5),
    (410, 350),
    (245.0, 275.0),
    (60.0, 150.0),
    (1, 2),
    (2.5e-5, 4.5e-5),
    Tower(6, 1900.0, 2.05, 0.6, 450e3),
    us=True,
)
UNITS = (U1, U2)
