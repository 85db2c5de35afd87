"""Money of lost duty: only what the furnace has to make up for."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.exchanger.model import Network
from greenlang.agents.exchanger.results import Band, ExchangerHistory
from greenlang.agents.exchanger.train import furnace_extra, resimulated, stage, train
from greenlang.agents.exchanger.worth import Worth, valued
from tests.agents.exchanger import decide_example as example


def priced(one: ExchangerHistory) -> ExchangerHistory:
    lost = one.reference["duty_clean"] - one.reference["duty"]
    band = Band(0.9 * lost, lost, 1.1 * lost)
    return replace(one, money_per_day=band, co2_per_day=band)


def test_a_neighbour_downstream_makes_up_for_a_part() -> None:
    plant = example.plant()
    before = [priced(one) for one in example.history().exchangers]
    after = valued(plant, before).units
    for was, now in zip(before, after, strict=True):
        share = now.reference["network_value"]
        assert 0 < share <= 1.001
        assert now.money_per_day.p50 == pytest.approx(share * was.money_per_day.p50)
        assert now.co2_per_day.p10 < now.co2_per_day.p50 < now.co2_per_day.p90
    assert after[-1].reference["network_value"] == pytest.approx(1.0, abs=0.01)  # nothing follows
    assert after[0].reference["network_value"] < 0.9


def test_the_share_is_what_a_clean_one_would_save_at_the_furnace() -> None:
    plant, known = example.plant(), example.history().exchangers
    whole = train(plant, [stage(plant.asset(one.asset), one) for one in known])
    r_f = [[one.r_f_now.p50 for one in known], [one.r_f_now.p50 for one in known]]
    r_f[1][1] = 0.0
    extra = furnace_extra(whole, resimulated(whole, np.array(r_f)))
    lost = known[1].reference["duty_clean"] - known[1].reference["duty"]
    one = valued(plant, [priced(each) for each in known]).units[1]
    assert one.money_per_day.p50 == pytest.approx(extra[0] - extra[1], rel=1e-6)
    assert one.money_per_day.p50 < lost


def test_without_a_way_to_the_furnace_nothing_changes() -> None:
    plant = replace(example.plant(), network=Network())
    known = example.history().exchangers
    assert valued(plant, known) == Worth(known, None, None)


def test_what_is_not_known_stays_so() -> None:
    plant, known = example.plant(), example.history().exchangers
    nan = float("nan")
    blank = replace(known[0], r_f_now=Band(nan, nan, nan), reference={})
    after = valued(plant, (blank, *known[1:]))
    assert after.units[0] is blank
    assert "network_value" in after.units[1].reference
    assert after.money_per_day is not None
    assert np.isfinite(after.money_per_day.p50)


def test_the_whole_is_what_the_furnace_gives_for_all_deposits_and_no_sum() -> None:
    plant, known = example.plant(), example.history().exchangers
    wide = [
        replace(priced(one), r_f_now=Band(0.9 * r, r, 1.1 * r))
        for one in known
        if (r := one.r_f_now.p50)
    ]
    whole = train(plant, [stage(plant.asset(one.asset), one) for one in known])
    r_f = np.array([[one.r_f_now.p50 for one in known]])
    extra = furnace_extra(whole, resimulated(whole, np.concatenate([0.9 * r_f, r_f, 1.1 * r_f])))
    found = valued(plant, wide)
    alone = sum(one.money_per_day.p50 for one in found.units)
    for band in (found.money_per_day, found.co2_per_day):
        assert band is not None
        assert [band.p10, band.p50, band.p90] == pytest.approx(extra.tolist(), rel=1e-9)
        assert band.p10 < band.p50 < band.p90
        assert band.p50 < 0.99 * alone


def test_one_exchanger_alone_is_the_whole() -> None:
    plant = example.plant(("E-1",))
    one = priced(example.history().exchangers[0])
    found = valued(plant, [one])
    assert found.money_per_day is not None
    assert found.money_per_day.p50 == pytest.approx(found.units[0].money_per_day.p50, rel=1e-9)


def test_without_prices_the_whole_has_none() -> None:
    nan = float("nan")
    none = Band(nan, nan, nan)
    known = [
        replace(one, money_per_day=none, co2_per_day=none) for one in example.history().exchangers
    ]
    found = valued(example.plant(), known)
    assert found.money_per_day is not None
    assert np.isnan(found.money_per_day.p50)
