import numpy as np
import pytest

from greenlang.core.errors import InputError
from greenlang.core.uncertainty import inverse_normal, normal_draws, sample, uniform_draws
from tests.core import sample as s

SIGMAS = {"m": 0.2, "t_in": 0.5, "t_out": 0.5}


def test_quantiles_of_the_normal_distribution() -> None:
    # Wichura (1988), AS 241, test values of PPND16
    p = np.array([0.25, 0.001, 1e-20, 0.5])
    expected = [-0.6744897501960817, -3.090232306167814, -9.262340089798408, 0.0]
    np.testing.assert_allclose(inverse_normal(p), expected, rtol=1e-15)


def test_draws_depend_on_the_seed_alone() -> None:
    np.testing.assert_array_equal(normal_draws(7, (2, 3)), normal_draws(7, (2, 3)))
    assert not np.array_equal(normal_draws(7, 3), normal_draws(8, 3))
    first = uniform_draws(1, 3)
    # raw words of PCG64(1), shifted to 52 bits: fixed for ever
    np.testing.assert_array_equal(
        first, [0.5118216247002568, 0.9504636963259353, 0.14415961271963373]
    )
    z = normal_draws(3, 100_000)
    assert abs(z.mean()) < 0.01
    assert z.std() == pytest.approx(1, abs=0.01)


def test_a_budget_agrees_with_first_order_propagation() -> None:
    budget = sample(s.performance, s.EXAMPLE, SIGMAS, draws=40_000)
    shares = {"m": (0.2 / 20 * 60) ** 2, "t_in": 0.25, "t_out": 0.25}
    expected = 46_000 * sum(shares.values()) ** 0.5
    assert budget.sigma["q"] == pytest.approx(expected, rel=0.02)
    assert budget.mean["q"] == pytest.approx(20 * 2300 * 60, rel=1e-3)
    total = sum(shares.values())
    for name, share in shares.items():
        assert budget.shares["q"][name] == pytest.approx(share / total, abs=0.02)
    low, middle, high = budget.percentiles["q"]
    assert high - low == pytest.approx(2 * 1.645 * expected, rel=0.03)
    assert middle == pytest.approx(budget.mean["q"], rel=1e-3)


def test_correlated_inputs_cancel_in_a_difference() -> None:
    together = sample(
        s.performance, s.EXAMPLE, {"t_in": 0.5, "t_out": 0.5}, draws=20_000,
        correlation={("t_in", "t_out"): 0.99},
    )  # fmt: skip
    apart = sample(s.performance, s.EXAMPLE, {"t_in": 0.5, "t_out": 0.5}, draws=20_000)
    assert together.sigma["q"] / apart.sigma["q"] == pytest.approx(0.1, rel=0.05)


def test_draws_without_a_result_are_counted() -> None:
    budget = sample(s.performance, s.EXAMPLE, {"t_in": 40.0}, draws=4_000)
    assert 0 < budget.refused["q"] < 1_000


def test_an_unknown_input_and_impossible_correlations_are_named() -> None:
    with pytest.raises(InputError, match="did you mean 't_in'"):
        sample(s.performance, s.EXAMPLE, {"t_inn": 1.0})
    with pytest.raises(InputError, match="contradict"):
        sample(
            s.performance, s.EXAMPLE, SIGMAS,
            correlation={("m", "t_in"): 0.9, ("m", "t_out"): 0.9, ("t_in", "t_out"): -0.9},
        )  # fmt: skip
