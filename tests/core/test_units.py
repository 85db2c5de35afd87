from typing import Annotated

import pytest

from greenlang.core import units as u
from greenlang.core.units import LEVEL, ONE, K, Unit, W, kg, m, s, unit_in, units_of


def test_arithmetic_derives_the_unit() -> None:
    assert kg * m / s**2 * m / s == W
    assert (W * W).sqrt() == W
    assert (W / W).ln() == ONE
    assert 2 * W + 0 == W
    assert str(W / K) == "kg m^2 s^-3 K^-1"
    assert str(ONE) == "1"


def test_temperature_level_and_difference_are_two_kinds() -> None:
    assert LEVEL - LEVEL == K
    assert LEVEL + K == LEVEL
    assert LEVEL - K == LEVEL
    assert LEVEL / LEVEL == ONE
    with pytest.raises(TypeError, match="levels cannot be added"):
        LEVEL + LEVEL
    with pytest.raises(TypeError, match="from a difference"):
        K - LEVEL
    with pytest.raises(TypeError, match="level"):
        K.same_as(LEVEL)


@pytest.mark.parametrize("wrong", [lambda: W + K, W.exp, lambda: W < K, lambda: W**W])
def test_what_does_not_fit_raises(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(TypeError):
        wrong()


def test_powers_of_ten_are_pure() -> None:
    assert 10**ONE == ONE
    with pytest.raises(TypeError):
        10**W


def test_units_are_found_in_optional_and_tuple() -> None:
    def function(q: u.Watt | None, *t: u.Kelvin) -> tuple[u.Money, ...]:
        return (q, *t)

    found = units_of(function)
    assert {name: unit.symbol for name, unit in found.items()} == {
        "q": "W", "t": "K", "return": "money",
    }  # fmt: skip
    assert found["return"].named("EUR") == "EUR"
    assert unit_in(Annotated[int, "no unit"]) is None
    assert unit_in(Annotated[float, Unit("W", W)]) == Unit("W", W)
