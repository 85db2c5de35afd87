"""Whether a shell-and-tube geometry is one that a designer would draw: it warns, never corrects."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.exchanger.geometry import ShellTube
from greenlang.agents.exchanger.method.rating import checks, shell, tubes
from greenlang.agents.exchanger.method.rating.parts import Asked, Flowing
from greenlang.agents.exchanger.method.rating.sides import Side, stream
from greenlang.core.provenance import count
from greenlang.core.units import Metre, MetrePerSecond, Ratio
from greenlang.library.fluids import properties
from greenlang.library.heat import tubesheet

Number = Any


@dataclass(frozen=True)
class GeometryCase:
    """A shell-and-tube geometry; with its streams their velocities are judged too."""

    geometry: ShellTube
    inside_stream: Flowing | None = None
    outside_stream: Flowing | None = None


@dataclass(frozen=True)
class GeometryCheck:
    """Measures beside their customary limits, and every limit that is not kept."""

    tubes_possible: Ratio
    filled: Ratio
    pitch_ratio: Ratio
    spacing_least: Metre
    spacing_most: Metre
    span: Metre
    span_most: Metre
    velocity_inside: MetrePerSecond | None
    velocity_outside: MetrePerSecond | None
    warnings: tuple[str, ...]


PITCH = "TEMA R-2.5: 1.25"
LIMITS = "customary for liquids, this project's own"


def geometry_check(x: GeometryCase) -> GeometryCheck:
    """Tubes against those that fit, spacing, span and velocities against customary limits."""
    g = x.geometry
    checks.possible(g)
    possible = checks.tubes_possible(g)
    inside = _side(x, x.inside_stream, tubes.inside)
    outside = _side(x, x.outside_stream, shell.outside)
    found = GeometryCheck(
        tubes_possible=possible,
        filled=tubesheet.filled(count(g.tubes), possible),
        pitch_ratio=tubesheet.pitch_ratio(g.pitch, g.d_o),
        spacing_least=tubesheet.least_spacing(g.d_s),
        spacing_most=g.d_s,
        span=tubesheet.window_span(g.baffles.spacing),
        span_most=tubesheet.longest_span(g.d_o),
        velocity_inside=None if inside is None else inside.v,
        velocity_outside=None if outside is None else outside.v,
        warnings=(),
    )
    return GeometryCheck(**{**vars(found), "warnings": tuple(_warnings(g, found))})


def _side(x: GeometryCase, given: Flowing | None, side: Any) -> Side | None:
    if given is None:
        return None
    asked = Asked(x.geometry, "kern", "gnielinski", "cold")
    made: Side = side(asked, stream(properties.ready(given.fluid), given.m, given.t))
    return made


def _warnings(g: ShellTube, c: GeometryCheck) -> list[str]:
    """Every customary limit that is not kept: what, value, limit, source."""
    b = g.baffles
    spacing = b.spacing
    judged = (
        (c.filled > 1, f"{g.tubes} tubes, {c.tubes_possible:.5g} fit by the rule of thumb"),
        (
            c.pitch_ratio < _d("1.25", c.pitch_ratio),
            f"pitch {c.pitch_ratio:.4g} tube diameters, at least {PITCH}",
        ),
        (
            spacing < c.spacing_least,
            f"baffle spacing {spacing:.4g} m below {c.spacing_least:.4g} m (TEMA RCB-4.51)",
        ),
        (spacing > g.d_s, f"baffle spacing {spacing:.4g} m above the shell diameter (TEMA)"),
        (
            c.span > c.span_most,
            f"unsupported span {c.span:.4g} m above {c.span_most:.4g} m for steel (not confirmed)",
        ),
        (not b.cut >= _d("0.15", b.cut), f"baffle cut {b.cut:.3g}, 0.15 to 0.45 is usual"),
        (b.cut > _d("0.45", b.cut), f"baffle cut {b.cut:.3g}, 0.15 to 0.45 is usual"),
        *_speeds("tubes", c.velocity_inside, "0.9", "3"),
        *_speeds("shell", c.velocity_outside, "0.2", "1.5"),
    )
    return [text for broken, text in judged if broken]


def _d(text: str, like: Number) -> Number:
    """A limit in the kind of number that it is compared with."""
    return type(like)(text)


def _speeds(place: str, v: Number, low: str, high: str) -> list[tuple[bool, str]]:
    if v is None:
        return []
    outside = v < _d(low, v) or v > _d(high, v)
    return [(outside, f"{place}: {v:.3g} m/s, {low} to {high} m/s is {LIMITS}")]
