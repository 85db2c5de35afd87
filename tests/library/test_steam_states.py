"""One state from any pair of properties, audited."""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.provenance import audit
from greenlang.core.units import (
    LEVEL,
    ONE,
    J,
    JoulePerKg,
    JoulePerKgKelvin,
    K,
    Kelvin,
    Pa,
    Pascal,
    Ratio,
    W,
    kg,
    m,
)
from greenlang.core.verify import verify
from greenlang.library.steam import properties, region3, saturation
from greenlang.library.steam.states import (
    State,
    around,
    state_ph,
    state_ps,
    state_pt,
    state_px,
    state_tx,
)
from greenlang.library.steam.states_hs import state_hs

POINTS = Path(__file__).parents[1] / "verification" / "data" / "if97_states.csv"
D = Decimal
NEAR = D("1E-9")


def published() -> list[dict[str, str]]:
    with POINTS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def value_of(name: str, inputs: list[Any]) -> Any:
    where, _, function = name.partition(".")
    if where == "states":
        return getattr(state_pt(*inputs), function.partition(".")[2])
    return getattr({"saturation": saturation, "properties": properties}[where], function)(*inputs)


@pytest.mark.parametrize("row", published(), ids=lambda row: f"{row['function']}({row['inputs']})")
def test_states_give_the_published_numbers(row: dict[str, str]) -> None:
    expected, allowed = D(row["expected"]), D(row["tolerance"].removeprefix("±"))
    texts = row["inputs"].split()
    assert abs(value_of(row["function"], [D(t) for t in texts]) - expected) <= allowed
    if not row["function"].startswith("states"):
        fast = value_of(row["function"], [float(t) for t in texts])
        assert abs(fast - float(expected)) <= float(allowed)


CRITICAL_POINTS = [  # IAPWS R7-97(2012), Table 33, and R15-11, Table 9
    ("500", "650", "u", "1812262.79", "5E-3"),
    ("500", "650", "cp", "13893.5717", "5E-5"),
    ("500", "650", "w", "502.005554", "5E-7"),
    ("200", "650", "u", "2263658.68", "5E-3"),
    ("200", "650", "cp", "44657.9342", "5E-5"),
    ("200", "650", "w", "383.444594", "5E-7"),
    ("500", "750", "u", "2102069.32", "5E-3"),
    ("500", "750", "cp", "6341.65359", "5E-6"),
    ("500", "750", "w", "760.696041", "5E-7"),
    ("222", "647.35", "k", "0.366879411", "5E-10"),
    ("322", "647.35", "k", "1.24182415", "5E-9"),
]


@pytest.mark.parametrize(("rho", "t", "name", "expected", "allowed"), CRITICAL_POINTS)
def test_states_around_the_critical_point_give_the_published_numbers(
    rho: str, t: str, name: str, expected: str, allowed: str
) -> None:
    state = around(region3.pressure(D(rho), D(t)), D(t), D(rho))
    assert abs(getattr(state, name) - D(expected)) <= D(allowed)


SINGLE = [
    ("1e5", "274"),
    ("16.5e6", "623.1"),
    ("99e6", "623.1"),
    ("700", "274.9"),
    ("3.9999e6", "600"),
    ("4.0001e6", "600"),
    ("6.6e6", "620"),
    ("18e6", "640"),
    ("22.5e6", "665"),
    ("99e6", "870"),
    ("50e6", "1073"),
    ("17e6", "624"),
    ("17e6", "627"),
    ("21.9e6", "645"),
    ("21.9e6", "648"),
    ("22.5e6", "648"),
    ("25e6", "640"),
    ("25e6", "655"),
    ("99e6", "640"),
    ("99e6", "850"),
    ("1e3", "1500"),
    ("49e6", "1080"),
    ("1e6", "2273"),
]


@pytest.mark.parametrize(("p", "t"), SINGLE)
def test_every_pair_finds_the_single_phase_again(p: str, t: str) -> None:
    state = state_pt(D(p), D(t))
    for back in (
        state_ph(state.p, state.h),
        state_ps(state.p, state.s),
        state_hs(state.h, state.s),
    ):
        assert abs(back.t - state.t) < NEAR
        assert abs(back.p - state.p) < NEAR * state.p
        assert (back.region, back.phase) == (state.region, state.phase)
        assert abs(back.h - state.h) < NEAR * state.h
        assert abs(back.s - state.s) < NEAR * state.s


@pytest.mark.parametrize(
    "p", ["612", "1e5", "1e6", "16.5e6", "16.6e6", "19e6", "21.9e6", "22.05e6"]
)
@pytest.mark.parametrize("x", ["0", "1e-6", "0.37", "0.999", "1"])
def test_every_pair_finds_the_wet_state_again(p: str, x: str) -> None:
    state = state_px(D(p), D(x))
    for back in (
        state_ph(state.p, state.h),
        state_ps(state.p, state.s),
        state_tx(state.t, state.x),
    ):
        assert abs(back.t - state.t) < NEAR
        assert back.x is not None
        assert abs(back.x - D(x)) < NEAR
        assert back.phase == state.phase


def test_wet_steam_mixes_volumes_and_leaves_the_rest_undefined() -> None:
    liquid, wet, vapour = (state_px(D("1e6"), D(x)) for x in ("0", "0.25", "1"))
    for name in ("v", "u", "h", "s"):
        ends = getattr(liquid, name), getattr(vapour, name)
        assert math.isclose(getattr(wet, name), ends[0] + (ends[1] - ends[0]) / 4, rel_tol=1e-15)
    assert (wet.cp, wet.cv, wet.w, wet.mu, wet.k) == (None,) * 5
    assert liquid.cp is not None
    assert (liquid.phase, wet.phase, vapour.phase) == (
        "saturated liquid",
        "wet",
        "saturated vapour",
    )


def gibbs(state: State) -> Any:
    return state.h - state.t * state.s


@pytest.mark.parametrize("p", ["611.3", "1e4", "1e6", "10e6", "16.5e6"])
def test_gibbs_energy_of_liquid_and_vapour_agree_at_saturation(p: str) -> None:
    assert abs(gibbs(state_px(D(p), D(0))) - gibbs(state_px(D(p), D(1)))) <= 12


def test_the_zero_of_energy_and_entropy_is_the_liquid_at_the_triple_point() -> None:
    triple = state_tx(D("273.16"), D(0))
    assert abs(triple.u) < D("0.01")
    assert abs(triple.s) < D("0.0001")


@pytest.mark.parametrize("t", ["273.15", "300", "453.7", "623.15", "647.096"])
def test_saturation_closes_both_ways(t: str) -> None:
    assert abs(saturation.temperature(saturation.pressure(D(t))) - D(t)) < D("1E-28")


def test_throttled_wet_steam_shows_its_dryness() -> None:
    """Throttling calorimeter: 8.013 bar a to 1.013 bar a, 115 degC."""
    after = state_pt(D(101300), D("388.15"))
    before = state_ph(D(801300), after.h)
    assert before.x is not None
    assert round(before.x, 4) == D("0.9697")


REFUSED: list[tuple[Callable[[], State], type[Exception], str]] = [
    (lambda: state_pt(D("22.1e6"), D("647.3")), OutsideValidity, "next to its critical point"),
    (lambda: state_pt(D("60e6"), D(1100)), OutsideValidity, "600 bar a lies outside 1e-08"),
    (lambda: state_pt(D("1e6"), D(2300)), OutsideValidity, "2300 K lies outside 273.15 K"),
    (lambda: state_pt(D("20e6"), saturation.temperature(D("20e6"))), ImpossibleState, "fraction"),
    (lambda: state_pt(D("25e6"), D(640), "vapour"), ImpossibleState, "nothing boils"),
    (lambda: state_pt(D("1e5"), D(200)), OutsideValidity, "200 K lies outside 273.15 K"),
    (lambda: state_pt(D("101e6"), D(400)), OutsideValidity, "1010 bar a"),
    (lambda: state_pt(D(0), D(400)), OutsideValidity, "pressure 0 bar a lies outside 1e-08"),
    (lambda: state_pt(D("1e6"), saturation.temperature(D("1e6"))), ImpossibleState, "fraction"),
    (lambda: state_pt(D("5e5"), D("473.15"), "liquid"), ImpossibleState, "boils at 151.8"),
    (lambda: state_pt(D("20e6"), D("673.15"), "liquid"), ImpossibleState, "boils at 365.7"),
    (lambda: state_pt(D("5e5"), D("373.15"), "vapour"), ImpossibleState, "not vapour"),
    (lambda: state_px(D("1e5"), D("1.2")), ImpossibleState, "between 0"),
    (lambda: state_px(D("23e6"), D(0)), OutsideValidity, "220.64"),
    (lambda: state_tx(D(700), D(0)), ImpossibleState, "critical"),
    (lambda: state_tx(D("647.096"), D(0)), ImpossibleState, "one there"),
    (lambda: state_ph(D("1e5"), D("9e6")), OutsideValidity, "9000 kJ/kg"),
    (lambda: state_ph(D("1e5"), D("-1e5")), OutsideValidity, "-100 kJ/kg"),
    (lambda: state_ph(D("60e6"), D("5e6")), OutsideValidity, "5000 kJ/kg"),
    (lambda: state_hs(D("5e6"), D("5e3")), OutsideValidity, "no state of 5000 kJ/kg"),
    (lambda: state_ps(D(500), D("1e3")), OutsideValidity, "0.005 bar a"),
]


@pytest.mark.parametrize(("ask", "error", "says"), REFUSED)
def test_what_cannot_be_is_refused_with_value_and_limit(
    ask: Callable[[], State], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        ask()


def test_a_declared_phase_that_fits_changes_nothing() -> None:
    assert state_pt(D("5e5"), D(400), "liquid") == state_pt(D("5e5"), D(400))


WET_STATES = [
    ("612", "0.37"), ("1e5", "1e-6"), ("1e5", "0.999999"), ("1e6", "0.1"), ("16.5e6", "0.5"),
    ("16.6e6", "1e-4"), ("20e6", "0.3"), ("21.9e6", "0.9"), ("1e4", "0.999"), ("15e6", "0.97"),
]  # fmt: skip


@pytest.mark.parametrize(("p", "x"), WET_STATES)
def test_enthalpy_and_entropy_find_the_wet_state_again(p: str, x: str) -> None:
    state = state_px(D(p), D(x))
    back = state_hs(state.h, state.s)
    assert back.phase == "wet"
    assert back.x is not None
    assert abs(back.x - D(x)) < NEAR
    assert abs(back.t - state.t) < NEAR


@pytest.mark.parametrize("p", ["1e5", "16e6", "18e6"])
@pytest.mark.parametrize("x", ["0", "1"])
def test_enthalpy_and_entropy_of_saturation_find_its_temperature(p: str, x: str) -> None:
    state = state_px(D(p), D(x))
    back = state_hs(state.h, state.s)
    assert abs(back.t - state.t) < NEAR
    assert abs(back.p - state.p) < NEAR * state.p


@dataclass(frozen=True)
class PressureAndEnthalpy:
    p: Pascal
    h: JoulePerKg


@dataclass(frozen=True)
class PressureAndTemperature:
    p: Pascal
    t: Kelvin


@dataclass(frozen=True)
class Mixed:
    p: Pascal
    x: Ratio


@dataclass(frozen=True)
class EnthalpyAndEntropy:
    h: JoulePerKg
    s: JoulePerKgKelvin


def by_both(case: EnthalpyAndEntropy) -> State:
    return state_hs(case.h, case.s)


def by_enthalpy(case: PressureAndEnthalpy) -> State:
    return state_ph(case.p, case.h)


def by_temperature(case: PressureAndTemperature) -> State:
    return state_pt(case.p, case.t)


def by_fraction(case: Mixed) -> State:
    return state_px(case.p, case.x)


@pytest.mark.parametrize(
    ("method", "case", "phase"),
    [
        (by_enthalpy, PressureAndEnthalpy("41 bar a", "3213 kJ/kg"), "vapour"),
        (by_enthalpy, PressureAndEnthalpy("41 bar a", "300 kJ/kg"), "liquid"),
        (by_enthalpy, PressureAndEnthalpy("41 bar a", "2300 kJ/kg"), "wet"),
        (by_enthalpy, PressureAndEnthalpy("300 bar a", "3000 kJ/kg"), "supercritical"),
        (by_enthalpy, PressureAndEnthalpy("300 bar a", "900 kJ/kg"), "liquid"),
        (by_temperature, PressureAndTemperature("41 bar a", "400 degC"), "vapour"),
        (by_temperature, PressureAndTemperature("41 bar a", "600 degC"), "vapour"),
        (by_fraction, Mixed("10 bar a", "100 %"), "saturated vapour"),
        (by_fraction, Mixed("200 bar a", "30 %"), "wet"),
        (by_fraction, Mixed("200 bar a", "0 %"), "saturated liquid"),
        (by_temperature, PressureAndTemperature("250 bar a", "380 degC"), "supercritical"),
        (by_enthalpy, PressureAndEnthalpy("250 bar a", "2000 kJ/kg"), "supercritical"),
        (by_enthalpy, PressureAndEnthalpy("200 bar a", "2000 kJ/kg"), "wet"),
        (by_enthalpy, PressureAndEnthalpy("10 bar a", "5000 kJ/kg"), "vapour"),
        (by_both, EnthalpyAndEntropy("3200 kJ/kg", "6.8 kJ/(kg K)"), "vapour"),
        (by_both, EnthalpyAndEntropy("2400 kJ/kg", "6.8 kJ/(kg K)"), "wet"),
        (by_both, EnthalpyAndEntropy("300 kJ/kg", "0.9 kJ/(kg K)"), "liquid"),
        (by_both, EnthalpyAndEntropy("2000 kJ/kg", "4.2 kJ/(kg K)"), "supercritical"),
    ],
)
def test_a_recorded_state_verifies(method: Callable[[Any], State], case: Any, phase: str) -> None:
    audited = audit(method, case)
    assert audited.result.phase == phase
    assert audited.warnings == ()
    verify(audited.record)


@pytest.mark.parametrize(
    ("method", "case", "equation"),
    [
        (by_fraction, Mixed("220.5 bar a", "30 %"), "steam.region3.distance"),
        (by_enthalpy, PressureAndEnthalpy("220.8 bar a", "2100 kJ/kg"), "region3.heat_capacity"),
    ],
)
def test_what_is_uncertain_next_to_the_critical_point_says_so(
    method: Callable[[Any], State], case: Any, equation: str
) -> None:
    assert any(equation in str(warning) for warning in audit(method, case).warnings)


@pytest.mark.parametrize(
    "state",
    [
        lambda: state_pt(Pa, LEVEL),
        lambda: state_px(Pa, ONE),
        lambda: state_tx(LEVEL, ONE),
        lambda: state_ph(Pa, J / kg),
        lambda: state_ps(Pa, J / kg / K),
        lambda: state_hs(J / kg, J / kg / K),
    ],
)
def test_every_pair_is_dimensionally_homogeneous(state: Callable[[], State]) -> None:
    found = state()
    assert (found.v, found.h, found.s) == (m**3 / kg, J / kg, J / kg / K)
    assert found.k in {None, W / m / K}


GAPS = [  # p or t on the border, the two sides; maxima of h in J/kg and s in J/(kg K)
    ("30e6", "623.15", "1e-9"),
    ("99e6", "623.15", "1e-9"),
    ("40e6", "1073.15", "1e-9"),
]


@pytest.mark.parametrize(("p", "t", "step"), GAPS)
def test_regions_meet_at_their_borders(p: str, t: str, step: str) -> None:
    low, high = (state_pt(D(p), D(t) + sign * D(step)) for sign in (-1, 1))
    assert low.region != high.region
    assert abs(high.h - low.h) < 200
    assert abs(high.s - low.s) < D("0.2")
    assert abs(high.v / low.v - 1) < D("5E-4")
    assert low.w is not None
    assert high.w is not None
    assert abs(high.w / low.w - 1) < D("0.01")


@pytest.mark.parametrize("t", ["630", "700", "800", "860"])
def test_steam_meets_the_critical_region_at_b23(t: str) -> None:
    p = saturation.boundary_pressure(D(t))
    low, high = (state_pt(p * (1 + sign * D("1E-9")), D(t)) for sign in (-1, 1))
    assert (low.region, high.region) == (2, 3)
    assert abs(high.h - low.h) < 200
    assert abs(high.v / low.v - 1) < D("5E-4")
    for back in (state_ph(p, high.h), state_ph(p, (low.h + high.h) / 2)):
        assert abs(back.t - D(t)) < D("0.1")
