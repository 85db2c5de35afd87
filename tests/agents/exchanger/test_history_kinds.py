"""The history of plants that are not shell-and-tube trains of liquids."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.exchanger.history import history
from greenlang.agents.exchanger.model import Petroleum, PureFluid, Tag, Water
from tests.agents.exchanger import made_plants as made

CP = 4180.0


def plate(cleaned: tuple[int, ...] = (121, 231)) -> made.Made:
    """Water against water in a plate pack: clean 1/U 2.5e-4, deposits of some 1e-5 m2 K/W."""
    days = 330
    t = made.times(days)
    asset = made.exchanger("PC-1", "plate", "counterflow", 100.0, 4000.0)
    r_f = made.sawtooth(days, 6e-5 / 120, cleaned, 3e-6)
    m_hot, m_cold = 90.0 * made.swing(1, t, 0.15), 110.0 * made.swing(2, t, 0.2)
    clean = 1.1e-4 * (m_hot / 90) ** -0.7 + 1.0e-4 * (m_cold / 110) ** -0.7 + 3e-5
    inlets = 320 + 4 * (made.swing(3, t, 1.0) - 1), 293 + 5 * (made.swing(4, t, 1.0) - 1)
    states = made.solved(asset, 1 / (clean + r_f), (m_hot * CP, m_cold * CP), inlets)
    off = tuple((d - 0.8, d - 0.2) for d in cleaned)
    readings = made.read(asset, t, states | {"m_hot": m_hot, "m_cold": m_cold}, 5, off)
    return made.Made(made.plant(asset, Water(6e5), Water(4e5), cleaned), readings, r_f)


def test_a_plate_cooler_fouls_by_a_tenth_of_a_bundle_and_is_seen() -> None:
    case = plate()
    one = history(case.plant, case.readings).exchangers[0]
    off = made.error(case, one)
    assert float(np.sqrt(np.mean(off**2))) < 6e-6  # 10 % of the peak
    band = 1.645 * one.daily.level_sigma[np.isfinite(one.daily.r_f)]
    assert np.mean(np.abs(off) < band) > 0.85
    found = [c for c in one.cleanings if c.status == "confirmed"]
    assert [c.end - made.FIRST for c in found] == pytest.approx([120, 230], abs=1)
    assert not [e for e in one.events if e.cause not in {"cleaning", "outage"}]
    assert one.forecast is not None


def cooler(*, index: bool = False) -> made.Made:
    """Water by air: the air flow is never measured; with `index` its outlet neither."""
    days = 300
    t = made.times(days)
    asset = made.exchanger("AC-1", "air_cooled", "air 4/2", 300.0, 450.0)
    r_f = made.sawtooth(days, 4e-4 / 150, (151,))
    fan = 0.8 * made.swing(1, t, 0.2, 3.0)
    inlets = 363 + 3 * (made.swing(3, t, 1.0) - 1), 290 + 9 * (made.swing(4, t, 1.0) - 1)
    m_cold = 120.0 * fan * 288.15 / inlets[1]
    m_hot = 16.0 * made.swing(2, t, 0.15)
    clean = 1.5e-3 * (m_cold / 96) ** -0.65 + 0.5e-3 * (m_hot / 16) ** -0.8 + 5e-5
    states = made.solved(asset, 1 / (clean + r_f), (m_hot * CP, m_cold * 1006.0), inlets)
    states |= {"m_hot": m_hot, "m_cold": m_cold, "fan": fan}
    tags = {role: tag for role, tag in asset.tags.items() if role != "m_cold"}
    if index:
        speed = Tag("AC-1.fan", "", 0.1, relative=True, at=288.15, full=120.0)
        tags = {role: tag for role, tag in tags.items() if role != "t_cold_out"}
        asset = replace(asset, tags=tags | {"m_cold": speed})
        states["m_cold"] = fan
    else:
        asset = replace(asset, tags=tags)
    readings = made.read(asset, t, states, 5, ((150.2, 150.8),))
    plant = made.plant(asset, Water(6e5), PureFluid("Air", 1e5), (151,))
    return made.Made(plant, readings, r_f)


def test_an_air_cooler_is_followed_without_an_air_flow() -> None:
    case = cooler()
    one = history(case.plant, case.readings).exchangers[0]
    assert not one.index
    assert one.redundancy == "none"
    off = made.error(case, one)
    assert float(np.sqrt(np.mean(off**2))) < 4e-5  # 10 % of the peak
    assert [c.status for c in one.cleanings] == ["confirmed"]


def test_without_the_air_outlet_there_is_an_index_that_says_so() -> None:
    case = cooler(index=True)
    one = history(case.plant, case.readings).exchangers[0]
    assert one.index
    assert any("index only" in text for text in one.warnings)
    true = case.r_f.reshape(-1, 144).mean(axis=1)
    assert np.corrcoef(one.daily.level, true)[0, 1] > 0.95


def test_a_stream_that_boils_is_not_described_by_its_heat_capacity() -> None:
    case = plate()
    oil = Petroleum(34, 11.8, ((313.15, 4.6e-6), (373.15, 1.6e-6)), bubble_point=295.0)
    boiling = replace(case.plant, fluids=dict(case.plant.fluids) | {"cold": oil})
    found = history(boiling, case.readings)
    assert not found.exchangers
    assert "above its bubble point of 21.9 degC" in found.failed["PC-1"]
    assert "kind: enthalpy" in found.failed["PC-1"]
