"""From the fluids of a plant file to those of the library."""

from typing import Any

from greenlang.agents.exchanger import model
from greenlang.library.fluids import kinds, properties


def fluid(of: model.Fluid) -> kinds.Fluid:
    """The library's fluid for one of the plant file."""
    if isinstance(of, model.Petroleum):
        points = tuple(kinds.ViscosityPoint(t, nu) for t, nu in of.viscosity)
        return kinds.Petroleum(of.api, of.watson_k, points, of.bubble_point)
    if isinstance(of, model.PropertyTable):
        return kinds.Table(
            tuple(kinds.TableRow(t, cp, rho, mu, k) for t, rho, cp, mu, k in of.rows)
        )
    if isinstance(of, model.HeatCurve):
        return kinds.Curve(tuple(kinds.CurvePoint(*row) for row in of.rows))
    if isinstance(of, model.Water):
        return kinds.Water(of.pressure)
    return kinds.Pure(of.name, of.pressure)


def liquid(of: model.Fluid) -> properties.Ready:
    """The fluid in floats, ready for arrays: `properties.h(liquid, t)`, `cp`, `rho`, `mu`, `k`."""
    return properties.ready(_floats(fluid(of)))


def _floats(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_floats(part) for part in value)
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "__dataclass_fields__"):
        return type(value)(*(_floats(getattr(value, name)) for name in value.__dataclass_fields__))
    return float(value)
