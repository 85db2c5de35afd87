"""Several tags of one point, one meter over two exchangers, an orifice nobody corrects."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.exchanger.history import history
from greenlang.agents.exchanger.model import PropertyTable, Tag, Water
from greenlang.agents.exchanger.results import ExchangerHistory
from tests.agents.exchanger import made_plants as made

CP = 4180.0
DAYS = 200


def unit(name: str, share: float = 1.0, seed: int = 0) -> tuple[made.Made, made.Floats]:
    """Water by water in a bundle; the hot flow is metered, of the cold flow a share goes here."""
    t = made.times(DAYS)
    asset = replace(made.exchanger(name, "shell_tube", "counterflow", 200.0, 900.0), model="power")
    r_f = made.sawtooth(DAYS, 3e-4 / DAYS, ())
    m_hot = 40.0 * made.swing(seed + 1, t, 0.15, 3.0)
    m_cold = 100.0 * share * made.swing(2, t, 0.15, 3.0)
    clean = 0.5e-3 * (m_hot / 40) ** -0.6 + 0.6e-3 * (m_cold / 50) ** -0.8
    inlets = 350 + 4 * (made.swing(seed + 3, t, 1.0) - 1), 293 + 4 * (made.swing(4, t, 1.0) - 1)
    states = made.solved(asset, 1 / (clean + r_f), (m_hot * CP, m_cold * CP), inlets)
    readings = made.read(asset, t, states | {"m_hot": m_hot, "m_cold": m_cold}, seed + 5)
    return made.Made(made.plant(asset, Water(6e5), Water(4e5)), readings, r_f), m_cold


def off(case: made.Made, one: ExchangerHistory) -> float:
    return float(np.sqrt(np.mean(made.error(case, one) ** 2)))


def test_a_second_tag_takes_over_and_the_bias_of_the_first_is_seen() -> None:
    case, _ = unit("E-1", 0.5)
    (asset,) = case.plant.assets
    tags = dict(asset.tags) | {"t_hot_in 2": Tag("E-1.second", "K", 0.5)}
    plant = replace(case.plant, assets=(replace(asset, tags=tags),))
    first = case.readings["E-1.t_hot_in"]
    good = replace(first, value=first.value.copy())
    wrong = first.value + np.where(np.arange(len(first.value)) > 100 * 144, 4.0, 0.0)
    both = dict(case.readings) | {
        "E-1.second": good, "E-1.t_hot_in": replace(first, value=wrong)
    }  # fmt: skip
    found = history(plant, both)
    named = [e for e in found.exchangers[0].events if e.cause == "bias"]
    assert [e.tag for e in named] == ["E-1.t_hot_in"]
    assert named[0].size == pytest.approx(4.0, abs=0.3)
    assert off(case, found.exchangers[0]) < 3e-5
    alone = {tag: one for tag, one in both.items() if tag != "E-1.t_hot_in"}
    assert off(case, history(plant, alone).exchangers[0]) < 3e-5


def test_one_meter_over_two_exchangers_is_split_by_their_balances() -> None:
    one, m_1 = unit("E-1", 0.38)
    two, m_2 = unit("E-2", 0.62, seed=20)
    shared = Tag("FI", "kg/s", 0.01, relative=True, of=("E-1", "E-2"))
    assets = tuple(
        replace(asset, tags=dict(asset.tags) | {"m_cold": shared})
        for asset in (*one.plant.assets, *two.plant.assets)
    )
    t = made.times(DAYS)
    noise = 0.01 * np.random.default_rng(9).standard_normal(len(t))
    meter = made.Reading(t, (m_1 + m_2) * (1 + noise), np.zeros(len(t), np.uint8))
    readings = {**one.readings, **two.readings, "FI": meter}
    found = history(replace(one.plant, assets=assets), readings)
    by_name = {each.asset: each for each in found.exchangers}
    for case, name, share in ((one, "E-1", 0.38), (two, "E-2", 0.62)):
        assert by_name[name].latest["m_cold"] == pytest.approx(100 * share, rel=0.2)
        assert off(case, by_name[name]) < 5e-5
        assert any("its share follows from its heat balance" in w for w in by_name[name].warnings)


@pytest.mark.parametrize("volume", [False, True])
def test_an_orifice_is_corrected_from_its_design_density(volume: bool) -> None:
    case, _ = unit("E-1", 0.5)
    (asset,) = case.plant.assets
    # An oil of 700 kg/m3 through an orifice that was set for 850 kg/m3.
    rows = tuple((t, 700.0, CP, 3e-4, 0.1) for t in (280.0, 380.0))
    fluids = dict(case.plant.fluids) | {"hot": PropertyTable(rows)}
    true = case.readings["E-1.m_hot"].value
    shown = true / np.sqrt(700.0 * 850.0) if volume else true * np.sqrt(850.0 / 700.0)
    meter = replace(case.readings["E-1.m_hot"], value=shown)
    readings = dict(case.readings) | {"E-1.m_hot": meter}
    tag = replace(asset.tags["m_hot"], unit="m3/s" if volume else "kg/s", rho_design=850.0)
    tags = dict(asset.tags) | {"m_hot": tag}
    plant = replace(case.plant, fluids=fluids, assets=(replace(asset, tags=tags),))
    found = history(plant, readings)
    assert found.exchangers[0].latest["m_hot"] == pytest.approx(true[-144:].mean(), rel=0.03)
    assert off(case, found.exchangers[0]) < 3e-5
