"""The small analyses give what `performance` gives, and health is refused on too little."""

import pytest

from greenlang.core.errors import ImpossibleState, InputError, InsufficientData
from tests.agents.condenser.made import floats, part, run


def test_duty_is_that_of_performance() -> None:
    steam = part("performance", "steam")
    whole, alone = floats(run("performance")), floats(run("duty", steam=steam))
    own = ("q_per_exhaust", "h_exhaust", "dryness")
    for name, value in alone.items():
        if name not in own:
            assert value == pytest.approx(whole[name], rel=1e-12), name
    assert alone["h_exhaust"] == 2330e3
    assert alone["q_per_exhaust"] == pytest.approx(whole["q"] / (960 / 3.6))


def test_the_exhaust_is_what_the_turbines_balance_leaves_it() -> None:
    found = run("duty")
    q_in = (1495 * 3396 + 1290 * 3536) / 3.6 * 1e3
    q_out = (1290 * 3020 + 130 * 3110 + 95 * 3330 + 310 * 2890) / 3.6 * 1e3
    h = (q_in - q_out - 500e6 / (0.987 * 0.995) - 2e6) / (960 / 3.6)
    assert float(found.h_exhaust) == pytest.approx(h, rel=1e-9)
    assert 0.85 < float(found.dryness) < 1
    h_0 = 30.9 * 4182
    q = 960 / 3.6 * (h - h_0) + 95 / 3.6 * (185e3 - h_0)
    assert float(found.q_steam) == pytest.approx(q, rel=3e-4)


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"out": []}, ImpossibleState, "a flow is missing in out"),
        ({"p_gross": "500 kW"}, ImpossibleState, "the balance leaves the exhaust"),
        ({"eta_generator": "98.7"}, ImpossibleState, "write 98.5 %"),
        ({"into": []}, InsufficientData, "main steam"),
    ],
)
def test_a_balance_that_cannot_be_is_refused(
    changes: dict[str, object], error: type[Exception], told: str
) -> None:
    steam = part("duty", "steam")
    with pytest.raises(error, match=told):
        run("duty", steam={**steam, "cycle": {**steam["cycle"], **changes}})
    with pytest.raises(InputError, match="give one"):
        run("duty", steam={**steam, "h": "2330 kJ/kg"})
    with pytest.raises(InputError, match="by q and by flows"):
        run("duty", steam={**steam, "q": "600 MW"})


def test_a_usual_turbine_says_its_duty_with_four_percent() -> None:
    found = run("duty", steam={"m": "960 t/h"})
    assert float(found.q_steam) == pytest.approx(960 / 3.6 * 2279.5e3, rel=1e-4)
    less = run("duty", steam={"m": "960 t/h", "turbine": "non_reheat"})
    assert float(less.q_steam) == pytest.approx(960 / 3.6 * 2209.7e3, rel=1e-4)


def test_transfer_is_that_of_performance() -> None:
    whole = run("performance")
    alone = floats(
        run(
            "transfer",
            p="46.5 mbar a",
            t_in=str(whole.t_in),
            t_out=str(whole.t_out),
            q=str(whole.q),
            area=str(whole.area),
            t_hotwell="30.9 degC",
        )
    )
    for name, value in alone.items():
        assert value == pytest.approx(floats(whole)[name], rel=1e-9), name


def test_transfer_refuses_a_condensing_temperature_below_the_outlet() -> None:
    with pytest.raises(ImpossibleState, match="terminal difference"):
        run("transfer", p="1.0 inHg a")


def test_clean_transfer_is_the_worked_example() -> None:
    found = run("clean_transfer")
    assert float(found.u_clean) == pytest.approx(3546.6, rel=0.0005)
    parts = found.r_inside + found.r_wall + found.r_steam
    assert float(parts * found.u_clean) == pytest.approx(1)
    with pytest.raises(InsufficientData, match="f_b"):
        run("clean_transfer", tubes=part("clean_transfer", "tubes", f_b=None))


def test_fouling_and_cleanliness_are_one_statement() -> None:
    found = run("fouling_factor")
    u, u_c = 500 * 5.678263, 610 * 5.678263
    assert float(found.r_f) == pytest.approx(1 / u - 1 / u_c, rel=1e-6)
    assert float(found.cf_ptc) == pytest.approx(1 - u * float(found.r_f), rel=1e-6)
    better = run("fouling_factor", u="620 Btu/h-ft2-degF")
    assert float(better.r_f) < 0
    assert float(better.cf_ptc) > 1
    beside = run("fouling_factor", r_air="2e-5 m2 K/W")
    assert float(found.r_f - beside.r_f) == pytest.approx(2e-5)


def test_health_says_what_it_knows() -> None:
    found = run("health")
    assert found.grade == "fair"
    assert found.weakest == "air_margin"
    assert float(found.coverage) == pytest.approx(0.9)
    assert found.inspect == "within three months"
    air = next(one for one in found.scores if one.part == "air_margin")
    assert "vacuum pump" in air.act
    new = run("health", cf_ref="1", air_margin="3", over_target="-1 mbar", over_ttd="0 K")
    assert float(new.health) == 100
    assert new.grade == "excellent"
    assert {one.act for one in new.scores} == {""}
    with pytest.raises(InsufficientData, match="50 %"):
        run("health", air_margin=None, over_target=None)
    with pytest.raises(InsufficientData, match="nothing is known"):
        run("health", cf_ref=None, air_margin=None, over_target=None, over_ttd=None, plugged=None)
