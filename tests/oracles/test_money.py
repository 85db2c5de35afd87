"""Cash flows against scipy and polynomials, probabilities against scipy's."""

import numpy as np
import pytest
from scipy import optimize, stats

from greenlang.agents.exchanger.decide import equations as decide
from greenlang.library import economics as eco
from greenlang.library import reliability

FLOWS = ((-10_000.0, *[3_000.0] * 10), (-500.0, 100.0, -50.0, 300.0, 400.0), (-1.0, 0.0, 3.0))


@pytest.mark.parametrize("flows", FLOWS)
@pytest.mark.parametrize("r", [-0.3, 0.0, 0.08, 0.9])
def test_present_value_is_a_polynomial(flows: tuple[float, ...], r: float) -> None:
    value = np.polynomial.polynomial.polyval(1 / (1 + r), flows)
    assert eco.npv(r, flows) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("flows", FLOWS)
def test_the_rate_of_return_is_the_root_that_brent_finds(flows: tuple[float, ...]) -> None:
    root = optimize.brentq(lambda r: eco.npv(r, flows), -0.5, 5.0, xtol=1e-14)
    assert root == pytest.approx(min(abs(r) for r in eco.rates_of_return(flows)), rel=1e-10)


@pytest.mark.parametrize(("r", "n"), [(0.08, 10), (0.15, 3), (0.01, 120)])
def test_an_annuity_spreads_its_present_value(r: float, n: int) -> None:
    yearly = eco.annuity(1000.0, eco.annuity_factor(r, float(n)))
    assert eco.npv(r, [-1000.0, *[yearly] * n]) == pytest.approx(0.0, abs=1e-9)


def test_discounted_payback_is_where_the_cumulated_value_crosses_zero() -> None:
    flows, r = FLOWS[0], 0.1
    worth = np.cumsum([cf / (1 + r) ** n for n, cf in enumerate(flows)])
    crossing = np.interp(0.0, worth, np.arange(len(flows)))
    assert eco.payback(flows, r) == pytest.approx(crossing, rel=1e-12)


@pytest.mark.parametrize("x", [0.0, 0.3, 1.0, 2.5, 5.0])
def test_the_tail_of_the_normal_law_is_that_of_scipy(x: float) -> None:
    """To 7.5e-8, as Abramowitz & Stegun promise of 26.2.17."""
    tail = decide.normal_tail(x, decide.tail_variable(x))
    assert tail == pytest.approx(stats.norm.sf(x), abs=7.5e-8)


@pytest.mark.parametrize(("beta", "eta", "age"), [(1.7, 600.0, 200.0), (0.8, 90.0, 30.0)])
def test_lives_are_those_of_the_weibull_law_in_scipy(beta: float, eta: float, age: float) -> None:
    law = stats.weibull_min(beta, scale=eta)
    assert reliability.survival(age, beta, eta) == pytest.approx(law.sf(age), rel=1e-13)
    for percent in (10.0, 50.0, 90.0):
        left = reliability.life_left(percent, beta, eta, age)
        gone = 1 - law.sf(age + left) / law.sf(age)
        assert 100 * gone == pytest.approx(percent, rel=1e-10)


def test_the_law_of_complete_lives_is_the_likeliest_of_scipy() -> None:
    """Six lives of ReliaSoft's example: 93, 34, 16, 120, 53 and 75 hours."""
    lives = [93.0, 34.0, 16.0, 120.0, 53.0, 75.0]
    beta, _, eta = stats.weibull_min.fit(lives, floc=0)
    found = reliability.weibull(lives)
    assert found.shape == pytest.approx(beta, rel=1e-3)
    assert found.scale == pytest.approx(eta, rel=1e-3)
