"""Four plate coolers on tower water: scale and slime, temperature control by water, CIP cleanings.

The plant file is what its engineers know: area, passes and data sheet, no channel geometry.
"""

from greenlang.simulators.plate_cooler.kind import PLATE_COOLER

__all__ = ["PLATE_COOLER"]
