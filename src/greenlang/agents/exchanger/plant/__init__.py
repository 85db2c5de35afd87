"""From the plain data of a plant file to the `Plant` of the exchanger agent."""

from greenlang.agents.exchanger.plant.whole import Tables, plant, tag_names

__all__ = ["Tables", "plant", "tag_names"]
