"""Liquids of a plant over time: properties by the assay in force on each row."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.fluids import liquid
from greenlang.agents.exchanger.model import Fluid, Plant
from greenlang.library.fluids import curve, properties
from greenlang.library.fluids.kinds import Curve, Pure, Table, TableRow
from greenlang.library.fluids.petroleum import Cut

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAY = 86400.0
COLDEST, HOTTEST = 200.0, 1100.0  # K, of tables that are made for arrays
BOILS = 0.3  # jump of ln density within 2 K that is a change of phase
SHORT = 500  # rows of an assay below which asking assay by assay costs more than the answers
Span = tuple[slice, properties.Ready]


@dataclass(frozen=True)
class Liquids:
    """Properties by fluid name, arrays by row.

    `parts`: name -> ((first row, liquid), ...), the first row 0. Rows given to the functions rise.
    """

    parts: Mapping[str, tuple[tuple[int, properties.Ready], ...]]

    def enthalpy(self, name: str, t: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """Specific enthalpy, J/kg, and heat capacity, J/(kg K).

        Beyond its ends an enthalpy curve is carried on straight, so that balances of a start or a
        stop can be solved; UA by zones knows no value there.
        """
        return self.heat(name, t, rows), self._of(_cp, name, t, rows)

    def heat(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Specific enthalpy alone, J/kg."""
        return self._of(_h, name, t, rows)

    def density(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Density, kg/m3."""
        return self._of(properties.rho, name, t, rows)

    def viscosity(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Dynamic viscosity, Pa s."""
        return self._of(properties.mu, name, t, rows)

    def conductivity(self, name: str, t: Floats, rows: Ints) -> Floats:
        """Thermal conductivity, W/(m K)."""
        return self._of(properties.k, name, t, rows)

    def bubble(self, name: str, rows: Ints) -> Floats:
        """Bubble point, K; infinite where it is not known or does not matter."""
        out = np.full(len(rows), np.inf)
        for where, ready in self.spans(name, rows):
            point = ready.fluid.bubble_point if isinstance(ready, Cut) else None
            out[where] = np.inf if point is None else float(point)
        return out

    def curved(self, name: str) -> bool:
        """Whether the fluid is known by its enthalpy curve."""
        return any(isinstance(ready, Curve) for _, ready in self.parts[name])

    def spans(self, name: str, rows: Ints) -> list[Span]:
        """Stretches of `rows` with one assay."""
        parts = self.parts[name]
        cuts = [0, *(int(np.searchsorted(rows, first)) for first, _ in parts[1:]), len(rows)]
        spans = zip(cuts[:-1], cuts[1:], parts, strict=True)
        return [(slice(a, b), ready) for a, b, (_, ready) in spans if b > a]

    def _of(self, function: Callable[[Any, Any], Any], name: str, t: Floats, rows: Ints) -> Floats:
        spans = self.spans(name, rows)
        if function in {_h, _cp} and len(rows) < SHORT * len(spans):
            spans = _as_one(spans)
        out = np.full(t.shape, np.nan)
        for where, ready in spans:
            out[where] = function(ready, t[where])
        return out


def _as_one(spans: list[Span]) -> list[Span]:
    """Many short stretches of petroleum as one, its coefficients by row; others as they are."""
    cuts = [ready for _, ready in spans if isinstance(ready, Cut)]
    if len(spans) < 2 or len(cuts) < len(spans):
        return spans
    sizes = [where.stop - where.start for where, _ in spans]
    c_0, c_1, c_2 = (
        np.repeat([getattr(one, name) for one in cuts], sizes) for name in ("c_0", "c_1", "c_2")
    )
    return [(slice(0, sum(sizes)), replace(cuts[0], c_0=c_0, c_1=c_1, c_2=c_2))]


def _h(ready: properties.Ready, t: Floats) -> Floats:
    if not isinstance(ready, Curve):
        return np.asarray(properties.h(ready, t))
    h, nodes = curve.arrays(ready.rows)
    i = _piece(nodes, t)
    return np.asarray(h[i] + (t - nodes[i]) * (h[i + 1] - h[i]) / (nodes[i + 1] - nodes[i]))


def _cp(ready: properties.Ready, t: Floats) -> Floats:
    if not isinstance(ready, Curve):
        return np.asarray(properties.cp(ready, t))
    h, nodes = curve.arrays(ready.rows)
    i = _piece(nodes, t)
    return np.asarray((h[i + 1] - h[i]) / (nodes[i + 1] - nodes[i]))


def _piece(nodes: Floats, t: Floats) -> Ints:
    """The rising piece of a curve at or below t, the outermost ones beyond its ends."""
    rising = np.flatnonzero(np.diff(nodes) > 0.0)
    at = np.searchsorted(nodes[rising], t, side="right") - 1
    return np.asarray(rising[np.clip(at, 0, len(rising) - 1)])


def tabulated(ready: properties.Ready) -> properties.Ready:
    """A pure fluid as a table, where it does not boil in the range: fast enough for years.

    Linear between rows of 2 K the heat capacity of a gas or liquid is off by less than 1e-5.
    """
    if not isinstance(ready, Pure):
        return ready
    t = np.arange(COLDEST, HOTTEST, 2.0)
    columns = [f(ready, t) for f in (properties.cp, properties.rho, properties.mu, properties.k)]
    table = np.stack([t, *columns], axis=1)
    table = table[np.isfinite(table).all(axis=1)]
    boils = np.abs(np.diff(np.log(table[:, 2]))) > BOILS
    if len(table) < 2 or boils.any():
        return ready
    return Table(tuple(TableRow(*row) for row in table.tolist()))


@functools.cache
def _ready(fluid: Fluid) -> properties.Ready:
    return tabulated(liquid(fluid))


def liquids(plant: Plant, start: float, step: float) -> Liquids:
    """Liquids by rows of `step` seconds from `start` (s since 1970), a midnight of the plant.

    Before its first assay a fluid is as the plant file declares it.
    """
    first = round(start / DAY)  # the plant's date, like that of an assay
    parts = {}
    for name, fluid in plant.fluids.items():
        dated = sorted((a for a in plant.assays if a.fluid == name), key=lambda assay: assay.day)
        rows = [
            (int(max(0.0, np.ceil((assay.day - first) * DAY / step))), _ready(assay.properties))
            for assay in dated
        ]
        # Assays before the first row: only the last of them counts.
        early = [ready for first, ready in rows if first == 0]
        parts[name] = (
            (0, early[-1] if early else _ready(fluid)),
            *((first, ready) for first, ready in rows if first > 0),
        )
    return Liquids(parts)
