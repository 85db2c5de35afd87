"""Liquids of a plant over time: properties by the assay in force on each row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.fluids import liquid
from greenlang.agents.exchanger.model import Plant
from greenlang.library.fluids import properties

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAY = 86400.0


@dataclass(frozen=True)
class Liquids:
    """Properties by fluid name, arrays by row.

    `parts`: name -> ((first row, liquid), ...), the first row 0. Rows given to the functions rise.
    """

    parts: Mapping[str, tuple[tuple[int, properties.Ready], ...]]

    def enthalpy(self, name: str, t: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """Specific enthalpy, J/kg, and heat capacity, J/(kg K)."""
        return (
            self._of(properties.h, name, t, rows),
            self._of(properties.cp, name, t, rows),
        )

    def density(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Density, kg/m3."""
        return self._of(properties.rho, name, t, rows)

    def viscosity(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Dynamic viscosity, Pa s."""
        return self._of(properties.mu, name, t, rows)

    def conductivity(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Thermal conductivity, W/(m K)."""
        return self._of(properties.k, name, t, rows)

    def spans(self, name: str, rows: Ints) -> list[tuple[slice, properties.Ready]]:
        """Stretches of `rows` with one assay."""
        parts = self.parts[name]
        cuts = [0, *(int(np.searchsorted(rows, first)) for first, _ in parts[1:]), len(rows)]
        spans = zip(cuts[:-1], cuts[1:], parts, strict=True)
        return [(slice(a, b), ready) for a, b, (_, ready) in spans if b > a]

    def _of(self, function: Callable[[Any, Any], Any], name: str, t: Floats, rows: Ints) -> Floats:
        out = np.full(t.shape, np.nan)
        for where, ready in self.spans(name, rows):
            out[where] = function(ready, t[where])
        return out


def liquids(plant: Plant, start: float, step: float) -> Liquids:
    """Liquids by rows of `step` seconds from `start` (s since 1970), a midnight of the plant.

    Before its first assay a fluid is as the plant file declares it.
    """
    first = round(start / DAY)  # the plant's date, like that of an assay
    parts = {}
    for name, fluid in plant.fluids.items():
        dated = sorted((a for a in plant.assays if a.fluid == name), key=lambda assay: assay.day)
        rows = [
            (int(max(0.0, np.ceil((assay.day - first) * DAY / step))), liquid(assay.properties))
            for assay in dated
        ]
        # Assays before the first row: only the last of them counts.
        early = [ready for first, ready in rows if first == 0]
        parts[name] = (
            (0, early[-1] if early else liquid(fluid)),
            *((first, ready) for first, ready in rows if first > 0),
        )
    return Liquids(parts)
