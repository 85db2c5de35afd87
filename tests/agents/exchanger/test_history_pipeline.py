"""The whole way on a simulated train of seven months, and on broken input."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger import AGENT
from greenlang.agents.exchanger.decide.fleet import fleet_of, solved
from greenlang.agents.exchanger.decide.simulate import course
from greenlang.agents.exchanger.history import components, history
from greenlang.agents.exchanger.history.audits import cases
from greenlang.agents.exchanger.model import Exchanger, Limits, Plant
from greenlang.agents.exchanger.plant import plant as plant_of
from greenlang.agents.exchanger.results import ExchangerHistory, PlantHistory
from greenlang.agents.page import date
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from greenlang.library.economics import Series
from greenlang.services.files.plant import loaded, rows
from greenlang.simulators.preheat_train import Simulation, plant_yaml, simulate, write_log
from greenlang.simulators.score import score

Floats = NDArray[np.float64]
DP_MOST = 2.5e5  # Pa


@dataclass(frozen=True)
class Reading:
    time: NDArray[np.int64]
    value: Floats
    code: NDArray[np.uint8]


@dataclass(frozen=True)
class Case:
    sim: Simulation
    plant: Plant
    readings: Mapping[str, Reading]
    found: PlantHistory


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    home: Path = tmp_path_factory.mktemp("train")
    sim = simulate(301, years=0.6)
    (home / "plant.yaml").write_text(plant_yaml(sim), encoding="utf-8")
    write_log(sim, home / "cleanings.csv")
    plant = plant_of(loaded(home / "plant.yaml"), lambda name: rows(home / name), "plant.yaml")
    readings = {
        tag: Reading(sim.time, x, np.where(np.isfinite(x), 0, 2).astype(np.uint8))
        for tag, x in sim.tags.items()
    }
    plant = replace(plant, assets=tuple(_limited(one) for one in plant.assets))
    return Case(sim, plant, readings, history(plant, readings))


def _limited(one: Exchanger) -> Exchanger:
    """With a pressure drop limit where a drop is measured."""
    if "dp_tube" not in one.tags:
        return one
    return replace(one, design=replace(one.design, limits=Limits(dp_tube=DP_MOST)))


def by_name(found: PlantHistory) -> dict[str, ExchangerHistory]:
    return {one.asset: one for one in found.exchangers}


def test_close_to_the_truth(case: Case) -> None:
    u_design = {a.name: float(a.design.u_clean or np.nan) for a in case.plant.assets}
    one = score(case.sim.truth, case.found.exchangers, u_design)
    assert one.missing == ()
    assert one.invented == ()
    assert one.cleanings_matched == one.cleanings_true == one.cleanings_found
    assert max(each.over_naive for each in one.exchangers) < 0.6
    for kind, (named, simulated) in one.named.items():
        assert named == simulated, kind


def test_all_arrays_have_one_value_a_day(case: Case) -> None:
    for one in case.found.exchangers:
        daily = one.daily
        n = len(daily.days)
        assert n == case.found.end - case.found.start + 1
        for name in ("r_f", "level", "level_sigma", "rate", "u", "u_clean", "duty", "dp_ratio"):
            assert getattr(daily, name).shape == (n,), name
        assert np.isfinite(daily.level).all()
        assert (daily.level_sigma > 0.0).all()
        seen = np.isfinite(daily.r_f)
        np.testing.assert_allclose(
            daily.r_f[seen], (1 / daily.u - 1 / daily.u_clean)[seen], atol=1e-12
        )


def test_a_fouled_exchanger_costs_money_and_carbon(case: Case) -> None:
    for one in case.found.exchangers:
        assert one.duty_lost_now.p10 <= one.duty_lost_now.p50 <= one.duty_lost_now.p90
        assert np.isfinite(one.money_per_day.p50)
        assert np.isfinite(one.co2_per_day.p50)
        share = one.duty_lost_now.p50 / one.reference["duty_clean"]
        lost = one.reference["duty_clean"] - one.reference["duty"]
        assert abs(lost / one.duty_lost_now.p50 - 1.0) < 1e-9
        assert share < 0.8


def test_datum_is_declared_or_the_best_cleaning(case: Case) -> None:
    for one in case.found.exchangers:
        new = case.sim.truth.exchangers[one.asset].new_bundle
        assert one.datum == ("declared" if new else "best_clean")
        assert (one.datum_sigma > 0.0) is not new
        assert any("relative" in text for text in one.warnings) is not new


def test_forecasts_go_on_from_today(case: Case) -> None:
    ahead = [one for one in case.found.exchangers if one.forecast is not None]
    assert len(ahead) >= 6
    for one in ahead:
        forecast = one.forecast
        assert forecast is not None
        low, mid, high = forecast.r_f
        assert np.all(low <= mid)
        assert np.all(mid <= high)
        assert abs(mid[0] - one.r_f_now.p50) < 4.0 * one.daily.level_sigma[-1] + 1e-5
        assert abs(sum(law.weight for law in forecast.laws) - 1.0) < 1e-9


def test_the_same_input_gives_the_same_result(case: Case) -> None:
    again = history(case.plant, case.readings)
    for one, two in zip(case.found.exchangers, again.exchangers, strict=True):
        np.testing.assert_array_equal(one.daily.level, two.daily.level)
        assert one.events == two.events


def test_a_missing_tag_costs_its_exchanger_little(case: Case) -> None:
    """The hot outlet of E-102 follows from the balance; of E-101 everything else stays."""
    readings = {tag: x for tag, x in case.readings.items() if tag != "TI1202"}
    found = history(case.plant, readings)
    one, whole = by_name(found)["E-102"], by_name(case.found)["E-102"]
    assert one.redundancy == "network"
    ran = np.isfinite(whole.daily.r_f) & np.isfinite(one.daily.r_f)
    assert np.sqrt(np.mean((one.daily.level - whole.daily.level)[ran] ** 2)) < 1.5e-4
    assert any(tag.tag == "TI1202" and tag.verdict.startswith("no data") for tag in found.tags)


def test_a_bad_exchanger_does_not_stop_the_others(case: Case) -> None:
    lost = {"TI1201", "TI1202", "FI1201"}
    readings = {tag: x for tag, x in case.readings.items() if tag not in lost}
    found = history(case.plant, readings)
    assert "E-102" in found.failed
    assert len(found.exchangers) == 7


def test_progress_rises_to_one(case: Case) -> None:
    told: list[float] = []
    alone = replace(case.plant, assets=case.plant.assets[:1])
    history(alone, case.readings, lambda share, _what: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_month_of_data_is_too_little(case: Case) -> None:
    cut = {
        tag: Reading(r.time[:3000], r.value[:3000], r.code[:3000])
        for tag, r in case.readings.items()
    }
    found = history(case.plant, cut)
    assert found.exchangers == ()
    assert all("30 needed" in why for why in found.failed.values())
    with pytest.raises(InsufficientData):
        history(case.plant, {})


def test_the_train_is_one_component(case: Case) -> None:
    (only,) = components(case.plant)
    assert len(only.assets) == 8


def test_every_cleaning_seen_has_its_saving_measured(case: Case) -> None:
    measured = 0
    for one in case.found.exchangers:
        seen = [c for c in one.cleanings if c.status in {"confirmed", "found_without_log"}]
        assert [(s.cleaning_start, s.cleaning_end) for s in one.savings] == [
            (c.start, c.end) for c in seen
        ]
        for saving in one.savings:
            if saving.note:
                assert np.isnan(saving.energy.p50)
                continue
            measured += 1
            days, energy = saving.days, saving.energy
            assert saving.start <= days[0]
            assert days[-1] <= saving.end
            assert saving.start > saving.cleaning_end
            assert energy.p05 < energy.p50 < energy.p95
            total = float(saving.power @ (saving.hours * 3600.0))
            assert abs(total / energy.p50 - 1.0) < 0.1
            price = saving.money.p50 / energy.p50
            today = one.money_per_day.p50 / (one.duty_lost_now.p50 * 86400.0)
            assert abs(price / today - 1.0) < 0.05
    assert measured >= 4


def test_a_saving_is_near_what_the_removed_deposit_was_worth(case: Case) -> None:
    """In the first days after a cleaning the counterfactual is the deposit of the day before."""
    for one in case.found.exchangers:
        truth = case.sim.truth.exchangers[one.asset]
        for saving in one.savings:
            done = [
                c
                for c in case.sim.truth.cleanings
                if c.asset == one.asset and abs(c.start // 86400 - saving.cleaning_start) <= 2
            ]
            if saving.note or not done:
                continue
            first = saving.days[:10]
            rows = np.isin(case.sim.truth.time // 86400, first) & np.isfinite(truth.u)
            # Duty goes nearly with ln of the conductance here: a rough but independent figure.
            fouled = 1 / (1 / truth.u_clean + done[0].r_f_before)
            ratio = np.nanmean((truth.duty * (1 - fouled / truth.u))[rows])
            power = float(saving.power[: first.size].mean())
            assert 0.3 * ratio < power < 1.1 * ratio


def test_the_record_of_a_saving_says_what_the_history_does(case: Case) -> None:
    """From months alone, with one straight line for the law of before: within a few percent."""
    told = {
        f"{one.asset}_cleaned_{date(saving.cleaning_start)}": saving
        for one in case.found.exchangers
        for saving in one.savings
        if not saving.note
    }
    asked = {
        name: each
        for name, (analysis, each) in cases(case.plant, case.found).items()
        if analysis == "savings"
    }
    assert set(asked) == set(told)
    for name, saving in told.items():
        done = audit(AGENT.analysis("savings").run, asked[name])
        assert verify(done.record).steps > 100
        found, energy = done.result, saving.energy
        assert float(found.energy) == pytest.approx(energy.p50, rel=0.03)
        assert float(found.money) == pytest.approx(saving.money.p50, rel=0.03)
        assert float(found.co2) == pytest.approx(saving.co2.p50, rel=0.03)
        width = (float(found.energy_p95) - float(found.energy_p05)) / (energy.p95 - energy.p05)
        assert 0.6 < width < 1.6


def test_without_prices_a_saving_has_no_record(case: Case) -> None:
    one = next(each for each in case.found.exchangers if each.savings)
    bare = replace(one, savings=tuple(replace(each, basis=None) for each in one.savings))
    asked = cases(case.plant, replace(case.found, exchangers=(bare,)))
    assert {analysis for analysis, _ in asked.values()} == {"performance"}


def test_drop_limits_and_pump_power_of_a_history_reach_the_plan(case: Case) -> None:
    told = [one for one in case.found.exchangers if "ln_dp_slope_tube" in one.reference]
    assert told
    for one in told:
        at = one.reference
        flow = at["m_cold"] if case.plant.asset(one.asset).spaces["cold"] == "tube" else at["m_hot"]
        # Power is dP V: the clean drop that both figures rest on is one, at a liquid's density.
        clean = DP_MOST / np.exp(at["ln_dp_slope_tube"] * at["r_f_at_dp_tube"])
        assert 500.0 < clean * flow / at["hydraulic_power_tube"] < 1000.0
    prices = replace(case.plant.prices, power=Series(((0, 90 / 3.6e9),)))
    fleet, train, _ = fleet_of(replace(case.plant, prices=prices), case.found)
    assert {u.asset.name for u in fleet.units if u.pump.sides} <= {one.asset for one in told}
    unit = max((u for u in fleet.units if u.pump.sides), key=lambda u: float(u.growth.ahead[-1]))
    assert unit.r_f_limit == unit.known.reference["r_f_at_dp_tube"]
    tight = 0.8 * float(unit.growth.ahead[-1])  # a limit that a year without cleaning passes
    known = replace(unit.known, reference=dict(unit.known.reference) | {"r_f_at_dp_tube": tight})
    units = tuple(replace(u, known=known) if u is unit else u for u in fleet.units)
    found = solved(replace(fleet, units=units), train)
    assert found.outcome.power > 0.0
    assert found.kept_limits
    assert found.paths[fleet.units.index(unit)]
    column = train.names.index(unit.asset.name)
    deposits = course(found.fleet, train, found.paths).r_f[:, column]
    assert deposits.max() <= 1.05 * tight
