"""The shell side of a shell-and-tube exchanger, by Kern or by Bell-Delaware."""

from dataclasses import replace
from typing import Any

from greenlang.agents.exchanger.geometry import ShellTube
from greenlang.agents.exchanger.method.rating import details
from greenlang.agents.exchanger.method.rating.nozzles import nozzle_parts
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream, Wall, of_one
from greenlang.agents.exchanger.method.rating.tubes import summed
from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.maths import Number
from greenlang.core.provenance import count
from greenlang.library.flow import friction
from greenlang.library.heat import films, kern, resistances
from greenlang.library.heat.bell_delaware import geometry as bell
from greenlang.library.heat.bell_delaware import shell as bell_shell

WALL: Wall = "viscosity"


def outside(x: Any, s: Stream) -> Side:
    """The stream in the shell of a shell-and-tube case."""
    s = of_one(x.geometry, s)
    return (_kern if x.method == "kern" else _bell_delaware)(x.geometry, s)


def _kern(g: ShellTube, s: Stream) -> Side:
    streams, shares = _streams(g)
    area = kern.flow_area(g.d_s, g.pitch, g.d_o, g.baffles.spacing)
    if g.shell_type != "E":
        area = kern.divided_area(area, count(streams), count(shares))
    d_e = kern.equivalent_diameter(g.pitch, g.d_o, int(g.layout))
    mass = kern.shell_mass_velocity(s.m, area)
    re = friction.reynolds(mass, d_e, s.mu)
    nu, f = kern.shell_nusselt(re, s.pr, count(1)), kern.shell_friction(re)

    def drop(ratio: Number) -> Drop:
        baffles, wall = count(g.baffles.count), films.wall_by_viscosity(ratio)
        dp = kern.shell_pressure_drop(f, mass, g.d_s, baffles, s.rho, d_e, wall)
        dp = dp if streams == 1 else kern.divided_drop(dp, count(streams))
        return summed([("bundle", dp), *_nozzles(g, s)], g.shells)

    return Side(
        "shell",
        s,
        mass,
        friction.velocity(mass, s.rho),
        re,
        films.film_coefficient(nu, s.k, d_e),
        WALL,
        drop,
        lambda ratio, _: details.Kern(area, d_e, nu, f, ratio),
    )


def _streams(g: ShellTube) -> tuple[int, int]:
    """Streams side by side and parts of the section; InputError for a shell without baffles."""
    if g.shell_type == "X":
        raise InputError(
            "geometry.shell_type: an X shell has no baffles, so neither Kern nor Bell-Delaware "
            "holds; find its film and give it to the analysis `resistances`"
        )
    return kern.STREAMS.get(g.shell_type, (1, 1))


def _bell_delaware(g: ShellTube, s: Stream) -> Side:
    if g.shell_type != "E":
        raise InputError(
            f"geometry.shell_type: Bell-Delaware holds for E shells, not {g.shell_type}; rate it "
            f'by "method": "kern"'
        )
    b = bell_shell.bundle(drawing(g))
    flow = bell_shell.flow(b, s.m, s.mu)
    h_ideal, h = bell_shell.film(flow, s.cp, s.pr)

    def drop(ratio: Number) -> Drop:
        return dropped(g, s, b, flow, ratio)

    def factors(ratio: Number, dp: Drop) -> details.BellDelaware:
        spread = _spread(g, s, b.drawing, h, ratio, dp)
        return details.bell_delaware(b, flow, h_ideal, ratio, dp.section, spread)

    v = friction.velocity(flow.g, s.rho)
    return Side("shell", s, flow.g, v, flow.re, h, WALL, drop, factors)


def dropped(
    g: ShellTube, s: Stream, b: bell_shell.Bundle, flow: bell_shell.Flow, ratio: Number
) -> Drop:
    """Drop of all shells by part."""
    one = bell_shell.drops(b, flow, s.m, s.rho, s.mu, films.wall_by_viscosity(ratio))
    parts = [("crossflow", one.crossflow), ("windows", one.window), ("end zones", one.ends)]
    return summed([*parts, *_nozzles(g, s)], g.shells, section=one.ideal)


def _nozzles(g: ShellTube, s: Stream) -> list[tuple[str, Number]]:
    return nozzle_parts(s, g.nozzles.shell_in, g.nozzles.shell_out)


def drawing(g: ShellTube) -> bell_shell.Drawing:
    """The measures of the bundle, with what is not given assumed."""
    b = g.baffles
    n = count(b.count)
    if b.spacing_in is None and b.spacing_out is None:
        end_in = end_out = bell.end_spacing(g.length, n, b.spacing)
    else:
        end_in = b.spacing_in or bell.other_end_spacing(g.length, n, b.spacing, b.spacing_out)
        end_out = b.spacing_out or bell.other_end_spacing(g.length, n, b.spacing, b.spacing_in)
    return bell_shell.Drawing(
        d_s=g.d_s,
        dotl=bell.assumed_tube_limit(g.d_s) if g.dotl is None else g.dotl,
        d_o=g.d_o,
        pitch=g.pitch,
        layout=g.layout,
        tubes=count(g.tubes),
        baffles=n,
        cut=b.cut,
        spacing=b.spacing,
        end_in=end_in,
        end_out=end_out,
        to_shell=bell.assumed_shell_clearance(g.d_s) if b.to_shell is None else b.to_shell,
        to_tube=(bell.assumed_tube_clearance(g.d_o, b.spacing) if b.to_tube is None else b.to_tube),
        strips=count(g.strips),
        lanes=count(g.lanes),
        lane_width=g.lane_width,
    )


def _spread(
    g: ShellTube, s: Stream, x: bell_shell.Drawing, h_0: Number, ratio: Number, dp: Drop
) -> details.Spread | None:
    """Film at the clean wall and drop with each assumed clearance half and twice as wide."""
    given = (g.baffles.to_shell, g.baffles.to_tube, g.dotl)
    names = ("baffle to shell", "tube to baffle hole", "bundle to shell")
    assumed = tuple(name for name, value in zip(names, given, strict=True) if value is None)
    if not assumed:
        return None
    wall = films.wall_by_viscosity(ratio)
    found = [_varied(g, s, x, ratio, wall, by) for by in (bell.half, bell.twice)]
    return details.Spread(
        assumed, resistances.corrected_film(h_0, wall), dp.total, *found[0], *found[1]
    )


def _varied(
    g: ShellTube, s: Stream, x: bell_shell.Drawing, ratio: Number, wall: Number, by: Number
) -> tuple[Number, Number]:
    """Film and drop where `by` changes every assumed clearance."""
    other = {
        name: by(getattr(x, name))
        for name in ("to_shell", "to_tube")
        if getattr(g.baffles, name) is None
    }
    if g.dotl is None:
        other["dotl"] = bell.tube_limit(x.d_s, by(bell.bundle_gap(x.d_s, x.dotl)))
    try:
        b = bell_shell.bundle(replace(x, **other))
        flow = bell_shell.flow(b, s.m, s.mu)
        _, h = bell_shell.film(flow, s.cp, s.pr)
        return resistances.corrected_film(h, wall), dropped(g, s, b, flow, ratio).total
    except ImpossibleState:
        return None, None
