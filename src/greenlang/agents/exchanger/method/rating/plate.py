"""Both gaps of a pack of chevron plates; the inside is that of fluid 2."""

from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.agents.exchanger.geometry import Plate
from greenlang.agents.exchanger.method.phases import LIQUID
from greenlang.agents.exchanger.method.rating import details
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream, Wall
from greenlang.agents.exchanger.method.rating.tubes import summed
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import Number
from greenlang.core.provenance import count
from greenlang.library.flow import friction
from greenlang.library.heat import films, plates

QUARTER = 1.5707  # rad
FEW = 40  # channels, below which the end channels count
FASTEST_PORT, FASTEST_CHANNEL = 20, 5  # m/s of a liquid, beyond any built exchanger


def channels(g: Plate) -> tuple[int, int]:
    """Channels side by side in a pass of fluid 1 and of fluid 2.

    Raises ImpossibleState where the channels of the pack do not divide into the passes.
    """
    gaps = g.plates - 1
    halves = {(gaps + 1) // 2, gaps // 2}
    for first in sorted(halves, reverse=True):
        second = gaps - first
        if first % g.passes_1 == 0 and second % g.passes_2 == 0 and min(first, second) > 0:
            return first // g.passes_1, second // g.passes_2
    raise ImpossibleState(
        f"geometry.plates: {g.plates} plates make {gaps} channels, which do not divide into "
        f"{g.passes_1} and {g.passes_2} passes; {_near(g)} plates would; check plates and passes"
    )


def _near(g: Plate) -> int:
    step = 2 * g.passes_1 * g.passes_2
    return max(1, round((g.plates - 1) / step)) * step + 1


def possible(g: Plate) -> None:
    """Raise ImpossibleState for a pack that cannot be."""
    for name in ("passes_1", "passes_2"):
        if not 1 <= getattr(g, name) <= 4:
            raise ImpossibleState(f"geometry.{name}: {getattr(g, name)}; there are 1 to 4 passes")
    if g.plates < 3:
        raise ImpossibleState(f"geometry.plates: {g.plates}; two channels need three plates")
    channels(g)
    if np.ndim(g.angle) == 0 and not 0 < float(g.angle) < QUARTER:
        raise ImpossibleState(
            f"geometry.angle: {float(g.angle):.4g} rad from the port-to-port axis; it lies between "
            f"0 and 90 degrees: write it as '60 deg'"
        )


def arrangement(g: Plate) -> str:
    """Passes of fluid 1 and 2, streams entering at opposite ends."""
    return f"plate {g.passes_1}/{g.passes_2}"


def area(g: Plate) -> Number:
    """Area of the plates between two fluids."""
    return plates.pack_area(count(g.plates), g.plate_area)


def outside(x: Any, s: Stream) -> Side:
    """The gaps of fluid 1."""
    g: Plate = x.geometry
    return _gap(g, s, g.passes_1, channels(g)[0], "gaps of fluid 1", g.port_1, tells=True)


def inside(x: Any, s: Stream) -> Side:
    """The gaps of fluid 2."""
    g: Plate = x.geometry
    return _gap(g, s, g.passes_2, channels(g)[1], "gaps of fluid 2", g.port_2, tells=False)


def _gap(
    g: Plate, s: Stream, passes: int, side_by_side: int, place: str, port: Number, *, tells: bool
) -> Side:
    d_h = plates.hydraulic_diameter(g.depth, g.enlargement)
    mass = plates.channel_mass_velocity(s.m, count(side_by_side), g.depth, g.width)
    v, re = friction.velocity(mass, s.rho), friction.reynolds(mass, d_h, s.mu)
    _refuse_fast(f"{place}: velocity in a channel", v, FASTEST_CHANNEL, s.rho)
    nu, f = _film(g, re, s.pr)

    def drop(_: Number) -> Drop:
        parts = [("channels", plates.channel_drop(count(passes), f, g.length, mass, s.rho, d_h))]
        if port is not None:
            at_port = plates.port_mass_velocity(s.m, port)
            fast = friction.velocity(at_port, s.rho)
            _refuse_fast(f"{place}: velocity in the port", fast, FASTEST_PORT, s.rho)
            parts.append(("ports", plates.port_drop(count(passes), at_port, s.rho)))
        return summed(parts, 1)

    def told(_: Number, __: Drop) -> details.Plates:
        return details.Plates(d_h, side_by_side, passes, nu, f)

    return Side(
        place, s, mass, v, re, films.film_coefficient(nu, s.k, d_h), WALL[g.film], drop,
        told if tells else None, shear=friction.shear(f, s.rho, v),
    )  # fmt: skip


WALL: dict[str, Wall] = {"martin": "martin", "muley_manglik": "viscosity", "kumar": "kumar"}


def _refuse_fast(what: str, v: Number, most: int, rho: Number) -> None:
    """A liquid this fast means a wrong flow or measure; arrays are not judged by row."""
    if isinstance(v, Decimal) and v > most and rho > LIQUID:
        raise ImpossibleState(
            f"{what} {float(v):.3g} m/s is beyond {most} m/s of any built plate exchanger; check "
            f"the flow, the number of plates, depth and port"
        )


def _film(g: Plate, re: Number, pr: Number) -> tuple[Number, Number]:
    """Nusselt number and Darcy friction factor of a channel."""
    if g.film == "martin":
        f = plates.friction(g.angle, plates.straight_friction(re), plates.wavy_friction(re))
        return plates.martin(re, pr, g.angle, f), f
    if g.film == "muley_manglik":
        f = plates.muley_manglik_friction(re, g.angle, g.enlargement)
        return plates.muley_manglik(re, pr, g.angle, g.enlargement), f
    beta = plates.angle_to_the_horizontal(g.angle)
    nu = plates.kumar(re, pr, plates.kumar_factor(beta, re), plates.kumar_exponent(beta, re))
    c_2, p = plates.kumar_friction_factor(beta, re), plates.kumar_friction_exponent(beta, re)
    return nu, plates.kumar_friction(re, c_2, p)


def assumed(x: Any) -> tuple[str, ...]:
    """What the geometry does not say and the method had to take."""
    g: Plate = x.geometry
    said = []
    if g.plates - 1 < FEW:
        said.append(f"{g.plates - 1} channels: end channels count below {FEW} and are left out")
    if g.port_1 is None or g.port_2 is None:
        said.append("no drop in ports whose diameter is not given")
    return tuple(said)
