"""The solved train: balances of every exchanger, convergence, isolation and bypass."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from greenlang.simulators.preheat_train import bundle, equipment, fluids, network
from greenlang.simulators.preheat_train.design import HOT_ORDER, UNITS
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import CRUDES, PRODUCTS, Floats, enthalpy
from greenlang.simulators.preheat_train.network import Profile
from greenlang.simulators.preheat_train.pipes import Conditions

NAMES = [unit.name for unit in UNITS]


@pytest.fixture(scope="module")
def fittings() -> Sequence[Films]:
    return equipment.equipment(5, CRUDES["base"], PRODUCTS).fittings


def varied(n: int, bypass: Floats | None = None) -> Conditions:
    """Reference conditions with flows and inlets spread about them."""
    rng = np.random.default_rng(0)
    c = equipment.reference_conditions(n, CRUDES["base"], PRODUCTS, bypass)
    load = rng.uniform(0.7, 1.1, n)
    return Conditions(
        c.crude,
        c.products,
        c.m_crude * load,
        c.t_feed + rng.uniform(-8, 8, n),
        {name: m * load * rng.uniform(0.9, 1.1, n) for name, m in c.m_hot.items()},
        {name: t + rng.uniform(-8, 8, n) for name, t in c.t_hot.items()},
        c.bypass,
        c.desalter_drop,
    )


def hot_duty(c: Conditions, p: Profile) -> Floats:
    parts = []
    for i, unit in enumerate(UNITS):
        liquid = c.products[unit.hot]
        fall = enthalpy(liquid, p.t_hot_in[:, i]) - enthalpy(liquid, p.t_hot_out[:, i])
        parts.append(c.m_hot[unit.hot] * fall * 1e6)
    return np.stack(parts, axis=1)


def test_every_heat_balance_closes(fittings: Sequence[Films]) -> None:
    bypass = np.zeros((200, 8))
    bypass[:50, 3], bypass[50:100, 5], bypass[100:, 6] = 0.3, 0.4, 1.0
    c = varied(200, bypass)
    p = network.profile(c, fittings, np.full((200, 8), 1e-3))
    heated = (
        c.m_crude[:, None]
        * 1e6
        * np.stack(
            [
                enthalpy(c.crude, p.t_cold_out[:, i]) - enthalpy(c.crude, p.t_cold_in[:, i])
                for i in range(8)
            ],
            axis=1,
        )
    )
    assert heated == pytest.approx(p.duty, rel=1e-6, abs=10.0)
    assert hot_duty(c, p) == pytest.approx(p.duty, rel=1e-5, abs=2e3)


def test_pipes_join(fittings: Sequence[Films]) -> None:
    p = network.profile(varied(50), fittings, np.full((50, 8), 5e-4))
    drop = [2.5 if i == 2 else 0.0 for i in range(7)]
    assert p.t_cold_out[:, :-1] - p.t_cold_in[:, 1:] == pytest.approx(np.tile(drop, (50, 1)))
    for order in HOT_ORDER.values():
        for first, second in pairwise(order):
            out, into = p.t_hot_out[:, NAMES.index(first)], p.t_hot_in[:, NAMES.index(second)]
            assert out == pytest.approx(into, abs=0.005)


def test_more_rounds_and_steps_change_nothing_that_matters(
    fittings: Sequence[Films], monkeypatch: pytest.MonkeyPatch
) -> None:
    r_f = np.random.default_rng(1).uniform(0, 3e-3, (100, 8))
    p = network.profile(varied(100), fittings, r_f)
    monkeypatch.setattr(network, "ROUNDS", 10)
    monkeypatch.setattr(bundle.march, "__defaults__", (48,))
    fine = network.profile(varied(100), fittings, r_f)
    for name in ("t_cold_out", "t_hot_out"):
        assert getattr(p, name) == pytest.approx(getattr(fine, name), abs=0.01)
    assert p.u_clean == pytest.approx(fine.u_clean, rel=3e-4)


def test_chunks_do_not_show(fittings: Sequence[Films], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = network.profile(varied(100), fittings, np.zeros((100, 8)))
    monkeypatch.setattr(network, "CHUNK", 33)
    parts = network.profile(varied(100), fittings, np.zeros((100, 8)))
    assert np.array_equal(whole.duty, parts.duty)


@pytest.mark.parametrize("i", range(8))
def test_isolated_exchanger_passes_both_streams_through(i: int, fittings: Sequence[Films]) -> None:
    bypass = np.zeros((1, 8))
    bypass[0, i] = 1.0
    p = network.profile(varied(1, bypass), fittings, np.zeros((1, 8)))
    assert p.duty[0, i] == 0.0
    assert p.t_cold_out[0, i] == pytest.approx(p.t_cold_in[0, i])
    assert p.t_hot_out[0, i] == pytest.approx(p.t_hot_in[0, i])


@pytest.mark.parametrize("i", range(8))
def test_bypass_and_deposit_lower_the_duty(i: int, fittings: Sequence[Films]) -> None:
    bypass, r_f = np.zeros((3, 8)), np.zeros((3, 8))
    bypass[1, i], r_f[2, i] = 0.3, 1e-3
    c = equipment.reference_conditions(3, CRUDES["base"], PRODUCTS, bypass)
    p = network.profile(c, fittings, r_f)
    assert p.duty[1, i] < 0.97 * p.duty[0, i]
    assert p.duty[2, i] < 0.9 * p.duty[0, i]


def test_lone_clean_duty_is_the_train_s_when_it_is_clean(fittings: Sequence[Films]) -> None:
    c = varied(40)
    p = network.profile(c, fittings, np.zeros((40, 8)))
    lone = network.clean_duty(c, fittings, p.t_cold_in, p.t_hot_in)
    assert lone == pytest.approx(p.duty, rel=1e-3)


def test_crude_in_the_shell_is_heated_too() -> None:
    assert {unit.crude_in for unit in UNITS} == {"tube", "shell"}
    assert fluids.CRUDES.keys() == {"light", "base", "heavy"}
