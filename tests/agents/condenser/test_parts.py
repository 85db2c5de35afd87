"""The small analyses give what `performance` gives, and health is refused on too little."""

import pytest

from greenlang.core.errors import ImpossibleState, InsufficientData
from tests.agents.condenser.made import floats, part, run


def test_duty_is_that_of_performance() -> None:
    whole, alone = floats(run("performance")), floats(run("duty"))
    for name, value in alone.items():
        assert value == pytest.approx(whole[name], rel=1e-12), name


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
    new = run("health", cf_ref="1", air_margin="3", over_target="-1 mbar", over_ttd="0 K")
    assert float(new.health) == 100
    assert new.grade == "excellent"
    with pytest.raises(InsufficientData, match="50 %"):
        run("health", air_margin=None, over_target=None)
    with pytest.raises(InsufficientData, match="nothing is known"):
        run("health", cf_ref=None, air_margin=None, over_target=None, over_ttd=None, plugged=None)
