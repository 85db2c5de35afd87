"""Where a crude fouls and where not: rate over velocity and temperature, with the zero line."""

from dataclasses import dataclass
from typing import Any, Literal

from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKgKelvin,
    JoulePerMol,
    Kelvin,
    KgPerM3,
    M2KelvinPerJoule,
    Metre,
    MetrePerSecond,
    PascalSecond,
    Ratio,
    WattPerMetreKelvin,
)
from greenlang.library.fouling import threshold as th
from greenlang.library.fouling import threshold_fit as fit
from greenlang.library.heat.films import prandtl
from greenlang.library.scores import together

Number = Any


@dataclass(frozen=True)
class Liquid:
    """The crude at the temperature of the film; the map takes its properties for constant."""

    rho: KgPerM3
    mu: PascalSecond
    cp: JoulePerKgKelvin
    k: WattPerMetreKelvin


@dataclass(frozen=True)
class MeasuredRate:
    """A rate of fouling that the plant showed; `t` film or surface, as the model takes it."""

    v: MetrePerSecond
    t: Kelvin
    rate: M2KelvinPerJoule
    sigma: M2KelvinPerJoule


@dataclass(frozen=True)
class ThresholdMapCase:
    """A form, the tubes and the crude, the grid of the map, and the plant's own rates.

    `constants` "fitted" takes a and g from `points` (six at least), "cited" from the row of the
    model, of which none is confirmed. `e` overrides the activation energy of the row.
    """

    d_i: Metre
    crude: Liquid
    v: tuple[MetrePerSecond, ...]
    t: tuple[Kelvin, ...]
    points: tuple[MeasuredRate, ...] = ()
    model: Literal["ebert_panchal_1995", "panchal_1999", "polley_2002", "nasr_givi_2006"] = (
        "ebert_panchal_1995"
    )
    constants: Literal["fitted", "cited"] = "fitted"
    e: JoulePerMol | None = None


@dataclass(frozen=True)
class MapCell:
    """Net rate at a velocity and temperature, signed; growth is none where it is below zero."""

    v: MetrePerSecond
    t: Kelvin
    net: M2KelvinPerJoule
    growth: M2KelvinPerJoule


@dataclass(frozen=True)
class ZeroLine:
    """Temperature below which nothing deposits at a velocity; none: see the note."""

    v: MetrePerSecond
    t: Kelvin | None
    note: str


@dataclass(frozen=True)
class PlantPoint:
    """A measured rate against the model's; z in its standard uncertainties."""

    v: MetrePerSecond
    t: Kelvin
    rate: M2KelvinPerJoule
    model: M2KelvinPerJoule
    z: Ratio


@dataclass(frozen=True)
class ThresholdMap:
    """Constants with their standard uncertainties (fitted), the map, its zero line, the points.

    `misfit` is 1 where the model explains the rates within their uncertainties, more where not; the
    uncertainties of a and g are larger by its root.
    """

    a: M2KelvinPerJoule
    a_sigma: M2KelvinPerJoule | None
    g: M2KelvinPerJoule
    g_sigma: M2KelvinPerJoule | None
    e: JoulePerMol
    misfit: Ratio | None
    temperature: str
    source: str
    cells: tuple[MapCell, ...]
    line: tuple[ZeroLine, ...]
    points: tuple[PlantPoint, ...]


@dataclass(frozen=True)
class _Form:
    """Everything but a and g."""

    x: ThresholdMapCase
    row: th.Model
    b: Number
    c: Number
    e: Number
    m: Number
    pr: Number

    def flow(self, v: Number) -> tuple[Number, Number]:
        """Reynolds number and what removes."""
        re = th.reynolds(v, self.x.d_i, self.x.crude.rho, self.x.crude.mu)
        return re, th.removal(self.row.removal, self.m, re, v, self.x.crude.rho)

    def reaction(self, re: Number, t: Number) -> Number:
        """What deposits, over its constant."""
        return th.reaction(re, self.b, self.pr, self.c, self.e, t)


@dataclass(frozen=True)
class _Constants:
    a: Number
    g: Number
    a_sigma: Number | None = None
    g_sigma: Number | None = None
    misfit: Number | None = None


def threshold_map(x: ThresholdMapCase) -> ThresholdMap:
    """Net rate over the grid, the zero line, and the plant's own rates against it."""
    if not x.v or not x.t:
        raise InputError("v and t: give the velocities and temperatures of the map")
    form = _form(x)
    if x.constants == "fitted":
        found = _fitted(form)
        source = f"a and g fitted to {len(x.points)} rates; form: {form.row.source}"
    else:
        at = count(list(th.rows()).index(x.model))
        found = _Constants(th.cited_a(form.pr, at), th.cited_g(form.pr, at))
        source = f"{form.row.source}; constants not confirmed against a printed copy"
    cells = tuple(_cell(form, found, v, t) for v in x.v for t in x.t)
    line = tuple(_zero(form, found, v) for v in x.v)
    points = tuple(_point(form, found, p) for p in x.points)
    return ThresholdMap(
        found.a, found.a_sigma, found.g, found.g_sigma, form.e, found.misfit,
        form.row.temperature, source, cells, line, points,
    )  # fmt: skip


def _form(x: ThresholdMapCase) -> _Form:
    row, at = th.model(x.model), count(list(th.rows()).index(x.model))
    pr = prandtl(x.crude.cp, x.crude.mu, x.crude.k)
    e = th.cited_e(pr, at) if x.e is None else x.e
    return _Form(x, row, th.cited_b(pr, at), th.cited_c(pr, at), e, th.cited_m(pr, at), pr)


def _cell(form: _Form, found: _Constants, v: Number, t: Number) -> MapCell:
    re, s = form.flow(v)
    net = th.net_rate(found.a, form.reaction(re, t), found.g, s)
    return MapCell(v, t, net, th.growth_rate(net))


def _zero(form: _Form, found: _Constants, v: Number) -> ZeroLine:
    if choose("g <= 0", g=found.g) is True:
        return ZeroLine(v, None, "no removal is seen: a deposit forms at any temperature")
    re, s = form.flow(v)
    most = th.net_rate(found.a, th.hottest(re, form.b, form.pr, form.c), found.g, s)
    if choose("most <= 0", most=most) is True:
        return ZeroLine(v, None, "removal is the stronger at any temperature: nothing deposits")
    args = (found.a, re, form.b, form.pr, form.c, form.e, found.g, s)
    return ZeroLine(v, th.threshold_temperature(*args), "")


def _point(form: _Form, found: _Constants, p: MeasuredRate) -> PlantPoint:
    re, s = form.flow(p.v)
    model = th.growth_rate(th.net_rate(found.a, form.reaction(re, p.t), found.g, s))
    return PlantPoint(p.v, p.t, p.rate, model, fit.deviation(p.rate, model, p.sigma))


@dataclass(frozen=True)
class _Point:
    """A measured rate as pure numbers: reaction, what removes, rate and its sigma."""

    x: Number
    s: Number
    rate: Number
    sigma: Number


def _fitted(form: _Form) -> _Constants:
    """A and g from the points by weighted least squares, g not below zero; refused where unsure.

    A point without growth says only that the net rate is not above zero: it counts while the
    constants would let it grow.
    """
    points = tuple(_as_numbers(form, p) for p in form.x.points)
    counts = [choose("rate > 2 * sigma", rate=p.rate, sigma=p.sigma) is True for p in points]
    for _ in range(len(points)):
        used = tuple(p for p, kept in zip(points, counts, strict=True) if kept)
        _enough(used, points)
        a, g, removes, sums = _solved(used)
        grows = [kept or _grows(p, a, g) for p, kept in zip(points, counts, strict=True)]
        if grows == counts:
            break
        counts = grows
    xx, xs, ss = sums
    misses = [fit.squared_miss(p.rate, a, p.x, g, p.s, p.sigma) for p in used]
    scale = fit.inflation(together(*misses), count(max(len(used) - 1 - removes, 1)))
    if removes:
        sd_a, sd_g = (fit.constant_sigma(other, xx, xs, ss, scale) for other in (ss, xx))
        _sure(form, {"a": (a, sd_a), "g": (g, sd_g)})
    else:
        hidden = fit.constant_sigma(xx, xx, xs, ss, scale)
        sd_a, sd_g = fit.lone_sigma(xx, scale), None
        _sure(form, {"a": (a, sd_a), "removal": (fit.cancelling(a, xs, ss), hidden)})
    a, g, sd_a, sd_g = (None if v is None else fit.constant_of(v) for v in (a, g, sd_a, sd_g))
    return _Constants(a, g, sd_a, sd_g, scale)


def _as_numbers(form: _Form, p: MeasuredRate) -> _Point:
    re, s = form.flow(p.v)
    return _Point(form.reaction(re, p.t), s, fit.number_of(p.rate), fit.number_of(p.sigma))


def _grows(p: _Point, a: Number, g: Number) -> bool:
    return choose("a * x > g * s", a=a, x=p.x, g=g, s=p.s) is True


def _enough(used: tuple[_Point, ...], points: tuple[_Point, ...]) -> None:
    if len(used) < fit.LEAST_POINTS:
        raise InsufficientData(
            f"{len(used)} of {len(points)} rates show growth or forbid it; {fit.LEAST_POINTS} are "
            'needed to fit a and g: give more points, or constants: "cited" for those of the row, '
            "which are not confirmed"
        )


def _solved(points: tuple[_Point, ...]) -> tuple[Number, Number, bool, tuple[Number, ...]]:
    """A, g, whether there is removal, and the sums of squares."""
    x, s, rate, sigma = ([getattr(p, n) for p in points] for n in ("x", "s", "rate", "sigma"))
    xx, xs, ss, xr, sr = (
        together(*map(fit.weighted, left, right, sigma))
        for left, right in ((x, x), (x, s), (s, s), (x, rate), (s, rate))
    )
    a = fit.deposition_constant(xx, xs, ss, xr, sr)
    g = fit.removal_constant(xx, xs, ss, xr, sr)
    removes = choose("g > 0", g=g) is True
    if not removes:
        a, g = fit.deposition_alone(xx, xr), fit.nothing_of(g)
    if choose("a > 0", a=a) is not True:
        raise InsufficientData("no rate grows with the reaction; the deposit is not of this kind")
    return a, g, removes, (xx, xs, ss)


def _sure(form: _Form, found: dict[str, tuple[Number, Number]]) -> None:
    unsure = [
        f"{name} ± {100 * float(sd / value):.0f} %"
        for name, (value, sd) in found.items()
        if choose("2 * sd > value", sd=sd, value=value) is True
    ]
    if unsure:
        v, t = ([float(getattr(p, key)) for p in form.x.points] for key in ("v", "t"))
        raise InsufficientData(
            f"these rates do not tell the constants ({', '.join(unsure)}): {min(v):.2f} to "
            f"{max(v):.2f} m/s, {min(t) - 273.15:.0f} to {max(t) - 273.15:.0f} degC; points of a "
            "wider range are needed, or of other exchangers with the same crude beside them"
        )
