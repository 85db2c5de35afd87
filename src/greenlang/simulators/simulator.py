"""A kind of plant that can be simulated, and how an analysis of it is held against the truth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, tuple[float, str]]
"""Name of a figure -> its value and unit."""


@dataclass(frozen=True)
class Judge:
    """What an agent's analyses are worth against the truth.

    `score` and `told` take what was simulated, and the plant and the history as the agent has them.
    """

    score: Callable[[Any, Any, Any], Any]  # of one seed; it travels between processes
    told: Callable[[Any, Any, Any], Iterable[str]]  # the comparison in words
    line: Callable[[Any], str]  # a score in a line
    figures: Callable[[Mapping[str, Sequence[Any]]], Figures]  # kind -> scores -> the worst


@dataclass(frozen=True)
class Simulator:
    """A kind of plant: `files(folder, seed)` writes plant.yaml, history.csv and what they name.

    It gives what was simulated. `agent` is whose plant it is; of each agent one kind is the `main`
    one, for the demonstration; `seeds` are enough to judge it by.
    """

    name: str
    title: str
    agent: str
    files: Callable[[Path, int], Any]
    judge: Judge
    main: bool = False
    seeds: int = 5
