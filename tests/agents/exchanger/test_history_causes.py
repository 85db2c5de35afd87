"""Each cause by its signature: what R_f, pressure drop, valve and balance say together."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.causes import Seen, misfits, plugged, plugged_rise
from greenlang.agents.exchanger.history.days import Facts, Outage
from greenlang.agents.exchanger.history.events import of_paths
from greenlang.agents.exchanger.history.jumps import jumps
from greenlang.agents.exchanger.history.steps import found
from greenlang.agents.exchanger.results import Band, ThermalHydraulic
from greenlang.library.series.steps import Step

Floats = NDArray[np.float64]
DAYS = 300
SD = np.full(DAYS, 5e-6)
METERS = {"shell": 1.0, "tube": -1.0}


def step(size: float, sd: float) -> Step:
    return Step(0.0, size, size, sd)


def flat(seed: int, sd: float) -> Floats:
    return sd * np.random.default_rng(seed).normal(size=DAYS)


def best(seen: Seen) -> tuple[str, float]:
    """The best cause and by how much it beats the next."""
    found = sorted((value, cause) for cause, value in misfits(seen).items())
    return found[0][1], found[1][0] - found[0][0]


def test_plugged_tubes_raise_the_drop_for_good_and_r_f_by_their_surface() -> None:
    rise = plugged_rise(0.08, 2.5e-3, 0.8e-3)
    ln_dp = {"tube": step(-1.8 * np.log(1 - 0.08), 0.01), "shell": step(0.0, 0.01)}
    seen = Seen(step(rise, 1e-5), ln_dp, outage=True, resistance=2.5e-3, tube=0.8e-3)
    assert best(seen)[0] == "plugging"
    assert best(seen)[1] > 6
    without = Seen(step(rise, 1e-5), ln_dp, resistance=2.5e-3, tube=0.8e-3)
    assert misfits(without)["plugging"] > 15
    deposit = Seen(step(8e-4, 1e-5), ln_dp, outage=True, resistance=2.5e-3, tube=0.8e-3)
    assert misfits(deposit)["plugging"] > 6


def test_the_share_of_plugged_tubes_is_that_of_the_rule() -> None:
    assert plugged(-1.8 * np.log(1 - 0.1)) == pytest.approx(0.1)
    assert plugged_rise(0.0, 2.5e-3, 1e-3) == pytest.approx(0.0, abs=1e-18)
    assert plugged_rise(0.1, 2.5e-3, float("nan")) == pytest.approx(2.5e-3 / 9)


def test_a_leak_is_a_bypass_whose_valve_is_shut() -> None:
    ln_dp = {"tube": step(1.8 * np.log(1 - 0.15), 0.01)}
    leak = Seen(step(3e-4, 1e-5), ln_dp, valve=0.0)
    assert best(leak)[0] == "leak_opens"
    assert best(leak)[1] > 6
    assert best(Seen(step(3e-4, 1e-5), ln_dp, valve=0.3))[0] == "bypass_opens"


def test_a_meter_opens_the_balance_and_moves_the_ratio_of_its_own_side_alone() -> None:
    k = 1.1
    drops = {"tube": step(-1.8 * np.log(k), 0.01), "shell": step(0.0, 0.01)}
    seen = Seen(step(2e-4, 1e-5), drops, imbalance=step(-np.log(k), 0.003), meters=METERS)
    assert best(seen)[0] == "flow_meter"
    assert best(seen)[1] > 6
    still = {"tube": step(0.0, 0.01), "shell": step(0.0, 0.01)}
    seen = Seen(step(2e-4, 1e-5), still, imbalance=step(-np.log(k), 0.003), meters=METERS)
    assert best(seen)[0] == "temperature_tag"


def test_without_a_pressure_drop_a_meter_and_a_thermometer_are_alike() -> None:
    seen = Seen(step(2e-4, 1e-5), imbalance=step(-0.1, 0.003), meters=METERS)
    assert best(seen)[1] < 6


def test_every_cause_is_weighed() -> None:
    assert len(misfits(Seen(step(2e-4, 1e-5), valve=0.0))) == 11
    assert all(np.isfinite(list(misfits(Seen(step(2e-4, 1e-5), valve=0.0)).values())))


def loaded(rise: float) -> tuple[Floats, Floats, Floats, Floats]:
    """R_f and ln dP that jump when a flow is low; the flow and the balance."""
    day = np.arange(DAYS)
    low = (day // 20) % 2 == 1
    low &= (day > 60) & (day < 220)
    flow = np.where((day // 20) % 2 == 1, 8.0, 10.0) + flat(1, 0.05)
    r_f = 1e-6 * day + rise * low + flat(2, 5e-6)
    return r_f, 0.4 * low + flat(3, 0.005), flow, 0.06 * low + flat(4, 0.002)


def test_jumps_with_the_load_are_bad_distribution() -> None:
    r_f, ln_dp, flow, _ = loaded(4e-4)
    facts = Facts(ln_dp={"tube": ln_dp}, imbalance=flat(5, 0.002))
    seen = jumps(found(r_f, SD, facts), {"m_cold": flow}, 1.0)
    assert seen is not None
    assert (seen.cause, seen.trigger, seen.below) == ("maldistribution", "m_cold", True)
    assert (seen.start, seen.end) == (61, 200)
    assert 8.2 < seen.threshold < 9.8
    assert seen.size == pytest.approx(4e-4, rel=0.1)
    assert seen.right == 1.0
    away = seen.affected(flow)
    assert not away[:60].any()
    assert away[65:79].all()
    assert not away[225:].any()


def test_with_an_open_balance_it_boils() -> None:
    r_f, ln_dp, flow, balance = loaded(4e-4)
    facts = Facts(ln_dp={"tube": ln_dp}, imbalance=balance)
    seen = jumps(found(r_f, SD, facts), {"t_cold_out": 500.0 - flow}, 1.0)
    assert seen is not None
    assert (seen.cause, seen.below) == ("vaporisation", False)


def test_jumps_that_no_state_tells_are_no_bad_distribution() -> None:
    r_f, ln_dp, _, _ = loaded(4e-4)
    facts = Facts(ln_dp={"tube": ln_dp})
    assert jumps(found(r_f, SD, facts), {"m_cold": 10 + flat(7, 1.0)}, 1.0) is None


def test_one_outage_is_judged_by_what_it_left() -> None:
    day = np.arange(DAYS)
    r_f = 1e-6 * day + flat(2, 5e-6)
    after = day >= 152
    r_f += plugged_rise(0.1, 2.5e-3, 0.8e-3) * after
    r_f[145:152] = np.nan
    ln_dp = np.where(after, -1.8 * np.log(0.9), 0.0) + flat(3, 0.005)
    ln_dp[145:152] = np.nan
    facts = Facts(
        (Outage(145, 152, 168, 145, 152),), ln_dp={"tube": ln_dp}, resistance=2.5e-3, tube=0.8e-3
    )
    (one,) = found(r_f, SD, facts)
    assert one.surely("plugging")
    assert plugged(one.ln_dp["tube"].size) == pytest.approx(0.1, abs=0.01)
    assert min(one.misfits, key=lambda cause: one.misfits[cause]) == "plugging"


def test_a_deposit_that_ages_is_an_event_with_its_evidence() -> None:
    nothing = Band(np.nan, np.nan, np.nan)
    why = "R_f fell at a constant drop"
    path = ThermalHydraulic(
        100, 190, "ageing", why, -2e-4, 1e-5, 0.004, 0.01, nothing, nothing
    )  # fmt: skip
    (event,) = of_paths("E-1", (path, replace(path, verdict="growth")))
    assert (event.cause, event.start, event.end) == ("ageing", 100, 190)
    assert "R_f -2.0e-04 +- 1.0e-05 m2 K/W without outage" in event.evidence
    assert "tube pressure-drop ratio +0.4 +- 1.0 %" in event.evidence
