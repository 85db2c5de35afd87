"""What a geometry implies, what it leaves to be assumed, and what it cannot be."""

from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.geometry import ShellTube, of_passes
from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.provenance import untraced
from greenlang.library.heat import tubesheet
from greenlang.library.heat.bell_delaware import geometry as bell
from greenlang.library.heat.kern import STREAMS

MARGIN = Decimal("1.1")


def arrangement(g: ShellTube) -> str:
    """Flow arrangement of a TEMA letter and its tube passes."""
    return of_passes(g.shell_type, g.passes)


def possible(g: ShellTube) -> None:
    """Raise ImpossibleState for counts that cannot be; measures are judged by their formulas."""
    if g.plugged < 0 or g.plugged >= g.tubes:
        raise ImpossibleState(
            f"geometry.plugged: {g.plugged} of {g.tubes} tubes leave none; check both numbers"
        )
    for name in ("passes", "shells", "parallel", "tubes"):
        if getattr(g, name) < 1:
            raise ImpossibleState(f"geometry.{name}: {getattr(g, name)}; there is one or more")
    if g.passes > g.tubes:
        raise ImpossibleState(
            f"geometry.passes: {g.passes} passes need as many tubes, there are {g.tubes}"
        )
    for name, value in (("baffles.count", g.baffles.count), ("strips", g.strips + 1)):
        if value < 1:
            raise ImpossibleState(f"geometry.{name}: {value} is below the least possible number")
    if g.lanes < 0 or (g.lanes > 0 and g.lane_width is None):
        raise InputError(
            f"geometry.lane_width: {g.lanes} pass lanes along the flow need their width; give it, "
            f"or leave the lanes out"
        )
    _that_fit(g)


def tubes_possible(g: ShellTube) -> Any:
    """Tubes that fit by the rule of thumb for the layout."""
    dotl = bell.assumed_tube_limit(g.d_s) if g.dotl is None else g.dotl
    d_ctl = bell.centre_circle(dotl, g.d_o)
    triangle = g.layout in {"30", "60"}
    return (tubesheet.tubes_triangle if triangle else tubesheet.tubes_square)(d_ctl, g.pitch)


def _that_fit(g: ShellTube) -> None:
    """The rule of thumb counts rows near the rim to some per cent."""
    if g.tubes * g.pitch * g.pitch < g.d_s * g.d_s / 2:  # far from full in any layout
        return
    with untraced():
        most = tubes_possible(g)
    if isinstance(most, Decimal) and g.tubes > most * MARGIN:
        raise ImpossibleState(
            f"geometry.tubes: {g.tubes} tubes, {most:.5g} fit into this shell at this pitch; check "
            f"tubes, pitch, d_s and dotl"
        )


def assumed(x: Any) -> tuple[str, ...]:
    """What the geometry does not say and the method had to take."""
    g: ShellTube = x.geometry
    said = [] if g.roughness is not None else ["roughness of the tubes 46 um"]
    if g.parallel > 1:
        said.append(f"both flows divided equally among {g.parallel} parallel shells")
    if x.method == "kern":
        return (*said, *_paths(g))
    b = g.baffles
    if g.dotl is None:
        said.append("outer tube limit of a fixed-head bundle")
    if b.to_shell is None:
        said.append("clearance between baffle and shell, 3.1 mm + 0.004 d_s (not confirmed)")
    if b.to_tube is None:
        said.append("clearance of the baffle holes, by TEMA class")
    if b.spacing_in is None or b.spacing_out is None:
        said.append("end spacings: what the tube length leaves")
    return tuple(said)


def _paths(g: ShellTube) -> list[str]:
    """What is taken of the flow in a shell that is no E shell."""
    if g.shell_type not in STREAMS:
        return []
    streams, shares = STREAMS[g.shell_type]
    said = f"{g.shell_type} shell by Kern with {streams} equal stream{'s' * (streams > 1)}"
    return [said + ", no leakage at the longitudinal baffle" * (shares > 1)]
