"""The history of plants that are not shell-and-tube trains of liquids."""

import functools
from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.exchanger import AGENT
from greenlang.agents.exchanger.fluids import liquid
from greenlang.agents.exchanger.history import clean, history
from greenlang.agents.exchanger.history.audits import cases
from greenlang.agents.exchanger.history.properties import liquids
from greenlang.agents.exchanger.model import (
    HeatCurve,
    Petroleum,
    PropertyTable,
    PureFluid,
    Tag,
    Water,
)
from greenlang.core.provenance import audit
from greenlang.library.fluids import heating
from greenlang.library.heat import zones
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
    assert max(c.r_f_after for c in found) < 0.3 * min(c.r_f_before for c in found)
    assert not [e for e in one.events if e.cause not in {"cleaning", "outage"}]
    assert one.forecast is not None


def test_a_cleaning_within_one_day_leaves_no_value_of_two_surfaces() -> None:
    case = plate()
    one = history(case.plant, case.readings).exchangers[0]
    true = case.r_f.reshape(-1, 144).mean(axis=1)
    for cleaned in (120, 230):
        assert np.isnan(one.daily.r_f[cleaned])
        after = slice(cleaned + 1, cleaned + 5)
        assert np.all(np.abs(one.daily.level[after] - true[after]) < 1e-5)


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
    assert [np.isnan(s.energy.p50) for s in one.savings] == [True]
    assert "index" in one.savings[0].note


def test_a_stream_that_boils_is_not_described_by_its_heat_capacity() -> None:
    case = plate()
    oil = Petroleum(34, 11.8, ((313.15, 4.6e-6), (373.15, 1.6e-6)), bubble_point=295.0)
    boiling = replace(case.plant, fluids=dict(case.plant.fluids) | {"cold": oil})
    found = history(boiling, case.readings)
    assert not found.exchangers
    assert "above its bubble point of 21.9 degC" in found.failed["PC-1"]
    assert "kind: enthalpy" in found.failed["PC-1"]


def test_hours_above_a_bubble_point_are_left_out_and_told() -> None:
    case = plate()
    warm = float(np.quantile(case.readings["PC-1.t_cold_out"].value, 0.97))
    rows = ((280.0, 1000.0, CP, 1e-3, 0.6), (380.0, 1000.0, CP, 1e-3, 0.6))
    table = PropertyTable(rows)
    plain = replace(case.plant, fluids=dict(case.plant.fluids) | {"cold": table})
    assert not [e for e in history(plain, case.readings).exchangers[0].events
                if e.cause == "vaporisation"]  # fmt: skip
    oil = Petroleum(10, 11.8, ((293.15, 2e-6), (373.15, 1e-6)), bubble_point=warm)
    boiling = replace(case.plant, fluids=dict(case.plant.fluids) | {"cold": oil})
    (event,) = [e for e in history(boiling, case.readings).exchangers[0].events
                if e.cause == "vaporisation"]  # fmt: skip
    assert event.unit == "d"
    assert "left out of R_f" in event.evidence[0]


LIQUID, LATENT, VAPOUR = 2300.0, 250e3, 2500.0
BUBBLE, DEW = 430.0, 505.0


def curve(shift: float, latent: float = LATENT) -> HeatCurve:
    """A stream that boils over a range, its bubble and dew point moved by `shift` K."""
    bubble, dew = BUBBLE + shift, DEW + shift
    at = np.linspace(0.0, 1.0, 12)
    boiling = [(bubble + s * (dew - bubble), LIQUID * (bubble - 290.0) + latent * s**1.3)
               for s in at.tolist()]  # fmt: skip
    last = (700.0, boiling[-1][1] + VAPOUR * (700.0 - dew))
    return HeatCurve(tuple((t, h, None, None, None) for t, h in ((290.0, 0.0), *boiling, last)))


@functools.cache
def feed_effluent() -> made.Made:
    days = 300
    t = made.times(days)
    asset = made.exchanger("E-201", "shell_tube", "counterflow", 900.0, 330.0)
    hot, cold = curve(18.0), curve(0.0)
    r_f = made.sawtooth(days, 6e-4 / 150, (151,), 3e-5)
    m_hot, m_cold = 33.0 * made.swing(1, t, 0.15, 3.0), 34.0 * made.swing(2, t, 0.15, 3.0)
    clean = 1.6e-3 * (m_hot / 33) ** -0.7 + 1.3e-3 * (m_cold / 34) ** -0.72 + 1e-4
    t_hi, t_ci = 600 + 5 * (made.swing(3, t, 1.0) - 1), 370 + 5 * (made.swing(4, t, 1.0) - 1)
    curves = [heating.sampled(liquid(one), 290, 700) for one in (hot, cold)]
    h_hi, h_ci = curves[0].enthalpy(t_hi), curves[1].enthalpy(t_ci)
    q = zones.duty(curves[0], curves[1], h_hi, h_ci, m_hot, m_cold, 900.0 / (clean + r_f))
    states = {
        "t_hot_in": t_hi, "t_hot_out": curves[0].temperature(h_hi - q / m_hot), "t_cold_in": t_ci,
        "t_cold_out": curves[1].temperature(h_ci + q / m_cold), "m_hot": m_hot, "m_cold": m_cold,
    }  # fmt: skip
    readings = made.read(asset, t, states, 5, ((149.0, 151.0),))
    return made.Made(made.plant(asset, hot, cold, (151,)), readings, r_f)


def test_a_feed_effluent_exchanger_is_followed_by_its_enthalpies() -> None:
    case = feed_effluent()
    one = history(case.plant, case.readings).exchangers[0]
    off = made.error(case, one)
    assert float(np.sqrt(np.mean(off**2))) < 4e-5  # 7 % of the peak
    assert [c.status for c in one.cleanings] == ["confirmed"]
    assert one.reference["shape"] < 0.9  # by one mean difference UA would be wrong by as much
    assert one.film_multipliers["shell_exponent_sd"] > 0


def test_the_last_day_of_a_feed_effluent_exchanger_is_audited_by_its_zones() -> None:
    case = feed_effluent()
    found = history(case.plant, case.readings)
    one = found.exchangers[0]
    name, last = cases(case.plant, found)["E-201"]
    assert name == "zones"
    record = audit(AGENT.analysis(name).run, last)
    day = round(one.latest["day"]) - made.FIRST
    assert float(record.result.u) == pytest.approx(float(one.daily.u[day]), rel=0.02)


def test_two_shells_of_two_passes_keep_their_f() -> None:
    case = feed_effluent()
    (asset,) = case.plant.assets
    other = replace(asset, arrangement="E 1-2", shells=2)
    found = history(replace(case.plant, assets=(other,)), case.readings)
    counterflow = history(case.plant, case.readings).exchangers[0]
    ratio = np.nanmedian(found.exchangers[0].daily.u / counterflow.daily.u)
    assert 1.0 < ratio < 2.0  # F < 1: the same duty needs more U
    assert cases(replace(case.plant, assets=(other,)), found) == {}


def test_an_enthalpy_curve_is_carried_on_straight_for_balances_alone() -> None:
    oil = liquids(made.plant(made.exchanger("E", "shell_tube", "counterflow", 1, 1), curve(0.0),
                             curve(0.0)), 0.0, 3600.0)  # fmt: skip
    t = np.array([280.0, 290.0, 300.0, 710.0])
    h, cp = oil.enthalpy("hot", t, np.arange(4))
    assert h[:2] == pytest.approx([-10 * LIQUID, 0.0])
    assert h[3] - oil.enthalpy("hot", np.array([700.0]), np.zeros(1, int))[0][0] == pytest.approx(
        10 * VAPOUR
    )
    assert cp == pytest.approx([LIQUID, LIQUID, LIQUID, VAPOUR])


def test_films_that_swing_together_have_one_multiplier() -> None:
    m = 1.0 + 0.1 * np.random.default_rng(1).normal(size=500)
    film = clean.Films(0.0, 1e-3 * m, 2e-3 * m**1.1, 0.5, (m, m), ("shell", "tube"), (0.15, 0.15))
    assert film.together
    one = film.as_one
    assert one.shell == pytest.approx(film.shell + film.tube)
    assert not one.tube.any()
    assert one.extra[0] == pytest.approx(2 * m)
    assert not replace(film, tube=np.roll(film.tube, 50)).together
