"""Prediction: it inverts the rating, moves as physics says, and records its unknowns."""

from typing import Any

import numpy as np
import pytest

from greenlang.agents.agent import agent
from greenlang.agents.exchanger.method.rating.predict import what_if
from greenlang.agents.exchanger.method.rating.wall import plain
from greenlang.core.cases import case_from
from greenlang.core.errors import GreenlangError, ImpossibleState, InputError
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from tests.agents.exchanger.rating_examples import AIR, PIPE, PLATE
from tests.agents.exchanger.test_rating import changed, rated

WHAT_IF = agent("exchanger").analysis("what_if")


def predicted(**change: Any) -> Any:
    return audit(WHAT_IF.run, case_from(WHAT_IF.case, changed(WHAT_IF.example, change))).result


def test_a_rating_of_the_predicted_state_finds_the_same_coefficient() -> None:
    found = predicted(base=None).outcome
    ends = {
        "hot": {"t_out": f"{found.t_hot_out} K"},
        "cold": {"t_out": f"{found.t_cold_out} K"},
    }
    r = rated(**ends, fouling={"hot": "1e-4 m2 K/W", "cold": "1e-4 m2 K/W", "k_cold": None})
    assert float(r.state.u) == pytest.approx(float(found.u), rel=1e-9)
    assert float(r.state.q) == pytest.approx(float(found.q), rel=1e-9)
    assert float(r.overdesign) == pytest.approx(0, abs=1e-9)
    assert r.hot.drop.total == pytest.approx(found.dp_hot)


def test_the_outlets_are_recorded_as_a_closed_system() -> None:
    audited = audit(WHAT_IF.run, case_from(WHAT_IF.case, WHAT_IF.example))
    assert verify(audited.record).steps > 300
    assert audited.record.content.count('"closes":"prediction"') == 2
    assert '"posit":"t_wall"' in audited.record.content


def test_less_fouling_gives_more_duty_and_more_flow_too() -> None:
    r = predicted()
    assert r.change.q > 0
    assert r.change.t_hot_out < 0 < r.change.t_cold_out
    more = predicted(base={"m_cold": "150 t/h", "fouling": None})
    assert more.change.q > 0
    assert more.change.dp_cold > 0


@pytest.mark.parametrize("inside", ["hot", "cold"])
@pytest.mark.parametrize("method", ["kern", "bell_delaware"])
def test_either_stream_may_run_in_the_tubes(inside: str, method: str) -> None:
    r = predicted(inside=inside, method=method, base=None, q_loss="50 kW").outcome
    assert 0 < r.effectiveness < 1
    assert r.t_wall_hot > r.t_wall_cold


def test_constant_properties_need_no_wall() -> None:
    oil = {"kind": "constant", "cp": "2400", "rho": "780", "mu": "8e-4", "k": "0.11"}
    case = {**WHAT_IF.example, "base": None}
    case |= {side: {**WHAT_IF.example[side], "fluid": oil} for side in ("hot", "cold")}
    audited = audit(WHAT_IF.run, case_from(WHAT_IF.case, case))
    assert verify(audited.record).steps > 100
    assert '"posit":"t_wall"' not in audited.record.content


def test_a_case_and_an_array_agree() -> None:
    from dataclasses import replace

    from greenlang.core.provenance import Trail, entered

    case = plain(entered(Trail(), case_from(WHAT_IF.case, WHAT_IF.example)))
    exact = predicted().outcome
    many = what_if(replace(case, hot=replace(case.hot, m=np.array([20.0, case.hot.m])))).outcome
    assert many.q[1] == pytest.approx(float(exact.q), rel=1e-9)
    assert many.q[0] < many.q[1]


def test_a_plate_pack_is_predicted_for_arrays_alike() -> None:
    from dataclasses import replace

    from greenlang.core.provenance import Trail, entered

    given = {name: PLATE[name] for name in ("geometry", "inside")}
    given |= {
        side: {"fluid": PLATE[side]["fluid"], "t_in": PLATE[side]["t_in"], "m": "200 t/h"}
        for side in ("hot", "cold")
    }
    case = plain(entered(Trail(), case_from(WHAT_IF.case, given)))
    exact = audit(WHAT_IF.run, case_from(WHAT_IF.case, given)).result.outcome
    m = np.array([20.0, case.hot.m, np.nan])
    q = what_if(replace(case, hot=replace(case.hot, m=m))).outcome.q
    assert q[1] == pytest.approx(float(exact.q), rel=1e-9)
    assert q[0] < q[1]
    assert np.isnan(q[2])


@pytest.mark.parametrize("given", [AIR, PLATE, PIPE], ids=["air", "plate", "pipe"])
def test_every_kind_can_be_predicted(given: dict[str, Any]) -> None:
    case = {name: given[name] for name in ("geometry", "inside")}
    case |= {
        side: {"fluid": given[side]["fluid"], "t_in": given[side]["t_in"], "m": "40 kg/s"}
        for side in ("hot", "cold")
    }
    audited = audit(WHAT_IF.run, case_from(WHAT_IF.case, case))
    verify(audited.record)
    assert 0 < audited.result.outcome.effectiveness < 1


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"hot": {"t_out": "150 degC"}}, InputError, "the outlet is what is sought"),
        ({"hot": {"m": None}}, InputError, "needs t_in and a flow"),
        ({"hot": {"m": "0 t/h"}}, ImpossibleState, "above 0 is needed"),
        ({"hot": {"t_in": "100 degC"}}, ImpossibleState, "check the tags"),
    ],
)
def test_what_cannot_be_predicted_is_refused(
    change: dict[str, Any], error: type[GreenlangError], said: str
) -> None:
    with pytest.raises(error, match=said):
        predicted(**change)
