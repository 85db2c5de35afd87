"""Condenser, tower, pumps and last stage against published and known magnitudes."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.simulators.condenser_unit import bundle, causes, tower, water
from greenlang.simulators.condenser_unit.bundle import Films
from greenlang.simulators.condenser_unit.design import U1, U2
from greenlang.simulators.condenser_unit.unit import Air, Built
from greenlang.simulators.truth import Floats

BUILT = Built(U1, Films(1.0, 0.79))
ONE = np.ones(1)


def pressure(
    t_in: float = 15.0, v: float = 16.0, q: float = 600e6, r_f: float = 0.0, active: float = 1.0,
    air: Air | None = None, built: Built = BUILT,
) -> float:  # fmt: skip
    """Of a condenser with two equal boxes, mbar."""
    boxes = np.ones((1, 2))
    p = built.pressure(
        (t_in + 273.15) * ONE, v / 2 * boxes, q * ONE, r_f * boxes, active * boxes, air
    )
    return float(p[0]) / 100.0


def test_the_reference_is_near_that_of_the_open_route() -> None:
    """37.65 and 63.15 mbar by Gnielinski, a bundle factor of 0.75 and mean properties."""
    assert pressure() == pytest.approx(37.65, abs=0.6)
    assert pressure(22.0, 13.5, 560e6, 8e-5, 0.97) == pytest.approx(63.15, abs=1.2)


def test_more_steps_and_rounds_change_nothing_that_an_instrument_sees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = pressure(22.0, 13.5, 560e6, 8e-5, 0.97)
    monkeypatch.setattr(bundle, "STEPS", 60)
    assert pressure(22.0, 13.5, 560e6, 8e-5, 0.97) == pytest.approx(before, abs=0.06)


def test_heat_that_the_boxes_take_is_the_heat_given() -> None:
    x = bundle.Water(
        np.full((1, 2), 290.0), np.array([[8.0, 6.5]]), np.array([[0.0, 9e-5]]), np.ones((1, 2))
    )
    t_s, q, each = BUILT._settled(x, None, lambda _: 600e6 * ONE)
    assert each.sum() == pytest.approx(600e6, rel=1e-4)
    assert q[0] == 600e6
    assert each[0, 0] > each[0, 1]  # cleaner, with more water
    rise = each / (x.v * water.density(x.t_in) * 4185.0)
    assert (x.t_in + rise < t_s).all()


@pytest.mark.parametrize(
    ("name", "values", "rises"),
    [
        ("t_in", (4.0, 10.0, 18.0, 26.0), True),
        ("q", (300e6, 450e6, 600e6), True),
        ("r_f", (0.0, 4e-5, 1.2e-4), True),
        ("v", (9.0, 12.0, 16.0), False),
        ("active", (0.8, 0.9, 1.0), False),
    ],
)
def test_the_pressure_goes_where_physics_says(
    name: str, values: tuple[float, ...], rises: bool
) -> None:
    usual = {"t_in": 15.0, "v": 16.0, "q": 600e6, "r_f": 0.0, "active": 1.0}
    found = []
    for value in values:
        x = usual | {name: value}
        found.append(pressure(x["t_in"], x["v"], x["q"], x["r_f"], x["active"]))
    assert found == sorted(found, reverse=not rises)


def test_floor_of_the_vacuum_pumps() -> None:
    """1500 m3/h at 37.7 mbar with a vent of 18 degC draw 30.6 kg/h."""
    pumps, t_in, seal = U1.vacuum, 288.15 * ONE, 288.15 * ONE
    volume = float(pumps.volume(3770.0 * ONE, seal)[0]) * 3600.0
    running = 1500.0 / volume * ONE
    assert float(pumps.capacity(3770.0 * ONE, t_in, seal, running)[0]) * 3600 == pytest.approx(
        30.6, abs=0.15
    )
    m_a = 30.6 / 3600 * ONE
    assert float(pumps.floor(m_a, t_in, seal, running)[0]) == pytest.approx(3770, abs=8)
    assert pumps.floor(2 * m_a, t_in, seal, running) > pumps.floor(m_a, t_in, seal, running)


def test_seal_water_takes_what_a_vendor_tells() -> None:
    """At 75 Torr 86 instead of 60 degF: 0.76 (Dekker)."""
    p = 75 * 133.322 * ONE
    warm, cold = (U1.vacuum.volume(p, t * ONE)[0] for t in (303.15, 288.71))
    assert warm / cold == pytest.approx(0.76, abs=0.015)


def test_air_costs_little_until_the_pumps_are_short() -> None:
    normal, much = (pressure(air=Air(m / 3600 * ONE, ONE)) for m in (7.0, 60.0))
    assert normal - pressure() < 0.1
    assert much - normal > 5.0
    spare = pressure(air=Air(60.0 / 3600 * ONE, 2 * ONE))
    assert spare < much - 5.0


def test_tower_by_the_published_course() -> None:
    """104/89 degF, wet bulb 81, L/G 1.6492: KaV/L 1.6677 by four points, 1.669 integrated."""
    t_hot, t_wb = ((f - 32.0) / 1.8 + 273.15 for f in (104.0, 81.0))
    cold = tower.cooled(t_hot * ONE, t_wb * ONE, 1.6492 * ONE, 1.669 * ONE)
    assert (float(cold[0]) - 273.15) * 1.8 + 32.0 == pytest.approx(89.0, abs=0.15)


def test_tower_gives_off_the_heat_and_stays_above_the_wet_bulb() -> None:
    assert U2.tower is not None
    wet = np.array([268.0, 278.0, 288.0, 297.0])
    rise, m = 9.0 + 0 * wet, 15_600.0 + 0 * wet
    colder = np.full(4, np.inf)
    for fans in (3.0, 4.0, 6.0):
        cold = U2.tower.cold(rise, m, wet, fans + 0 * wet, 1.0 + 0 * wet)
        assert (cold > wet + 1.0).all()
        assert (np.diff(cold) > 0).all()
        assert (cold < colder).all()
        colder = cold
    old = U2.tower.cold(rise, m, wet, 6.0 + 0 * wet, 0.9 + 0 * wet)
    assert (old > colder).all()


def flows(health: Floats, active: float = 1.0, blocked: float = 0.0) -> tuple[float, float]:
    """Flow of both boxes with debris in the first."""
    boxes = np.ones((1, 2)) * active
    dirt = np.array([[blocked, 0.0]])
    v, each, head = BUILT.circuit.flows(
        U1.pump, health, boxes * (1.0 - dirt), dirt, np.zeros((1, 2))
    )
    total = float(v.sum())
    assert float(each.sum()) == pytest.approx(total)
    loss = BUILT.circuit.box_loss(v, boxes * (1.0 - dirt), dirt)[0] / (998.5 * 9.80665)
    assert loss[0] == pytest.approx(loss[1], rel=1e-6)
    assert float(head[0]) == pytest.approx(U1.static + U1.k_pipes * total**2 + loss[0], rel=1e-4)
    return float(v[0, 0]), float(v[0, 1])


def test_pumps_and_boxes_meet_on_their_curves() -> None:
    assert sum(flows(np.ones((1, 3)))) == pytest.approx(16.0, abs=0.15)
    two = sum(flows(np.array([[1.0, 1.0, 0.0]])))
    assert 11.0 < two < 13.0  # more than two thirds: the head falls
    assert sum(flows(np.array([[1.0, 0.9, 1.0]]))) < 15.5
    dirty, clean = flows(np.ones((1, 3)), blocked=0.12)
    assert dirty < 0.93 * clean


def test_last_stage_chokes_and_its_slope_is_possible() -> None:
    p, full = np.linspace(1500.0, 15_000.0, 271), np.asarray(1.0)
    for unit in (U1, U2):
        power = unit.turbine.power(p, full)
        m = unit.turbine.exhaust(full)
        slope = -np.diff(power) / np.diff(p)
        bound = m * 0.92 * water.steam_volume(p[:-1]) * 0.985
        assert (slope >= -1e-6).all()
        assert (slope <= bound).all()
        assert (np.abs(slope[p[:-1] < 0.95 * float(unit.turbine.choke(m))]) < 1e-6).all()
        assert float(unit.turbine.power(np.asarray(unit.turbine.p_ref), full)) == unit.turbine.gross
        at_ref = float(np.interp(unit.turbine.p_ref, p[:-1], slope)) * 100 / 1e6
        assert 0.2 < at_ref < 0.6  # MW a mbar of 500 MW
        change = unit.turbine.heat(p, full) - unit.turbine.q
        assert change * 0.985 == pytest.approx(unit.turbine.gross - power, abs=1.0)


def players(n: int = 3) -> causes.Players:
    boxes = np.ones((n, 2))
    blocked = np.zeros((n, 2))
    blocked[-1, 0] = 0.1
    return causes.Players(
        np.linspace(278.0, 297.0, n), 6.75 * boxes, np.linspace(400e6, 590e6, n), 8e-5 * boxes,
        0.97 * boxes, blocked, np.full(n, 40.0 / 3600), np.ones(n),
    )  # fmt: skip


def test_causes_sum_and_an_unchanged_one_has_none() -> None:
    found = causes.split(BUILT, players())
    total = sum(found.parts.values())
    assert total == pytest.approx(found.p - found.p_reference, abs=1e-6)
    assert (found.parts["debris"][:2] == 0.0).all()
    assert found.parts["debris"][2] > 0.0
    assert (found.parts["fouling"] > 0.0).all()
    kept = replace(players(), r_f=np.zeros((3, 2)))
    assert causes.split(BUILT, kept).parts["fouling"] == pytest.approx(0.0, abs=1e-9)


def test_causes_of_the_published_example_are_of_its_size() -> None:
    """18.3, 4.4, -2.8, 5.2, 0.4 mbar (inlet, flow, load, fouling, plugging) by the open route."""
    x = replace(players(1), t_in=295.15 * ONE, q=560e6 * ONE, blocked=np.zeros((1, 2)))
    x = replace(x, m_a=1e-9 * ONE)
    parts = causes.split(BUILT, x).parts
    names = ("inlet temperature", "flow", "load", "fouling", "plugging")
    assert [float(parts[name][0]) / 100 for name in names] == pytest.approx(
        [18.310, 4.356, -2.815, 5.199, 0.445], abs=0.5
    )
