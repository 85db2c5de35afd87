"""What the method of a kind says beyond film and drop: every factor that it used."""

from dataclasses import dataclass
from typing import Any

from greenlang.core.units import Metre, PascalDiff, Ratio, SquareMetre, Watt, WattPerM2Kelvin
from greenlang.library.heat.bell_delaware.shell import Bundle, Flow


@dataclass(frozen=True)
class Kern:
    """Kern's shell side: flow area, equivalent diameter, factors."""

    area: SquareMetre
    d_e: Metre
    nu: Ratio
    f: Ratio
    viscosity_ratio: Ratio  # mu/mu_w


@dataclass(frozen=True)
class Spread:
    """What assumed clearances cost: film and drop of the shell, were they half or twice as wide.

    None where no bundle with such clearances can be.
    """

    clearances: tuple[str, ...]  # those that were assumed
    h: WattPerM2Kelvin
    dp: PascalDiff
    h_half: WattPerM2Kelvin | None
    dp_half: PascalDiff | None
    h_twice: WattPerM2Kelvin | None
    dp_twice: PascalDiff | None


@dataclass(frozen=True)
class BellDelaware:
    """Bell-Delaware: geometry, ideal bank, every J and R factor."""

    area_crossflow: SquareMetre  # S_m
    area_window: SquareMetre  # S_w
    area_shell_baffle: SquareMetre  # S_sb
    area_tube_baffle: SquareMetre  # S_tb
    d_window: Metre  # D_w
    share_window: Ratio  # F_w
    share_crossflow: Ratio  # F_c
    share_bypass: Ratio  # F_bp
    r_s: Ratio
    r_lm: Ratio
    rows_crossflow: Ratio  # N_c
    rows_window: Ratio  # N_cw
    j: Ratio
    f: Ratio
    viscosity_ratio: Ratio  # mu/mu_w
    h_ideal: WattPerM2Kelvin
    j_c: Ratio
    j_l: Ratio
    j_b: Ratio
    j_s: Ratio
    j_r: Ratio
    r_l: Ratio
    r_b: Ratio
    r_end: Ratio  # R_s
    dp_ideal: PascalDiff  # one crossflow section
    spread: Spread | None = None


def bell_delaware(
    b: Bundle, s: Flow, h_ideal: Any, ratio: Any, section: Any, spread: Spread | None
) -> BellDelaware:
    """The factors of a bundle and the flow in it."""
    return BellDelaware(
        b.s_m, b.s_w, b.s_sb, b.s_tb, b.d_w, b.f_w, b.f_c, b.f_bp, b.r_s, b.r_lm, b.rows,
        b.window_rows, s.j, s.f, ratio, h_ideal, s.j_c, s.j_l, s.j_b, s.j_s, s.j_r, s.r_l, s.r_b,
        s.r_s, section, spread,
    )  # fmt: skip


@dataclass(frozen=True)
class Fins:
    """Finned tubes: surface over bare surface, free area over frontal, the fin, losses, the fan."""

    surface_ratio: Ratio  # A/A_t
    contraction: Ratio  # c
    efficiency: Ratio  # of the fin
    h_fin: WattPerM2Kelvin  # film on the fins themselves
    k_f: Ratio  # velocity heads a row
    fan_power: Watt | None
    fan_noise: Ratio | None  # dB(A) at 1 m


@dataclass(frozen=True)
class Plates:
    """Gaps of a plate pack: those of fluid 1."""

    d_h: Metre
    channels: int  # side by side in a pass
    passes: int
    nu: Ratio
    f: Ratio


@dataclass(frozen=True)
class Annulus:
    """Annulus of a double pipe."""

    d_h: Metre
    a: Ratio  # inner over outer diameter
    nu: Ratio
    f: Ratio


@dataclass(frozen=True)
class Spiral:
    """A spiral: what it winds up to, and the channel of fluid 1."""

    length: Metre  # of either channel
    d_outer: Metre
    d_mean: Metre
    d_h: Metre
    re_critical: Ratio
    nu: Ratio
    f: Ratio  # Darcy's


@dataclass(frozen=True)
class Core:
    """A core of a maker's surfaces: side 1."""

    area: SquareMetre
    flow_area: SquareMetre
    d_h: Metre
    j: Ratio
    f: Ratio  # Fanning's
    k_c: Ratio
    k_e: Ratio


Details = Kern | BellDelaware | Fins | Plates | Annulus | Spiral | Core
"""Any method's factors; a new kind joins with `|`."""
