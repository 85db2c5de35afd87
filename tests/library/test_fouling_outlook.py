"""A forecast from a law that is given: with nothing uncertain it is the law itself."""

from typing import Any

import numpy as np
import pytest

from greenlang.core.errors import InputError
from greenlang.library.fouling import outlook

DAY = 86400.0
HORIZON = 200 * DAY
# r_0, p, q, and their standard uncertainties, of which none is left
LAWS: dict[str, tuple[tuple[float, float, float], Any]] = {
    "linear": ((1e-4, 2e-11, 0.0), lambda t: 1e-4 + 2e-11 * t),
    "power": ((1e-4, 3e-5, 0.6), lambda t: 1e-4 + 3e-5 * (t / DAY) ** 0.6),
    "falling": ((1e-4, 1e-14, 0.0), lambda t: np.sqrt(1e-8 + 2e-14 * t)),
    "kern_seaton": ((1e-4, 6e-4, 50 * DAY), lambda t: 6e-4 - 5e-4 * np.exp(-t / (50 * DAY))),
}


@pytest.mark.parametrize("name", LAWS)
def test_without_uncertainty_the_forecast_is_the_law(name: Any) -> None:
    values, law = LAWS[name]
    ahead = outlook.of_law(1, HORIZON, name, (*values, 0.0, 0.0, 0.0), 0.0)
    for days in (20.0, 90.0, 200.0):
        for percent in (10.0, 50.0, 90.0):
            said = outlook.percentile(ahead, percent, days * DAY)
            assert said == pytest.approx(law(days * DAY), rel=2e-3), (days, percent)
    limit = float(law(100.3 * DAY))
    assert outlook.reached(ahead, 50.0, limit) == pytest.approx(100.3 * DAY, rel=0.011)
    assert outlook.reaching(ahead, limit) == 1
    assert outlook.reaching(ahead, 1.0) == 0


@pytest.mark.parametrize("name", LAWS)
def test_uncertainty_widens_the_forecast(name: Any) -> None:
    values, _ = LAWS[name]
    sigmas = (1e-5, 0.2 * values[1], 0.2 * values[2])
    ahead = outlook.of_law(1, HORIZON, name, (*values, *sigmas), 0.0)
    low, high = (outlook.percentile(ahead, percent, 150 * DAY) for percent in (10.0, 90.0))
    assert high > 1.05 * low > 0


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("kern_seaton", (6e-4, 5e-4, 50 * DAY, 0, 0, 0), "r_i is not above r_0"),
        ("power", (1e-4, 3e-5, -0.5, 0, 0, 0), "must be above 0"),
        ("linear", (1e-4, 2e-11, 0.0, -1e-6, 0, 0), "uncertainty is below 0"),
    ],
)
def test_a_law_that_cannot_be_is_refused(name: Any, values: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        outlook.of_law(1, HORIZON, name, tuple(map(float, values)), 0.0)
