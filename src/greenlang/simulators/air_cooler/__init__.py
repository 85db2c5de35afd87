"""Four air-cooled bays: dust on the fins, deposits in the tubes, fans in steps, washing.

Nobody measures the air flow; three bays have thermometers above the bundle, one has not.
"""

from greenlang.simulators.air_cooler.kind import AIR_COOLER

__all__ = ["AIR_COOLER"]
