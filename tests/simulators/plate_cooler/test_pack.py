"""A pack integrated along its plates against what is known of it: balances and P(N, R)."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.simulators.plate_cooler.design import LEAN_OIL, UNITS, WATER
from greenlang.simulators.plate_cooler.pack import DATA_SHEET, Inlets, Pack
from greenlang.simulators.preheat_train.fluids import Liquid, enthalpy

PLAIN = replace(WATER, a=(250.0, 0.0, 0.0, 0.0), b=(0.0, 0.0, 0.0, 0.0))  # 4 kJ/(kg K)
ONE = np.ones(1)


def effectiveness(
    monkeypatch: pytest.MonkeyPatch, passes: tuple[int, int], n: float, r: float
) -> float:
    """P of the hot stream at N and R, with films that do not change."""
    monkeypatch.setattr("greenlang.simulators.plate_cooler.pack.WATER", PLAIN)
    unit = replace(UNITS[0], passes=passes, area=100.0, h_hot=1e12, h_cold=1e12, wall=0.0)
    m_hot = 10.0
    u = n * m_hot * 4000.0 / unit.area
    inlets = Inlets(PLAIN, m_hot * ONE, 340.0 * ONE, 300.0 * ONE)
    pack = Pack(unit, DATA_SHEET, inlets)
    m_cold = m_hot / r * ONE
    h_out = pack.uncontrolled(m_cold, ONE / u)
    return float(pack.outcome(m_cold, h_out, ONE / u).duty[0] / (m_hot * 4000.0 * 40.0))


@pytest.mark.parametrize("passes", [(1, 1), (2, 2)])
def test_plain_packs_are_counterflow(
    monkeypatch: pytest.MonkeyPatch, passes: tuple[int, int]
) -> None:
    """P at N 2, R 0.8 of counterflow (Shah & Sekulic 2003, table 3.6)."""
    assert effectiveness(monkeypatch, passes, 2.0, 0.8) == pytest.approx(0.7109094, abs=2e-4)


@pytest.mark.parametrize(("n", "r"), [(2.0, 0.8), (1.0, 0.6), (2.5, 1.25)])
def test_two_passes_against_one_are_a_divided_flow(
    monkeypatch: pytest.MonkeyPatch, n: float, r: float
) -> None:
    """The water sees what the shell side of a J 1-1 shell sees (Shah & Sekulic 2003, table 3.6)."""
    n_w, half = n * r, 0.5 / r
    with_it = (1 - np.exp(-n_w * (1 + half))) / (1 + half)
    e = np.exp(-n_w * (1 - half))
    against = (1 - e) / (1 - half * e)
    p_water = (with_it + against - with_it * against * half) / 2
    assert effectiveness(monkeypatch, (2, 1), n, r) == pytest.approx(p_water / r, abs=6e-4)


def test_water_holds_the_set_point_until_the_valve_is_open() -> None:
    unit = UNITS[0]
    n = 40
    r_f = np.linspace(0.0, 9e-4, n)
    inlets = Inlets(WATER, 55.0 * np.ones(n), 322.0 * np.ones(n), 296.0 * np.ones(n))
    pack = Pack(unit, DATA_SHEET, inlets)
    m_cold, h_out = pack.controlled(r_f)
    found = pack.outcome(m_cold, h_out, r_f)
    held = m_cold < unit.m_cold * (1 - 1e-9)
    assert 5 < held.sum() < 35
    assert found.t_hot_out[held] == pytest.approx(unit.target, abs=5e-3)
    assert np.all(found.t_hot_out[~held] > unit.target)
    assert np.all(np.diff(m_cold) >= 0)
    assert np.all(np.diff(found.duty) <= 1.0)


@pytest.mark.parametrize("i", range(4))
def test_both_sides_have_one_duty_and_the_plates_carry_it(i: int) -> None:
    unit = UNITS[i]
    hot: Liquid = WATER if unit.hot == "closed_water" else LEAN_OIL
    inlets = Inlets(hot, unit.m_hot * ONE, unit.t_hot * ONE, 295.0 * ONE)
    pack, m_cold, r_f = Pack(unit, DATA_SHEET, inlets), 0.6 * unit.m_cold * ONE, 2e-4 * ONE
    h_out = pack.uncontrolled(m_cold, r_f)
    found = pack.outcome(m_cold, h_out, r_f)
    gained = m_cold * (enthalpy(WATER, found.t_cold_out) - enthalpy(WATER, inlets.t_cold)) * 1e6
    lost = unit.m_hot * (enthalpy(hot, inlets.t_hot) - enthalpy(hot, found.t_hot_out)) * 1e6
    assert gained == pytest.approx(found.duty, rel=1e-9)
    assert lost == pytest.approx(found.duty, rel=1e-9)
    assert abs(float(pack.gap(m_cold, h_out, r_f)[0])) < 2e-6
    assert 1 / found.u == pytest.approx(1 / found.u_clean + r_f, rel=0.01)
