"""Two units of 500 MW with their condensers: one on a river, one on a cooling tower.

Tubes foul and are cleaned, one time badly; air leaks in above and below the water line and is
stopped; pumps wear and trip; debris comes and is washed off; gauges drift. Physics of its own:
water marched along the tubes, a tower integrated, a last stage by its annulus velocity.
"""

from greenlang.simulators.condenser_unit.judging import CONDENSERS
from greenlang.simulators.condenser_unit.simulation import Simulation, demo_files, simulate
from greenlang.simulators.condenser_unit.truth import Truth, UnitTruth
from greenlang.simulators.simulator import Simulator

CONDENSER_UNITS = Simulator(
    "condenser_unit",
    "two units of 500 MW, one on a river and one on a cooling tower",
    "condenser",
    demo_files,
    CONDENSERS,
    main=True,
    seeds=10,
)

__all__ = ["CONDENSER_UNITS", "Simulation", "Truth", "UnitTruth", "demo_files", "simulate"]
