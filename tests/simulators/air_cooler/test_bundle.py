"""A bundle in cells against what is known of it: balances and P(N, R) of rows and passes."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.simulators.air_cooler.bundle import DATA_SHEET, Flows, outcome
from greenlang.simulators.air_cooler.design import LIQUIDS, UNITS
from greenlang.simulators.preheat_train.fluids import enthalpy

PLAIN = replace(LIQUIDS["gasoil"], a=(400.0, 0.0, 0.0, 0.0), b=(0.0, 0.0, 0.0, 0.0))
ONE = np.ones(1)


@pytest.mark.parametrize(
    ("rows", "passes", "expected"),
    [(4, 2, 0.6860946), (3, 3, 0.6969347), (4, 4, 0.7028151), (5, 1, 0.6578268)],
)
def test_constant_films_give_the_published_p(rows: int, passes: int, expected: float) -> None:
    """P of the air at N 2, R 0.8 (series of Shah & Sekulic 2003, table 3.6).

    The series mix the air between passes; here it stays unmixed, which gives 0.3 % more at most.
    """
    m_air, cp = 80.0, 1000.0
    m_hot = m_air * cp / 0.8 / 2500.0
    unit = replace(
        UNITS[0], rows=rows, passes=passes, h_air=1e12, h_tube=1e12, k_wall=1e12,
        m_air=m_air, m_hot=m_hot,
    )  # fmt: skip
    u = 2.0 * m_air * cp / unit.area
    flows = Flows(PLAIN, m_hot * ONE, 400.0 * ONE, m_air * ONE, cp * ONE, 300.0 * ONE)
    found = outcome(unit, DATA_SHEET, flows, ONE / u)
    assert float(found.t_air_out[0] - 300.0) / 100.0 == pytest.approx(expected, abs=2.5e-3)


@pytest.mark.parametrize("i", range(4))
def test_the_air_takes_what_the_liquid_loses(i: int) -> None:
    unit, liquid = UNITS[i], LIQUIDS[UNITS[i].hot]
    speed = np.array([1.0, 0.5, 0.8])
    flows = Flows(
        liquid, unit.m_hot * np.ones(3), unit.t_hot * np.ones(3), unit.m_air * speed,
        1010.0 * np.ones(3), np.array([275.0, 290.0, 305.0]),
    )  # fmt: skip
    found = outcome(unit, DATA_SHEET, flows, 5e-4 * np.ones(3))
    lost = flows.m_hot * (enthalpy(liquid, flows.t_hot) - enthalpy(liquid, found.t_hot_out)) * 1e6
    gained = flows.m_air * flows.cp_air * (found.t_air_out - flows.t_air)
    assert lost == pytest.approx(gained, rel=1e-9)
    assert np.all(found.u < found.u_clean)
    assert np.all(found.t_hot_out > flows.t_air)


def test_dust_and_slow_fans_cost_duty() -> None:
    unit = UNITS[2]
    r_f = np.array([0.0, 5e-4, 1e-3, 0.0])
    speed = np.array([1.0, 1.0, 1.0, 0.5])
    flows = Flows(
        LIQUIDS["gasoil"], unit.m_hot * np.ones(4), unit.t_hot * np.ones(4), unit.m_air * speed,
        1007.0 * np.ones(4), 293.0 * np.ones(4),
    )  # fmt: skip
    duty = outcome(unit, DATA_SHEET, flows, r_f).duty
    assert duty[0] > duty[1] > duty[2]
    assert duty[3] < 0.85 * duty[0]
