"""What a plant file says of an exchanger's surface: its measures, arrangement and area."""

import math
from collections.abc import Mapping
from typing import Any, cast

from greenlang.agents.exchanger import built
from greenlang.agents.exchanger.geometry import of_passes
from greenlang.agents.exchanger.model import Shell, Tubes
from greenlang.agents.reading import Node
from greenlang.core import units as u
from greenlang.core.errors import InputError
from greenlang.core.units import Unit, unit_in
from greenlang.library.heat.pntu import arrangements

AREA = cast("Unit", unit_in(u.SquareMetre))
UNEQUAL = 0.1  # share by which a given area may differ from that of the geometry: plugs, rounding


def geometry(node: Node, kind: str) -> tuple[Any, float | None]:
    """Measures of a kind that is no shell and tubes, and their area."""
    given = node.given.get("geometry")
    if given is None:
        return None, None
    if kind not in built.CLASSES or not isinstance(given, Mapping):
        node.found.add(
            node.at("geometry"),
            f"named measures of a type such as {', '.join(built.CLASSES)}; those of a shell_tube "
            f"go under shell and tubes",
        )
        return None, None
    try:
        return built.drawn(kind, given, node.at("geometry"))
    except InputError as error:
        node.found.add(node.at("geometry"), str(error).removeprefix(node.at("geometry") + ": "))
        return None, None


def arrangement(node: Node, kind: str, shell: Shell | None, tubes: Tubes | None, drawn: Any) -> str:
    """As the file says, or as letter, passes or geometry imply."""
    return _known(node, _arrangement(node, kind, shell, tubes, drawn))


def _arrangement(
    node: Node, kind: str, shell: Shell | None, tubes: Tubes | None, drawn: Any
) -> str:
    if "arrangement" in node:
        return node.text("arrangement")
    if kind == "shell_tube" and shell is not None and shell.type == "K":
        node.found.add(
            f"{node.at('shell')}.type",
            "a kettle boils at one temperature, which no history of temperatures weighs; rate its "
            "states one by one (greenlang exchanger kettle), and leave it out of the plant file",
        )
        return "counterflow"
    if drawn is not None:
        return built.arrangement(drawn)
    if kind == "shell_tube" and tubes is not None:
        return of_passes(shell.type if shell else "E", tubes.passes)
    if kind == "shell_tube" and shell is not None:
        node.found.assume(node.at("tubes"), "two tube passes, since the file does not say")
        return of_passes(shell.type, 2)
    if kind in {"plate", "double_pipe", "spiral"}:
        return "counterflow"
    node.missing(
        "arrangement", "say 'E 1-2', 'counterflow' ..., or give the tubes with their passes"
    )
    return "counterflow"


def _known(node: Node, name: str) -> str:
    try:
        arrangements.arrangement(name)
    except InputError as error:
        node.found.add(node.at("arrangement"), str(error))
    return name


def area(node: Node, tubes: Tubes | None, shells: int, drawn: float | None) -> float:
    """Area that U and R_f refer to, m2."""
    given = node.number("area", AREA, above=0, upto=1e6)
    if given is not None and drawn is not None and abs(given - drawn) > UNEQUAL * drawn:
        node.found.add(
            node.at("area"),
            f"{given:.5g} m2, but the geometry has {drawn:.5g} m2; R_f and U refer to that of bare "
            f"tubes, plates or side 1: check both, or leave the area out",
        )
    if given is not None:
        return given
    if drawn is not None:
        return drawn
    if tubes is not None:
        return float(math.pi * tubes.d_o * tubes.length * (tubes.count - tubes.plugged) * shells)
    if "area" not in node:
        node.missing("area", "the tube outside area of all shells, or the tubes")
    return math.nan
