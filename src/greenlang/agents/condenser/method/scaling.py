"""Whether the cooling water scales, in the bulk and at the wall, and its limits (spec 3.16)."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import water_equations as ax
from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.provenance import count
from greenlang.core.units import Kelvin, KgPerM3, M2KelvinPerWatt, Ratio, WattPerM2
from greenlang.library.water import scaling as index

Number = Any


@dataclass(frozen=True)
class AnalysisLimit:
    """A limit of silica, a product such as Ca x SO4, phosphate, cycles: both in one unit."""

    name: str
    measured: Ratio
    limit: Ratio


@dataclass(frozen=True)
class ScalingCase:
    """Circulating water as analysed (never make-up times cycles); mg/l, Ca and alkalinity as CaCO3.

    The wall is warmer than the outlet by `flux` times `r`, the film in the tubes and the deposit.
    Water scales below `psi_least` or above `lsi_most`.
    """

    t_out: Kelvin
    ph: Ratio
    tds: KgPerM3
    calcium: KgPerM3
    alkalinity: KgPerM3
    flux: WattPerM2 | None = None
    r: M2KelvinPerWatt | None = None
    limits: tuple[AnalysisLimit, ...] = ()
    psi_least: Ratio = "6"
    lsi_most: Ratio = "2.5"


@dataclass(frozen=True)
class Indices:
    """Saturation at one temperature: `psi` is the one for towers, scale below 6."""

    t: Kelvin
    ph_saturation: Ratio
    lsi: Ratio
    rsi: Ratio
    psi: Ratio


@dataclass(frozen=True)
class LimitShare:
    """A measured value as a share of its limit."""

    name: str
    share: Ratio


@dataclass(frozen=True)
class Scaling:
    """Indices at the outlet and at the wall, limits, and what they say.

    `chemistry` is the share of all limits that is kept, as `health` takes it.
    """

    outlet: Indices
    wall: Indices | None
    ph_equilibrium: Ratio
    limits: tuple[LimitShare, ...]
    chemistry: Ratio
    told: str
    flags: tuple[str, ...]


def scaling(x: ScalingCase) -> Scaling:
    """Langelier's, Ryznar's and Puckorius' indices, and the limits that the plant gives."""
    _refuse(x)
    ph_eq = index.ph_equilibrium(x.alkalinity)
    outlet, wall = _indices(x, x.t_out, ph_eq), None
    if x.flux is not None:
        wall = _indices(x, ax.wall_temperature(x.t_out, x.flux, x.r), ph_eq)
    shares = tuple(
        LimitShare(one.name, ax.share_of_limit(one.measured, one.limit)) for one in x.limits
    )
    worst = outlet if wall is None else wall
    saturated = ax.kept(x.psi_least, worst.psi), ax.kept(worst.lsi, x.lsi_most)
    within = tuple(ax.kept(one.measured, one.limit) for one in x.limits)
    marks = (*saturated, *within)
    over = [one.name for one, mark in zip(x.limits, within, strict=True) if not mark]
    return Scaling(
        outlet, wall, ph_eq, shares, ax.share_kept(count(len(marks)), *marks),
        _told(worst, over, scales=not all(saturated)),
        () if wall is not None else ("the wall is warmer: give flux and r for its indices",),
    )  # fmt: skip


def _refuse(x: ScalingCase) -> None:
    if not 0 < x.ph < 14:
        raise ImpossibleState(f"ph = {x.ph:.4g}: a pH lies between 0 and 14")
    if (x.flux is None) != (x.r is None):
        raise InputError("give flux and r together: the wall is warmer by their product")
    for name in ("tds", "calcium", "alkalinity"):
        value = getattr(x, name)
        if value > 100:
            raise ImpossibleState(
                f"{name} = {value:.6g} kg/m3: no water holds that; write it as '320 mg/l'"
            )


def _indices(x: ScalingCase, t: Number, ph_eq: Number) -> Indices:
    ph_s = index.ph_saturation(t, x.tds, x.calcium, x.alkalinity)
    return Indices(
        t, ph_s, index.langelier(x.ph, ph_s), index.ryznar(x.ph, ph_s), index.puckorius(ph_eq, ph_s)
    )


def _told(at: Indices, over: list[str], *, scales: bool) -> str:
    said = []
    if scales:
        said.append("scales: fewer cycles, acid or a stronger inhibitor")
    elif at.lsi < 0 and at.rsi > 7:
        said.append("dissolves lime and may corrode: not scale but metal is at risk")
    if over:
        said.append("beyond its limit: " + ", ".join(over))
    return "; ".join(said) or "within all limits that were given"
