"""Endless cycles of partial cleanings against a simulation of hundreds of them."""

from functools import cache

import numpy as np
import pytest

from greenlang.agents.exchanger.decide.growth import AGES, DAY, after, residue, uncleaned_draws
from greenlang.agents.exchanger.decide.terminal import cycle
from greenlang.agents.exchanger.decide.units import Price, Unit, unit
from greenlang.agents.exchanger.model import CleaningMethod
from tests.agents.exchanger import decide_example as example

HEAT = 1e-8  # money/J
NUMBERS = {"E-1": 0, "E-2": 1, "E-3": 2, "E-4": 3}


@cache
def known(name: str) -> Unit:
    number = NUMBERS[name]
    return unit(example.plant().assets[number], example.history().exchangers[number])


def brute_force(of: Unit, method: CleaningMethod, days: int) -> float:
    """Mean cost (money/s) of the last of many equal cycles, day by day."""
    r_f, t = 0.0, DAY * np.arange(days + 1.0)
    for _ in range(300):
        path = after(of.growth, np.full(t.shape, r_f), t)
        r_f = (1 - method.effect) * float(path[-1])
    rate = HEAT * of.loss.at(path)
    lost = float(np.sum((rate[1:] + rate[:-1]) / 2) * DAY)
    out = method.duration
    return float((method.cost + HEAT * of.loss.whole * out + lost) / (t[-1] + out))


@pytest.mark.parametrize("name", ["E-1", "E-2", "E-4"])
@pytest.mark.parametrize("effect", [0.35, 0.65, 0.95])
def test_best_cycle_is_that_of_brute_force(name: str, effect: float) -> None:
    of, method = known(name), CleaningMethod("any", 9_000.0, 3 * DAY, effect)
    found = cycle(of, method, Price(HEAT))
    lengths = np.unique(np.geomspace(5, 1800, 90).astype(int))
    costs = np.array([brute_force(of, method, int(days)) for days in lengths])
    best = int(np.argmin(costs))
    if not np.isfinite(found.t):
        assert best == lengths.size - 1
        return
    assert found.j == pytest.approx(costs[best], rel=2e-3)
    assert lengths[best - 1] <= found.t / DAY <= lengths[best + 1]
    assert brute_force(of, method, round(found.t / DAY)) == pytest.approx(found.j, rel=2e-3)
    reached = after(of.growth, np.array([found.residue]), np.array([found.t]))
    assert found.residue == pytest.approx((1 - effect) * float(reached[0]), rel=1e-5)


def test_partial_cleanings_come_sooner_than_with_a_residue_that_stays() -> None:
    """At the residue of the best cycle, a longer one seems better: it would leave no more."""
    of, method = known("E-4"), CleaningMethod("any", 9_000.0, 3 * DAY, 0.65)
    found = cycle(of, method, Price(HEAT))
    t = DAY * np.arange(5.0, 1800.0)
    path = after(of.growth, np.full(t.shape, found.residue), t)
    lost = np.cumsum(HEAT * of.loss.at(path)) * DAY
    whole = method.cost + HEAT * of.loss.whole * method.duration
    naive = t[int(np.argmin((whole + lost) / (t + method.duration)))]
    assert found.t < 0.85 * naive


def test_a_cleaning_without_effect_is_never_worth_repeating() -> None:
    found = cycle(known("E-4"), CleaningMethod("none", 100.0, DAY, 0.0), Price(HEAT))
    assert found.t == np.inf
    assert found.residue == 0.0


def test_residue_of_a_linear_law_has_its_closed_form() -> None:
    growth, t = known("E-2").growth, np.array([30.0, 100.0, 400.0]) * DAY
    k = growth.fresh[365] / (365 * DAY)
    assert residue(growth, 0.65, t) == pytest.approx(0.35 / 0.65 * k * t, rel=1e-5)
    assert np.isinf(residue(growth, 0.0, t)).all()


def test_deposits_beyond_the_law_go_on_as_in_its_last_year() -> None:
    growth, top = known("E-2").growth, float(known("E-2").growth.fresh[-1])
    k = top / AGES[-1]
    late = after(growth, np.array([1.5 * top, 0.9 * top, 0.0]), np.full(3, 400 * DAY))
    assert late == pytest.approx([1.5 * top + k * 400 * DAY, 0.9 * top + k * 400 * DAY,
                                  k * 400 * DAY])  # fmt: skip
    assert after(growth, np.zeros(1), np.array([1.5 * AGES[-1]]))[0] == pytest.approx(1.5 * top)


def test_a_law_that_levels_off_stays_level() -> None:
    growth = known("E-1").growth
    end = float(growth.fresh[-1])
    assert after(growth, np.array([1.2 * end]), np.array([900 * DAY]))[0] == pytest.approx(
        1.2 * end
    )


def test_draws_lie_on_straight_lines_between_the_days_of_the_forecast() -> None:
    growth = known("E-1").growth
    inside = np.linspace(growth.days[0] - 5.0, growth.days[-1], 57)
    found = uncleaned_draws(growth, inside, slice(None, None, 3))
    want = [np.interp(inside, growth.days, row) for row in growth.draws[::3]]
    np.testing.assert_allclose(found, want, rtol=1e-12)
    late = np.array([growth.days[-1], growth.days[-1] + 100.0])
    on = after(
        growth, np.asarray(growth.draws[:, -1], np.float64), np.asarray(100.0 * DAY), growth.drift
    )
    np.testing.assert_allclose(uncleaned_draws(growth, late)[:, 1], on, rtol=1e-12)
