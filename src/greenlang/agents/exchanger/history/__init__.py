"""From a tag history to trustworthy results: `history(plant, readings)`."""

from greenlang.agents.exchanger.history.hours import span
from greenlang.agents.exchanger.history.network import Component, components
from greenlang.agents.exchanger.history.pipeline import (
    ComponentHistory,
    assembled,
    component_history,
    history,
    prepared,
)
from greenlang.agents.exchanger.history.summary import Prepared, exchanger_history
from greenlang.library.series.hours import Reading, Readings

__all__ = [
    "Component",
    "ComponentHistory",
    "Prepared",
    "Reading",
    "Readings",
    "assembled",
    "component_history",
    "components",
    "exchanger_history",
    "history",
    "prepared",
    "span",
]
