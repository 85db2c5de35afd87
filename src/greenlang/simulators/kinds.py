"""Every kind of plant of exchangers that stand by themselves, by name."""

from greenlang.simulators.air_cooler import AIR_COOLER
from greenlang.simulators.feed_effluent import FEED_EFFLUENT
from greenlang.simulators.plate_cooler import PLATE_COOLER

KINDS = {kind.name: kind for kind in (PLATE_COOLER, AIR_COOLER, FEED_EFFLUENT)}
