"""Deposits grow by the law in closed form where there is one."""

import numpy as np
import pytest

from greenlang.simulators.preheat_train import fouling
from greenlang.simulators.preheat_train.design import UNITS, LawKind
from greenlang.simulators.preheat_train.fluids import Floats
from greenlang.simulators.preheat_train.fouling import DAY, Drive
from greenlang.simulators.preheat_train.truth import FoulingLaw

T_WALL = 500.0


def after(kind: LawKind, days: int, growth: float = 2e-3, start: float = 0.0) -> Floats:
    unit = next(unit for unit in UNITS if unit.law == kind)
    law = fouling.law(unit, growth, 150 * DAY, 40_000.0, T_WALL)
    return run(law, days, start)


def run(law: FoulingLaw, days: int, start: float = 0.0, load: float = 1.0) -> Floats:
    shape = (days + 1, 1)
    drive = Drive(np.ones(shape), np.full(shape, load), np.full(shape, T_WALL))
    return fouling.deposits([law], np.array([start]), DAY, drive, np.ones(shape))[:, 0]


def test_linear() -> None:
    assert after("linear", 300) == pytest.approx(2e-3 * np.arange(301) / 300)


def test_falling() -> None:
    assert after("falling", 300) == pytest.approx(2e-3 * np.sqrt(np.arange(301) / 300))


def test_kern_seaton() -> None:
    days = np.arange(301)
    limit = 2e-3 / (1 - np.exp(-2))
    assert after("kern_seaton", 300) == pytest.approx(limit * (1 - np.exp(-days / 150)))
    assert after("kern_seaton", 5000)[-1] == pytest.approx(limit)


def test_threshold_stops_in_fast_flow() -> None:
    unit = next(unit for unit in UNITS if unit.law == "threshold")
    law = fouling.law(unit, 2e-3, 1.0, 40_000.0, T_WALL)
    slow, usual, fast = (run(law, 300, load=load)[-1] for load in (0.7, 1.0, 2.0))
    assert usual == pytest.approx(1.3 * 2e-3)
    assert slow > usual > fast == 0.0


def test_threshold_grows_with_temperature() -> None:
    law = FoulingLaw("threshold", 1e-10, removal=2e-11, activation=40_000.0, t_wall=T_WALL)
    one = np.ones(1)
    rates = [float(fouling.net_rate(law, one, t * one)[0]) for t in (480.0, 500.0, 520.0)]
    assert rates == sorted(rates)
    assert rates[1] == pytest.approx(8e-11)


def test_cleaning_and_standstill() -> None:
    law = FoulingLaw("linear", 1e-3 / DAY)
    pace, kept = np.ones((5, 1)), np.ones((5, 1))
    pace[2] = 0.0
    kept[3] = 0.1
    drive = Drive(pace, np.ones((5, 1)), np.full((5, 1), T_WALL))
    r_f = fouling.deposits([law], np.zeros(1), DAY, drive, kept)[:, 0]
    assert r_f == pytest.approx([0.0, 1e-3, 2e-3, 0.2e-3, 1.2e-3])
