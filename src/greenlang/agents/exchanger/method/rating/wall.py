"""The temperature of the clean wall, at which both streams' properties correct their films.

What the outside film gives at the wall, the inside film must take: one unknown, the temperature of
the outside surface. A single case starts from a float solution and records the wall temperature
with its residual; arrays repeat the balance until it stands.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from greenlang.agents.exchanger.method.rating.sides import Side, Stream
from greenlang.core.errors import ImpossibleState
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, Unknowns, solved
from greenlang.core.units import LEVEL, Unit
from greenlang.library.fluids import properties
from greenlang.library.fluids.kinds import Constant
from greenlang.library.heat import films, plates, resistances

Number = Any
ROUNDS, SETTLED = 60, 1e-13
BY_VISCOSITY: dict[str, Callable[[Number], Number]] = {
    "viscosity": films.wall_by_viscosity, "martin": plates.martin_wall, "kumar": plates.kumar_wall,
}  # fmt: skip
KELVIN = Unit("K", LEVEL)


@dataclass(frozen=True)
class Met:
    """Both films at the clean wall: h on its own surface, its resistance outside, mu/mu_w.

    `clean` is both films and the wall.
    """

    h_out: Number
    h_in: Number
    r_out: Number
    r_in: Number
    t_out: Number  # outside surface
    t_in: Number  # inside surface
    ratio_out: Number
    ratio_in: Number
    mu_out: Number
    mu_in: Number
    clean: Number


@dataclass(frozen=True)
class Both:
    """Two streams, the wall between them, and how each film becomes a resistance outside."""

    out: Side
    inner: Side
    r_wall: Number
    outside_film: Callable[[Number], Number]
    inside_film: Callable[[Number], Number]

    def means(self, inside: str) -> tuple[Number, Number]:
        """Mean temperature of the hot and the cold stream; `inside` names that in the tubes."""
        inner, out = self.inner.stream.t, self.out.stream.t
        return (inner, out) if inside == "hot" else (out, inner)


def met(x: Both) -> Met:
    """Films and clean wall temperatures. Decimal or arrays."""
    if constant(x.out.stream.liquid, x.inner.stream.liquid):
        return uncorrected(x)
    if not isinstance(x.out.h_0, Decimal):
        return at(x, _settled(x))[0]
    with untraced():
        start = started(_settled(_plain(x)), x.out.stream.liquid, x.inner.stream.liquid)
    found: list[Met] = []

    def residuals(unknowns: Unknowns) -> list[Residual]:
        both, residual = at(x, unknowns["t_wall"])
        found.append(both)
        return [residual]

    solved("clean wall", {"t_wall": (KELVIN, start)}, residuals)
    return found[-1]


def started(t: Number, *liquids: properties.Ready) -> Decimal:
    """A start found in floats, with digits that are alike on every machine.

    Raises ImpossibleState where the way there leaves the properties of a fluid.
    """
    if np.isfinite(t):
        return Decimal(f"{float(t):.9e}")
    boils = [p for liquid in liquids if (p := getattr(liquid, "bubble_point", None)) is not None]
    most = f" (one boils from {min(boils):.6g} K on)" if boils else ""
    raise ImpossibleState(
        f"clean wall: no temperature at which both films meet within what is known of the fluids"
        f"{most}; extend their tables, or check pressure, inlets and flows"
    )


def constant(*liquids: properties.Ready) -> bool:
    """Whether no property changes on the way to the wall."""
    return all(isinstance(liquid, Constant) for liquid in liquids)


def uncorrected(x: Both) -> Met:
    """Properties that do not change leave films as they are."""
    out, inner = x.out, x.inner
    r_out, r_in = x.outside_film(out.h_0), x.inside_film(inner.h_0)
    whole = resistances.total(r_out, x.r_wall, r_in)
    q = resistances.flux_through(out.stream.t, inner.stream.t, whole)
    t_out = resistances.cooled_surface(out.stream.t, q, r_out)
    same = films.viscosity_ratio(out.stream.mu, out.stream.mu)
    return Met(
        out.h_0,
        inner.h_0,
        r_out,
        r_in,
        t_out,
        resistances.cooled_surface(t_out, q, x.r_wall),
        same,
        same,
        out.stream.mu,
        inner.stream.mu,
        whole,
    )


def at(x: Both, t_out: Number) -> tuple[Met, Residual]:
    """Films with the outside surface at t_out, and what the wall takes less what it gives."""
    h_out, ratio_out, mu_out = corrected(x.out, t_out)
    r_out = x.outside_film(h_out)
    q_out = resistances.flux_through(x.out.stream.t, t_out, r_out)
    t_in = resistances.cooled_surface(t_out, q_out, x.r_wall)
    h_in, ratio_in, mu_in = corrected(x.inner, t_in)
    r_in = x.inside_film(h_in)
    q_in = resistances.flux_through(t_in, x.inner.stream.t, r_in)
    residual = Residual(resistances.flux_imbalance(q_out, q_in), (q_out, q_in))
    clean = resistances.total(r_out, x.r_wall, r_in)
    both = Met(h_out, h_in, r_out, r_in, t_out, t_in, ratio_out, ratio_in, mu_out, mu_in, clean)
    return both, residual


class Corrected(NamedTuple):
    """Film, mu/mu_w and mu_w at a wall temperature."""

    h: Number
    ratio: Number
    mu: Number


def corrected(side: Side, t_wall: Number) -> Corrected:
    """The film with the wall at t_wall."""
    s = side.stream
    if isinstance(s.liquid, Constant):
        return Corrected(side.h_0, films.viscosity_ratio(s.mu, s.mu), s.mu)
    mu = properties.mu(s.liquid, t_wall)
    ratio = films.viscosity_ratio(s.mu, mu)
    if side.wall == "none":
        return Corrected(side.h_0, ratio, mu)
    if side.wall in BY_VISCOSITY:
        factor = BY_VISCOSITY[side.wall](ratio)
    else:
        cp, k = (of(s.liquid, t_wall) for of in (properties.cp, properties.k))
        factor = films.wall_factor(films.prandtl_ratio(s.pr, films.prandtl(cp, mu, k)))
    return Corrected(resistances.corrected_film(side.h_0, factor), ratio, mu)


def _settled(x: Both) -> Number:
    """Outside surface temperature in floats, by repeating the balance of both films."""
    t_o, t_i = x.out.stream.t, x.inner.stream.t
    t = t_i + (t_o - t_i) / 2.0
    for _ in range(ROUNDS):
        both, _ = at(x, t)
        before, t = t, t_o - (t_o - t_i) * both.r_out / both.clean
        if np.all(abs(t - before) <= SETTLED * abs(t)):
            break
    return t


def _plain(x: Both) -> Both:
    """The same problem in floats."""
    out, inner = _plain_side(x.out), _plain_side(x.inner)
    c_out = float(x.outside_film(x.out.h_0)) * out.h_0
    c_in = float(x.inside_film(x.inner.h_0)) * inner.h_0
    return Both(out, inner, float(x.r_wall), lambda h: c_out / h, lambda h: c_in / h)


def _plain_side(side: Side) -> Side:
    s = side.stream
    numbers = {name: float(getattr(s, name)) for name in ("m", "t", "cp", "rho", "mu", "k", "pr")}
    return replace(side, h_0=float(side.h_0), stream=Stream(plain(s.liquid), **numbers))


def plain(value: Any) -> Any:
    """A fluid with floats for its numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: plain(getattr(value, f.name)) for f in fields(value)})
    return value
