"""Merkel's number, cold water, cells, water and the fit, against published values and integrals."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.core.provenance import count
from greenlang.library.air import moist
from greenlang.library.tower import fans, fit, merkel, water
from greenlang.library.tower.merkel import Air

P = 101325.0
CP = 4186.8
FILL = (1.6, 0.6)


def kelvin(f: float) -> float:
    return (f + 459.67) / 1.8


COURSE = merkel.entering(kelvin(81.0), P)


def exact(air: Air) -> Air:
    return Air(Decimal(repr(float(air.h))), Decimal(repr(float(air.p))))


def test_published_tower() -> None:
    """Public course (Daeil Aqua, ex. 2-6): 104/89 degF, wet bulb 81, L/G 1.6492: KaV/L 1.6677."""
    found = merkel.required(kelvin(89.0), 15 / 1.8, COURSE, 1.6492, CP)
    assert found == pytest.approx(1.6677, rel=1.2e-3)
    by_coolprop = 1.6690
    assert found == pytest.approx(by_coolprop, rel=1e-4)


def test_ideal_air_would_make_the_number_one_percent_high(monkeypatch: pytest.MonkeyPatch) -> None:
    real = merkel.required(kelvin(89.0), 15 / 1.8, COURSE, 1.6492, CP)
    monkeypatch.setattr(moist, "enhancement", lambda *_: 1.0)
    ideal = merkel.entering(kelvin(81.0), P)
    assert merkel.required(kelvin(89.0), 15 / 1.8, ideal, 1.6492, CP) / real == pytest.approx(
        1.0095, abs=2e-3
    )


@pytest.mark.parametrize(("approach", "ratio"), [(1.0, 0.8), (3.0, 1.2), (5.0, 1.4), (8.0, 1.6)])
def test_four_points_are_the_integral(approach: float, ratio: float) -> None:
    air = merkel.entering(297.0, P)
    t = 297.0 + approach + np.linspace(0.0, 8.0, 4001)
    force = moist.saturated_enthalpy(t, P) - (air.h + ratio * CP * (t - t[0]))
    area = np.sum((1 / force[1:] + 1 / force[:-1]) / 2) * (t[1] - t[0]) * CP
    found = merkel.required(297.0 + approach, 8.0, air, ratio, CP)
    assert -0.003 < found / area - 1 < 0.007


def test_cold_water_is_the_inverse_in_a_case_and_in_arrays() -> None:
    t_cold, r, ratio = kelvin(89.0), 15 / 1.8, 1.6492
    c = merkel.required(t_cold, r, COURSE, ratio, CP) * ratio**0.6
    assert merkel.cold_water(r, COURSE, ratio, c, 0.6, CP) == pytest.approx(t_cold, abs=1e-9)
    hot = merkel.cold_water_of_hot(t_cold + r, COURSE, ratio, c, 0.6, CP)
    assert hot == pytest.approx(t_cold, abs=1e-9)
    numbers = [Decimal(repr(float(x))) for x in (r, ratio, c, 0.6, CP)]
    case = merkel.cold_water(numbers[0], exact(COURSE), *numbers[1:])
    assert float(case) == pytest.approx(t_cold, abs=1e-8)
    asked = merkel.required(case, numbers[0], exact(COURSE), numbers[1], numbers[4])
    given = merkel.available(numbers[2], numbers[1], numbers[3])
    assert abs(asked - given) < Decimal("1E-18")
    t_hot = Decimal(repr(t_cold + r))
    other = merkel.cold_water_of_hot(t_hot, exact(COURSE), *numbers[1:])
    assert float(other) == pytest.approx(t_cold, abs=1e-8)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(274, 301), st.floats(3, 14), st.floats(0.6, 1.6), st.floats(0.8, 2.5),
    st.floats(7e4, 1.03e5),
)  # fmt: skip
def test_a_tower_behaves(t_wb: float, r: float, ratio: float, c: float, p: float) -> None:
    air = merkel.entering(t_wb, p)
    given_r, air_more = np.array([r, r * 1.1, r, r]), np.array([1.0, 1.0, 0.9, 1.0])
    better = np.array([1.0, 1.0, 1.0, 1.1])
    t = merkel.cold_water(given_r, air, ratio * air_more, c * better, 0.6, CP)
    if np.all(np.isfinite(t)):
        assert t[0] > t_wb
        assert t[1] > t[0]  # more heat
        assert t[2] < t[0]  # more air
        assert t[3] < t[0]  # more fill
        assert merkel.asked(t[0], r, air, ratio, CP) == pytest.approx(c * ratio**-0.6, rel=1e-6)


def test_a_pinch_is_refused_with_the_lowest_that_could_be() -> None:
    air = merkel.entering(Decimal(293), Decimal(101325))
    with pytest.raises(ImpossibleState, match=r"299\.799 K \(26\.65 degC\)"):
        merkel.required(Decimal(294), Decimal(10), air, Decimal(2), Decimal(4186))
    assert np.isnan(merkel.required(294.0, 10.0, merkel.entering(293.0, P), 2.0, 4186.0))
    low = merkel.lowest(10.0, merkel.entering(293.0, P), 2.0, 4186.0)
    assert merkel.required(float(low) + 1e-3, 10.0, merkel.entering(293.0, P), 2.0, 4186.0) > 5
    wide = merkel.lowest(1.0, merkel.entering(293.0, P), 0.2, 4186.0)
    assert float(wide) == pytest.approx(293.0, abs=1e-5)  # with much air: the wet bulb


def test_what_no_tower_can_do_is_refused() -> None:
    air = exact(COURSE)
    with pytest.raises(ImpossibleState, match="carries a range of 40"):
        merkel.cold_water(Decimal(40), air, Decimal(4), Decimal(1), Decimal("0.6"), Decimal(4186))
    with pytest.raises(ImpossibleState, match="not above the wet bulb"):
        merkel.cold_water_of_hot(
            Decimal(290), air, Decimal(1), Decimal(1), Decimal("0.6"), Decimal(4186)
        )
    with pytest.raises(ImpossibleState, match="without air"):
        merkel.loading(Decimal(5), Decimal(0))


def test_a_tower_in_frost_takes_the_enthalpy_of_its_air() -> None:
    t, phi = 268.15, 0.8
    h = moist.enthalpy(t, moist.humidity_ratio(t, phi, P))
    cold = merkel.cold_water(10.0, Air(h, P), 1.2, *FILL, CP)
    assert 278.0 < cold < 293.0


def test_cells_of_unlike_air_mix_in_the_basin() -> None:
    air = merkel.entering(293.0, P)
    one = fans.cells_at_range([fans.Cells(6.0, 600.0)], 4000.0, 10.0, air, FILL, CP)
    same = [fans.Cells(2.0, 600.0), fans.Cells(4.0, 600.0)]
    two = fans.cells_at_range(same, 4000.0, 10.0, air, FILL, CP)
    assert float(two.t_cold) == pytest.approx(float(one.t_cold), abs=1e-8)
    numbers = (Decimal("1.6"), Decimal("0.6"))
    groups = [fans.Cells(count(4), Decimal(600)), fans.Cells(count(2), Decimal(72))]
    case = fans.cells_at_range(
        groups, Decimal(4000), Decimal(10), exact(air), numbers, Decimal(repr(CP))
    )
    plain = [fans.Cells(4.0, 600.0), fans.Cells(2.0, 72.0)]
    fast = fans.cells_at_range(plain, 4000.0, 10.0, air, FILL, CP)
    assert float(case.t_hot) == pytest.approx(float(fast.t_hot), abs=1e-7)
    assert abs((4 * case.each[0] + 2 * case.each[1]) / 6 - case.t_cold) < Decimal("1E-18")
    assert case.t_cold > Decimal(repr(float(one.t_cold)))


def test_rows_of_cells_are_what_each_is_alone() -> None:
    air = merkel.entering(293.0, P)
    n = np.array([6.0, 5.0, 3.0, 1.0, 0.0])
    rows = fans.cells_at_range(
        [fans.Cells(n, 600.0), fans.Cells(6 - n, 300.0)], 4000.0, 10.0, air, FILL, CP
    )
    assert np.all(np.diff(rows.t_cold) > 0)
    for i, each in enumerate(n):
        groups = [fans.Cells(each, 600.0), fans.Cells(6 - each, 300.0)]
        alone = fans.cells_at_range(groups, 4000.0, 10.0, air, FILL, CP)
        assert float(alone.t_hot) == pytest.approx(float(rows.t_hot[i]), abs=1e-8)
    everything_idle = fans.cells_at_range([fans.Cells(6.0, 72.0)], 9e4, 10.0, air, FILL, CP)
    assert np.isnan(everything_idle.t_hot)
    with pytest.raises(ImpossibleState, match="run more fans"):
        fans.cells_at_range(
            [fans.Cells(count(6), Decimal(72))], Decimal(90000), Decimal(10), exact(air),
            (Decimal("1.6"), Decimal("0.6")), Decimal(4186),
        )  # fmt: skip


def test_fans_and_capability() -> None:
    assert fans.air_flow(600.0, 0.5, 1.2, 1.2) == 300.0
    assert fans.fan_power(150e3, 0.5, 1.2, 1.2) == 150e3 / 8
    assert fans.capability(10000.0, 150e3, 150e3, 10000.0) == 1.0
    assert fans.capability(10000.0, 165e3, 150e3, 10000.0) == pytest.approx(1.0323, abs=1e-4)
    assert float(fans.assumed_idle_air(Decimal(600))) == 72.0


def used(t_wb: float, t_db: float, t_cold: float, coc: Any = 4.0) -> water.WaterUse:
    air, w = merkel.entering(t_wb, P), moist.humidity_ratio_wet(t_db, t_wb, P)
    return water.use(1200.0, 1000.0, 10.0, t_cold, air, w, CP, coc, 5e-5)


def test_evaporation_follows_the_weather_and_the_rule_does_not() -> None:
    dry, cool = used(298.15, 313.15, 304.0), used(278.15, 281.15, 293.0)
    assert dry.evaporation / 1200 == pytest.approx(0.0189, abs=4e-4)
    assert cool.evaporation / 1200 == pytest.approx(0.0118, abs=8e-4)
    assert water.evaporation_by_rule(1200.0, 10.0) / 1200 == pytest.approx(0.0153, abs=1e-4)


def test_the_water_balance_closes() -> None:
    found = used(293.15, 301.15, 299.0)
    assert found.makeup == pytest.approx(found.evaporation + found.blowdown + found.drift)
    salt_in, salt_out = found.makeup * 1.0, (found.blowdown + found.drift) * 4.0
    assert salt_in == pytest.approx(salt_out)
    air, w = merkel.entering(293.15, P), moist.humidity_ratio_wet(301.15, 293.15, P)
    h_out = moist.saturated_enthalpy(found.t_out, P)
    heat = 1200 * CP * 10.0 + found.evaporation * CP * (299.0 - 273.15)
    assert 1000 * (h_out - air.h) == pytest.approx(heat, rel=1e-9)
    m, g, r, t, w_in, cp, coc, share = (
        Decimal(repr(float(x))) for x in (1200, 1000, 10, 299, w, CP, 4, 5e-5)
    )
    case = water.use(m, g, r, t, exact(air), w_in, cp, coc, share)
    assert float(case.makeup) == pytest.approx(float(found.makeup), rel=1e-9)


def test_cycles_at_one_are_refused() -> None:
    with pytest.raises(ImpossibleState, match="swapped"):
        water.blowdown(Decimal(100), Decimal(1), Decimal(0))
    assert water.cycles(1200.0, 300.0) == 4.0
    assert np.isnan(used(293.15, 301.15, 299.0, coc=np.array([0.5])).blowdown[0])


def test_a_characteristic_is_found_with_its_band() -> None:
    ratio = np.array([0.8, 0.9, 1.0, 1.2, 1.4, 1.6, np.nan])
    noise = np.array([0.01, -0.02, 0.015, -0.01, 0.02, -0.015, 0.0])
    found = fit.characteristic(ratio, 1.6 * ratio**-0.6 * np.exp(noise))
    assert found.c == pytest.approx(1.6, abs=3 * 1.6 * found.sigma(1.0))
    assert found.n == pytest.approx(0.6, abs=3 * float(np.sqrt(found.covariance[1, 1])))
    assert found.sigma(3.0) > found.sigma(1.1)
    clean = fit.characteristic(ratio, 1.6 * ratio**-0.6)
    assert clean.c == pytest.approx(1.6)
    assert clean.n == pytest.approx(0.6)
    with pytest.raises(InsufficientData, match="4 valid test points"):
        fit.characteristic(ratio[:4], ratio[:4])
    with pytest.raises(InsufficientData, match="must vary"):
        fit.characteristic(np.linspace(1.0, 1.1, 6), np.ones(6))
