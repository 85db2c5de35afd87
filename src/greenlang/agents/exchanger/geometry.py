"""Built exchangers by kind: what a rating needs to know of each. Coherent SI, or text with units.

Every kind is a dataclass of its own; `Geometry` is any of them. A kind gives its area, its
arrangement, and which surface each stream wets; `method.rating` finds its films and drops.
"""

from dataclasses import dataclass
from typing import Literal

from greenlang.core.units import Metre, Ratio, WattPerMetreKelvin

Layout = Literal["30", "45", "60", "90"]


@dataclass(frozen=True)
class Baffles:
    """Single segmental baffles of one shell: number, cut (share of the shell diameter), spacings.

    The end spacings not given are what the tube length leaves. Clearances are DIAMETRAL: `to_shell`
    shell less baffle diameter, `to_tube` hole less tube diameter.
    """

    count: int
    cut: Ratio
    spacing: Metre
    spacing_in: Metre | None = None
    spacing_out: Metre | None = None
    to_shell: Metre | None = None
    to_tube: Metre | None = None


@dataclass(frozen=True)
class Nozzles:
    """Bores of the nozzles of one shell; a side without them has no nozzle drop in its sum."""

    shell_in: Metre | None = None
    shell_out: Metre | None = None
    tube_in: Metre | None = None
    tube_out: Metre | None = None


@dataclass(frozen=True)
class ShellTube:
    """A shell-and-tube exchanger of `shells` equal shells in series.

    `tubes` counts the holes of one tube sheet (a U-tube has two), `plugged` those of them that are
    closed. `length` is the straight length between the tube sheets. `dotl` is the outer tube limit.
    `strips` are pairs of sealing strips, `lanes` pass lanes parallel to the crossflow, each
    `lane_width` wide.
    """

    d_s: Metre
    tubes: int
    d_o: Metre
    d_i: Metre
    length: Metre
    pitch: Metre
    baffles: Baffles
    k_wall: WattPerMetreKelvin
    layout: Layout = "30"
    passes: int = 2
    shells: int = 1
    shell_type: Literal["E", "F", "G", "H", "J", "X"] = "E"
    bundle: Literal["straight", "u_tube"] = "straight"
    plugged: int = 0
    dotl: Metre | None = None
    strips: int = 0
    lanes: int = 0
    lane_width: Metre | None = None
    roughness: Metre | None = None
    nozzles: Nozzles = Nozzles()


def of_passes(letter: str, passes: int) -> str:
    """TEMA letter, shell passes and tube passes: only an F shell has two shell passes."""
    if letter == "E" and passes == 1:
        return "counterflow"
    return f"{letter} {2 if letter == 'F' else 1}-{passes}"


Geometry = ShellTube
"""Any kind; a new one joins with `|`."""
