"""A shell of the plant file as Bell-Delaware takes it: what is missing, assumed, impossible."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.model import Shell, Tubes
from greenlang.core.errors import InputError
from greenlang.library.heat.bell_delaware import geometry as of
from greenlang.library.heat.bell_delaware.shell import Bundle, Drawing, bundle

NEEDED = {
    "d_i": "d_i",
    "pitch": "pitch",
    "baffle_count": "baffles.count",
    "baffle_cut": "baffles.cut",
    "baffle_spacing": "baffles.spacing",
}
ASSUMED = {
    "dotl": ("dotl", "outer tube limit of a fixed-head bundle"),
    "to_shell": ("baffles.to_shell", "clearance 3.1 mm + 0.004 d_i, diametral (not confirmed)"),
    "to_tube": ("baffles.to_tube", "clearance of the holes by TEMA class, diametral"),
}


def missing(shell: Shell) -> tuple[str, ...]:
    """Keys under `shell` that Bell-Delaware needs and the file does not give."""
    return tuple(key for name, key in NEEDED.items() if getattr(shell, name) is None)


def assumed(shell: Shell) -> Iterator[tuple[str, str]]:
    """Key and what is taken for it, where the file does not give it."""
    yield from (said for name, said in ASSUMED.items() if getattr(shell, name) is None)
    if shell.spacing_in is None or shell.spacing_out is None:
        yield "baffles", "end spacings that the tube length leaves"


def impossible(tubes: Tubes, shell: Shell) -> str:
    """What a measure cannot be; empty where the shell can be built."""
    try:
        bundle(drawing(tubes, shell, lambda x: Decimal(repr(float(x)))))
    except InputError as error:
        return str(error)
    return ""


def of_plant(tubes: Tubes, shell: Shell) -> Bundle:
    """The bundle in floats, for arrays of flows."""
    return bundle(drawing(tubes, shell, float))


def drawing(tubes: Tubes, shell: Shell, number: Any) -> Drawing:
    """The shell's measures in the kind of number that `number` makes."""
    d_s, pitch, spacing, cut = (
        number(value) for value in (shell.d_i, shell.pitch, shell.baffle_spacing, shell.baffle_cut)
    )
    d_o, count = number(tubes.d_o), shell.baffle_count or 1
    return Drawing(
        d_s=d_s,
        dotl=of.assumed_tube_limit(d_s) if shell.dotl is None else number(shell.dotl),
        d_o=d_o,
        pitch=pitch,
        layout=str(shell.layout),
        tubes=tubes.count,
        baffles=count,
        cut=cut,
        spacing=spacing,
        **_ends(shell, number(tubes.length), count, spacing, number),
        to_shell=(
            of.assumed_shell_clearance(d_s) if shell.to_shell is None else number(shell.to_shell)
        ),
        to_tube=(
            of.assumed_tube_clearance(d_o, spacing)
            if shell.to_tube is None
            else number(shell.to_tube)
        ),
        strips=shell.strips,
        lanes=shell.lanes,
        lane_width=None if shell.lane_width is None else number(shell.lane_width),
    )


def _ends(shell: Shell, length: Any, count: int, spacing: Any, number: Any) -> dict[str, Any]:
    """End spacings: given, or what the tube length leaves."""
    given = [None if x is None else number(x) for x in (shell.spacing_in, shell.spacing_out)]
    if given == [None, None]:
        end = of.end_spacing(length, count, spacing)
        return {"end_in": end, "end_out": end}
    one = given[1] if given[0] is None else given[0]
    rest = of.other_end_spacing(length, count, spacing, one)
    found = [rest if x is None else x for x in given]
    return {"end_in": found[0], "end_out": found[1]}
