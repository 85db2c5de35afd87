"""Boiling feed against condensing effluent: curves, balances, and the integration itself."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.simulators.feed_effluent import train
from greenlang.simulators.feed_effluent.design import CASES, FEED_FLOW, T_EFFLUENT, T_FEED, UNITS
from greenlang.simulators.feed_effluent.mixture import (
    T_GRID,
    Naphtha,
    Place,
    curves,
    enthalpies,
)
from greenlang.simulators.feed_effluent.train import DATA_SHEET, Part, Streams, march, outlet
from greenlang.simulators.truth import Floats

FEED, EFFLUENT = Naphtha(34.0), Naphtha(29.0, -7.0)


def streams(gas: Floats) -> Streams:
    feed, effluent, place, one = curves(FEED), curves(EFFLUENT), Place(gas), np.ones(len(gas))
    return Streams(
        feed, effluent, FEED_FLOW / (1 - gas), place,
        place.enthalpy(feed, T_FEED * one), place.enthalpy(effluent, T_EFFLUENT * one),
    )  # fmt: skip


@pytest.mark.parametrize("of", [FEED, EFFLUENT])
@pytest.mark.parametrize("gas", CASES.values())
def test_enthalpy_and_vapour_rise_with_temperature(of: Naphtha, gas: float) -> None:
    h, share = enthalpies(of, gas)
    assert np.all(np.diff(h) > 0)
    assert np.all(np.diff(share) >= -1e-9)
    assert share[0] < 0.03
    assert share[-1] == pytest.approx(1.0)
    steepest = np.max(np.diff(h)) / np.min(np.diff(h))
    assert steepest > 1.5  # no heat capacity would do


def test_more_gas_and_less_pressure_boil_more() -> None:
    at = int(np.searchsorted(T_GRID, 470.0))
    shares = [enthalpies(FEED, gas)[1][at] for gas in (0.10, 0.13, 0.16)]
    assert shares == sorted(shares)
    assert enthalpies(Naphtha(29.0), 0.13)[1][at] > shares[1]


def test_tables_between_two_gas_shares() -> None:
    gas = np.array([0.112, 0.137])
    place, table = Place(gas), curves(FEED)
    for t in (380.0, 450.0, 520.0):
        exact = [np.interp(t, T_GRID, enthalpies(FEED, float(g))[0]) for g in gas]
        assert place.enthalpy(table, np.full(2, t)) == pytest.approx(exact, rel=2e-3)


def test_both_sides_have_one_duty_and_temperatures_do_not_cross() -> None:
    s = streams(np.array([0.11, 0.13, 0.15]))
    parts = [Part(unit, DATA_SHEET, 3e-4 * np.ones(3)) for unit in reversed(UNITS)]
    cold, hot = s.h_feed, outlet(parts, s)
    for part in parts:
        seen: list[Floats] = []
        c, h = march(part, s, cold, hot, seen)
        assert c - cold == pytest.approx(h - hot, rel=1e-12)
        u, clean, surface = np.mean(seen, axis=0)
        assert 1 / u - 1 / clean == pytest.approx(3e-4, rel=0.05)
        assert np.all(s.place.of(s.effluent, s.effluent.t, h) > s.place.of(s.feed, s.feed.t, c))
        assert np.all((surface > 380) & (surface < 600))
        cold, hot = c, h
    assert hot == pytest.approx(s.h_effluent, rel=1e-7)


def test_one_exchanger_alone_is_that_of_the_train() -> None:
    s = streams(np.array([0.125]))
    parts = [Part(unit, DATA_SHEET, 2e-4 * np.ones(1)) for unit in reversed(UNITS)]
    h_out = outlet(parts, s)
    cold, middle = march(parts[0], s, s.h_feed, h_out)
    behind = outlet([parts[1]], replace(s, h_feed=cold))
    assert behind == pytest.approx(middle, rel=1e-5)


def test_steps_are_short_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    s = streams(np.array([0.125]))
    parts = [Part(unit, DATA_SHEET, 2e-4 * np.ones(1)) for unit in reversed(UNITS)]
    coarse = outlet(parts, s)
    monkeypatch.setattr(train, "STEPS", 96)
    assert coarse == pytest.approx(outlet(parts, s), abs=0.5)  # kJ/kg, 0.15 K
