"""Water, steam and air against CoolProp, of which the simulator uses nothing."""

from collections.abc import Callable

import numpy as np
import pytest

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.truth import Floats

T = np.array([276.15, 283.15, 293.15, 303.15, 313.15, 323.15])


def coolprop(what: str, t: float, quality: float | None = None) -> float:
    from CoolProp.CoolProp import PropsSI

    if quality is None:
        return float(PropsSI(what, "T", t, "P", 2e5, "Water"))
    return float(PropsSI(what, "T", t, "Q", quality, "Water"))


def test_saturation_is_that_of_water_both_ways() -> None:
    p = np.array([coolprop("P", t, 0) for t in T])
    assert water.saturation_pressure(T) == pytest.approx(p, rel=2e-4)
    assert water.saturation_temperature(p) == pytest.approx(T, abs=2e-3)


@pytest.mark.parametrize(
    ("of", "what", "within"),
    [
        (water.density, "D", 2e-4),
        (water.heat_capacity, "C", 1.2e-3),
        (water.viscosity, "V", 2e-3),
        (water.conductivity, "L", 3e-3),
    ],
)
def test_liquid(of: Callable[[Floats], Floats], what: str, within: float) -> None:
    assert of(T) == pytest.approx([coolprop(what, t) for t in T], rel=within)


def test_steam() -> None:
    heat = [coolprop("H", t, 1) - coolprop("H", t, 0) for t in T]
    volume = [1.0 / coolprop("D", t, 1) for t in T]
    assert water.latent_heat(T) == pytest.approx(heat, rel=3e-4)
    assert water.steam_volume(water.saturation_pressure(T)) == pytest.approx(volume, rel=2e-3)


@pytest.mark.parametrize(("t", "humidity"), [(303.15, 0.4), (293.15, 0.6), (278.15, 0.8)])
def test_moist_air(t: float, humidity: float) -> None:
    from CoolProp.CoolProp import HAPropsSI

    p = 101_325.0
    wet = HAPropsSI("B", "T", t, "R", humidity, "P", p)
    assert float(water.wet_bulb(np.array(t), np.array(humidity), np.array(p))) == pytest.approx(
        wet, abs=0.01
    )
    h = HAPropsSI("H", "T", t, "R", 1.0, "P", p)
    assert float(water.saturated_air(np.array(t), np.array(p))) == pytest.approx(h, rel=1e-3)
