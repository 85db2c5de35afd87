"""The analysis by enthalpy: a feed-effluent exchanger, and what bad input gets."""

import copy
from typing import Any

import pytest

from greenlang.agents.exchanger import AGENT
from greenlang.core.cases import case_from
from greenlang.core.errors import ImpossibleState, InputError, InsufficientData
from greenlang.core.provenance import audit
from greenlang.core.verify import verify

ZONES = AGENT.analysis("zones")


def run(**changes: Any) -> Any:
    given: Any = copy.deepcopy(dict(ZONES.example))
    for path, value in changes.items():
        side, _, key = path.partition("__")
        if not key:
            given[side] = value
        elif value is None:
            del given[side][key]
        else:
            given[side][key] = value
    return audit(ZONES.run, case_from(ZONES.case, given))


def test_the_example_closes_and_verifies() -> None:
    audited = run()
    found = audited.result
    assert float(sum(zone.share for zone in found.zones)) == pytest.approx(1)
    assert float(sum(zone.ua for zone in found.zones)) == pytest.approx(float(found.ua))
    assert float(sum(zone.q for zone in found.zones)) == pytest.approx(float(found.q))
    assert found.pinch <= found.zones[0].t_hot_cold_end - found.zones[0].t_cold_cold_end
    assert found.ratio < 1  # one LMTD would hide a fifth of the surface
    assert verify(audited.record)


def test_one_flow_is_enough_and_none_is_not() -> None:
    assert run(cold__m=None).result.flags == (
        "unreconciled: cold flow is from the heat balance",
    )  # fmt: skip
    with pytest.raises(InsufficientData, match="one flow is needed"):
        run(cold__m=None, hot__m=None)


def test_an_open_balance_is_said() -> None:
    assert "heat balance open" in run(cold__m="110 t/h").result.flags[0]


def test_a_pinch_inside_and_doubtful_ends_are_refused() -> None:
    with pytest.raises(ImpossibleState, match=r"meet inside .* % of the duty"):
        run(cold__t_out="345 degC", cold__fluid={"kind": "constant", "cp": "2.6 kJ/kg/K"},
            hot__t_out="80 degC")  # fmt: skip
    with pytest.raises(InputError, match="cold: give one of t_in, h_in and x_in"):
        run(cold__t_in=None)
    with pytest.raises(InputError, match="hot: give one of t_out"):
        run(hot__h_out="5 kJ/kg")


def test_two_phases_by_a_heat_capacity_are_refused() -> None:
    boiling = {"kind": "petroleum", "api": 50, "watson_k": 12, "bubble_point": "120 degC"}
    with pytest.raises(InputError, match="beyond its bubble point"):
        run(cold__fluid=boiling)


def test_a_plain_liquid_does_not_need_zones() -> None:
    oil = {"kind": "constant", "cp": "2.6 kJ/kg/K"}
    flags = run(cold__fluid=oil, hot__fluid=oil).result.flags
    assert any("a mean cp" in flag for flag in flags)


PERFORMANCE = AGENT.analysis("performance")


def _flags(fluid: dict[str, Any], t_in: str, t_out: str, arrangement: str = "E 1-2") -> str:
    given: Any = copy.deepcopy(dict(PERFORMANCE.example))
    given["hot"] = {"fluid": fluid, "t_in": t_in, "t_out": t_out}
    given["arrangement"] = arrangement
    return " ".join(audit(PERFORMANCE.run, case_from(PERFORMANCE.case, given)).result.flags)


@pytest.mark.parametrize(
    ("fluid", "t_in", "t_out", "said"),
    [
        ({"kind": "water", "pressure": "12 bar a"}, "220 degC", "170 degC", "hot: boils"),
        ({"kind": "pure", "name": "Toluene", "pressure": "4 bar a"}, "220 degC", "160 degC",
         "hot: boils"),
        (ZONES.example["hot"]["fluid"], "260 degC", "160 degC", "factor of 2.05"),
        ({"kind": "table", "rows": [{"t": "400 K", "cp": "2000"}, {"t": "520 K", "cp": "2700"}]},
         "240 degC", "160 degC", "hot: heat capacity changes"),
    ],
)  # fmt: skip
def test_p_ntu_says_where_a_mean_heat_capacity_misleads(
    fluid: dict[str, Any], t_in: str, t_out: str, said: str
) -> None:
    assert said in _flags(fluid, t_in, t_out)
    assert "zones" in _flags(fluid, t_in, t_out)
    assert "indication only; no analysis goes by enthalpy in E 1-2" in _flags(fluid, t_in, t_out)
    assert "from the analysis `zones`" in _flags(fluid, t_in, t_out, "double pipe")
    assert "zones" not in _flags({"kind": "constant", "cp": "2000"}, t_in, t_out)


def test_the_mean_difference_that_p_ntu_misses_is_that_of_the_zones() -> None:
    given: Any = copy.deepcopy(dict(PERFORMANCE.example))
    given["hot"] = {
        "fluid": {"kind": "water", "pressure": "12 bar a"}, "t_in": "220 degC", "t_out": "170 degC",
    }  # fmt: skip
    sides = {side: {k: given[side][k] for k in ("fluid", "t_in", "t_out")} for side in given
             if side in {"hot", "cold"}}  # fmt: skip
    sides["cold"]["m"] = given["cold"]["m"]
    exact = audit(ZONES.run, case_from(ZONES.case, sides)).result
    told = _flags(given["hot"]["fluid"], "220 degC", "170 degC")
    assert f"is {exact.dt_mean:.4g} K, the LMTD {exact.lmtd_of_ends:.4g} K" in told


def test_streams_that_meet_by_enthalpy_are_refused_in_every_arrangement() -> None:
    steam = {"kind": "water", "pressure": "3 bar a"}
    with pytest.raises(ImpossibleState, match=r"meet|cross|pinch"):
        _flags(steam, "250 degC", "130 degC", "counterflow")
