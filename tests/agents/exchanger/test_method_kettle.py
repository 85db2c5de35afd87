"""Kettles: a pool that boils at one temperature, its film given."""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.errors import GreenlangError, ImpossibleState, InputError, InsufficientData
from greenlang.core.provenance import audit
from greenlang.core.verify import verify

KETTLE = agent("exchanger").analysis("kettle")
SATURATED = 164.95 + 273.15  # water at 7 bar a


def rated(**change: Any) -> Any:
    return _audited(**change).result


def _audited(**change: Any) -> Any:
    case = dict(KETTLE.example)
    for name, value in change.items():
        nested = isinstance(value, Mapping) and isinstance(case.get(name), Mapping)
        case[name] = {**case[name], **value} if nested else value
    return audit(KETTLE.run, case_from(KETTLE.case, case))


def test_the_sums_of_a_kettle() -> None:
    audited = _audited()
    r = audited.result
    assert verify(audited.record).steps > 100
    assert float(sum(part.r for part in r.resistances[:3])) == pytest.approx(1 / float(r.u_clean))
    assert float(sum(part.r for part in r.resistances)) == pytest.approx(1 / float(r.u_service))
    assert float(r.area_required * r.u_service) == pytest.approx(float(r.state.ua))
    assert float(r.u * r.area) == pytest.approx(float(r.state.ua))
    assert float(r.r_f) == pytest.approx(1 / float(r.u) - 1 / float(r.u_clean))
    assert float(r.area) == pytest.approx(math.pi * 0.0254 * 4.9 * 420)


def test_a_feed_at_its_boiling_point_boils_at_one_temperature() -> None:
    """NTU = -ln(1 - eps), the isothermal side's own relation; the pool needs no more."""
    r = rated(cold={"t_in": None, "x_in": "0"})
    eps = 50 / (240 + 273.15 - SATURATED)
    c = 95e3 / 3600 * 2900
    assert float(r.state.ua) == pytest.approx(-c * math.log(1 - eps), rel=1e-3)
    assert float(r.ua_mixed) == pytest.approx(float(r.state.ua))


def test_a_subcooled_feed_is_a_zone_of_its_own() -> None:
    r = rated()
    boiling = r.state.zones[-1]
    assert float(boiling.t_cold_cold_end) == pytest.approx(SATURATED, abs=0.1)
    assert boiling.t_cold_cold_end == boiling.t_cold_warm_end
    assert r.state.zones[0].t_cold_cold_end < boiling.t_cold_cold_end
    assert r.ua_mixed > r.state.ua


def test_a_mixed_pool_cannot_cool_below_its_boiling_point() -> None:
    cold = {"fluid": {"kind": "water", "pressure": "7 bar a"}, "t_in": "40 degC", "x_out": "0.3"}
    r = rated(cold=cold, hot={"t_out": "160 degC"})
    assert r.ua_mixed is None


def test_steam_may_heat_the_tubes_with_its_film_given() -> None:
    steam = {
        "fluid": {"kind": "water", "pressure": "20 bar a"}, "x_in": "1", "x_out": "0", "m": "2 kg/s"
    }  # fmt: skip
    case = {**KETTLE.example, "hot": steam, "h_inside": "9000 W/m2/K"}
    r = audit(KETTLE.run, case_from(KETTLE.case, case)).result
    assert r.h_inside == 9000
    assert r.drop is None
    with pytest.raises(InsufficientData, match="h_inside is not given"):
        audit(KETTLE.run, case_from(KETTLE.case, {**case, "h_inside": None}))


def test_a_better_film_takes_less_area() -> None:
    required = [rated(h_boiling=f"{h} W/m2/K").area_required for h in (1000, 4500, 9000)]
    assert required == sorted(required, reverse=True)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"h_boiling": None}, InsufficientData, "no correlation of pool boiling"),
        ({"h_boiling": "0 W/m2/K"}, ImpossibleState, "division by zero"),
        ({"cold": {"x_out": None, "t_out": "200 degC"}}, InputError, "leaves a kettle saturated"),
        ({"cold": {"fluid": {"kind": "constant", "cp": "4200"}}}, InputError, "heating curve"),
        ({"hot": {"t_out": "100 degC"}}, ImpossibleState, "meet"),
        ({"hot": {"m": None}}, InsufficientData, "one flow is needed"),
        ({"geometry": {"plugged": 420}}, ImpossibleState, "leave no way"),
        ({"geometry": {"d_i": "30 mm"}}, ImpossibleState, "must be the larger"),
    ],
)
def test_what_cannot_be_is_refused(
    change: dict[str, Any], error: type[GreenlangError], said: str
) -> None:
    with pytest.raises(error, match=said):
        rated(**change)
