"""Arrays of states: the same numbers as one state in Decimal, NaN where there is none."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.library.steam import (
    backward,
    inverse,
    properties,
    region1,
    region2,
    region3,
    saturation,
)
from greenlang.library.steam.regions import regions_ph, regions_ps, regions_pt
from greenlang.library.steam.states import state_ph, state_ps, state_pt
from greenlang.library.steam.states_hs import state_hs

Array = NDArray[np.float64]


def grid(low: float, high: float, n: int = 120) -> tuple[Array, Array]:
    """Pressures in even steps of their logarithm, temperatures in even steps."""
    p, t = np.meshgrid(np.geomspace(612, 99.9e6, n), np.linspace(low, high, n))
    return p.ravel(), t.ravel()


def liquid() -> tuple[Array, Array]:
    p, t = grid(273.2, 623.1)
    inside = regions_pt(p, t) == 1
    return p[inside], t[inside]


def steam() -> tuple[Array, Array]:
    p, t = grid(273.2, 1073.1)
    inside = regions_pt(p, t) == 2
    return p[inside], t[inside]


@pytest.mark.parametrize(
    ("states", "value", "temperature", "start", "miss"),
    [
        (
            liquid,
            region1.enthalpy,
            inverse.liquid_temperature_ph,
            backward.liquid_from_enthalpy,
            25,
        ),
        (liquid, region1.entropy, inverse.liquid_temperature_ps, backward.liquid_from_entropy, 22),
        (steam, region2.enthalpy, inverse.steam_temperature_ph, backward.steam_from_enthalpy, 25),
        (steam, region2.entropy, inverse.steam_temperature_ps, backward.steam_from_entropy, 19),
    ],
)
def test_temperatures_are_found_again(
    states: Callable[[], tuple[Array, Array]],
    value: Callable[..., Array],
    temperature: Callable[..., Array],
    start: Callable[..., Array],
    miss: float,
) -> None:
    """To 1e-11 K, where the release's backward equations miss by `miss` mK."""
    p, t = states()
    assert t.size > 3000
    assert np.abs(temperature(p, value(p, t)) - t).max() < 1e-11
    assert 1 < np.abs(start(p, value(p, t)) - t).max() * 1e3 < miss


def test_arrays_hold_all_regions_and_none() -> None:
    p = np.array([3e6, 4.1e6, 1e6, 25e6, 1e5, 1e5, np.nan, 101e6])
    t = np.array([300, 673.15, 453.0, 650, 1100, 200, 300, 300])
    assert regions_pt(p, t).tolist() == [1, 2, 1, 3, 5, 0, 0, 0]
    for name in ("volume", "density", "enthalpy", "entropy", "heat_capacity"):
        values = getattr(properties, name)(p, t)
        assert np.isnan(values[5:]).all()
        for k in range(5):
            one = getattr(properties, name)(Decimal(str(p[k])), Decimal(str(t[k])))
            assert values[k] == pytest.approx(float(one), rel=1e-12)


@pytest.mark.parametrize("name", ["viscosity", "conductivity"])
def test_transport_of_arrays_is_that_of_the_state(name: str) -> None:
    p, t = np.array([3e6, 4.1e6, 20e6]), np.array([300.0, 673.15, 620.0])
    values = getattr(properties, name)(p, t)
    for k in range(3):
        state = state_pt(Decimal(str(p[k])), Decimal(str(t[k])))
        one: Any = {"viscosity": state.mu, "conductivity": state.k}[name]
        assert values[k] == pytest.approx(float(one), rel=1e-12)


PAIRS = [("3e6", "3e5"), ("4.1e6", "3.2e6"), ("1e6", "2e6"), ("30e6", "3e6"), ("30e6", "9e5")]
PAIRS += [("25e6", "2e6"), ("20e6", "2e6"), ("1e6", "5e6")]


def test_temperature_and_vapour_fraction_of_pressure_and_enthalpy() -> None:
    p, h = (np.array([float(pair[k]) for pair in PAIRS]) for k in (0, 1))
    t, x = properties.temperature_ph(p, h), properties.vapour_fraction_ph(p, h)
    assert regions_ph(p, h).tolist() == [1, 2, 4, 2, 1, 3, 4, 5]
    for k, pair in enumerate(PAIRS):
        state = state_ph(Decimal(pair[0]), Decimal(pair[1]))
        assert t[k] == pytest.approx(float(state.t), rel=1e-13)
        assert np.isnan(x[k]) if state.x is None else x[k] == pytest.approx(float(state.x))


def test_one_decimal_is_one_state() -> None:
    for pair in PAIRS:
        p, h = map(Decimal, pair)
        state = state_ph(p, h)
        assert properties.temperature_ph(p, h) == state.t
        assert abs(properties.temperature_ps(p, state.s) - state.t) < Decimal("1E-20")
        if state.x is None:
            with pytest.raises(ImpossibleState, match="not wet"):
                properties.vapour_fraction_ph(p, h)
        else:
            assert properties.vapour_fraction_ph(p, h) == state.x


def test_temperature_of_pressure_and_entropy() -> None:
    p, s = np.array([3e6, 4.1e6, 1e6]), np.array([1e3, 7e3, 4e3])
    assert regions_ps(p, s).tolist() == [1, 2, 4]
    for k, t in enumerate(properties.temperature_ps(p, s)):
        state = state_ps(Decimal(str(p[k])), Decimal(str(s[k])))
        assert t == pytest.approx(float(state.t), rel=1e-13)


def test_rows_outside_are_none() -> None:
    p, h = np.array([60e6, 1e5, 100.0, 1e5]), np.array([5e6, 9e6, 1e6, -1e6])
    assert regions_ph(p, h).tolist() == [0, 0, 0, 0]
    assert np.isnan(properties.temperature_ph(p, h)).all()
    assert np.isnan(properties.vapour_fraction_ph(p, h)).all()


def test_evaporation_shrinks_to_the_critical_point_and_ends() -> None:
    p = np.array([1e6, 16.5e6, 16.6e6, 22e6, 30e6, 100.0])
    values = properties.evaporation_enthalpy(p)
    for k in range(4):
        exact = properties.evaporation_enthalpy(Decimal(str(p[k])))
        assert values[k] == pytest.approx(float(exact), rel=1e-8)
    assert (np.diff(values[:4]) < 0).all()
    assert np.isnan(values[4:]).all()


def critical_grid() -> tuple[Array, Array]:
    p, t = np.meshgrid(np.linspace(16.6e6, 99e6, 150), np.linspace(623.2, 863, 120))
    inside = (regions_pt(p, t) == 3) & ~np.isnan(properties.volume(p, t))
    return p[inside], t[inside]


@pytest.mark.parametrize(("value", "find"), [("enthalpy", "ph"), ("entropy", "ps")])
def test_states_around_the_critical_point_are_found_again(value: str, find: str) -> None:
    p, t = critical_grid()
    assert t.size > 5000
    back = getattr(properties, f"temperature_{find}")(p, getattr(properties, value)(p, t))
    assert np.abs(back - t).max() < 1e-9


@pytest.mark.parametrize(("value", "find"), [("enthalpy", "ph"), ("entropy", "ps")])
def test_hot_steam_is_found_again(value: str, find: str) -> None:
    p, t = (
        a.ravel() for a in np.meshgrid(np.geomspace(612, 50e6, 60), np.linspace(1074, 2273, 60))
    )
    back = getattr(properties, f"temperature_{find}")(p, getattr(properties, value)(p, t))
    assert np.abs(back - t).max() < 1e-9


def all_regions() -> tuple[Array, Array]:
    """States of every region, equally many of liquid, steam, the critical region and hot steam."""
    p, t = (
        a.ravel()
        for a in np.meshgrid(
            np.geomspace(700, 99e6, 90),
            np.r_[
                np.linspace(273.2, 640, 60), np.linspace(641, 860, 60), np.linspace(861, 2270, 60)
            ],
        )
    )
    found = ~np.isnan(properties.volume(p, t))
    return p[found], t[found]


def test_enthalpy_and_entropy_find_every_state_again() -> None:
    p, t = all_regions()
    assert set(regions_pt(p, t)) == {1, 2, 3, 5}
    h, s = properties.enthalpy(p, t), properties.entropy(p, t)
    assert np.abs(properties.temperature_hs(h, s) - t).max() < 1e-9
    back = properties.pressure_hs(h, s)
    assert (np.abs(back - p) / (p + 1e5)).max() < 1e-9


def test_enthalpy_and_entropy_find_wet_steam_again() -> None:
    p = np.repeat(np.geomspace(700, 21.9e6, 25), 5)
    x = np.tile([0.01, 0.2, 0.5, 0.9, 0.999], 25)
    low, high = properties.liquid_enthalpy(p), properties.vapour_enthalpy(p)
    h, t = low + x * (high - low), saturation.temperature(p)
    s = [float(state_ph(Decimal(str(a)), Decimal(str(b))).s) for a, b in zip(p, h, strict=True)]
    assert np.abs(properties.temperature_hs(h, np.array(s)) - t).max() < 1e-7


def test_no_state_of_enthalpy_and_entropy_is_none() -> None:
    h, s = np.array([5e6, 3.2e6, -1e6]), np.array([5e3, 6.8e3, 1e3])
    assert np.isnan(properties.temperature_hs(h, s)).tolist() == [True, False, True]
    one = properties.temperature_hs(3.2e6, 6.8e3), properties.pressure_hs(3.2e6, 6.8e3)
    state = state_hs(Decimal("3.2e6"), Decimal("6.8e3"))
    assert one == pytest.approx((float(state.t), float(state.p)), rel=1e-12)
    assert properties.temperature_hs(Decimal("3.2e6"), Decimal("6.8e3")) == state.t


def test_next_to_the_critical_point_pressure_and_temperature_fix_nothing() -> None:
    p, t = np.array([22.1e6, 22.1e6]), np.array([647.3, 660.0])
    assert np.isnan(properties.enthalpy(p, t)).tolist() == [True, False]


def test_transport_ends_at_1173_k() -> None:
    t = np.array([1173.0, 1174.0])
    for function in (properties.viscosity, properties.conductivity):
        assert np.isnan(function(1e5, t)).tolist() == [False, True]
        with pytest.raises(OutsideValidity, match=r"1173\.15"):
            function(Decimal("1e5"), Decimal(1174))


def test_saturation_of_arrays_closes_and_ends() -> None:
    t = np.linspace(273.15, 647.09, 2000)
    assert np.abs(saturation.temperature(saturation.pressure(t)) - t).max() < 1e-9
    assert np.isnan(saturation.pressure(np.array([273.0, 647.2]))).all()
    assert np.isnan(saturation.temperature(np.array([600.0, 22.1e6]))).all()


BOUNDARIES: list[tuple[Callable[[Any], Any], tuple[float, ...]]] = [
    (saturation.pressure, (273.15, 400.0, 623.15)),
    (saturation.boundary_pressure, (623.15, 700.0, 863.15)),
]


@pytest.mark.parametrize(("edge", "temperatures"), BOUNDARIES)
def test_a_region_ends_at_its_boundary(
    edge: Callable[[Any], Any], temperatures: tuple[float, ...]
) -> None:
    t = np.array(temperatures)[1:]
    below, above = regions_pt(edge(t) * (1 - 1e-9), t), regions_pt(edge(t) * (1 + 1e-9), t)
    assert (below == 2).all()
    assert (above != 2).all()


def test_boundary_b23_closes() -> None:
    t = np.linspace(623.15, 863.15, 50)
    back = saturation.boundary_temperature(saturation.boundary_pressure(t))
    assert np.abs(back - t).max() < 1e-8


def test_single_floats_and_mixed_shapes_are_taken() -> None:
    assert properties.enthalpy(3e6, 300.0) == pytest.approx(115331.2730214)
    assert properties.enthalpy(3e6, np.array([300.0, 700.0])).shape == (2,)
    assert properties.enthalpy(np.array([[1e5], [3e6]]), np.array([300.0, 700.0])).shape == (2, 2)


@pytest.mark.parametrize(
    ("p", "t", "published"),
    [(20e6, 620.0, 481.485195), (50e6, 620.0, 545.038940), (0.3e6, 650.0, 52.2311024),
     (50e6, 800.0, 177.709914)],
)  # fmt: skip
def test_conductivity_with_its_critical_part_is_that_of_the_release(
    p: float, t: float, published: float
) -> None:
    """IAPWS R15-11, Tables 7 and 8, mW/(m K)."""
    assert 1e3 * properties.conductivity(p, t) == pytest.approx(published, abs=6e-7)
    exact: Any = state_pt(Decimal(str(p)), Decimal(str(t))).k
    assert 1e3 * float(exact) == pytest.approx(published, abs=6e-7)


def test_conductivity_near_the_critical_point() -> None:
    """IAPWS R15-11, Table 9, 222 kg/m3; next to the point itself p and T fix no state."""
    p = region3.pressure(222.0, 647.35)
    assert 1e3 * properties.conductivity(p, 647.35) == pytest.approx(366.879411, abs=6e-7)
    p = region3.pressure(Decimal(322), Decimal("647.35"))
    with pytest.raises(OutsideValidity, match="next to its critical point"):
        state_pt(p, Decimal("647.35"))
