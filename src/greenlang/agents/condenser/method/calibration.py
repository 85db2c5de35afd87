"""Tests with clean tubes: bundle factor and factor on the film inside, with band (spec 3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import calibration_equations as kx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import PerformanceCase, Steam, Tubes, Water
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.performance import performance
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    ONE,
    M2KelvinPerWatt,
    MetrePerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Unit,
    WattPerM2,
    WattPerM2Kelvin,
)
from greenlang.library.fluids.properties import mean_temperature

Number = Any
FACTOR = Unit("1", ONE)
SPREAD = Decimal("1.1")  # ratio of the largest to the least velocity or flux that tells both apart
ROUNDS = 2  # of film temperature and fit; the second moves f_b by a hundredth of the first
FAR = 3  # standard uncertainties beyond which a test does not fit
USUAL = Decimal("0.6"), Decimal("1.6")  # of the prior
SIGNS = "each test must lie after a cleaning and be free of air"


@dataclass(frozen=True)
class CleanWindow:
    """A steady state with clean tubes and without signs of air; `plugged` tubes then."""

    p: Pascal
    water: Water
    steam: Steam | None = None
    plugged: Ratio | None = None
    sigma_p: PascalDiff | None = None


@dataclass(frozen=True)
class CalibrationCase:
    """Tests of one condenser. `tubes` gives the prior: its `f_b`, or `rows`.

    `spread_bundle` is that of the prior's logarithm, `spread_film` that of the film's factor, 1.
    """

    tubes: Tubes
    tests: tuple[CleanWindow, ...]
    spread_bundle: Ratio = "0.3"
    spread_film: Ratio = "0.05"
    barometer: Pascal | None = None


@dataclass(frozen=True)
class TestFit:
    """A test and how it lies to the fit, in its own standard uncertainties."""

    velocity: MetrePerSecond
    flux: WattPerM2
    u: WattPerM2Kelvin
    u_sigma: WattPerM2Kelvin
    misfit: M2KelvinPerWatt
    z: Ratio


@dataclass(frozen=True)
class Calibration:
    """Factors of the clean model with standard uncertainties, and how far its tests scatter.

    `f_t` is None where the tests cannot tell it from `f_b`; `sigma_clean` is what `performance`
    takes, None where there are no more tests than factors.
    """

    f_b: Ratio
    f_b_sigma: Ratio
    f_t: Ratio | None
    f_t_sigma: Ratio | None
    prior: Ratio
    sigma_clean: Ratio | None
    tests: tuple[TestFit, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class _Test:
    """What a test gives to the fit."""

    bundle: clean.Bundle
    t_s: Number
    velocity: Number
    flux: Number
    u: Number
    u_sigma: Number
    measured: Number
    r_t: Number
    s: Number
    r_nu: Number = None


def calibration(x: CalibrationCase) -> Calibration:
    """Bundle factor and film factor that clean tests ask for, held by their priors."""
    if not x.tests:
        raise InsufficientData(f"tests: one at least is needed, better five; {SIGNS}")
    prior = clean.bundle(x.tubes).f_b
    if prior is None:
        raise InsufficientData("tubes: give rows, or f_b as the prior of the bundle factor")
    tests = [_test(x, one, prior) for one in x.tests]
    both = _both(tests)
    for _ in range(ROUNDS):
        b, f_t = _fit(x, tests, prior) if both else (_fit_bundle(x, tests, prior), None)
        tests = [_at(one, kx.inverse(b)) for one in tests]
    f_b = kx.inverse(b)
    f_b_sigma, f_t_sigma = _sigmas(x, tests, b, f_b, both=both)
    off = [_misfit(one, b, f_t) for one in tests]
    freedom = len(tests) - 1 - int(both)
    return Calibration(
        f_b, f_b_sigma, f_t, f_t_sigma, prior, _scatter(tests, off, freedom),
        tuple(
            TestFit(one.velocity, one.flux, one.u, one.u_sigma, e, kx.misfit_z(e, one.s))
            for one, e in zip(tests, off, strict=True)
        ),
        _flags(tests, off, prior, f_b, both=both),
    )  # fmt: skip


def _test(x: CalibrationCase, one: CleanWindow, prior: Number) -> _Test:
    bare = replace(x.tubes, f_b=None, rows=None, f_t=None, plugged=one.plugged)
    found = performance(
        PerformanceCase(
            one.p, bare, one.water, one.steam, barometer=x.barometer, sigma_p=one.sigma_p
        )
    )
    b = clean.bundle(bare)
    p_w = one.water.pressure
    p_w = cx.assumed_water_pressure(one.water.t_in) if p_w is None else p_w
    t = mean_temperature(found.t_in, found.t_out)
    cp = water.heat_capacity(p_w, t, one.water.salinity)
    passing = clean.Passing(found.t_in, found.t_out, cp, p_w, one.water.salinity)
    tube = clean.inside(b, clean.mass_velocity(b, found.m_water), passing)
    measured = kx.behind_wall(found.u, b.r_wall)
    s = kx.resistance_sigma(found.u, found.u_sigma)
    test = _Test(
        b, found.t_s, found.velocity, found.flux, found.u, found.u_sigma, measured, tube.r, s
    )
    return _at(test, prior)


def _at(one: _Test, f_b: Number) -> _Test:
    """The same with its condensate film at another bundle factor, whose temperature it moves."""
    h_s = clean.steam_film(replace(one.bundle, f_b=f_b), one.t_s, one.flux)
    return replace(one, r_nu=kx.nusselt_resistance(h_s, f_b))


def _both(tests: Sequence[_Test]) -> bool:
    """Whether velocity or load differ enough to tell the two factors apart."""
    every = [one.velocity for one in tests], [one.flux for one in tests]
    return any(max(values) > SPREAD * min(values) for values in every)


def _misfit(one: _Test, b: Number, f_t: Number) -> Number:
    """Misfit at b = 1/F_b, in which the model is straight."""
    if f_t is None:
        return kx.misfit_of_bundle(one.measured, one.r_t, one.r_nu, b)
    return kx.misfit(one.measured, f_t, one.r_t, one.r_nu, b)


def _bundle_row(
    x: CalibrationCase, tests: Sequence[_Test], prior: Number, b: Number, f_t: Number
) -> Residual:
    pulls = [kx.pull(_misfit(one, b, f_t), one.r_nu, one.s) for one in tests]
    weights = [kx.film_weight(one.r_nu, one.s) for one in tests]
    return Residual(kx.bundle_gradient(b, prior, x.spread_bundle, *pulls), tuple(weights))


def _film_row(x: CalibrationCase, tests: Sequence[_Test], b: Number, f_t: Number) -> Residual:
    pulls = [kx.pull(_misfit(one, b, f_t), one.r_t, one.s) for one in tests]
    weights = [kx.film_weight(one.r_t, one.s) for one in tests]
    return Residual(kx.film_gradient(f_t, x.spread_film, *pulls), tuple(weights))


def _fit(x: CalibrationCase, tests: Sequence[_Test], prior: Number) -> tuple[Number, Number]:
    def rows(at: dict[str, Any]) -> list[Residual]:
        b, f_t = at["b"], at["f_t"]
        return [_film_row(x, tests, b, f_t), _bundle_row(x, tests, prior, b, f_t)]

    start = {"f_t": (FACTOR, Decimal(1)), "b": (FACTOR, 1 / prior)}
    found = solved("calibration", start, rows)
    return found["b"], found["f_t"]


def _fit_bundle(x: CalibrationCase, tests: Sequence[_Test], prior: Number) -> Number:
    def rows(at: dict[str, Any]) -> list[Residual]:
        return [_bundle_row(x, tests, prior, at["b"], None)]

    return solved("calibration", {"b": (FACTOR, 1 / prior)}, rows)["b"]


def _sigmas(
    x: CalibrationCase, tests: Sequence[_Test], b: Number, f_b: Number, *, both: bool
) -> tuple[Number, Number]:
    bundle = kx.information(
        x.spread_bundle, *(kx.bundle_weight(one.r_nu, b, one.s) for one in tests)
    )
    if not both:
        return kx.bundle_sigma(f_b, kx.alone_sigma(bundle)), None
    film = kx.information(x.spread_film, *(kx.film_weight(one.r_t, one.s) for one in tests))
    shared = kx.shared(*(kx.shared_weight(one.r_t, one.r_nu, b, one.s) for one in tests))
    return (
        kx.bundle_sigma(f_b, kx.factor_sigma(bundle, film, shared)),
        kx.factor_sigma(film, bundle, shared),
    )


def _scatter(tests: Sequence[_Test], off: Sequence[Number], freedom: int) -> Number:
    if freedom < 1:
        return None
    squares = (kx.squared_misfit(e, one.u) for one, e in zip(tests, off, strict=True))
    return kx.model_sigma(count(freedom), *squares)


def _flags(
    tests: Sequence[_Test], off: Sequence[Number], prior: Number, f_b: Number, *, both: bool
) -> tuple[str, ...]:
    said = [SIGNS]
    if not both:
        said.append(
            "velocity and load hardly vary: only f_b is fitted, the film inside is computed"
        )
    if len(tests) < 3 + int(both):
        said.append("few tests: sigma_clean is unknown or weak")
    z = {i + 1: abs(e / one.s) for i, (one, e) in enumerate(zip(tests, off, strict=True))}
    if far := sorted((i for i in z if z[i] > FAR), key=lambda i: -z[i]):
        told = ", ".join(map(str, far))
        said.append(f"test {told} does not fit: not clean then, air, or a gauge?")
    if not USUAL[0] < f_b / prior < USUAL[1]:
        said.append("f_b lies far from its prior: a bias of the pressure gauge looks like that")
    return tuple(said)
