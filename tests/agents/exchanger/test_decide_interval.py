"""One exchanger: closed forms, limits and monotony of the best cleaning interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.agents.exchanger.decide import equations as eq
from greenlang.agents.exchanger.decide.interval import (
    Interval,
    Terms,
    best_interval,
    best_intervals,
    date_to_clean,
    mean_costs,
)

DAY = 86400.0
YEARS = 5 * 365 * DAY


def linear(k: float, terms: Terms) -> Interval:
    return best_interval(lambda t: k * t**2 / 2, terms, YEARS, k * YEARS)


@pytest.mark.parametrize("t_d", [0.0, 3 * DAY, 9 * DAY])
@pytest.mark.parametrize("l_d", [0.0, 0.05])
def test_linear_law_has_its_closed_form(t_d: float, l_d: float) -> None:
    k, terms = 1e-9, Terms(45_000.0, t_d, l_d)
    found = linear(k, terms)
    t = eq.best_interval_linear(terms.c, l_d, t_d, k)
    assert found.t == pytest.approx(t, rel=1e-4)
    assert found.j == pytest.approx(k * t, rel=1e-6)


def test_window_without_outage_is_from_0_82_to_1_22() -> None:
    found = linear(1e-9, Terms(20_000.0, 0.0, 0.0))
    low, high = (edge / found.t for edge in found.window)
    assert low == pytest.approx(0.82, abs=0.005)
    assert high == pytest.approx(1.22, abs=0.005)


@given(
    st.floats(1e3, 2e5),
    st.floats(0, 30),
    st.floats(0, 0.3),
    st.floats(1e-3, 0.05),
    st.floats(20, 200),
)
def test_asymptotic_law_is_cleaned_only_if_its_margin_is_positive(
    c: float, days_out: float, l_d: float, l_end: float, tau: float
) -> None:
    """Finite T* iff C + (l_d - L) t_d < L t_c."""
    terms, t_c = Terms(c, days_out * DAY, l_d), tau * DAY
    margin = eq.asymptotic_margin(c, l_d, days_out * DAY, l_end, t_c)
    found = best_interval(lambda t: l_end * (t + t_c * np.expm1(-t / t_c)), terms, 40 * t_c, l_end)
    if abs(margin) > 1e-3 * l_end * t_c:
        assert found.pays == (margin > 0)
    if not found.pays:
        assert found.j == pytest.approx(l_end)


@given(st.floats(1e3, 1e5), st.floats(1.01, 4.0), st.floats(0, 20))
def test_interval_rises_with_the_cost_of_cleaning(c: float, factor: float, days_out: float) -> None:
    few, many = (linear(2e-9, Terms(each, days_out * DAY, 0.02)) for each in (c, c * factor))
    assert many.t > few.t
    assert many.j > few.j


def test_best_cost_equals_the_rate_at_the_end_of_the_cycle() -> None:
    def lost(t: np.ndarray) -> np.ndarray:
        return np.asarray(0.02 * np.sqrt(t / (100 * DAY)) * t / 1.5)

    found = best_interval(lost, Terms(30_000.0, 5 * DAY, 0.1), YEARS, 1.0)
    assert 0.02 * np.sqrt(found.t / (100 * DAY)) == pytest.approx(found.j, rel=1e-3)


def test_draws_agree_with_single_laws() -> None:
    terms, t = Terms(45_000.0, 9 * DAY, 0.05), np.linspace(0.0, YEARS, 1461)
    k = np.array([5e-10, 1e-9, 4e-9, 0.0])
    costs = mean_costs(t, k[:, None] * t**2 / 2, terms)
    t_best, j_best = best_intervals(t, costs, k * YEARS)
    closed = eq.best_interval_linear(terms.c, terms.l_d, terms.t_d, k[:3])
    assert t_best[:3] == pytest.approx(closed, rel=2e-3)
    assert j_best[:3] == pytest.approx(k[:3] * closed, rel=1e-4)
    assert t_best[3] == np.inf


def test_clean_when_the_rate_reaches_the_mean_cost() -> None:
    t = np.arange(0.0, 11.0)
    rates = np.stack([t, t, 0.1 * t, t + 9.0])
    dates = date_to_clean(t, rates, np.array([4.5, 0.0, 2.0, 8.0]))
    assert dates == pytest.approx([4.5, 0.0, np.inf, 0.0])


def test_waiting_costs_what_exceeds_the_mean() -> None:
    assert eq.waiting_cost(0.05 * 7 * DAY, 0.04, 7 * DAY) == pytest.approx(0.01 * 7 * DAY)
