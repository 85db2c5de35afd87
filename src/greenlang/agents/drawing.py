"""A chart of a report as an agent declares it, and what stands there where it cannot be drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.page import Block, Figure, Paragraph
from greenlang.core.errors import InsufficientData


@dataclass(frozen=True)
class Drawing:
    """A chart of the report: its title, what to read from it, and the function that draws it."""

    title: str
    caption: str
    draw: Callable[..., Mapping[str, Any]]
    width: Literal["full", "half"] = "full"


def figure(name: str, drawing: Drawing, *about: object) -> Block:
    """A chart, or the reason why there is none."""
    try:
        spec = drawing.draw(*about)
    except InsufficientData as error:
        return Paragraph(f"{drawing.title}: {error}", "note")
    return Figure(name, drawing.title, spec, drawing.caption, drawing.width)


def enough(*values: NDArray[np.float64], what: str) -> None:
    """InsufficientData where nothing of what a figure shows is known."""
    if not any(np.isfinite(each).any() for each in values):
        raise InsufficientData(f"insufficient data: {what}")
