"""From the plain data of a plant file to the `Plant` of the condenser agent."""

from greenlang.agents.condenser.plant.starter import STARTER
from greenlang.agents.condenser.plant.whole import plant, tag_names

__all__ = ["STARTER", "plant", "tag_names"]
