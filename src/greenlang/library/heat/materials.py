"""Conductivity of tube metals by name, from a cited table."""

import functools
from typing import Any

from greenlang.core.equations import lookup
from greenlang.core.errors import NotFound, near
from greenlang.core.tables import table
from greenlang.core.units import Metre, Ratio, WattPerMetreKelvin

TABLE = "heat/tube_materials"
SOURCE = "conductivity of tube metals near 300 K, source by row in library/data/heat"


def materials() -> tuple[str, ...]:
    """Names of the metals that the table holds."""
    return table(TABLE).column("material")


def row_of(name: str) -> int:
    """Row of a metal; NotFound suggests the near one."""
    known = [each.casefold() for each in materials()]
    if name.casefold() not in known:
        raise NotFound(
            f"no conductivity of {name!r}{near(name, materials())}; there are "
            f"{', '.join(materials())}: take one, or give k_wall"
        )
    return known.index(name.casefold())


@lookup("k_w", SOURCE, at=(("0.0254", "0"), ("0.0254", "3")))
def conductivity(d_o: Metre, row: Ratio) -> WattPerMetreKelvin:  # noqa: ARG001  d_o: what it is of
    """Conductivity of a tube's metal: a row of the table."""
    return _column()[int(row)]


@functools.cache
def _column() -> tuple[Any, ...]:
    return tuple(float(text) for text in table(TABLE).column("k"))
