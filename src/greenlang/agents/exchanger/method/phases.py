"""What keeps a stream from being described by one heat capacity, or rated by one film."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from greenlang.agents.exchanger.method.states import Side
from greenlang.core.errors import ImpossibleState
from greenlang.core.provenance import untraced
from greenlang.library.fluids import heating
from greenlang.library.fluids.kinds import Constant, Curve, Pure, Table, Water
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
    _refuse_crossing(name, side, boiling_point(liquid), substance=isinstance(liquid, Water | Pure))


def refuse_hidden_evaporation(name: str, side: Side) -> None:
    """Raise ImpossibleState where a heat capacity is to stand for heat of evaporation.

    Only where it is certain: the bubble point is known and the stream passes it, or a petroleum
    stream, whose correlations hold for liquids alone, lies beyond it. Water, pure fluids and
    heating curves give their duty by enthalpy.
    """
    liquid, ends = side.liquid, (side.t_in, side.t_out)
    if isinstance(liquid, Curve | Water | Pure) or not all(isinstance(t, Decimal) for t in ends):
        return
    point = boiling_point(liquid)
    if point is None or (min(ends) >= point and not isinstance(liquid, Cut)):
        return
    if max(ends) > point:
        raise ImpossibleState(
            f"{name}: {min(ends):.6g} to {max(ends):.6g} K lies partly or wholly beyond its bubble "
            f"point, {point:.6g} K: its cp leaves out the heat of evaporation; give its heating "
            f"curve (kind curve: T and h at every bend), or correct the bubble point"
        )


def boiling_point(liquid: Any) -> Any:
    """Where a stream starts to boil at its pressure; None where nothing says."""
    if isinstance(liquid, Cut):
        return liquid.fluid.bubble_point
    if isinstance(liquid, Constant | Table):
        return liquid.bubble_point
    with untraced():
        return heating.boiling_temperature(liquid)


def refuse_boiling_wall(name: str, side: Side, t_wall: Any) -> None:
    """Raise ImpossibleState where a substance boils or condenses at the wall of a single case."""
    if not isinstance(side.liquid, Water | Pure) or not isinstance(t_wall, Decimal):
        return
    point = boiling_point(side.liquid)
    if point is not None and (side.t_in < point) != (t_wall < point):
        raise ImpossibleState(
            f"{name}: the clean wall lies at {t_wall:.6g} K, beyond saturation at {point:.6g} K: "
            f"what boils or condenses there has no film of one phase; check the pressure, or give "
            f"the film in the analysis `kettle` or `zones`"
        )


def _refuse_crossing(name: str, side: Side, point: Any, *, substance: bool) -> None:
    """A substance may lie wholly above its boiling point: it is a gas there."""
    if point is None:
        return
    low, high = sorted((side.t_in, side.t_out))
    if high > point and not (substance and low >= point):
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
