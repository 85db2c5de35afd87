"""`pumps`, `plugging`, `tower` and `fouling_outlook`: worked numbers, limits, bad input."""

from typing import Any

import pytest

from greenlang.core.errors import ImpossibleState, InputError, InsufficientData, OutsideValidity
from tests.agents.condenser.made import example, part, run


def _group(**changes: Any) -> dict[str, Any]:
    return {**example("plugging")["pumps"][0], **changes}


def test_four_pumps_give_the_circuit_its_point() -> None:
    found = run("pumps", groups=[_group()])
    assert float(found.v) == pytest.approx(16.1, abs=0.3)
    assert float(found.head) == pytest.approx(10 + 10 * (float(found.v) / 16) ** 2, rel=1e-9)
    one = found.groups[0]
    assert float(one.v) == pytest.approx(float(found.v) / 4)
    hydraulic = 999 * 9.80665 * float(found.v) * float(found.head)
    assert 0.7 < hydraulic / float(found.power) < 0.9
    assert one.told == "runs"


def test_a_slow_pump_beside_fast_ones_gives_nothing() -> None:
    slow = run("pumps", groups=[_group(number=3), _group(number=1, speed="60 %")])
    assert float(slow.groups[1].v) == 0
    assert any("group 2: gives no flow" in flag for flag in slow.flags)
    alone = run("pumps", groups=[_group(number=3)])
    assert float(slow.v) == pytest.approx(float(alone.v))
    assert run("pumps").v > alone.v


def test_suction_and_wear_are_told() -> None:
    low = {"z_level": "-3 m", "z_eye": "1.5 m", "h_f": "0.8 m"}
    found = run("pumps", groups=[_group()], suction=low)
    assert any("suction head" in flag for flag in found.flags)
    assert found.groups[0].npsh_margin < run("pumps", groups=[_group()]).groups[0].npsh_margin
    fit = run("pumps", groups=[_group()], v=f"{float(found.v)} m3/s", head=f"{found.head} m")
    assert float(fit.wear) == pytest.approx(0, abs=1e-6)
    worn = run("pumps", groups=[_group()], v="16 m3/s", head="18.5 m")
    assert float(worn.wear) < -0.05
    assert any("worn" in flag for flag in worn.flags)
    for missing, told in (
        ({"barometer": None}, "barometer"),
        ({"v": "1 m3/s", "head": "9 m"}, "one"),
    ):
        with pytest.raises(InsufficientData, match=told):
            run("pumps", **missing)
    with pytest.raises(ImpossibleState, match="lifts the static head"):
        run("pumps", groups=[_group(number=1, speed="50 %")])
    easy = {"static": "2 m", "v": "16 m3/s", "head": "4 m"}
    with pytest.raises(OutsideValidity, match="runs out"):
        run("pumps", groups=[_group(number=1)], system=easy)


def test_plugging_costs_more_with_the_pumps_curve() -> None:
    """10 % of the tubes: 1.1 mbar at constant flow, 1.8 with the curve, in the example's plant."""
    tubes = part("plugging", "tubes", plugged="0")
    still = {"tubes": tubes, "more": "2000", "turbine": None, "prices": None, "r_f": None}
    curve = run("plugging", **still)
    fixed = run("plugging", **still, pumps=None, system=None, dp_condenser=None, v="16 m3/s")
    assert float(fixed.after.above_open) / 100 == pytest.approx(1.1, abs=0.1)
    assert 1.3 < float(curve.after.above_open) / 100 < 2.1
    assert curve.after.v < curve.open.v
    assert curve.after.velocity > curve.open.velocity
    assert float(curve.now.above_open) == 0


def test_plugging_is_told_in_money_and_asks_for_what_it_needs() -> None:
    found = run("plugging")
    assert 0 < found.now.worth.power < found.after.worth.power
    assert 0 < found.now.worth.cost < found.after.worth.cost
    for changes, told in (
        ({"v": "16 m3/s"}, "one of them"),
        ({"dp_condenser": None}, "dp_condenser"),
        ({"pumps": [_group(number=0)]}, "one at least must run"),
        ({"tubes": part("plugging", "tubes", plugged=None)}, "0 if none"),
    ):
        with pytest.raises(InsufficientData, match=told):
            run("plugging", **changes)


def test_a_tower_as_sold_has_a_capability_of_one() -> None:
    plain = run("tower", t_cold=None, reference=None)
    assert (plain.over, plain.capability, plain.inlet) == (None, None, ())
    same = run("tower", t_cold=f"{plain.t_cold} K", reference=None)
    assert float(same.capability) == pytest.approx(1, abs=1e-9)
    assert float(same.c_measured) == pytest.approx(1.6, abs=1e-9)
    weak = run("tower", t_cold=f"{float(plain.t_cold) + 1.5} K", reference=None)
    assert weak.capability < 1
    assert float(weak.over) == pytest.approx(1.5)
    assert float(plain.approach) > 1


def test_parts_of_the_cold_water_sum_to_its_change() -> None:
    found = run("tower")
    assert [one.cause for one in found.inlet] == ["wet bulb", "recirculation", "capability"]
    was = run("tower", t_wb="58 degF", t_db=None, phi=None, recirculation="0 K", t_cold=None,
              reference=None, coc=None)  # fmt: skip
    measured = (78.6 + 459.67) / 1.8
    total = sum(float(one.dt) for one in found.inlet)
    assert total == pytest.approx(measured - float(was.t_cold), abs=0.01)
    assert float(found.inlet[1].dt) < 0.5, "recirculation adds less than itself"
    inlet = [{"cause": one.cause, "dt": f"{one.dt} K"} for one in found.inlet]
    split = run("decomposition", inlet=inlet)
    assert len(split.inlet) == 4


def test_water_use_and_idle_cells() -> None:
    found = run("tower")
    use = found.use
    assert float(use.makeup) == pytest.approx(
        float(use.evaporation + use.blowdown + use.drift), rel=1e-12
    )
    assert 0.005 < float(use.evaporation) / 16000 < 0.02
    idle = run("tower", running=4, idle=2, reference=None)
    assert idle.t_cold > found.t_cold
    assert idle.capability is None
    assert any("12 %" in flag for flag in idle.flags)


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"t_cold": "68 degF"}, ImpossibleState, "lowest"),
        ({"t_db": None, "phi": None}, InsufficientData, "t_wb"),
        ({"running": 0}, InsufficientData, "one cell"),
        ({"phi": "55"}, ImpossibleState, "write it as '55 %'"),
        ({"coc": "0.25"}, ImpossibleState, "swapped"),
        ({"q": "20470 MMBtu/h"}, ImpossibleState, "range"),
    ],
)
def test_a_tower_that_cannot_be_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("tower", **changes)


def test_fouling_ahead_has_a_law_a_band_and_a_time() -> None:
    found = run("fouling_outlook")
    limit = (1 / 0.8 - 1) / 3546
    assert float(found.limit) == pytest.approx(limit)
    assert float(found.rate) * 86400 == pytest.approx(6e-7, rel=0.05)
    assert found.t_limit_p10 < found.t_limit_p50
    assert 81 < float(found.t_limit_p50) / 86400 < 160
    for one in found.ahead:
        assert one.p10 < one.p50 < one.p90
    assert float(found.thickness) == pytest.approx(0.6 * 5e-5)
    assert float(found.above_clean) > 100
    assert found.worth.cost > 0


def test_fouling_that_does_not_grow_never_reaches_its_limit() -> None:
    flat = [
        {"t": f"{7 * i} d", "r_f": f"{1 + 0.1 * (-1) ** i}e-5 m2 K/W", "sigma": "1e-6 m2 K/W"}
        for i in range(12)
    ]
    found = run("fouling_outlook", points=flat)
    assert found.told.startswith("never")
    assert found.t_limit_p50 is None
    passed = run("fouling_outlook", cf_limit="95 %")
    assert passed.told == "the limit is passed already"
    free = run("fouling_outlook", cf_limit=None, state=None, turbine=None, prices=None)
    assert (free.limit, free.worth, free.flags) == (None, None, ())


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"points": []}, InsufficientData, "four or more"),
        ({"t": ["60 d"]}, InputError, "after the last point"),
        ({"limit": "1e-4 m2 K/W"}, InputError, "one of the two"),
        ({"cf_limit": "80"}, ImpossibleState, "write 85 %"),
    ],
)
def test_an_outlook_that_cannot_be_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("fouling_outlook", **changes)
