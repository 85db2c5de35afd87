"""Built exchangers by kind: what a rating needs to know of each. Coherent SI, or text with units.

Every kind is a dataclass of its own; `Geometry` is any of them. A kind gives its area, its
arrangement, and which surface each stream wets; `method.rating` finds its films and drops.
"""

from dataclasses import dataclass
from typing import Literal

from greenlang.core.units import Metre, MetrePerSecond, Ratio, SquareMetre, WattPerMetreKelvin
from greenlang.library.heat.compact import SurfaceRow

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
    """A shell-and-tube exchanger of `shells` equal shells in series, in `parallel` equal rows.

    Parallel rows share both flows equally; all areas, duties and flows are those of the whole.

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
    parallel: int = 1
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


@dataclass(frozen=True)
class AirCooled:
    """Round-finned tubes in staggered rows, air outside; U and areas refer to the bare tubes.

    `tubes_a_row` and `rows` are those of one bundle, `bundles` stand side by side. `pitch_t` runs
    across the air, `pitch_l` along it. With the efficiency of fan and drive the power follows, with
    the tip speed the noise.
    """

    rows: int
    tubes_a_row: int
    d_o: Metre
    d_i: Metre
    length: Metre
    pitch_t: Metre
    pitch_l: Metre
    d_f: Metre
    t_f: Metre
    fin_pitch: Metre
    k_fin: WattPerMetreKelvin
    k_wall: WattPerMetreKelvin
    passes: int = 1
    bundles: int = 1
    plugged: int = 0
    film: Literal["esdu", "briggs_young"] = "esdu"
    roughness: Metre | None = None
    nozzles: Nozzles = Nozzles()
    fan_efficiency: Ratio | None = None
    fan_tip_speed: MetrePerSecond | None = None

    @property
    def tubes(self) -> int:
        """Tubes of all bundles, open or plugged."""
        return self.rows * self.tubes_a_row * self.bundles

    @property
    def shells(self) -> int:
        """One: bundles in series are exchangers of their own."""
        return 1

    @property
    def bundle(self) -> str:
        """Straight tubes between headers."""
        return "straight"


@dataclass(frozen=True)
class Plate:
    """A pack of chevron plates; fluid 1 is the one that `inside` does not name.

    `plates` counts the end plates. `depth` is that of the pressing, `width` that of a channel,
    `length` port to port, `plate_area` the developed area of one plate. `angle` counts from the
    port-to-port axis: "60 deg" is a hard plate.
    """

    plates: int
    plate_area: SquareMetre
    length: Metre
    width: Metre
    depth: Metre
    enlargement: Ratio
    angle: Ratio
    thickness: Metre
    k_wall: WattPerMetreKelvin
    passes_1: int = 1
    passes_2: int = 1
    port_1: Metre | None = None
    port_2: Metre | None = None
    film: Literal["martin", "muley_manglik", "kumar"] = "martin"


@dataclass(frozen=True)
class DoublePipe:
    """Tube in pipe: `lengths` in series make a branch, `branches` run in parallel.

    `d_shell` is the bore of the outer pipe.
    """

    d_shell: Metre
    d_o: Metre
    d_i: Metre
    length: Metre
    k_wall: WattPerMetreKelvin
    lengths: int = 2
    branches: int = 1
    flow: Literal["counterflow", "parallel"] = "counterflow"
    roughness: Metre | None = None
    nozzles: Nozzles = Nozzles()

    @property
    def tubes(self) -> int:
        """Inner tubes of all branches."""
        return self.lengths * self.branches

    @property
    def passes(self) -> int:
        """Lengths that the fluid inside runs through one after another."""
        return self.lengths

    @property
    def plugged(self) -> int:
        """None: a plugged branch is left out of `branches`."""
        return 0

    @property
    def shells(self) -> int:
        """One: all lengths belong to one area."""
        return 1

    @property
    def bundle(self) -> str:
        """Straight tubes, joined by returns."""
        return "straight"


@dataclass(frozen=True)
class Spiral:
    """Two channels between two plates wound on a core; fluid 1 is the one `inside` does not name.

    `area` is that of both plates, `width` that of the strip, `spacing_1` and `spacing_2` the gaps
    that the studs keep. With `d_outer` the winding is checked. In counterflow; any other guidance
    by `arrangement` of the case.
    """

    area: SquareMetre
    width: Metre
    spacing_1: Metre
    spacing_2: Metre
    d_core: Metre
    thickness: Metre
    k_wall: WattPerMetreKelvin
    d_outer: Metre | None = None
    film: Literal["morimoto_hotta", "minton"] = "morimoto_hotta"
    roughness: Metre | None = None


@dataclass(frozen=True)
class FinSide:
    """One side of a plate-fin core: the maker's surface, and how much of it there is.

    `surface` is the table of j and f (Fanning) over Re; `flow_area` the free area of all passages,
    `length` what the fluid runs through, `fin_share` that of the fins in `area`, `fin_height` from
    plate to plate. `free_share` is free over frontal area; the losses `k_c`, `k_e` at its ends are
    those of sharp edges where they are not given.
    """

    surface: tuple[SurfaceRow, ...]
    d_h: Metre
    area: SquareMetre
    flow_area: SquareMetre
    length: Metre
    fin_share: Ratio
    fin_height: Metre
    fin_thickness: Metre
    free_share: Ratio
    k_c: Ratio | None = None
    k_e: Ratio | None = None


Core = Literal[
    "counterflow", "parallel", "crossflow both unmixed", "crossflow fluid 1 mixed",
    "crossflow fluid 2 mixed", "crossflow both mixed",
]  # fmt: skip


@dataclass(frozen=True)
class PlateFin:
    """A brazed core of plates and fins; U and areas refer to the surface of side 1.

    Side 2 is the one that `inside` names. `wall_area` is that of the parting plates.
    """

    side_1: FinSide
    side_2: FinSide
    k_fin: WattPerMetreKelvin
    wall_area: SquareMetre
    thickness: Metre
    k_wall: WattPerMetreKelvin
    flow: Core = "counterflow"


@dataclass(frozen=True)
class PcheSide:
    """One side of a printed-circuit core: etched half circles, and the maker's table of j and f.

    `channels` are those of all plates of the side, `d` is the width of the half circle, `length`
    runs along the channel.
    """

    surface: tuple[SurfaceRow, ...]
    channels: int
    d: Metre
    length: Metre
    free_share: Ratio
    k_c: Ratio | None = None
    k_e: Ratio | None = None


@dataclass(frozen=True)
class Pche:
    """A diffusion-bonded core of etched plates; U and areas refer to the channels of side 1.

    Side 2 is the one that `inside` names. `plate` is the thickness of a plate before etching.
    """

    side_1: PcheSide
    side_2: PcheSide
    plate: Metre
    k_wall: WattPerMetreKelvin
    flow: Core = "counterflow"


@dataclass(frozen=True)
class Kettle:
    """The bundle of a kettle (TEMA K): the boiling liquid around it, the heating stream inside.

    `tubes` counts the holes of the tube sheet (a U-tube has two), `length` is the straight length.
    """

    tubes: int
    d_o: Metre
    d_i: Metre
    length: Metre
    k_wall: WattPerMetreKelvin
    passes: int = 2
    bundle: Literal["straight", "u_tube"] = "u_tube"
    plugged: int = 0
    roughness: Metre | None = None
    nozzles: Nozzles = Nozzles()

    @property
    def shells(self) -> int:
        """One: each kettle has its own pressure and is rated by itself."""
        return 1


Tubular = ShellTube | AirCooled | DoublePipe | Kettle
"""Kinds with a stream inside tubes."""
Geometry = ShellTube | AirCooled | Plate | DoublePipe | Spiral | PlateFin | Pche
"""Any kind; a new one joins with `|`."""
