"""What keeps a stream from being rated as one liquid or one gas by one film."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from greenlang.agents.exchanger.method.states import Side
from greenlang.core.errors import ImpossibleState
from greenlang.core.provenance import untraced
from greenlang.library.fluids.kinds import Constant, Curve, Table, Water
from greenlang.library.fluids.petroleum import Cut

LIQUID = 200  # kg/m3: denser than any gas at the pressures of exchangers


def refuse_two_phases(name: str, side: Side) -> None:
    """Raise ImpossibleState where a single case boils, condenses, or thins as no liquid does."""
    if not isinstance(side.t_in, Decimal) or not isinstance(side.t_out, Decimal):
        return
    liquid = side.liquid
    if isinstance(liquid, Curve):
        raise ImpossibleState(
            f"{name}: a stream with a heating curve has no single film; split it by zones"
        )
    if isinstance(liquid, Table):
        refuse_rising_viscosity(name, liquid)
    _refuse_crossing(name, side, _bubble_point(liquid))


def _bubble_point(liquid: Any) -> Any:
    if isinstance(liquid, Cut):
        return liquid.fluid.bubble_point
    if isinstance(liquid, Constant | Table):
        return liquid.bubble_point
    if isinstance(liquid, Water):
        return _boiling_point(liquid)
    return None


def _boiling_point(water: Water) -> Any:
    from greenlang.library.steam import saturation

    with untraced():
        return None if water.pressure > CRITICAL else saturation.temperature(water.pressure)


CRITICAL = Decimal(22064000)  # Pa


def _refuse_crossing(name: str, side: Side, point: Any) -> None:
    if point is None:
        return
    low, high = sorted((side.t_in, side.t_out))
    gas = isinstance(side.liquid, Water) and low >= point
    if high > point and not gas:
        raise ImpossibleState(
            f"{name}: {low:.6g} to {high:.6g} K passes its bubble point, {point:.6g} K: cp and one "
            "film do not describe what boils or condenses; give a heating curve and split by zones"
        )


def refuse_rising_viscosity(name: str, table: Table) -> None:
    """Raise ImpossibleState where the viscosity of a liquid rises with temperature."""
    for a, b in pairwise(table.rows):
        dense = a.rho is not None and a.rho > LIQUID
        if dense and a.mu is not None and b.mu is not None and b.mu >= a.mu:
            raise ImpossibleState(
                f"{name}: the table's viscosity rises from {a.mu:.4g} to {b.mu:.4g} Pa s between "
                f"{a.t:.6g} and {b.t:.6g} K; a liquid's falls: check the order of the rows"
            )
