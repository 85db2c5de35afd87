"""Fouling laws: what made the data wins, the forecast holds the truth, `never` is allowed."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.library.fouling import laws
from greenlang.library.fouling.fit import fits
from greenlang.library.fouling.forecast import forecast
from greenlang.library.fouling.forms import of
from greenlang.library.fouling.pace import wander

DAY = 86400.0
TRUE: dict[str, dict[str, float]] = {
    "linear": {"r_0": 2e-5, "k": 1.5e-11},
    "power": {"r_0": 1e-5, "a": 2e-5, "n": 0.5},
    "falling": {"r_0": 4e-5, "k": 3e-15},
    "kern_seaton": {"r_0": 1e-5, "r_i": 4e-4, "t_c": 70 * DAY},
}
T: NDArray[np.float64] = np.arange(1.0, 240.0) * DAY


def _noise(seed: int, r: float, sd: float) -> Any:
    z = np.random.default_rng(seed).normal(0, sd, len(T))
    for i in range(1, len(z)):
        z[i] = r * z[i - 1] + np.sqrt(1 - r * r) * z[i]
    return z


@pytest.mark.parametrize("name", TRUE)
def test_the_law_that_made_the_data_carries_weight_and_parameters(name: Any) -> None:
    y = of(name, TRUE[name], T)
    found = {law.name: law for law in fits(T, y + _noise(1, 0.5, 8e-6), np.full(len(T), 1e-5))}
    assert sum(law.weight for law in found.values()) == pytest.approx(1)
    assert found[name].weight > 0.1
    np.testing.assert_allclose(found[name].value(T), y, atol=8e-6)


def test_an_asymptote_competes_only_in_a_cycle_that_can_show_it() -> None:
    short = T[:40]
    y = of("kern_seaton", TRUE["kern_seaton"], short) + _noise(2, 0.3, 2e-6)[:40]
    sigma = np.full(40, 2e-6)
    assert "kern_seaton" not in {law.name for law in fits(short, y, sigma)}
    assert "kern_seaton" in {law.name for law in fits(short, y, sigma, cycles_agree=True)}


def test_a_flat_cycle_is_called_constant() -> None:
    best = fits(T, 1e-4 + _noise(3, 0.6, 8e-6), np.full(len(T), 1e-5))[0]
    assert best.name == "constant"


def test_the_band_holds_the_truth_as_often_as_it_says() -> None:
    """90 % bands, 60 forecasts of 60 days each from four laws."""
    inside = []
    for seed in range(15):
        for name, true in TRUE.items():
            y = of(name, true, T)  # type: ignore[arg-type]
            noisy = y + _noise(seed, 0.5, 8e-6)
            cut = 180
            found = fits(T[:cut], noisy[:cut], np.full(cut, 1e-5))
            drawn = forecast(found, T[cut:], draws=500, seed=seed)
            low, high = np.percentile(drawn[:, -1], [5, 95])
            inside.append(low <= y[-1] <= high)
    assert 0.75 <= np.mean(inside) <= 1.0


def test_draws_are_seeded_anchored_and_widen() -> None:
    found = fits(T, of("linear", TRUE["linear"], T) + _noise(4, 0.5, 8e-6), np.full(len(T), 1e-5))
    ahead: NDArray[np.float64] = T[-1] + DAY * np.arange(1.0, 101.0)
    anchor = (float(T[-1]), 5e-4, 1e-6)
    one = forecast(found, ahead, seed=7, process_noise=2e-6, anchor=anchor)
    again = forecast(found, ahead, seed=7, process_noise=2e-6, anchor=anchor)
    other = forecast(found, ahead, seed=8, process_noise=2e-6, anchor=anchor)
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.shape == (2000, 100)
    assert np.mean(one[:, 0]) == pytest.approx(5e-4, abs=3e-6)
    assert np.std(one[:, -1]) > 5 * np.std(one[:, 0])


def test_a_walk_in_the_residuals_is_found() -> None:
    walk = np.cumsum(np.random.default_rng(5).normal(0, 3e-6, 400))
    t: NDArray[np.float64] = np.arange(400.0) * DAY
    assert wander(t, walk + np.random.default_rng(6).normal(0, 3e-6, 400)) == pytest.approx(
        3e-6, rel=0.5
    )
    assert wander(t, np.zeros(400)) == 0.0


def test_too_few_points_are_refused() -> None:
    with pytest.raises(InsufficientData, match="4 valid points in the cycle"):
        fits(T[:4], np.full(4, 1e-4), np.full(4, 1e-5))


@pytest.mark.parametrize("name", TRUE)
def test_time_to_a_limit_inverts_the_law(name: Any) -> None:
    parameters = [Decimal(repr(value)) for value in TRUE[name].values()]
    t = getattr(laws, f"{name}_time")(*parameters, Decimal("2e-4"))
    back = getattr(laws, name)(*parameters, t)
    assert float(back) == pytest.approx(2e-4, rel=1e-12)


@pytest.mark.parametrize("name", TRUE)
def test_a_limit_that_is_passed_gives_no_time(name: Any) -> None:
    parameters = {key: Decimal(repr(value)) for key, value in TRUE[name].items()}
    with pytest.raises(ImpossibleState, match="the limit is passed already"):
        getattr(laws, f"{name}_time")(*parameters.values(), Decimal("5e-6"))


def test_a_limit_above_the_asymptote_is_never_reached() -> None:
    with pytest.raises(ImpossibleState, match="never reached"):
        laws.kern_seaton_time(Decimal(0), Decimal("1e-4"), Decimal(86400), Decimal("1e-4"))
    t = laws.kern_seaton_time(0.0, 1e-4, 86400.0, np.array([5e-5, 1e-4, 2e-4]))
    np.testing.assert_array_equal(np.isnan(t), [False, True, True])


def test_an_induction_time_is_found_and_costs_a_parameter() -> None:
    y = of("linear", {"r_0": 2e-5, "k": 3e-11, "t_ind": 60 * DAY}, T) + _noise(7, 0.3, 4e-6)
    sigma = np.full(len(T), 4e-6)
    best = fits(T, y, sigma, induction=True)[0]
    assert best.parameters["t_ind"] == pytest.approx(60 * DAY, rel=0.25)
    np.testing.assert_allclose(best.value(T), y, atol=2e-5)
    plain = of("linear", TRUE["linear"], T) + _noise(8, 0.3, 8e-6)
    assert fits(T, plain, sigma, induction=True)[0].name == "linear"


def test_an_induction_is_drawn_within_its_uncertainty() -> None:
    true = {"r_0": 2e-5, "k": 3e-11, "t_ind": 60 * DAY}
    y = of("linear", true, T) + _noise(9, 0.3, 4e-6)
    found = fits(T, y, np.full(len(T), 4e-6), induction=True)
    drawn = forecast(found, T[-1:] + 60 * DAY, draws=400)
    low, high = np.percentile(drawn, [1, 99])
    assert low <= of("linear", true, T[-1:] + 60 * DAY)[0] <= high


def test_too_few_independent_points_choose_nothing() -> None:
    slow = 1e-4 * np.sin(T / (60 * DAY)) + 1e-11 * T
    with pytest.raises(InsufficientData, match="independent ones"):
        fits(T, slow, np.full(len(T), 1e-6), names=("constant", "linear"))
    best = fits(T, slow, np.full(len(T), 1e-6), names=("constant", "linear"), undecided=True)[0]
    assert not best.decided
    assert best.independent < 6


def test_points_of_one_time_are_refused() -> None:
    with pytest.raises(InsufficientData, match="one time"):
        fits(np.full(20, DAY), np.linspace(0, 1e-4, 20), np.full(20, 1e-5))
