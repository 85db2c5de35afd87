"""Duty at reference, money and CO2."""

from dataclasses import replace

import numpy as np

from greenlang.agents.exchanger.history import reference as ref
from greenlang.agents.exchanger.model import Exchanger, Furnace, Prices
from greenlang.library.economics import Series

ASSET = Exchanger(
    "E", "shell_tube", "E 1-2", 250.0, {"hot": "a", "cold": "b"}, {"hot": "shell", "cold": "tube"}
)


def at(u_clean: float = 480.0) -> ref.Reference:
    rates = ref.Rates(*(np.array([v]) for v in (1.1e5, 2.4e5, 490.0, 390.0)))
    return ref.Reference(np.array([[490.0, 440.0, 390.0, 413.0, 40.0, 95.0]]), rates, u_clean)


def test_duty_falls_with_fouling_and_by_less_than_u_does() -> None:
    r_f = np.array([0.0, 5e-4, 1e-3, 2e-3])
    q = ref.duty_at(ASSET, at(), r_f)
    assert np.all(np.diff(q) < 0.0)
    u = 1.0 / (1.0 / 480.0 + r_f)
    assert np.all(q[1:] / q[0] > u[1:] / u[0])


def test_duty_of_a_small_exchanger_is_u_a_times_the_inlet_difference() -> None:
    small = replace(ASSET, area=0.25)
    q = ref.duty_at(small, at(), np.zeros(1))
    assert abs(q[0] / (480.0 * 0.25 * 100.0) - 1.0) < 1e-3


def test_the_side_in_the_shell_does_not_matter_for_one_shell() -> None:
    rates = at().rates
    swapped = ref.Rates(rates.c_2, rates.c_1, rates.t_2_in, rates.t_1_in)
    u = np.array([480.0])
    assert abs(ref.duty(ASSET, rates, u)[0] / ref.duty(ASSET, swapped, u)[0] - 1.0) < 1e-9


def test_heat_costs_fuel_and_carbon_over_the_efficiency() -> None:
    prices = Prices(
        fuel=Series(((0, 28.0 / 3.6e9), (100, 36.0 / 3.6e9))),
        co2=Series(((0, 0.075),)),
        co2_factor=56.1e-9,
    )
    furnace = Furnace("H-1", 0.88, "gas")
    money, co2 = ref.cost_of_heat(prices, furnace, 50)
    # 1 MWh of lost preheat: 28/0.88 EUR of gas and 0.20196/0.88 t of CO2 at 75 EUR/t.
    assert abs(money * 3.6e9 - (28.0 + 75.0 * 0.20196) / 0.88) < 1e-9
    assert abs(co2 * 3.6e9 - 201.96 / 0.88) < 1e-9
    assert ref.cost_of_heat(prices, furnace, 150)[0] > money
    assert np.isnan(ref.cost_of_heat(prices, None, 50)[0])


def test_a_band_is_eighty_percent_of_a_normal_law() -> None:
    band = ref.band(1.0, 0.5)
    assert band.p50 == 1.0
    assert abs(band.p90 - 1.6407757827723002) < 1e-12
    assert abs(band.p10 + band.p90 - 2.0) < 1e-12
